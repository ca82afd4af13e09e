"""Puts rows together that differ in one column only, as the paper has them."""

from dataclasses import replace
from itertools import accumulate

from .table import AnnexTable, Cell, Row


def condense(table: AnnexTable) -> AnnexTable:
    """Return `table` with neighbouring rows put together that differ in one column only.

    Into such a row all other cells, that of its group among them, reach from above: several
    measures of an Erläuterung with one time frame stand in one cell on paper. No word is lost.
    """
    runs = _runs(table.rows)
    if len(runs) == len(table.rows):
        return table
    # How many runs begin above each row, and above the table's end.
    begun = [0, *accumulate(int(row is run[0]) for run in runs for row in run)]
    rows, place = [], 0
    for run in runs:
        columns = zip(*(row.cells for row in run), strict=True)
        cells = tuple(_joined(column, place, begun) for column in columns)
        rows.append(Row(run[0].key, cells))
        place += len(run)
    return replace(table, rows=tuple(rows))


def _runs(rows: tuple[Row, ...]) -> list[list[Row]]:
    """Return the rows in runs; those of one run become one row."""
    runs: list[list[Row]] = []
    column = None  # in which the rows of the last run differ, once there are two
    for row in rows:
        own = [index for index, cell in enumerate(row.cells) if cell is not None]
        joins = len(own) == 1 and own[0] > 0 and runs[-1][0].cells[own[0]] is not None
        if joins and column in (None, own[0]):
            runs[-1].append(row)
            column = own[0]
        else:
            runs.append([row])
            column = None
    return runs


def _joined(cells: tuple[Cell | None, ...], place: int, begun: list[int]) -> Cell | None:
    """Return one cell for those of a run in one column, spanning the runs they reached into."""
    own = [cell for cell in cells if cell is not None]
    if not own:
        return None
    end = place + sum(cell.row_span for cell in own)
    blocks = tuple(block for cell in own for block in cell.blocks)
    return Cell(blocks, begun[end] - begun[place])
