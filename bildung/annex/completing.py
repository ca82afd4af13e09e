"""Gives a table the columns that it lacks: what an old one says there goes on."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from .matching import Matching, Side, match
from .table import AnnexTable, Block, Cell, Row

Blocks = tuple[Block, ...]


def complete(old: AnnexTable, new: AnnexTable, missing: Collection[str]) -> AnnexTable:
    """Return `new` with the columns in `missing` as in `old`, in the rows that both have.

    Rows find each other by all other columns (see matching). A new row under a goal, or beside an
    Erläuterung, that both have is given theirs; else the cell stays empty. Neighbours that only the
    missing columns tell apart are one row to whoever wrote `new`: with one of them, all stay.
    """
    if not missing or not new.rows:
        return new
    matching = match(Side(old, missing), Side(new, missing))
    if keys := _told_as_one(matching, Side(old), missing):
        new = _with_rows(new, keys)
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


def _told_as_one(
    matching: Matching, old: Side, missing: Collection[str]
) -> dict[int, tuple[str, ...]]:
    """Return for rows of the new table the keys of all old ones that each stands for, if several.

    Neighbours of one group stand together where they differ in `missing` columns alone.
    """
    keys = [row.key for row in old.table.rows]
    became = matching.rows.became
    found: dict[int, tuple[str, ...]] = {}
    for rows in _neighbours(matching.old, old, missing):
        stay = [row for row in rows if row in became]
        # Those above the first that stays go with it, others with the one above them.
        ends = [*stay[1:], rows[-1] + 1]
        begins = [rows[0], *stay[1:]]
        for row, start, end in zip(stay, begins, ends, strict=False):
            if end - start > 1:
                found[became[row]] = tuple(keys[start:end])
    return found


def _neighbours(shown: Side, old: Side, missing: Collection[str]) -> Iterator[tuple[int, ...]]:
    """Yield the rows that stand together and say the same but in `missing` columns."""
    run: list[int] = []
    for row, group in enumerate(old.group_of):
        if run and not (
            old.group_of[run[-1]] == group
            and shown.said(shown.columns, run[-1]) == shown.said(shown.columns, row)
            and old.said(missing, run[-1]) != old.said(missing, row)
        ):
            yield tuple(run)
            run = []
        run.append(row)
    if run:
        yield tuple(run)


def _with_rows(table: AnnexTable, keys: Mapping[int, Sequence[str]]) -> AnnexTable:
    """Return the table with several rows for each one in `keys`, over which its cells span."""
    sizes = [len(keys.get(number, (row.key,))) for number, row in enumerate(table.rows)]
    rows: list[Row] = []
    for number, row in enumerate(table.rows):
        cells = tuple(
            cell and replace(cell, row_span=sum(sizes[number : number + cell.row_span]))
            for cell in row.cells
        )
        first, *others = keys.get(number, (row.key,))
        rows.append(Row(first, cells))
        rows += (Row(key, (None,) * len(cells)) for key in others)
    return AnnexTable(table.key, table.title, table.columns, tuple(rows))


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
