"""Gives cells that are told one after the other their places in a grid."""

from collections.abc import Sequence
from dataclasses import replace

from bildung.annex.grid import GridCell, GridRow

MOST_COLUMNS = 200


def placed(cells: Sequence[Sequence[GridCell]], heads: Sequence[bool]) -> tuple[GridRow, ...]:
    """Return rows of equal width: a cell each, or None where a span from above or left covers it.

    A span that reaches beyond the last row ends there.
    """
    covered: dict[int, int] = {}  # column to how many rows it is still covered for
    rows: list[list[GridCell | None]] = []
    for number, row in enumerate(cells):
        places: list[GridCell | None] = []
        next_covered: dict[int, int] = {
            column: left - 1 for column, left in covered.items() if left > 1
        }
        for cell in row:
            while covered.get(len(places)):
                places.append(None)
            if len(places) >= MOST_COLUMNS:
                break
            cell = replace(
                cell,
                row_span=min(cell.row_span, len(cells) - number),
                column_span=min(cell.column_span, MOST_COLUMNS - len(places)),
            )
            for column in range(len(places), len(places) + cell.column_span):
                if cell.row_span > 1:
                    next_covered[column] = cell.row_span - 1
            places += [cell, *[None] * (cell.column_span - 1)]
        while covered.get(len(places)):
            places.append(None)
        rows.append(places)
        covered = next_covered
    width = max(map(len, rows), default=0)
    return tuple(
        GridRow((*places, *(GridCell() for _ in range(width - len(places)))), "", is_heading)
        for places, is_heading in zip(rows, heads, strict=True)
    )
