"""Which column of a file's table is which column of the annex."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from bildung.annex.grid import Contents, Grid
from bildung.annex.table import AnnexError, AnnexTable

from .layout import Line, lay
from .shapes import WORKING
from .synonyms import (
    LEAST,
    LONGEST_HEADING,
    NUMBER,
    SIDE_WORDS,
    Slot,
    slots_of,
    slots_of_others,
    weight,
)
from .wording import folded, text_of

# How many rows may stand above the headings, and how many rows these may take.
ROWS_LOOKED_AT = 10
MOST_ROWS = 3
# On average, the headings found have to name their columns so well.
SURE = 60
SAMPLES = 3

# For each table of a file, for each of its columns: the key of a column of the annex, or "".
Mapping = Sequence[Sequence[str]]


@dataclass(frozen=True)
class MappedColumn:
    """A column of a file's table: its heading, what stands first in it, and what it is.

    `key` is that of a column of the annex, "" where it is not taken.
    """

    heading: str
    samples: tuple[str, ...]
    key: str


@dataclass(frozen=True)
class MappedGrid:
    """A table of a file, as its mapping can be corrected."""

    place: str
    columns: tuple[MappedColumn, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


@dataclass(frozen=True)
class Placement:
    """A table of a file, which of its rows are headings, and what its columns are.

    `start` and `end` are where the headings begin and end; both 0 without. `numbers` are the places
    that hold nothing but numbers by their heading. `is_other` where it is another annex.
    """

    grid: Grid
    lines: list[Line]
    start: int
    end: int
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    numbers: frozenset[int] = frozenset()
    is_other: bool = False

    @property
    def is_taken(self) -> bool:
        return any(self.keys)

    @property
    def above(self) -> list[Line]:
        """What stands above the headings."""
        return self.lines[: self.start]

    def places(self, key: str) -> list[int]:
        """Return the places of one column, numbers first."""
        found = [place for place, own in enumerate(self.keys) if own == key]
        return sorted(found, key=lambda place: place not in self.numbers)

    def data(self) -> list[Line]:
        """Return the rows below the headings, without those that repeat them."""
        heads = {line.texts for line in self.lines[self.start : self.end]}
        repeated = {tuple(map(folded, texts)) for texts in heads if any(texts)}
        return [line for line in self.lines[self.end :] if line.key or not _repeats(line, repeated)]

    def shown(self) -> MappedGrid:
        samples: list[list[str]] = [[] for _ in self.keys]
        for line in self.lines[self.end :]:
            for place, text in enumerate(line.texts):
                if text and len(samples[place]) < SAMPLES:
                    samples[place].append(text)
            if all(len(texts) == SAMPLES for texts in samples):
                break
        columns = zip(self.headings, map(tuple, samples), self.keys, strict=True)
        return MappedGrid(self.grid.place, tuple(MappedColumn(*parts) for parts in columns))


def place_all(contents: Contents, like: AnnexTable, mapping: Mapping | None) -> list[Placement]:
    """Return each table with the columns found in it, or with those `mapping` says.

    Raises AnnexError where `mapping` is not made for these tables, or names unknown columns.
    """
    placements: list[Placement] = []
    for grid in contents.grids:
        placements.append(_place(grid, like, placements[-1] if placements else None))
    if mapping is None:
        return placements
    if len(mapping) != len(placements):
        raise AnnexError("Die Zuordnung der Spalten gehört zu einer anderen Datei.")
    return [_corrected(*pair, like) for pair in zip(placements, mapping, strict=True)]


def _corrected(placement: Placement, keys: Sequence[str], like: AnnexTable) -> Placement:
    if len(keys) != len(placement.keys):
        raise AnnexError("Die Zuordnung der Spalten gehört zu einer anderen Datei.")
    if unknown := set(keys) - {"", *(column.key for column in like.columns)}:
        raise AnnexError(f"Die Anlage hat keine Spalte {sorted(unknown)[0][:80]!r}.")
    is_other = placement.is_other and not any(keys)
    return replace(placement, keys=tuple(keys), is_other=is_other)


def _place(grid: Grid, like: AnnexTable, before: Placement | None) -> Placement:
    lines = lay(grid)
    width = len(lines[0].spots) if lines else 0
    found = _find(lines, slots_of(like))
    if grid.key and grid.key != like.key:
        start, end, headings, *_ = found or _first_row(lines, width)
        return Placement(grid, lines, start, end, headings, ("",) * width, is_other=True)
    if any(grid.columns):
        return _own(grid, lines, like, found)
    if found:
        start, end, headings, slots = found
        if is_other := _is_other(lines, like, slots):
            slots = (None,) * width
        keys = tuple(slot.key if slot else "" for slot in slots)
        numbers = {place for place, slot in enumerate(slots) if slot and slot.name == NUMBER}
        return Placement(
            grid, lines, start, end, headings, keys, frozenset(numbers), is_other=is_other
        )
    if before and width == len(before.keys) and not _is_other(lines, like, ()):
        goes_on = replace(before, grid=grid, lines=lines, start=0, end=0)
        return replace(goes_on, headings=before.headings) if before.keys else goes_on
    other = _is_other(lines, like, ())
    start, end, headings, _ = _first_row(lines, width)
    return Placement(grid, lines, start, end, headings, ("",) * width, is_other=other)


def _own(grid: Grid, lines: list[Line], like: AnnexTable, found) -> Placement:
    """Return a table whose columns the file names, as our own exports do."""
    width = len(lines[0].spots) if lines else 0
    known = {column.key for column in like.columns}
    keys = (*(key if key in known else "" for key in grid.columns), *[""] * width)[:width]
    marked = 0
    while marked < len(lines) and lines[marked].is_heading and not lines[marked].key:
        marked += 1
    if marked:
        headings = _headings(lines[:marked], width)
        return Placement(grid, lines, 0, marked, headings, keys)
    start, end, headings, _ = found or (0, 0, ("",) * width, ())
    return Placement(grid, lines, start, end, headings, keys)


Found = tuple[int, int, tuple[str, ...], tuple[Slot | None, ...]]


def _find(lines: list[Line], slots: Sequence[Slot]) -> Found | None:
    """Return first row, end, texts and meaning of the headings that name `slots` best."""
    best: tuple[tuple[int, int, int], Found] | None = None
    for start, line in enumerate(lines[:ROWS_LOOKED_AT]):
        if line.key:
            break
        if line.is_across or line.is_blank or not all(spot.is_top for spot in line.spots):
            continue
        for end in _ends(lines, start):
            block = lines[start:end]
            headings = _headings(block, len(line.spots))
            score, meaning = assign(headings, slots, _lowest(block))
            if not _is_sure(score, headings, meaning):
                continue
            marked = sum(line.is_heading for line in block)
            rank = (score + 50 * (marked == len(block)), -len(block), -start)
            if best is None or rank > best[0]:
                best = (rank, (start, end, headings, meaning))
    return best[1] if best else None


def _ends(lines: list[Line], start: int) -> list[int]:
    """Return where headings that begin in this row may end."""
    least = start + min(lines[start].height, MOST_ROWS)
    ends = range(least, start + MOST_ROWS + 1)
    return [end for end in ends if end <= len(lines) and not any(x.key for x in lines[start:end])]


def _is_sure(score: int, headings: Sequence[str], meaning: Sequence[Slot | None]) -> bool:
    found = [slot for slot in meaning if slot]
    filled = sum(map(bool, headings))
    if not found or score < SURE * len(found) or not all(map(_is_short, headings)):
        return False
    has_main = not all(slot.key in WORKING for slot in found)
    return has_main and (len(found) > 1 or len(headings) == 1) and 3 * len(found) >= filled


def _is_short(heading: str) -> bool:
    return len(heading) <= 2 * LONGEST_HEADING


def assign(
    headings: Sequence[str], slots: Sequence[Slot], lowest: Sequence[str] = ()
) -> tuple[int, tuple[Slot | None, ...]]:
    """Return the best assignment of slots to headings, each slot once at most, and its score.

    `lowest` is what the last row of each heading says by itself: „Kosten“ below „Maßnahme“.
    """
    lowest = lowest or headings
    # By the slots taken so far (as bits): the best score, and which heading means which slot.
    best: dict[int, tuple[int, tuple[tuple[int, int], ...]]] = {0: (0, ())}
    for place, heading in enumerate(headings):
        said = {heading, lowest[place]} - {""}
        scores = [max(map(slot.score, said)) for slot in slots] if said else []
        if not any(scores):
            continue
        for taken, (total, chosen) in list(best.items()):
            for index, score in enumerate(scores):
                mask = taken | 1 << index
                if score and mask != taken and total + score > best.get(mask, (0, ()))[0]:
                    best[mask] = (total + score, (*chosen, (place, index)))
    score, chosen = max(best.values(), key=lambda pair: pair[0])
    meaning = dict(chosen)
    found: tuple[Slot | None, ...] = tuple(
        slots[meaning[place]] if place in meaning else None for place in range(len(headings))
    )
    return _without_lonely_duty(score, found, headings, lowest)


def _without_lonely_duty(
    score: int, found: tuple[Slot | None, ...], headings: Sequence[str], lowest: Sequence[str]
) -> tuple[int, tuple[Slot | None, ...]]:
    """Take back a „Zuständigkeit“ that names no party, where it is not one of two."""
    sides = {place: slot for place, slot in enumerate(found) if slot and slot.key in SIDE_WORDS}
    said = {
        place: max(slot.score(headings[place]), slot.score(lowest[place]))
        for place, slot in sides.items()
    }
    weak = [place for place in sides if said[place] < LEAST]
    if len(sides) == 2:  # which of them is first is for the first party
        return score + sum(SURE - said[place] for place in weak), found
    rest = tuple(None if place in weak else slot for place, slot in enumerate(found))
    return score - sum(said[place] for place in weak), rest


def _headings(block: Sequence[Line], width: int) -> tuple[str, ...]:
    """Return what the rows of headings say above each column, a cell over several in each."""
    texts = []
    for place in range(width):
        cells = {id(line.spots[place].cell): line.spots[place].cell for line in block}
        texts.append(" ".join(filter(None, (text_of(cell.blocks) for cell in cells.values()))))
    return tuple(texts)


def _lowest(block: Sequence[Line]) -> tuple[str, ...]:
    """Return what stands last above each column, where only headings over several are above it."""
    texts = []
    for place, spot in enumerate(block[-1].spots):
        higher = (line.spots[place].cell for line in block[:-1])
        is_below = all(cell.column_span > 1 for cell in higher if cell is not spot.cell)
        texts.append(text_of(spot.cell.blocks) if is_below else "")
    return tuple(texts)


def _first_row(lines: list[Line], width: int) -> Found:
    """Return the first row as headings nobody knows, where it looks like that."""
    none = (None,) * width
    first = next((at for at, line in enumerate(lines) if not line.is_blank), 0)
    if first + 1 < len(lines) and not lines[first].key:
        texts = lines[first].texts
        short = all(0 < len(text) <= LONGEST_HEADING for text in texts)
        if lines[first].is_heading or (short and len(set(texts)) == len(texts)):
            return first, first + 1, texts, none
    return 0, 0, ("",) * width, none


def _is_other(lines: list[Line], like: AnnexTable, slots: Sequence[Slot | None]) -> bool:
    """Whether the headings are rather those of another annex."""
    own = weight([slot.key for slot in slots if slot])
    for others in slots_of_others(like):
        found = _find(lines, others)
        if found and weight([slot.key for slot in found[3] if slot]) > own:
            return True
    return False


def _repeats(line: Line, repeated: Container[tuple[str, ...]]) -> bool:
    if any(len(text) > LONGEST_HEADING for text in line.texts):
        return False
    return tuple(map(folded, line.texts)) in repeated
