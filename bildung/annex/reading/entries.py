"""The rows of all tables of a file as one list: who stands under what, and what is one row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, permutations, zip_longest

from bildung.annex.table import Block, Paragraph, text_runs, texts_of

from .dating import dated, is_length, is_part, is_year, lasting, of_years
from .known import Known
from .layout import Line, spanning
from .periods import in_year, is_begin, is_end, is_refused, is_time, planned, spanned
from .placement import Placement
from .sections import heading_of, rows_of
from .shapes import DIVIDED, GOES_ON, Role, shape_of
from .synonyms import EDGES, TIMEFRAME
from .wording import Blocks, Wording, folded, text_of

BETWEEN = Paragraph(())


@dataclass(eq=False)
class Part:
    """What one column says, in one row or in several: these have the same object then.

    `pieces` are those of the file's columns it comes from, numbers first; `is_number` where one of
    these holds numbers by its heading. `made` is what the annex shows, where that is known already;
    `more` what rows below said besides, of the column of a group's number and priority.
    """

    pieces: tuple[Blocks, ...] = ()
    is_number: bool = False
    made: Blocks | None = None
    more: list[Blocks] = field(default_factory=list)
    _said: tuple[tuple[Blocks, ...], str] | None = None  # the text, and of which pieces

    @property
    def blocks(self) -> Blocks:
        """All pieces, an empty paragraph between them: none goes on in the next one."""
        if len(self.pieces) == 1:
            return self.pieces[0]
        blocks: list[Block] = []
        for piece in filter(None, self.pieces):
            blocks += [*([BETWEEN] if blocks else []), *piece]
        return tuple(blocks)

    @property
    def text(self) -> str:
        if self._said is None or self._said[0] is not self.pieces:
            self._said = self.pieces, text_of(self.blocks)
        return self._said[1]


@dataclass
class Entry:
    """A row to be: a part for each column of the annex that the file has.

    `place` says where it stands in the file. `is_first` in its table of the file, `is_keyed` where
    that table carries keys. `columns` are those that table has, `told` those of which it tells
    which cells are merged.
    """

    key: str
    parts: dict[str, Part]
    place: str
    is_first: bool
    is_keyed: bool
    columns: frozenset[str]
    told: frozenset[str]

    def text(self, column: str) -> str:
        return self.parts[column].text if column in self.parts else ""

    def texts(self) -> dict[str, list[str]]:
        return {column: list(texts_of(part.blocks)) for column, part in self.parts.items()}


class Frame:
    """The columns of the annex by what they are in a row."""

    def __init__(self, known: Known, wording: Wording):
        self.known, self.wording = known, wording
        self.columns = known.columns
        roles = {column: shape_of(column).role for column in self.columns}
        self.leads = [column for column in self.columns if roles[column] is Role.LEAD]
        self.parents = [column for column in self.columns if roles[column] is Role.PARENT]
        self.below = [c for c in self.columns if c not in self.leads and c not in self.parents]
        headers = [c.key for c in known.table.columns if c.is_header and c.key in self.leads]
        # Which column's cells begin groups, where cells have shapes of ours.
        self.header = headers[0] if headers else (self.leads[0] if self.leads else "")

    def is_blank(self, entry: Entry, columns: Iterable[str]) -> bool:
        parts = entry.parts
        return all(
            self.wording.is_empty(parts[column].blocks) for column in columns if column in parts
        )

    def keeps(self, one: Entry, other: Entry, column: str) -> bool:
        """Whether one object says in both rows what this column says."""
        return one.parts.get(column) is other.parts.get(column)


def entries_of(placement: Placement, frame: Frame, title: str) -> Iterator[Entry]:
    """Yield the rows of one table as they stand, without blank ones and those of the title."""
    data, sections = rows_of(placement, frame.header, title)
    years = placement.years
    is_keyed = any(line.key for line in data)
    places = {key: placement.places(key) for key in frame.columns if key in placement.keys}
    told = frozenset(
        key for key, at in places.items() if any(placement.grid.columns) or spanning(data, at)
    )
    before: Entry | None = None
    origins: dict[str, tuple[int, ...]] = {}
    for number, line in enumerate(data, start=1):
        parts, now = {}, {}
        for key, at in places.items():
            now[key] = _origins(line, at)
            goes_on = before is not None and now[key] == origins.get(key)
            parts[key] = before.parts[key] if goes_on else _part(key, line, at, placement)
        if id(line) in sections:
            heading = {frame.header: Part((line.spots[0].blocks,))}
            parts = {key: Part() for key in places} | heading
        elif before and frame.header in before.parts and frame.header not in places:
            parts[frame.header] = before.parts[frame.header]  # a section's heading goes on
        elif before is None and (heading := heading_of(placement, frame.header, title)):
            parts[frame.header] = Part(((Paragraph(text_runs(heading)),),))
        if (year := years.get(id(line))) and TIMEFRAME in frame.columns:
            text = in_year(parts[TIMEFRAME].text if TIMEFRAME in parts else "", year)
            parts[TIMEFRAME] = Part(((Paragraph(text_runs(text)),),))
        place = f"{placement.grid.place}, Zeile {line.number or number}"
        entry = Entry(line.key, parts, place, before is None, is_keyed, frozenset(places), told)
        own = [key for key in parts if before is None or not frame.keeps(before, entry, key)]
        if frame.is_blank(entry, own) and not frame.known.is_blank(line.key):
            _keep_open(entry, before, own, frame)
        else:
            yield entry
        before, origins = entry, now


def _keep_open(entry: Entry, before: Entry | None, own: Sequence[str], frame: Frame) -> None:
    """Let rows below one that is left out go on from the row above it in lead columns."""
    if before is not None:
        for key in own:
            if key in frame.leads and key in before.parts:
                entry.parts[key] = before.parts[key]


def _origins(line: Line, places: Sequence[int]) -> tuple[int, ...]:
    spots = [line.spots[place] for place in places]
    return tuple(id(spot.cell) for spot in spots if spot.is_left) or tuple(
        id(spot.cell) for spot in spots
    )


def _part(key: str, line: Line, places: Sequence[int], placement: Placement) -> Part:
    if key == TIMEFRAME and (len(places) > 1 or placement.plan or _is_edge(places[0], placement)):
        return Part((_timeframe(line, places, placement),))
    pieces = tuple(line.spots[place].blocks for place in places)
    return Part(pieces, is_number=any(place in placement.numbers for place in places))


def _is_edge(place: int, placement: Placement) -> bool:
    heading = placement.headings[place]
    return any(is_part_of_time(heading) for is_part_of_time in EDGES.values())


def _timeframe(line: Line, places: Sequence[int], placement: Placement) -> Blocks:
    """Return the one time frame that several columns say together."""
    others = [place for place in places if place not in placement.plan]
    # What is merged over rows is the same in each of them, what is merged over both is all of it.
    cells = list({id(line.spots[p].cell): line.spots[p].cell for p in others}.values())
    blocks = [cell.blocks for cell in cells]
    if len(cells) == len(others) <= 3:
        said = _said([(placement.headings[p], line.spots[p].cell.blocks) for p in others])
    else:
        said = tuple(block for each in blocks for block in each)
    marked = planned(line, placement.plan, placement.headings)
    return said + ((Paragraph(text_runs(marked)),) if marked else ())


def _said(parts: Sequence[tuple[str, Blocks]]) -> Blocks:
    """Return the time frame of which parts are given, each below its heading."""
    if not parts:
        return ()
    parts = [(name, of_years(said, name) if is_year(name) else said) for name, said in parts]
    if len(parts) > 2:
        return _of_three(parts)
    if len(parts) == 1:
        ((heading, blocks),) = parts
        if is_begin(heading):
            return spanned(blocks, ())
        if is_end(heading):
            return spanned((), blocks)
        return dated((), blocks, heading) if is_part(heading) else blocks
    for (first, said), (second, other) in permutations(parts):
        if is_year(first) and not (is_begin(second) or is_end(second) or is_year(second)):
            return dated(said, other, second)
        if is_begin(first) and is_length(second):
            return lasting(said, other, second)
    (_, begin), (name, end) = sorted(parts, key=lambda part: is_end(part[0]))
    return spanned(begin, end, is_end(name))


def _of_three(parts: Sequence[tuple[str, Blocks]]) -> Blocks:
    """Return the time frame of begin and end, which are in the year that stands beside them."""
    years = [said for name, said in parts if is_year(name)]
    others = [part for part in parts if not is_year(part[0])]
    if len(years) != 1:
        return tuple(block for _, said in parts for block in said)
    if not (year := text_of(years[0])) or not any(said for _, said in others):
        return years[0] or _said(others)
    begin, end = (text_of(said) for _, said in sorted(others, key=lambda part: is_end(part[0])))
    if begin and end:
        whole = in_year(f"{begin} – {end}", year)
        if is_time(whole) or is_refused(whole):
            return (Paragraph(text_runs(whole)),)
    return _said([(name, _in_year(said, year)) for name, said in others])


def _in_year(blocks: Blocks, year: str) -> Blocks:
    text = text_of(blocks)
    return (Paragraph(text_runs(in_year(text, year))),) if text else ()


def settle(entries: Sequence[Entry], frame: Frame) -> list[Entry]:
    """Let cells go on from above, and put rows together that are one in the annex."""
    written = [dict(entry.parts) for entry in entries]
    # What one table has in columns of goals and another one lacks is blank there.
    given = {lead for entry in entries for lead in frame.leads if lead in entry.parts}
    for entry in entries:
        for lead in given - entry.parts.keys():
            entry.parts[lead] = Part()
    torn = _Torn(entries, frame)
    for entry in entries[:1]:
        torn.mend(entry, None)
    for place, (before, here) in enumerate(pairwise(entries)):
        for column, part in written[place + 1].items():
            if written[place].get(column) is part:  # one cell, whatever became of it above
                here.parts[column] = before.parts[column]
        torn.mend(here, before)
        _go_on(before, here, frame)
    return list(_joined(_folded(list(entries), frame), frame))


class _Torn:
    """Cells over several rows that lost their text with the first of these rows, as in Word.

    Without it, what is left of a goal would go on from the goal above.
    """

    def __init__(self, entries: Iterable[Entry], frame: Frame):
        self.frame = frame
        self.keys = {entry.key for entry in entries}
        self.seen: set[tuple[str, str]] = set()

    def mend(self, entry: Entry, before: Entry | None) -> None:
        """Give the first row left of such a cell its text as of today, unless it says its own."""
        known = self.frame.known
        for column in entry.columns if entry.key in known.places else ():
            first, blocks = known.cell(column, entry.key)
            if first in self.keys or (column, first) in self.seen:
                continue
            self.seen.add((column, first))
            goes_on = before is not None and self.frame.keeps(before, entry, column)
            if goes_on or self.frame.is_blank(entry, [column]):
                entry.parts[column] = Part((blocks,))


def _go_on(before: Entry, here: Entry, frame: Frame) -> None:
    """Give `here` the parts of `before` that go on in it."""
    if not frame.header or not _is_same_group(before, here, frame):
        return
    for column in frame.leads:
        _go_on_in_lead(before, here, column)
    for column in frame.parents:
        if column in before.parts and _is_same_parent(column, before, here, frame):
            here.parts[column] = before.parts[column]


def _go_on_in_lead(before: Entry, here: Entry, column: str) -> None:
    above, part = before.parts.get(column), here.parts.get(column)
    if above is None:  # no table has this column
        return
    said = part is not None and part is not above and part.blocks
    if said and folded(part.text) != folded(above.text):
        above.more += [part.blocks]
    here.parts[column] = above


def _is_same_group(before: Entry, here: Entry, frame: Frame) -> bool:
    """Whether `here` stands under the same goal, milestone … as the row above."""
    header = frame.header
    if header in here.parts and frame.keeps(before, here, header):
        return True
    text, above = here.text(header), before.text(header)
    if not text:
        if frame.is_blank(before, frame.leads):
            return frame.is_blank(here, frame.leads)
        return header in here.columns or _says_nothing_new(before, here, frame)
    if folded(text) != folded(above):
        return False
    if here.is_first:
        return True
    if frame.known.has_both(before.key, here.key):
        return frame.known.is_same_cell(header, before.key, here.key)
    return header not in here.told


def _says_nothing_new(before: Entry, here: Entry, frame: Frame) -> bool:
    return all(
        frame.is_blank(here, [lead]) or folded(here.text(lead)) == folded(before.text(lead))
        for lead in frame.leads
    )


def _is_same_parent(column: str, before: Entry, here: Entry, frame: Frame) -> bool:
    """Whether the cell of the row above goes on: it says the same again, or nothing."""
    if frame.keeps(before, here, column) or column not in here.parts:
        return True
    text, above = here.text(column), before.text(column)
    is_blank = frame.is_blank(here, [column])
    if not is_blank and folded(text) != folded(above):
        return False
    if here.is_first or (is_blank and column == GOES_ON):
        return True
    if column in here.told:  # a row that somebody added to our own export spans nothing yet
        return is_blank and here.is_keyed and not here.key
    if frame.known.has_both(before.key, here.key):
        return frame.known.is_same_cell(column, before.key, here.key)
    return True


def _folded(entries: list[Entry], frame: Frame) -> Iterator[Entry]:
    """Leave out rows that say nothing but what the next row stands under, too."""
    if not frame.header:
        yield from entries
        return
    for here, following in zip_longest(entries, entries[1:]):
        if following is None or not _is_heading_of(here, following, frame):
            yield here
        elif frame.known.is_blank(here.key):  # a goal without Erläuterungen, which now has one
            following.key = following.key or here.key


def _is_heading_of(here: Entry, following: Entry, frame: Frame) -> bool:
    goes_on = all(frame.keeps(here, following, lead) for lead in frame.leads)
    if not goes_on or not frame.is_blank(here, [c for c in frame.below if c in here.parts]):
        return False
    # An Erläuterung without text or measures, as of today, is a row of its own.
    stays = frame.known.is_blank(here.key) and frame.known.has_both(here.key, following.key)
    if stays and frame.known.is_same_cell(frame.header, here.key, following.key):
        return False
    return all(
        frame.keeps(here, following, parent) or frame.is_blank(here, [parent])
        for parent in frame.parents
    )


def _joined(entries: Iterable[Entry], frame: Frame) -> Iterator[Entry]:
    """Put a row to the one above where one measure spans both."""
    before: Entry | None = None
    for here in entries:
        if before is not None and _is_one_row(before, here, frame):
            for column in frame.below:
                above, part = before.parts.get(column), here.parts.get(column)
                if above is not part and above and part and part.text != above.text:
                    joined = replace(above, pieces=above.pieces + part.pieces)
                    before.parts[column] = joined
            continue
        if before is not None:
            yield before
        before = here
    if before is not None:
        yield before


def _is_one_row(before: Entry, here: Entry, frame: Frame) -> bool:
    return (
        DIVIDED in here.parts
        and not frame.is_blank(here, [DIVIDED])
        and all(
            frame.keeps(before, here, column) for column in (*frame.leads, *frame.parents, DIVIDED)
        )
    )
