"""Two tables made one: the new one, but for the changes that somebody leaves out.

What became of what is what the Synopse tells (matching). With nothing left out the result says what
the new table says, with all of it what the old one says. A row that both have goes by its old key.

    the place of a row      the group it stands in, the spanning cells beside it (an Erläuterung),
                            and the row above; of what comes back, the next one above that is there
    what it says            its own cells; those of group and spanning cells are shared by rows
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain

from .entries import Entry, Kind
from .matching import Matching, Side
from .table import AnnexTable, Cell, Row

# Something of either table: (OLD, 3) where the old one has it, whether the new one has it or not;
# else (NEW, 5). The number is the row in which it begins.
Thing = tuple[str, int]
OLD, NEW = "old", "new"
NOTHING = "nothing"  # a row that says nothing, in a group or beside a cell that stays all the same


def merge(matching: Matching, entries: Iterable[Entry], left_out: Collection[str]) -> AnnexTable:
    """Return the new table of `matching`, without the changes whose keys are in `left_out`.

    `entries` are those that the Synopse of `matching` tells. Only what stands before a row's own
    cells spans in the result. Raises nothing: keys that are unknown leave nothing out.
    """
    merger = _Merger(matching)
    for entry in entries:
        if entry.is_change and entry.key in left_out:
            merger.leave_out(entry)
    return merger.table()


def renamed(matching: Matching) -> AnnexTable:
    """Return the new table of `matching`, in which a row that both have goes by its old key."""
    old, was = matching.old.table.rows, matching.rows.was
    rows = (
        replace(row, key=old[was[number]].key) if number in was else row
        for number, row in enumerate(matching.new.table.rows)
    )
    return replace(matching.new.table, rows=tuple(rows))


@dataclass
class _Node:
    """A group, or what stands beside rows within one, with what is below it in order."""

    thing: Thing
    below: list["_Node"] = field(default_factory=list)


# A row that says nothing.
FILLER = _Node((NOTHING, 0))


class _Of:
    """What the rows of one table stand in: its groups, and the spanning cells within them."""

    def __init__(self, side: Side, inner: Collection[str]):
        self.side = side
        self.group_of = side.group_of
        # Several spanning columns begin something new where one of them does.
        self.inner_of = [
            max([side.group_of[row], *(side.above[column][row] for column in inner)])
            for row in range(len(side.group_of))
        ]


class _Merger:
    """The new table as nodes, from which and into which rows go; and what each thing says."""

    def __init__(self, matching: Matching):
        self.matching = matching
        self.columns = [column.key for column in matching.new.table.columns]
        self.leads = [c for c in matching.parents if matching.parents[c] is matching.groups]
        self.inner = [c for c in matching.parents if c not in self.leads]
        self.old, self.new = _Of(matching.old, self.inner), _Of(matching.new, self.inner)
        self.inner_was = self._inner_was()
        self.inner_became = {old: new for new, old in self.inner_was.items()}
        self.old_numbers = {row.key: i for i, row in enumerate(matching.old.table.rows)}
        self.new_numbers = {row.key: i for i, row in enumerate(matching.new.table.rows)}
        # By thing and column: whose wording it has, where that is the old one's.
        self.reverted: set[tuple[Thing, str]] = set()
        self.sharing: dict[str, dict[tuple[int, int], list[int]]] = {}
        self.dropped: set[int] = set()
        self.returning: set[int] = set()
        self.returning_groups: set[int] = set()

    def _inner_was(self) -> dict[int, int]:
        """Map what stands beside rows in the new table to what that was in the old one."""
        if not self.inner:
            return dict(self.matching.groups.was)
        begun = set(self.old.inner_of), set(self.new.inner_of)
        was = self.matching.parents[self.inner[0]].was
        return {new: old for new, old in was.items() if old in begun[0] and new in begun[1]}

    # What is left out

    def leave_out(self, entry: Entry) -> None:
        old = self.old_numbers.get(entry.old_key) if entry.old_key is not None else None
        new = self.new_numbers.get(entry.new_key) if entry.new_key is not None else None
        if old is None and new is None:  # the headings, which are no wording of a row
            return
        for column, part in zip(self._told_columns(), entry.parts, strict=True):
            if part.is_change:
                self._revert(column, old, new)
        if new is None:
            self.returning.add(old)
        elif old is None:
            self.dropped.add(new)
        if Kind.MOVED in entry.kinds:
            self._move_back(entry, old, new)

    def _told_columns(self) -> list[str]:
        """Return the columns in the order in which an entry tells them."""
        old, new = self.matching.old.columns, self.matching.new.columns
        return [*new, *(column for column in old if column not in new)]

    def _revert(self, column: str, old: int | None, new: int | None) -> None:
        """Let the wording of one column at a place be the old one."""
        if column not in self.matching.parents:
            if column in self.matching.old.above and column in self.matching.new.above:
                self.reverted.update(
                    ((OLD, row), column) for row in self._told_with(column, old, new)
                )
            return
        partners = self.matching.parents[column]
        mine = self.matching.old.above[column][old] if old is not None else None
        theirs = self.matching.new.above[column][new] if new is not None else None
        if old is None:
            mine = partners.was.get(theirs)
        if new is None:
            theirs = partners.became.get(mine)
        if None in (mine, theirs):
            return
        if partners.became.get(mine) == theirs:
            self.reverted.add(((OLD, mine), column))
            return
        # What they stood under ended, and what they stand under is new: they go back.
        self.returning.update(self._told_with(column, mine, theirs))

    def _told_with(self, column: str, old: int | None, new: int | None) -> Collection[int]:
        """Return the rows that have these cells of a column in common, told at one of them."""
        if None in (old, new):
            return ()
        old_above, new_above = self.matching.old.above[column], self.matching.new.above[column]
        if column not in self.sharing:
            self.sharing[column] = defaultdict(list)
            for before, after in self.matching.rows.became.items():
                self.sharing[column][old_above[before], new_above[after]].append(before)
        return self.sharing[column][old_above[old], new_above[new]]

    def _move_back(self, entry: Entry, old: int | None, new: int | None) -> None:
        for move in entry.moves:
            if move.of_group:
                self.returning_groups.add(self.matching.groups.was[self.new.group_of[new]])
            elif old is not None:
                self.returning.add(old)

    # The result

    def table(self) -> AnnexTable:
        tree = self._tree()
        both = {(g.thing[1], c.thing[1]) for g in tree for c in g.below if c.thing[0] == OLD}
        groups = {group.thing[1] for group in tree if group.thing[0] == OLD}
        tree = self._without_what_leaves(tree)
        moved_back = {group.thing: group for group in tree if self._returns(group.thing)}
        tree = [group for group in tree if group.thing not in moved_back]
        for old in sorted(self.returning_groups):
            group = moved_back.get((OLD, old)) or _Node((OLD, old))
            self._insert(tree, group, self._groups_above(old))
        self._keep_empty(tree, both, groups)
        for row in sorted(self.returning):
            self._put_back(tree, row)
        self._drop_fillers(tree)
        return self._written(tree)

    def _returns(self, thing: Thing) -> bool:
        return thing[0] == OLD and thing[1] in self.returning_groups

    def _tree(self) -> list[_Node]:
        """Return the new table as it stands."""
        tree: list[_Node] = []
        for row in range(len(self.new.group_of)):
            group = self._thing(self.new.group_of[row], self.matching.groups.was)
            cell = self._thing(self.new.inner_of[row], self.inner_was)
            if self.new.group_of[row] == row:
                tree.append(_Node(group))
            if self.new.inner_of[row] == row or not tree[-1].below:
                tree[-1].below.append(_Node(cell))
            tree[-1].below[-1].below.append(_Node(self._row_thing(row)))
        return tree

    def _thing(self, new: int, was: dict[int, int]) -> Thing:
        return (OLD, was[new]) if new in was else (NEW, new)

    def _row_thing(self, new: int) -> Thing:
        return self._thing(new, self.matching.rows.was)

    def _without_what_leaves(self, tree: list[_Node]) -> list[_Node]:
        """Return the tree without dropped rows, those that return elsewhere, and emptied nodes."""
        leaving = {(OLD, row) for row in self.returning} | {(NEW, row) for row in self.dropped}
        # Where rows return, what has no other goes with them to its old place.
        awaiting = {(OLD, self.old.inner_of[row]) for row in self.returning}
        for group in tree:
            for cell in group.below:
                cell.below = [
                    row
                    for row in cell.below
                    if row.thing not in leaving
                    and (cell.thing not in awaiting or row.thing[0] == OLD or self._row_says(row))
                ]
            group.below = [cell for cell in group.below if cell.below]
        return [group for group in tree if group.below]

    def _keep_empty(
        self, tree: list[_Node], both: Collection[tuple[int, int]], groups: Collection[int]
    ) -> None:
        """Keep what both tables have though no row is left in it: a goal, an Erläuterung."""
        present = {cell.thing for group in tree for cell in group.below}
        for group, inner in sorted(both):
            if (OLD, inner) not in present and self.old.group_of[inner] == group:
                self._cell_node(self._group_node(tree, group), inner).below.append(FILLER)
        for old in sorted(groups):
            if not (group := self._group_node(tree, old)).below:
                group.below.append(_Node(FILLER.thing, [FILLER]))

    def _put_back(self, tree: list[_Node], row: int) -> None:
        """Put an old row back below what it stood in, behind the next one above that is there."""
        group = self._group_node(tree, self.old.group_of[row])
        inner = self.old.inner_of[row]
        above = ((OLD, other) for other in range(row - 1, inner - 1, -1))
        self._insert(self._cell_node(group, inner).below, _Node((OLD, row)), above)

    def _group_node(self, tree: list[_Node], start: int) -> _Node:
        """Return the node of an old group, put where it stood if it is not there."""
        if (group := self._found(tree, (OLD, start))) is None:
            group = _Node((OLD, start))
            self._insert(tree, group, self._groups_above(start))
        return group

    def _cell_node(self, group: _Node, start: int) -> _Node:
        """Return the node of what stood beside old rows, put where it stood likewise."""
        if (cell := self._found(group.below, (OLD, start))) is None:
            cell = _Node((OLD, start))
            above = self._steps_above(self.old.inner_of, self.old.group_of, start)
            self._insert(group.below, cell, above)
        return cell

    def _drop_fillers(self, tree: list[_Node]) -> None:
        """Drop rows that say nothing but where a group, or what stands beside, has no other."""
        for group in tree:
            for cell in group.below:
                cell.below = [row for row in cell.below if self._row_says(row)] or cell.below[:1]
            group.below = [cell for cell in group.below if self._says(cell)] or group.below[:1]

    def _row_says(self, row: _Node) -> bool:
        own = (c for c in self.columns if c not in self.matching.parents)
        return any(self._said(row.thing, column, self.matching.rows.became) for column in own)

    def _says(self, cell: _Node) -> bool:
        beside = (self._said(cell.thing, c, self.matching.parents[c].became) for c in self.inner)
        return any(beside) or self._row_says(cell.below[0])

    @staticmethod
    def _found(nodes: list[_Node], thing: Thing) -> _Node | None:
        if nodes and nodes[-1].thing == thing:  # what comes back does so in order
            return nodes[-1]
        return next((node for node in nodes if node.thing == thing), None)

    @staticmethod
    def _insert(nodes: list[_Node], node: _Node, above: Iterable[Thing]) -> None:
        """Insert `node` behind the first of `above` that is there; else at the beginning."""
        above = iter(above)
        nearest = next(above, None)
        if nodes and nodes[-1].thing == nearest:  # as nearly always, where many come back
            nodes.append(node)
            return
        places = {other.thing: index for index, other in enumerate(nodes)}
        others = (thing for thing in chain([nearest], above) if thing in places)
        nodes.insert(next((places[thing] + 1 for thing in others), 0), node)

    def _groups_above(self, group: int) -> Iterator[Thing]:
        return self._steps_above(self.old.group_of, [0] * len(self.old.group_of), group)

    @staticmethod
    def _steps_above(starts: list[int], within: list[int], start: int) -> Iterator[Thing]:
        """Yield what begins above `start` in the old table, the nearest first, within the same."""
        row = start - 1
        while row >= 0 and within[row] == within[start]:
            yield OLD, starts[row]
            row = starts[row] - 1

    def _written(self, tree: list[_Node]) -> AnnexTable:
        rows: list[Row] = []
        for group in tree:
            size = sum(len(cell.below) for cell in group.below)
            lead = {column: self._cell(group.thing, column, size) for column in self.leads}
            for cell in group.below:
                beside = {
                    column: self._cell(cell.thing, column, len(cell.below)) for column in self.inner
                }
                for row in cell.below:
                    spanning = {**dict.fromkeys(self.leads), **dict.fromkeys(self.inner)}
                    spanning |= lead | beside
                    key = self._key(row.thing) or f"leer-{len(rows)}"
                    rows.append(Row(key, self._cells(row.thing, spanning)))
                    lead, beside = {}, {}
        new = self.matching.new.table
        return AnnexTable(new.key, new.title, new.columns, tuple(rows))

    def _cell(self, thing: Thing, column: str, size: int) -> Cell:
        return Cell(self._said(thing, column, self.matching.parents[column].became), size)

    def _said(self, thing: Thing, column: str, became: dict[int, int]):
        """Return the blocks of a thing in one column."""
        side, start = thing
        if side == NOTHING:
            return ()
        if side == OLD:
            new = became.get(start)
            if new is None or (thing, column) in self.reverted:
                wording = self.matching.old.wording.get(column)
                return wording[start] if wording else ()
            start = new
        return self._new_blocks(column, start)

    def _new_blocks(self, column: str, row: int):
        if column in self.matching.new.wording:
            return self.matching.new.wording[column][row]
        return ()

    def _cells(self, thing: Thing, spanning: Mapping[str, Cell | None]) -> tuple[Cell | None, ...]:
        became = self.matching.rows.became
        return tuple(
            spanning[column] if column in spanning else Cell(self._said(thing, column, became))
            for column in self.columns
        )

    def _key(self, thing: Thing) -> str:
        side, row = thing
        if side == NOTHING:
            return ""
        table = self.matching.old.table if side == OLD else self.matching.new.table
        return table.rows[row].key
