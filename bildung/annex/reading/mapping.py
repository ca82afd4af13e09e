"""Which column of a file's table is which column of the annex."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bildung.annex.grid import Contents, Grid, GridCell
from bildung.annex.table import AnnexError, AnnexTable

from .dating import is_length, is_part, is_year
from .headings import Found, find, first_row, headings_of
from .layout import Line, lay
from .periods import HAS_YEAR, has_days, in_year, is_time
from .placement import Placement
from .synonyms import (
    BEGIN,
    EDGES,
    END,
    HEADS,
    IN_YEAR,
    NUMBER,
    PART,
    TIMEFRAME,
    Names,
    Slot,
    names_of,
    names_of_others,
)
from .wording import folded

# Names of sheets that are those of a file's parts, not of goals.
NO_GOAL = re.compile(
    r"(?:(?:Tabelle|Sheet|Table|Blatt|Seite|Teil|Anlage|Maßnahmen(?:plan)?|Massnahmen(?:plan)?|Plan"
    r"|Ziele|Zeitplan|Meilensteine|Übersicht|Gesamt|Import|Export|Daten)[\s_-]*\d*(?:\s*\(\d+\))?"
    r"|(?:19|20)\d\d(?:\s?[-/–]\s?\d{2,4})?)?",
    re.IGNORECASE,
)
NAMES_GOAL = re.compile(
    r"(?:(?:Grundlegendes |Strategisches )?\w*ziel|Handlungsfeld|Themenfeld|Schwerpunkt|HF|Z)"
    r"(?:\b|_|(?=\d))",
    re.IGNORECASE,
)

# For each table of a file, for each of its columns: the key of a column of the annex, or "".
Mapping = Sequence[Sequence[str]]


def place_all(contents: Contents, like: AnnexTable, mapping: Mapping | None) -> list[Placement]:
    """Return each table with the columns found in it, or with those `mapping` says.

    Raises AnnexError where `mapping` is not made for these tables, or names unknown columns.
    """
    placements: list[Placement] = []
    names, others = names_of(like), names_of_others(like)
    grids = list(reversed(contents.grids))
    while grids:
        grid, before = grids.pop(), placements[-1] if placements else None
        grid = _widened(grid, before) if before else grid
        placement = _place(grid, like, names, others, before)
        if at := placement.turned_heads:
            grids.append(replace(grid, rows=grid.rows[at:]))
            placement = _place(replace(grid, rows=grid.rows[:at]), like, names, others, before)
        placements.append(placement)
    if mapping is None:
        return _under_sheets(placements, like)
    if len(mapping) != len(placements):
        raise AnnexError("Die Zuordnung der Spalten gehört zu einer anderen Datei.")
    corrected = [_corrected(*pair, like) for pair in zip(placements, mapping, strict=True)]
    return _under_sheets(corrected, like)


def _under_sheets(placements: Sequence[Placement], like: AnnexTable) -> list[Placement]:
    """Let the name of a sheet stand for the goal where each goal has a sheet of its own.

    So where several sheets have tables without a goal, or a name says that it is one.
    """
    heads = {column.key for column in like.columns if column.is_header}
    without = [one for one in placements if one.is_taken and not heads & set(one.keys)]
    names = {one.grid.name for one in without if not NO_GOAL.fullmatch(one.grid.name)}
    titles = [folded(one.grid.title) for one in without]
    named = []
    for one in placements:
        name = one.grid.name if one in without and one.grid.name in names else ""
        is_titled = one.grid.title and titles.count(folded(one.grid.title)) == 1
        is_goal = len(names) > 1 or NAMES_GOAL.match(name)
        named.append(replace(one, sheet=name) if name and is_goal and not is_titled else one)
    return named


def _corrected(placement: Placement, keys: Sequence[str], like: AnnexTable) -> Placement:
    if len(keys) != len(placement.keys):
        raise AnnexError("Die Zuordnung der Spalten gehört zu einer anderen Datei.")
    if unknown := set(keys) - {"", *(column.key for column in like.columns)}:
        raise AnnexError(f"Die Anlage hat keine Spalte {sorted(unknown)[0][:80]!r}.")
    is_other = placement.is_other and not any(keys)
    return replace(placement, keys=tuple(keys), is_other=is_other, asked=frozenset(), rivals=())


def _place(
    grid: Grid, like: AnnexTable, names: Names, others: Sequence[Names], before: Placement | None
) -> Placement:
    lines = lay(grid)
    found = find(lines, names)
    if grid.key and grid.key != like.key:
        return _untaken(grid, lines, found, is_other=True)
    if any(grid.columns):
        return _own(grid, lines, like, found)
    if before and _goes_on(lines, found, others, before):
        return replace(before, grid=grid, lines=lines, start=0, end=0)
    slots = found.slots if found else ()
    if not found or _is_other(lines, others, found):
        return _untaken(grid, lines, found, _is_other(lines, others, None))
    keys = _keys(slots, found.headings)
    numbers = {place for place, slot in enumerate(slots) if slot and slot.name == NUMBER}
    taken = frozenset(place for place, key in enumerate(keys) if key)
    placement = Placement(
        grid,
        lines,
        found.start,
        found.end,
        found.headings,
        keys,
        _heads(lines, found),
        frozenset(numbers),
        asked=found.doubtful & taken,
        rivals=tuple(rivals for rivals in found.rivals if rivals[0] in taken),
    )
    told = {at for at in range(len(keys)) if any(line.texts[at] for line in placement.data)}
    open_ = {place for place, others in placement.rivals if told.intersection(others)}
    placement = replace(placement, asked=placement.asked | (open_ & found.undecided))
    placement = _without_other_year(placement, slots)
    keys = placement.keys
    planned = placement.time_plan
    if planned:  # it says more than a year does
        parts = {at for at, heading in enumerate(found.headings) if _is_in_year(heading)}
        keys = tuple("" if at in parts else key for at, key in enumerate(keys))
        placement = replace(placement, keys=keys)
    beside = any(key == TIMEFRAME and at not in planned for at, key in enumerate(keys))
    if beside or not any(column.key == TIMEFRAME for column in like.columns):
        return placement
    keys = tuple(TIMEFRAME if place in planned else key for place, key in enumerate(keys))
    return replace(placement, keys=keys)


def _without_other_year(placement: Placement, slots: Sequence[Slot | None]) -> Placement:
    """Leave a year beside a time frame, or its ends, alone where these have years of their own.

    Beside a whole time frame also where that makes no time with it: „laufend“.
    """
    places = {slot.name: at for at, slot in enumerate(slots) if slot and placement.keys[at]}
    beside = [places[name] for name in (BEGIN, END, TIMEFRAME) if name in places]
    if IN_YEAR not in places or not beside:
        return placement
    year = places[IN_YEAR]
    pairs = [(line.texts[at], line.texts[year]) for line in placement.data for at in beside]
    is_whole = TIMEFRAME in places
    if not any(
        HAS_YEAR.search(text) or (is_whole and text and of and not is_time(in_year(text, of)))
        for text, of in pairs
    ):
        return placement
    keys = ("" if at == year else key for at, key in enumerate(placement.keys))
    return replace(placement, keys=tuple(keys))


def _is_in_year(heading: str) -> bool:
    return is_year(heading) or is_part(heading)


def _keys(slots: Sequence[Slot | None], headings: Sequence[str]) -> tuple[str, ...]:
    """Return the key of each column. A time frame is one column, or parts of it together.

    Those are begin and end, begin and how long, or year and quarter.
    """
    places = {slot.name: place for place, slot in enumerate(slots) if slot}
    names = set(places)
    if {BEGIN, END} <= names:
        dropped = {TIMEFRAME, PART}
    elif BEGIN in names and TIMEFRAME in names and is_length(headings[places[TIMEFRAME]]):
        dropped = {IN_YEAR, PART}
    elif TIMEFRAME in names:
        dropped = {*EDGES} - ({IN_YEAR} if not names & {BEGIN, END, PART} else set())
    elif names & {BEGIN, END}:
        dropped = {IN_YEAR, PART}
    else:
        dropped = set()
    return tuple(slot.key if slot and slot.name not in dropped else "" for slot in slots)


def _widened(grid: Grid, before: Placement) -> Grid:
    """Return a table below a blank row of a sheet in the columns of the one above, if it goes on.

    So it does where its first row has a time where that has its time frame, or nothing where that
    has its goals.
    """
    letters, own = before.grid.letters, grid.letters
    first = letters.index(own[0]) if own and own[0] in letters else -1
    more = len(letters) - len(own)
    is_part = first >= 0 and more > 0 and letters[first : first + len(own)] == own
    if not is_part or not before.is_taken or grid.name != before.grid.name or not grid.rows:
        return grid

    def widened(cells: tuple[GridCell | None, ...]) -> tuple[GridCell | None, ...]:
        return (*[GridCell()] * first, *cells, *[GridCell()] * (more - first))

    rows = tuple(replace(row, cells=widened(row.cells)) for row in grid.rows)
    wide = replace(grid, rows=rows, letters=letters, hidden=tuple(at + first for at in grid.hidden))
    texts = lay(wide)[0].texts
    leads = [place for key in HEADS for place in before.places(key)]
    has_time = any(has_days(texts[place]) for place in before.places(TIMEFRAME))
    return wide if has_time or (leads and not any(texts[place] for place in leads)) else grid


def _goes_on(
    lines: list[Line], found: Found | None, others: Sequence[Names], before: Placement
) -> bool:
    """Whether a table is the next part of the one before: without headings, or these further down.

    The headings of another annex make it none.
    """
    width = len(lines[0].spots) if lines else 0
    if width != len(before.keys) or not (before.is_taken or before.is_other):
        return False
    if found:
        return found.start > 0 and before.is_taken and _heads(lines, found) <= before.heads
    return not any(find(lines, names) for names in others)


def _untaken(grid: Grid, lines: list[Line], found: Found | None, is_other: bool) -> Placement:
    start, end, headings = (found.start, found.end, found.headings) if found else first_row(lines)
    keys = ("",) * len(headings)
    heads = _heads(lines, Found(start, end, headings, ()))
    return Placement(grid, lines, start, end, headings, keys, heads, is_other=is_other)


def _heads(lines: list[Line], found: Found) -> frozenset[tuple[str, ...]]:
    block = lines[found.start : found.end]
    return frozenset(tuple(map(folded, line.texts)) for line in block if not line.is_blank)


def _own(grid: Grid, lines: list[Line], like: AnnexTable, found: Found | None) -> Placement:
    """Return a table whose columns the file names, as our own exports do."""
    width = len(lines[0].spots) if lines else 0
    known = {column.key for column in like.columns}
    keys = (*(key if key in known else "" for key in grid.columns), *[""] * width)[:width]
    marked = 0
    while marked < len(lines) and lines[marked].is_heading and not lines[marked].key:
        marked += 1
    if marked:
        found = Found(0, marked, headings_of(lines[:marked], width), ())
    found = found or Found(0, 0, ("",) * width, ())
    headings = found.start, found.end, found.headings
    return Placement(grid, lines, *headings, keys, _heads(lines, found))


def _is_other(lines: list[Line], others: Sequence[Names], own: Found | None) -> bool:
    """Whether the headings are rather those of another annex: they fit that better."""
    found = (find(lines, names) for names in others)
    return any(one.weight > (own.weight if own else 0) for one in found if one is not None)
