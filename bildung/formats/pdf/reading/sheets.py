"""Wide sheets that were printed in parts: their first columns on one page, the others on another.

The rows of both lie on the same level, so that the parts can be put together side by side.
"""

from collections.abc import Sequence

from .boxes import NEAR, Box, Table, clusters, place_of
from .lines import Line

# In points: pages have the same columns where these differ by no more than this.
SAME_COLUMNS = 6.0
# More parts than this make no sheet.
MOST_PARTS = 8

Page = tuple[list[Table], list[Line]]


def put_together(pages: Sequence[Page]) -> list[Page]:
    """Return the pages, those of one sheet as one: whichever way round they were printed."""
    if len(pages) < 2 or any(len(tables) != 1 for tables, _ in pages):
        return list(pages)
    kinds: list[list[Page]] = []
    for page in pages:
        table = page[0][0]
        for kind in kinds:
            if same_columns(kind[0][0][0], table):
                kind.append(page)
                break
        else:
            kinds.append([page])
    if not 1 < len(kinds) <= MOST_PARTS or len({len(kind) for kind in kinds}) > 1:
        return list(pages)
    sheets = list(zip(*kinds, strict=True))
    if not all(_is_sheet(parts) for parts in sheets):
        return list(pages)
    return [
        ([_beside([tables[0] for tables, _ in parts])], [line for _, own in parts for line in own])
        for parts in sheets
    ]


def same_columns(one: Table, other: Table) -> bool:
    return len(one.across) == len(other.across) and all(
        abs(side - beside) <= SAME_COLUMNS
        for side, beside in zip(one.across, other.across, strict=True)
    )


def _is_sheet(parts: Sequence[Page]) -> bool:
    """Whether the tables of these pages begin and end on one level, and so do their rows.

    A table with a title of its own is another one.
    """
    tables = [tables[0] for tables, _ in parts]
    most = max(tables, key=lambda table: len(table.down))
    return all(
        abs(table.down[0] - most.down[0]) <= NEAR
        and abs(table.down[-1] - most.down[-1]) <= NEAR
        and all(any(abs(side - row) <= NEAR for row in most.down) for side in table.down)
        for table in tables
    ) and not any(line.top < table.down[0] for table, (_, own) in _others(parts) for line in own)


def _others(parts: Sequence[Page]) -> list[tuple[Table, Page]]:
    return [(page[0][0], page) for page in parts[1:]]


def _beside(tables: Sequence[Table]) -> Table:
    """Return tables as one, each to the right of the one before."""
    down = clusters(side for table in tables for side in table.down)
    across = list(tables[0].across)
    rows: list[list[Box | None]] = [[] for _ in down[1:]]
    for table in tables:
        if table is not tables[0]:
            shift = across[-1] - table.across[0]
            across += [side + shift for side in table.across[1:]]
        begin = len(rows[0])
        for row in rows:
            row += [None] * (len(table.across) - 1)
        for number, boxes in enumerate(table.rows):
            place = place_of(down, table.down[number])
            for column, box in enumerate(boxes):
                if box is not None:
                    end = min(number + box.row_span, len(table.down) - 1)
                    box.row_span = place_of(down, table.down[end]) - place
                    rows[place][begin + column] = box
    return Table(across, down, rows, [])
