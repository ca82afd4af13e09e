"""Tells what became of each place of two tables: entries from what a matching found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .entries import Entry, Kind, Move, Part
from .marking import Blocks, wording_of
from .matching import Matching, Numbers, Side
from .naming import Names
from .table import Paragraph, text_runs

HEADINGS = "headings"

# The cells of the place above in one column, and whether a reader has words of each side in mind.
Above = tuple[Numbers | None, tuple[bool, bool]]


def entries_of(matching: Matching, row_name: str, *, only_changes: bool = False) -> Iterator[Entry]:
    """Yield the headings' entry where they changed, then one for each row of both tables.

    New rows stand in order, old ones that ended behind what they followed. With `only_changes`
    those of rows are left out of which it is seen at once that they did not change.
    """
    yield from _headings(matching.old, matching.new)
    places = _places(matching)
    teller = _Teller(matching, row_name, places)
    above: dict[str, Above] = {}
    for place in places:
        if not (only_changes and teller.is_unchanged(place)):
            yield teller.entry(place, above)


def _headings(old: Side, new: Side) -> Iterator[Entry]:
    """Yield one entry for the title and all column titles that differ."""
    texts = [("Titel", (old.table.title, new.table.title))]
    texts += [
        ("Spalte", (old.titles.get(column), new.titles.get(column)))
        for column in _columns(old, new)
    ]
    parts = tuple(
        Part(label, label, *(_blocks(text) for text in both), is_change=True)
        for label, both in texts
        if _blocks(both[0]) != _blocks(both[1])
    )
    if parts:
        yield Entry(HEADINGS, "Überschriften", "", "", (Kind.CHANGED,), parts)


def _blocks(text: str | None) -> Blocks | None:
    return None if text is None else wording_of((Paragraph(text_runs(text)),))


def _columns(old: Side, new: Side) -> list[str]:
    """Return the columns of the new table, and behind them those the old one alone has."""
    return [*new.columns, *(column for column in old.columns if column not in new.columns)]


def _places(matching: Matching) -> list[Numbers]:
    """Return all rows in the order of the new table, removed ones behind what they followed."""
    old, new = matching.old, matching.new
    ends = {group: row for row, group in enumerate(new.group_of)}
    placed: list[tuple[tuple[int, int, int], Numbers]] = [
        ((row, 1, 0), (matching.rows.was.get(row), row)) for row in range(len(new.group_of))
    ]
    followed = -1  # the last row above that stayed where it was, by its new number
    for row in range(len(old.group_of)):
        if (became := matching.rows.became.get(row)) is not None:
            moved = new.group_of[became] in matching.moved_groups or became in matching.moved_rows
            followed = followed if moved else became
            continue
        group = matching.groups.became.get(old.group_of[row])
        if group is None:  # its group ended with it: behind all of the group above
            behind = (ends[new.group_of[followed]] if followed >= 0 else -1, 2, row)
        elif followed >= 0 and new.group_of[followed] == group:
            behind = (followed, 2, row)
        else:
            behind = (group, 0, row)
        placed.append((behind, (row, None)))
    return [place for _, place in sorted(placed, key=lambda entry: entry[0])]


@dataclass(frozen=True)
class _Titles:
    """A column's title in each table, that of the other where one has no such column."""

    old: str
    new: str


