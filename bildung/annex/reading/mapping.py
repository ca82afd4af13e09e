"""Which column of a file's table is which column of the annex."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from bildung.annex.grid import Contents, Grid
from bildung.annex.table import AnnexError, AnnexTable

from .headings import Found, find, first_row, headings_of
from .layout import Line, lay
from .synonyms import LONGEST_HEADING, NUMBER, Names, Slot, names_of, names_of_others, weight
from .wording import folded

# How many texts of a column are shown.
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

    `start` and `end` are where the headings begin and end; both 0 without. `heads` are the texts of
    these rows, folded, as other pages may repeat them. `numbers` are the places that hold nothing
    but numbers by their heading. `is_other` where it is another annex.
    """

    grid: Grid
    lines: list[Line]
    start: int
    end: int
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    heads: frozenset[tuple[str, ...]]
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
        below = self.lines[self.end :]
        return [line for line in below if line.key or not _repeats(line, self.heads)]

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
    names, others = names_of(like), names_of_others(like)
    for grid in contents.grids:
        before = placements[-1] if placements else None
        placements.append(_place(grid, like, names, others, before))
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
    if not found or _is_other(lines, others, slots):
        return _untaken(grid, lines, found, _is_other(lines, others, ()))
    keys = tuple(slot.key if slot else "" for slot in slots)
    numbers = {place for place, slot in enumerate(slots) if slot and slot.name == NUMBER}
    headings = found.start, found.end, found.headings
    return Placement(grid, lines, *headings, keys, _heads(lines, found), frozenset(numbers))


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


def _is_other(lines: list[Line], others: Sequence[Names], slots: Sequence[Slot | None]) -> bool:
    """Whether the headings are rather those of another annex."""
    own = weight([slot.key for slot in slots if slot])
    found = (find(lines, names) for names in others)
    return any(
        weight([slot.key for slot in one.slots if slot]) > own for one in found if one is not None
    )


def _repeats(line: Line, repeated: Container[tuple[str, ...]]) -> bool:
    if any(len(text) > LONGEST_HEADING for text in line.texts):
        return False
    return tuple(map(folded, line.texts)) in repeated
