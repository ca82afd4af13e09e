"""Gives each row of a table all its cells, for formats whose tables know no spans."""

from dataclasses import replace

from .table import AnnexTable, Cell, Row


def spread(table: AnnexTable) -> AnnexTable:
    """Return `table` with every cell that spans rows repeated in each of them."""
    rows: list[Row] = []
    above: tuple[Cell, ...] = ()
    for row in table.rows:
        above = tuple(
            above[index] if cell is None else replace(cell, row_span=1)
            for index, cell in enumerate(row.cells)
        )
        rows.append(Row(row.key, above))
    return replace(table, rows=tuple(rows))
