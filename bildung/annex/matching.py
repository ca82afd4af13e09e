"""Which row, group and spanning cell of one table became which of another.

Rows find each other by key, then by equality, then by likeness. The cells above them („parents“: a
goal, an Erläuterung) find each other by what they say and by the rows they have in common, so that
a row that goes on under another parent has moved.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .marking import Blocks, wording_of
from .pairing import Pair, Pairing, Said
from .table import AnnexTable

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

    def said(self, columns: Iterable[str], row: int) -> Said:
        """Return what stands in these columns of a row."""
        return tuple(self.wording[column][row] for column in columns)

    def title(self, leads: Sequence[str], group: int) -> Said:
        """Return by what a group is known: its headings, else all of `leads`, which span it."""
        headings = [c.key for c in self.table.columns if c.is_header and c.key in leads]
        return tuple(blocks for blocks in self.said(headings or leads, group) if blocks)


@dataclass(frozen=True)
class Matching:
    """What became of what: rows, groups, and the cells of each parent column.

    All are named by numbers of rows, groups and cells by that in which they begin.
    """

    old: Side
    new: Side
    rows: Pairing
    groups: Pairing
    parents: Mapping[str, Pairing]

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
        return out_of_order(self.groups.was)

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
        return frozenset(moved.union(*map(out_of_order, in_place.values())))


def match(old: Side, new: Side) -> Matching:
    """Return what became of what between two sides."""
    columns = _parents(old, new)
    rows = _rows(old, new, columns)
    leads = [c for c in columns if all(side.above[c] == side.group_of for side in (old, new))]
    groups = _groups(old, new, leads, rows)
    parents = {
        column: groups if column in leads else _parent_cells(old, new, column, rows, groups)
        for column in columns
    }
    return Matching(old, new, rows, groups, parents)


def _parents(old: Side, new: Side) -> tuple[str, ...]:
    """Return the columns before the first in which each row has a cell of its own.

    Headings stand before it, even where each has one row only.
    """
    common = [column for column in new.columns if column in old.columns]
    headings = [c.key for c in new.table.columns if c.is_header and c.key in common]
    behind = common[common.index(headings[-1]) + 1 :] if headings else common
    own = (column for column in behind if column not in old.spanning | new.spanning)
    if (first := next(own, None)) is None:
        return ()
    before = set(old.columns[: old.columns.index(first)])
    return tuple(key for key in new.columns[: new.columns.index(first)] if key in before)


def _rows(old: Side, new: Side, parents: Sequence[str]) -> Pairing:
    """Pair rows by key, by what they say under the same heading, by what they say.

    Where no row below a cell says anything itself, its rows are known by what stands above them.
    """
    common = [column for column in new.columns if column in old.columns]
    own = [column for column in common if column not in parents]
    headings = [c.key for c in new.table.columns if c.is_header and c.key in parents]
    said = [{row: side.said(own, row) for row in range(len(side.group_of))} for side in (old, new)]
    under = (
        {row: side.said([*headings, *own], row) for row, text in texts.items() if any(text)}
        for side, texts in zip((old, new), said, strict=True)
    )
    pairing = Pairing(*under)
    keys = {row.key: number for number, row in enumerate(new.table.rows)}
    pairing.take(
        (number, keys[row.key]) for number, row in enumerate(old.table.rows) if row.key in keys
    )
    pairing.take_equal()
    pairing.old, pairing.new = said
    pairing.take_equal()
    pairing.take_alike()
    if parents:
        pairing.old, pairing.new = (
            {row: side.said(common, row) for row in _below_silent(side.above[parents[-1]], texts)}
            for side, texts in zip((old, new), said, strict=True)
        )
        pairing.take_equal()
    return pairing


def _below_silent(above: Sequence[int], texts: Mapping[int, Said]) -> list[int]:
    """Return the rows below cells under which no row says anything."""
    speaking = {above[row] for row, text in texts.items() if any(text)}
    return [row for row in texts if above[row] not in speaking]


def _groups(old: Side, new: Side, leads: Sequence[str], rows: Pairing) -> Pairing:
    """Pair groups by their headings and by common rows."""
    pairing = Pairing(
        *({row: side.title(leads, row) for row in set(side.group_of)} for side in (old, new))
    )
    _pair_cells(pairing, rows, old.group_of, new.group_of)
    _drop_untold(pairing, rows, (old, new), leads, (old.group_of, new.group_of))
    return pairing


def _parent_cells(old: Side, new: Side, column: str, rows: Pairing, groups: Pairing) -> Pairing:
    """Pair the cells of a column by what they say, within groups that stayed, and common rows."""
    above = old.above[column], new.above[column]
    said = (
        {cell: side.said([column], cell) for cell in set(cells)}
        for side, cells in zip((old, new), above, strict=True)
    )
    within = (
        {cell: groups.became.get(old.group_of[cell]) for cell in above[0]},
        {cell: new.group_of[cell] for cell in above[1]},
    )
    pairing = Pairing(*said, within)
    _pair_cells(pairing, rows, *above)
    _drop_untold(pairing, rows, (old, new), [column], above)
    return pairing


def _pair_cells(pairing: Pairing, rows: Pairing, old: Sequence[int], new: Sequence[int]) -> None:
    """Pair what says the same, then what has rows in common, then what is alike."""
    common = _common_rows(rows, old, new)
    ranked = sorted(common, key=lambda pair: (-common[pair], abs(pair[0] - pair[1]), sum(pair)))
    pairing.take(
        (mine, theirs)
        for mine, theirs in ranked
        if any(pairing.old[mine]) and pairing.old[mine] == pairing.new[theirs]
    )
    pairing.take_equal()
    pairing.take(ranked)
    pairing.take_alike()


def _common_rows(rows: Pairing, old: Sequence[int], new: Sequence[int]) -> Counter[Pair]:
    """Count the rows that each pair of cells has in common; `old` and `new` are `Side.above`."""
    return Counter((old[mine], new[theirs]) for mine, theirs in rows.became.items())


def _drop_untold(
    pairing: Pairing,
    rows: Pairing,
    sides: tuple[Side, Side],
    columns: Sequence[str],
    above: tuple[Sequence[int], Sequence[int]],
) -> None:
    """Drop pairs of cells that differ, but stand above no place where that could be told.

    Such a place is a row below both, or one that only one table has.
    """
    common = _common_rows(rows, *above)
    ended = {cell for row, cell in enumerate(above[0]) if row not in rows.became}
    begun = {cell for row, cell in enumerate(above[1]) if row not in rows.was}
    pairing.drop(
        [
            (mine, theirs)
            for mine, theirs in pairing.became.items()
            if (mine, theirs) not in common
            and mine not in ended
            and theirs not in begun
            and sides[0].said(columns, mine) != sides[1].said(columns, theirs)
        ]
    )


def out_of_order(old_places: Mapping[int, int]) -> frozenset[int]:
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
