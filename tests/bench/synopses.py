"""Times the comparison of two editions of one agreement."""

from dataclasses import dataclass, replace
from itertools import count
from statistics import median
from timeit import repeat

from bildung.annex.synopsis import compare
from bildung.annex.table import AnnexTable, Cell, Row, text_runs


@dataclass(frozen=True)
class Compared:
    """How long a Synopse takes, its table included, and how many changes it tells."""

    name: str
    changes: int
    seconds: float


def compared(name: str, old: AnnexTable, new: AnnexTable, rounds: int) -> Compared:
    """Compare two editions of Anlage 1 `rounds` times."""
    seconds = repeat(lambda: compare(old, new).table(), number=1, repeat=rounds)
    return Compared(name, len(compare(old, new).changes), median(seconds))


def reworded(table: AnnexTable, every: int) -> AnnexTable:
    """Return `table` with a word more in each measure whose number `every` divides."""
    index = [column.key for column in table.columns].index("measure")
    numbers = count(1)

    def changed(row: Row) -> Row:
        cell = row.cells[index]
        if cell is None or next(numbers) % every:
            return row
        first, *others = cell.blocks
        longer = replace(first, runs=text_runs(f"{first.text} (Stadtrat)"))
        cells = list(row.cells)
        cells[index] = Cell((longer, *others), cell.row_span)
        return Row(row.key, tuple(cells))

    return replace(table, rows=tuple(map(changed, table.rows)))


def rekeyed(table: AnnexTable) -> AnnexTable:
    """Return `table` as an import makes it anew: no key is as before."""
    return replace(table, rows=tuple(replace(row, key=f"new-{row.key}") for row in table.rows))
