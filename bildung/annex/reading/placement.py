"""A table of a file, with what its columns are and which of its rows are none of the plan."""

from dataclasses import dataclass
from functools import cached_property

from bildung.annex.grid import Grid

from .extras import extra_rows
from .layout import Line
from .periods import part_named, plan_columns, year_named
from .synonyms import LONGEST_HEADING, TIMEFRAME
from .wording import folded, same_terms, terms_of

# How many texts of a column are shown.
SAMPLES = 3


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
    but numbers by their heading. `is_other` where it is another annex, `asked` the places of which
    a person should say what they are; `rivals` places that others were taken before (see Found).
    `marks` are those of notes that were taken from cells.
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
    asked: frozenset[int] = frozenset()
    rivals: tuple[tuple[int, tuple[int, ...]], ...] = ()
    sheet: str = ""
    marks: frozenset[str] = frozenset()

    @cached_property
    def plan(self) -> tuple[int, ...]:
        """The places of a time plan, whose marks give the time frame."""
        return tuple(p for p in self.time_plan if self.keys[p] == TIMEFRAME)

    @cached_property
    def time_plan(self) -> tuple[int, ...]:
        """The places of a time plan, taken or not."""
        return plan_columns(self.headings, self.keys, self.data)

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

    @cached_property
    def data(self) -> list[Line]:
        """The rows below the headings, without those that repeat them, and without extras."""
        extras = {id(line) for line in self.extras}
        return [line for line in self._below if id(line) not in extras]

    @cached_property
    def extras(self) -> list[Line]:
        """The rows below the headings that are none of the plan: sums, legends."""
        found = extra_rows(self._below, self.keys, self.marks)
        return [line for line in self._below if id(line) in found]

    @property
    def repeats_heads(self) -> bool:
        """Whether a row below the headings repeats them."""
        return len(self._below) < len(self.lines) - self.end

    @cached_property
    def _below(self) -> list[Line]:
        below = self.lines[self.end :]
        return [line for line in below if line.key or not self._is_head(line)]

    @property
    def turned_heads(self) -> int:
        """The number of the first row that has the headings in another order; 0 for none.

        With it, another table begins.
        """
        heads = {text for row in self.heads for text in row if text}
        for at in range(self.end, len(self.lines) if self.is_taken and heads else 0):
            line = self.lines[at]
            texts = [folded(text) for text in line.texts if text and len(text) <= LONGEST_HEADING]
            if len(texts) > 1 and len(texts) == len(set(texts)) and heads.issuperset(texts):
                is_row = not line.key and all(spot.is_top for spot in line.spots)
                if is_row and not self._is_head(line) and len(texts) == sum(map(bool, line.texts)):
                    return at
        return 0

    def _is_head(self, line: Line) -> bool:
        """Whether a row repeats the headings, be it in other words („Termine“ for „Termin“)."""
        if any(len(text) > LONGEST_HEADING for text in line.texts):
            return False
        if tuple(map(folded, line.texts)) in self.heads:
            return True
        said = [(terms_of(text), at) for at, text in enumerate(line.texts) if text]
        return len(said) > 1 and all(
            terms and same_terms(terms, terms_of(self.headings[at])) for terms, at in said
        )

    @cached_property
    def years(self) -> dict[int, str]:
        """By its id the time that stands in a row above each row, "" of such a row itself.

        A year, or a part of one, which may stand below its year. Rows above the first of them are
        not in it.
        """
        years: dict[int, str] = {}
        year = time = ""
        for line in self.data:
            texts = [(place, text) for place, text in enumerate(line.texts) if text]
            named = ""
            if len(texts) == 1 and not line.key and self.keys[texts[0][0]] != TIMEFRAME:
                own = year_named(texts[0][1])
                named = own or part_named(texts[0][1], year)
                year = own or year
            time = named or time
            if time:
                years[id(line)] = "" if named else time
        return years

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
