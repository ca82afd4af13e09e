"""Which row, group and spanning cell of one table became which of another.

Rows find each other by key, then by equality, then by likeness. The cells above them („parents“: a
goal, an Erläuterung) find each other by what they say and by the rows they have in common, so that
a row that goes on under another parent has moved.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .likeness import alike_pairs, tokens_of
from .marking import Blocks, wording_of
from .table import AnnexTable, texts_of

Pairs = list[tuple[int, int]]
# A row of the old and of the new table, or the rows in which their cells of one column begin; None
# where there is none.
Numbers = tuple[int | None, int | None]


class Side:
    """One of two tables as it is compared, without the columns in `ignoring`.

    `above[column][row]` is the row in which the cell that reaches into `row` begins,
    `wording[column][row]` what it says; `group_of[row]` is the row in which its group begins, and
    `first_column[row]` what stands there. In the columns of `spanning` cells reach over rows.
    """

    def __init__(self, table: AnnexTable, ignoring: Collection[str] = ()):
        self.table = table
        self.above: dict[str, list[int]] = {}
        self.wording: dict[str, list[Blocks]] = {}
        self.titles: dict[str, str] = {}
        for index, column in enumerate(table.columns):
            if column.key not in ignoring:
                self.titles[column.key] = column.title
                self.above[column.key], self.wording[column.key] = self._column(index)
        self.columns = list(self.titles)
        self.group_of, self.first_column = self._column(0)
        self.spanning = {
            column
            for column, above in self.above.items()
            if any(start != row for row, start in enumerate(above))
        }

    def _column(self, index: int) -> tuple[list[int], list[Blocks]]:
        above: list[int] = []
        wording: list[Blocks] = []
        for number, row in enumerate(self.table.rows):
            cell = row.cells[index]
            above.append(above[-1] if cell is None else number)
            wording.append(wording[-1] if cell is None else wording_of(cell.blocks))
        return above, wording


@dataclass(frozen=True)
class Partners:
    """What became of each old cell or group, and what each new one was."""

    became: Mapping[int, int]
    was: Mapping[int, int]

    @classmethod
    def of(cls, became: Mapping[int, int]) -> "Partners":
        return cls(became, {new: old for old, new in became.items()})


@dataclass(frozen=True)
class Matching:
    """What became of what: rows, groups, and the cells of each parent column.

    All are named by numbers of rows, groups and cells by that in which they begin.
    """

    old: Side
    new: Side
    rows: Partners
    groups: Partners
    parents: Mapping[str, Partners]

    def goes_elsewhere(self, column: str, place: Numbers) -> bool:
        """Whether a row went from one parent cell to another, both of which both tables have."""
        if None in place or column not in self.parents:
            return False
        partners = self.parents[column]
        mine = self.old.above[column][place[0]]
        theirs = self.new.above[column][place[1]]
        became, was = partners.became.get(mine), partners.was.get(theirs)
        return None not in (became, was) and became != theirs

    @cached_property
    def moved_groups(self) -> frozenset[int]:
        """The fewest groups, by new number, without which the others stand in their old order."""
        return _out_of_order(self.groups.was)

    @cached_property
    def moved_rows(self) -> frozenset[int]:
        """The rows, by new number, under another parent, and in each group the fewest others."""
        moved: set[int] = set()
        in_place: dict[int, dict[int, int]] = defaultdict(dict)
        for place in self.rows.became.items():
            group = self.new.group_of[place[1]]
            stayed = self.groups.became.get(self.old.group_of[place[0]]) == group
            if stayed and not any(self.goes_elsewhere(column, place) for column in self.parents):
                in_place[group][place[1]] = place[0]
            else:
                moved.add(place[1])
        return frozenset(moved.union(*map(_out_of_order, in_place.values())))


def match(old: Side, new: Side) -> Matching:
    """Return what became of what between two sides."""
    columns = _parents(old, new)
    rows = Partners.of(_matched_rows(old, new, columns))
    leads = [c for c in columns if all(side.above[c] == side.group_of for side in (old, new))]
    groups = _groups(old, new, leads, rows)
    parents = {
        column: groups if column in leads else _cell_partners(old, new, column, rows, groups)
        for column in columns
    }
    return Matching(old, new, rows, groups, parents)


def _parents(old: Side, new: Side) -> tuple[str, ...]:
    """Return the columns before the first in which each row has a cell of its own."""
    common = [column for column in new.columns if column in old.columns]
    own = (column for column in common if column not in old.spanning | new.spanning)
    if (first := next(own, None)) is None:
        return ()
    before = set(old.columns[: old.columns.index(first)])
    return tuple(key for key in new.columns[: new.columns.index(first)] if key in before)


def _matched_rows(old: Side, new: Side, parents: Sequence[str]) -> dict[int, int]:
    """Match rows by key, then by what they say under the same heading, then by what they say."""
    keys = {row.key: number for number, row in enumerate(new.table.rows)}
    found = {number: keys[row.key] for number, row in enumerate(old.table.rows) if row.key in keys}
    own = [column for column in new.columns if column in old.columns and column not in parents]
    headings = [c.key for c in new.table.columns if c.is_header and c.key in parents]
    said = [
        {row: _said(side, own, row) for row in range(len(side.table.rows))} for side in (old, new)
    ]
    under = [
        {
            row: (*_said(side, headings, row), *said[index][row])
            for row in said[index]
            if any(said[index][row])
        }
        for index, side in enumerate((old, new))
    ]
    for olds, news in (under, said):
        found.update(_equal_pairs(olds, news, *_unmatched(olds, news, found)))
    found.update(_alike_pairs(*said, *_unmatched(*said, found)))
    return found


def _unmatched(old, new, found: Mapping[int, int]) -> tuple[list[int], list[int]]:
    return sorted(old.keys() - found.keys()), sorted(new.keys() - set(found.values()))


def _said(side: Side, columns: Sequence[str], row: int) -> tuple[Blocks, ...]:
    return tuple(side.wording[column][row] for column in columns)


def _title(side: Side, leads: Sequence[str], group: int) -> tuple[Blocks, ...]:
    """Return by what a group is known again: its headings, else all that spans it."""
    headings = [c.key for c in side.table.columns if c.is_header and c.key in leads]
    return tuple(said for said in _said(side, headings or leads, group) if said)


def _groups(old: Side, new: Side, leads: Sequence[str], rows: Partners) -> Partners:
    titles = (
        {group: _title(side, leads, group) for group in set(side.group_of)} for side in (old, new)
    )
    votes = _votes(rows, old.group_of, new.group_of)
    pairs = _partners(*titles, votes)
    return _told(pairs, old, new, leads, rows, old.group_of, new.group_of)


def _cell_partners(old: Side, new: Side, column: str, rows: Partners, groups: Partners) -> Partners:
    """Match the cells within groups that stayed; across groups by common rows alone."""
    cells = (sorted(set(side.above[column])) for side in (old, new))
    mine, theirs = cells
    pairs = _partners(
        {cell: _said(old, [column], cell) for cell in mine},
        {cell: _said(new, [column], cell) for cell in theirs},
        _votes(rows, old.above[column], new.above[column]),
        (
            {cell: groups.became.get(old.group_of[cell]) for cell in mine},
            {cell: new.group_of[cell] for cell in theirs},
        ),
    )
    return _told(pairs, old, new, [column], rows, old.above[column], new.above[column])


def _votes(rows: Partners, old_above: Sequence[int], new_above: Sequence[int]) -> Counter:
    """Count the rows that each pair of cells has in common."""
    return Counter((old_above[old], new_above[new]) for old, new in rows.became.items())


def _told(pairs, old: Side, new: Side, columns, rows: Partners, old_above, new_above) -> Partners:
    """Leave out pairs of cells that changed but stand above no place where that could be told.

    Such a place is a row below both, or one that only one table has.
    """
    together = _votes(rows, old_above, new_above)
    mine = {cell for row, cell in enumerate(old_above) if row not in rows.became}
    theirs = {cell for row, cell in enumerate(new_above) if row not in rows.was}
    return Partners.of(
        {
            one: other
            for one, other in pairs.items()
            if (one, other) in together
            or one in mine
            or other in theirs
            or _said(old, columns, one) == _said(new, columns, other)
        }
    )


def _partners(
    old: dict[int, tuple[Blocks, ...]],
    new: dict[int, tuple[Blocks, ...]],
    votes: Counter,
    groups: tuple[Mapping[int, int | None], Mapping[int, int | None]] = ({}, {}),
) -> dict[int, int]:
    """Match cells: those that say the same first, then by common rows, then by likeness.

    Cells without common rows are matched within `groups` only, which map a cell to its group.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()

    def take(pairs: Iterable[tuple[int, int]]) -> None:
        for mine, theirs in pairs:
            if mine not in found and theirs not in taken:
                found[mine] = theirs
                taken.add(theirs)

    def rest() -> Iterator[tuple[list[int], list[int]]]:
        mine = _grouped(sorted(old.keys() - found.keys()), groups[0])
        theirs = _grouped(sorted(new.keys() - taken), groups[1])
        yield from ((mine[group], theirs[group]) for group in mine.keys() & theirs.keys())

    ranked = sorted(votes, key=lambda pair: (-votes[pair], abs(pair[0] - pair[1]), sum(pair)))
    take(pair for pair in ranked if any(old[pair[0]]) and old[pair[0]] == new[pair[1]])
    for mine, theirs in list(rest()):
        take(_equal_pairs(old, new, mine, theirs))
    take(ranked)
    for mine, theirs in list(rest()):
        take(_alike_pairs(old, new, mine, theirs))
    return found