class _Teller:
    """Makes the entries of one comparison."""

    def __init__(self, matching: Matching, row_name: str, places: Sequence[Numbers]):
        self.matching = matching
        self.old, self.new = matching.old, matching.new
        self.columns = _columns(self.old, self.new)
        self.titles = {column: self._titles(column) for column in self.columns}
        self.spanning = self.old.spanning | self.new.spanning
        self.names = [Names(side, matching.parents, row_name) for side in (self.old, self.new)]
        self.told_at = self._told_at(places)
        self.group_told_at = self._group_told_at(places)

    def is_unchanged(self, place: Numbers) -> bool:
        """Whether both tables have this row, it says the same, and stands where it stood."""
        old, new = place
        return (
            old is not None
            and new is not None
            and new not in self.matching.moved_rows
            and self.new.group_of[new] not in self.matching.moved_groups
            and self.old.titles.keys() == self.new.titles.keys()
            and all(
                self.old.wording[column][old] == self.new.wording[column][new]
                for column in self.columns
            )
        )

    def entry(self, place: Numbers, above: dict[str, Above]) -> Entry:
        """Return the entry of `place`.

        `above` maps each column to what was told of it above, and is brought up to date.
        """
        parts = tuple(self._part(column, place, above) for column in self.columns)
        # That what says nothing stands elsewhere is no change of the wording.
        moves = tuple(self._moves(place)) if any(part.has_words for part in parts) else ()
        keys = [
            None if row is None else side.table.rows[row].key
            for side, row in zip((self.old, self.new), place, strict=True)
        ]
        names, row = (self.names[0], place[0]) if place[1] is None else (self.names[1], place[1])
        return Entry(
            key=keys[1] or keys[0],
            group=names.group(row),
            row=names.row_of_several(row),
            beginning=names.beginning(row),
            kinds=tuple(_kinds(place, parts, moves)),
            parts=parts,
            moves=moves,
            old_key=keys[0],
            new_key=keys[1],
        )

    def _titles(self, column: str) -> _Titles:
        old, new = self.old.titles.get(column), self.new.titles.get(column)
        return _Titles(old or new or column, new or old or column)

    def _cells(self, column: str, place: Numbers) -> Numbers:
        """Return which cells of `column` are told together at `place`.

        What a row that one table alone has stands under goes on in the other one.
        """
        old, new = (
            side.above[column][row] if row is not None and column in side.above else None
            for side, row in zip((self.old, self.new), place, strict=True)
        )
        partners = self.matching.parents.get(column)
        if partners and place[0] is None:
            old = partners.was.get(new)
        if partners and place[1] is None:
            new = partners.became.get(old)
        return old, new

    def _wordings(self, column: str, cells: Numbers) -> tuple[Blocks | None, Blocks | None]:
        old, new = (
            None if cell is None else side.wording[column][cell]
            for side, cell in zip((self.old, self.new), cells, strict=True)
        )
        return old, new

    def _part(self, column: str, place: Numbers, above: dict[str, Above]) -> Part:
        cells = self._cells(column, place)
        old, new = self._wordings(column, cells)
        is_change = (
            (old or ()) != (new or ())
            and self.told_at.get((column, cells), place) == place
            and not self.matching.goes_elsewhere(column, place)
        )
        return Part(
            self.titles[column].old,
            self.titles[column].new,
            old,
            new,
            is_change=is_change,
            is_told=self._is_told(column, cells, (old, new), above),
            is_above=column in self.matching.parents,
        )

    def _is_told(self, column: str, cells: Numbers, wordings: Sequence[Blocks | None], above):
        """Whether a table of all places tells the cells, seen what stands above, and keep that.

        Where a cell may go on from above, it has to be told that there is none.
        """
        if column not in self.spanning:
            return any(wordings)
        before, read = above.get(column, (None, (False, False)))
        is_new = any(wordings) or any(
            had_words and wording is not None
            for had_words, wording in zip(read, wordings, strict=True)
        )
        if is_told := cells != before and is_new:
            read = tuple(
                had_words if wording is None else bool(wording)
                for had_words, wording in zip(read, wordings, strict=True)
            )
        above[column] = (cells, read)
        return is_told

    def _told_at(self, places: Sequence[Numbers]) -> Mapping[tuple[str, Numbers], Numbers]:
        """Map each pair of cells to the first place that both tables have, else to the first.

        Cells of columns that are not in it stand at one place only.
        """
        shared = [c for c in self.columns if c in self.spanning or c in self.matching.parents]
        told: dict[tuple[str, Numbers], Numbers] = {}
        for place in sorted(places, key=lambda place: None in place):
            for column in shared:
                told.setdefault((column, self._cells(column, place)), place)
        return told

    def _group_told_at(self, places: Sequence[Numbers]) -> Mapping[int, Numbers]:
        told: dict[int, Numbers] = {}
        for place in sorted(places, key=lambda place: None in place):
            if place[1] is not None:
                told.setdefault(self.new.group_of[place[1]], place)
        return told

    def _moves(self, place: Numbers) -> Iterator[Move]:
        old, new = place
        if new is None:
            return
        group = self.new.group_of[new]
        if group in self.matching.moved_groups and self.group_told_at[group] == place:
            was = self.names[0].ordinal(self.matching.groups.was[group])
            now = self.names[1].ordinal(group)
            yield Move(was, now, of_group=True)
        if old is not None and new in self.matching.moved_rows:
            column = self._changed_parent(place)
            was, now = (
                names.position(row, column) for names, row in zip(self.names, place, strict=True)
            )
            yield Move(was, now, of_group=False)

    def _changed_parent(self, place: Numbers) -> str | None:
        """Return the column of what the row stood under and no longer does; „“ for its group."""
        was, now = self.old.group_of[place[0]], self.new.group_of[place[1]]
        if self.matching.groups.became.get(was) != now:
            return ""
        others = (c for c in self.matching.parents if self.matching.goes_elsewhere(c, place))
        return next(others, None)


def _kinds(place: Numbers, parts: Sequence[Part], moves: Sequence[Move]) -> Iterator[Kind]:
    changes = [part for part in parts if part.is_change]
    if place[0] is None and any(part.old is None for part in changes):
        yield Kind.ADDED
    if place[1] is None and any(part.new is None for part in changes):
        yield Kind.REMOVED
    if moves:
        yield Kind.MOVED
    is_common = None not in place
    if any(is_common or (part.old is not None and part.new is not None) for part in changes):
        yield Kind.CHANGED
