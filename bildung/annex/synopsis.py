"""The Synopse: two tables side by side, place by place, as a table that every format prints.

Computing what changed is apart from painting it: `compare` gives a Synopsis, whose `changes` can be
listed, given reasons and counted, and whose `table` is an AnnexTable like any other.

    matching    which row, group and cell of the old table became which of the new one
    telling     an entry for each place, each pair of cells told once (entries: their values)
    marking     within a cell, the words that changed
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from .entries import UNCHANGED, Entry, Kind, Move, Part
from .marking import Blocks
from .matching import Matching, Side, match
from .table import AnnexTable, Cell, Column, Mark, Paragraph, Row, Run, paragraphs, text_runs
from .telling import entries_of

__all__ = ["UNCHANGED", "Entry", "Kind", "Move", "Part", "Synopsis", "compare", "tell"]

COLUMNS = (
    Column("where", "Stelle", 17, is_header=True),
    Column("old", "bisher", 32),
    Column("new", "neu", 32),
    Column("reason", "Begründung", 19),
)
NOT_BEFORE = "(bisher nicht enthalten)"
NO_MORE = "(entfällt)"
ALL = "all"
NONE: Mapping[str, str] = MappingProxyType({})
SAME = "Der Wortlaut ist unverändert."


@dataclass(frozen=True)
class Synopsis:
    """What became of one table: an entry for each place, in reading order."""

    key: str
    title: str
    entries: tuple[Entry, ...]

    @cached_property
    def changes(self) -> tuple[Entry, ...]:
        """The entries where something changed; a Begründung is kept under the key of each."""
        return tuple(entry for entry in self.entries if entry.is_change)

    def table(self, reasons: Mapping[str, str] = NONE, *, only_changes: bool = True) -> AnnexTable:
        """Return „Stelle | bisher | neu | Begründung“, one row for each change or for each place.

        `reasons` maps keys of changes to texts, a paragraph a line. The first column says the kind
        of change in words, and from where to where something moved. In the table of all places, a
        cell that goes on from the place above is not told again. Where nothing changed, the table
        of the changes has one row that says so.
        """
        entries = self.changes if only_changes else self.entries
        rows = tuple(
            Row(
                entry.key,
                (Cell(_place(entry, parts)), *_sides(parts), _reason(entry, reasons)),
            )
            for entry in entries
            if (parts := entry.changed_parts() if only_changes else entry.told_parts())
        )
        return AnnexTable(self.key, self.title, COLUMNS, rows or (_same(),))


def compare(
    old: AnnexTable,
    new: AnnexTable,
    *,
    ignoring: Collection[str] = (),
    row_name: str = "Zeile",
) -> Synopsis:
    """Return what became of `old` in `new`.

    Rows are matched by key, then by likeness. Compared are words and how they stand in paragraphs
    and bullets; marks, widths and how far a cell spans are not wording. Nothing is left out but the
    columns whose keys are in `ignoring`: the status in Anlage 2 is working state, which the
    contract does not fix. `row_name` is what a row is called („Maßnahme“ in Anlage 1, „Abschnitt“
    in Anlage 2).
    """
    return tell(match(Side(old, ignoring), Side(new, ignoring)), row_name)


def tell(matching: Matching, row_name: str = "Zeile", *, only_changes: bool = False) -> Synopsis:
    """Return the Synopse of what a matching found (see `compare`).

    With `only_changes` it is good for these alone, and has no table of all places.
    """
    title = f"Synopse zu {matching.new.table.title}"
    entries = entries_of(matching, row_name, only_changes=only_changes)
    return Synopsis(matching.new.table.key, title, tuple(entries))


def _place(entry: Entry, parts: Collection[Part]) -> Blocks:
    """Return what names the place, and in words what became of it."""
    row = entry.row
    if entry.beginning and not entry.names_itself(parts):
        row = f"{row}: {entry.beginning}" if row else entry.beginning
    moves = [
        f"{word} {place}"
        for move in entry.moves
        for word, place in (("bisher", move.was), ("jetzt", move.now))
    ]
    return (
        *(Paragraph(text_runs(line)) for line in (entry.group, row) if line),
        Paragraph((Run(entry.kind_words, Mark.STRONG if entry.is_change else Mark.PLAIN),)),
        *(Paragraph(text_runs(line)) for line in moves),
    )


def _sides(parts: Collection[Part]) -> tuple[Cell, Cell]:
    old = tuple(block for part in parts for block in part.old_blocks())
    new = tuple(block for part in parts for block in part.new_blocks())
    return Cell(old or paragraphs(NOT_BEFORE)), Cell(new or paragraphs(NO_MORE))


def _reason(entry: Entry, reasons: Mapping[str, str]) -> Cell:
    return Cell(paragraphs(reasons.get(entry.key, "") if entry.is_change else ""))


def _same() -> Row:
    cells = (paragraphs("Alle Stellen"), paragraphs(SAME), paragraphs(SAME), ())
    return Row(ALL, tuple(Cell(blocks) for blocks in cells))