def _grouped(cells: Iterable[int], groups: Mapping[int, int | None]) -> dict[int | None, list[int]]:
    grouped = defaultdict(list)
    for cell in cells:
        grouped[groups.get(cell)].append(cell)
    return grouped


def _equal_pairs(old, new, mine: Sequence[int], theirs: Sequence[int]) -> Pairs:
    """Return cells that say the same, the first of several with the first, and so on."""
    waiting = defaultdict(list)
    for cell in reversed(theirs):
        waiting[new[cell]].append(cell)
    return [
        (cell, waiting[old[cell]].pop()) for cell in mine if any(old[cell]) and waiting[old[cell]]
    ]


def _alike_pairs(old, new, mine: Sequence[int], theirs: Sequence[int]) -> Pairs:
    tokens = (
        [tokens_of(text for said in side[cell] for text in texts_of(said)) for cell in cells]
        for side, cells in ((old, mine), (new, theirs))
    )
    return [(mine[one], theirs[other]) for one, other in alike_pairs(*tokens)]


def _out_of_order(old_places: Mapping[int, int]) -> frozenset[int]:
    """Return which of `old_places` (new place to old) are not in a longest rising sequence."""
    ends: list[int] = []  # for each length, the least old place with which such a sequence ends
    tails: list[int] = []  # and the new place of that one
    before: dict[int, int | None] = {}
    for place in sorted(old_places):
        length = bisect_left(ends, old_places[place])
        before[place] = tails[length - 1] if length else None
        ends[length : length + 1] = [old_places[place]]
        tails[length : length + 1] = [place]
    kept = set()
    place = tails[-1] if tails else None
    while place is not None:
        kept.add(place)
        place = before[place]
    return frozenset(old_places.keys() - kept)
