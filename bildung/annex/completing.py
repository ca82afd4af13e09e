"""Gives a table the columns that it lacks: what an old one says there goes on."""

from collections.abc import Collection
from dataclasses import replace

from .matching import Matching, Side, match
from .table import AnnexTable, Block, Cell

Blocks = tuple[Block, ...]


def complete(old: AnnexTable, new: AnnexTable, missing: Collection[str]) -> AnnexTable:
    """Return `new` with the columns in `missing` as in `old`, in the rows that both have.

    Rows find each other by all other columns (see matching). A new row under a goal, or beside an
    Erläuterung, that both have is given theirs; else the cell stays empty.
    """
    if not missing or not new.rows:
        return new
    matching = match(Side(old, missing), Side(new, missing))
    columns = [column.key for column in new.columns]
    filled = {
        column: _filled(matching, Side(old), column, is_lead=columns.index(column) < _leads(new))
        for column in columns
        if column in missing
    }
    rows = tuple(
        replace(
            row,
            cells=tuple(
                filled[column][index] if column in filled else cell
                for column, cell in zip(columns, row.cells, strict=True)
            ),
        )
        for index, row in enumerate(new.rows)
    )
    return AnnexTable(new.key, new.title, new.columns, rows)


def _leads(table: AnnexTable) -> int:
    """Return how many columns span whole groups: those up to the last heading of rows."""
    headers = [index for index, column in enumerate(table.columns) if column.is_header]
    return max(headers, default=0) + 1


def _filled(matching: Matching, old: Side, column: str, *, is_lead: bool) -> list[Cell | None]:
    """Return a column's cells for each row of the new table."""
    group_of = matching.new.group_of
    said: list[Blocks | None] = []
    for row, group in enumerate(group_of):
        was = matching.groups.was.get(group) if is_lead else matching.rows.was.get(row)
        above = said[row - 1] if row and group_of[row - 1] == group else None
        said.append(above if was is None else old.wording[column][was])
    cells: list[Cell | None] = []
    start = 0
    for row in range(len(said)):
        is_below = row > 0 and group_of[row] == group_of[row - 1]
        if is_below and (is_lead or _same_cell(matching, old, column, row)):
            cells.append(None)
            first = cells[start]
            cells[start] = replace(first, row_span=first.row_span + 1)
        else:
            start = row
            cells.append(Cell(said[row] or ()))
    return cells


def _same_cell(matching: Matching, old: Side, column: str, row: int) -> bool:
    """Whether a row stands beside the same cell as the one above it: so it did, or it is new."""
    was, above = (matching.rows.was.get(each) for each in (row, row - 1))
    if was is None:
        return True
    return above is not None and old.above[column][was] == old.above[column][above]
