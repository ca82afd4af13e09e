"""Tables by the lines drawn around their cells, for PDFs without tags."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from bildung.annex.grid import Contents, Grid, GridCell, GridRow

from .blocks import MARKS, blocks_of
from .boxes import NEAR, Box, Table, clusters, place_of
from .edges import Edges, edges_of
from .forms import Value
from .joining import HYPHEN_END
from .lines import Line, items_of, lines_of
from .sheets import put_together, same_columns
from .turned import words_of

# In points: a title stands so near above its table.
TITLE_DISTANCE = 40.0
# What a print of this software repeats where a group goes on.
CONTINUED = "(Fortsetzung)"
NUMBERS = re.compile(r"\d+")

# Left, top, right and bottom.
Corners = tuple[float, float, float, float]


def read(views: Sequence[Any], values: Iterable[Value] = ()) -> Contents:
    """Return the tables of pages (of pdfplumber), those that go on joined, and all other lines.

    `values` are those of fields, which stand on the pages and are none of their words.
    """
    fields: dict[int, list[dict[str, Any]]] = {}
    for value in values:
        fields.setdefault(value.page, []).extend(value.words())
    pages = [_read_page(view, fields.get(at, [])) for at, view in enumerate(views)]
    tables: list[Table] = []
    loose: list[str] = []
    seen: set[str] = set()
    for here, outside in put_together(pages):
        framed = [line for table in here if table.is_narrow for line in table.lines()]
        outside = sorted([*outside, *framed], key=lambda line: line.top)
        here = [table for table in here if not table.is_narrow]
        joined = bool(tables and here) and same_columns(tables[-1], here[0])
        if joined:
            _append(tables[-1], here[0])
        for table in here[joined:]:
            _take_title(table, outside)
            tables.append(table)
        loose += _new_lines(outside, seen)
    grids = (
        Grid(f"Tabelle {number}", tuple(_rows(table)), table.title)
        for number, table in enumerate(tables, start=1)
    )
    return Contents(tuple(grids), tuple(loose))


def _read_page(view: Any, fields: Iterable[dict[str, Any]]) -> tuple[list[Table], list[Line]]:
    """Return the tables of a page that say something, and the lines outside of them."""
    here = _tables(view)
    words = [*words_of(view), *fields]
    # What stands in a table within a frame is the table's.
    takers = sorted(here, key=lambda table: table.is_narrow)
    outside = lines_of([word for word in words if not any(_take(table, word) for table in takers)])
    for table in here:
        _set_lines(table)
        _trim(table)
    return [table for table in here if any(table.lines())], outside


def _new_lines(lines: Iterable[Line], seen: set[str]) -> Iterable[str]:
    """Yield the texts of lines; head and foot, which each page repeats, once."""
    for line in lines:
        shape = NUMBERS.sub("0", line.text)
        if shape not in seen:
            yield line.text
        seen.add(shape)


def _tables(view: Any) -> list[Table]:
    """Return the tables of a page from top to bottom, and frames around texts."""
    edges = edges_of(view)
    if not edges.is_grid:
        return []
    found = view.find_tables(edges.settings())
    return [
        _table(cells, edges)
        for table in sorted(found, key=lambda table: table.bbox[1])
        for cells in _parts(table.cells)
    ]


def _parts(cells: Sequence[Corners]) -> Iterable[list[Corners]]:
    """Yield the cells of each table of those that touch: a frame may hold several.

    A cell over the whole width parts them, where the columns above and below it differ.
    """
    left, right = min(cell[0] for cell in cells), max(cell[2] for cell in cells)
    borders: list[Corners] = []
    bands: list[list[Corners]] = [[]]
    for cell in sorted(cells, key=lambda cell: cell[1]):
        if cell[0] - left < NEAR and right - cell[2] < NEAR:
            borders.append(cell)
            bands.append([])
        else:
            bands[-1].append(cell)
    part, above = list(bands[0]), bands[0]
    for border, band in zip(borders, bands[1:], strict=True):
        if above and band and not _same_columns(above, band):
            yield part
            part = list(band)
        else:
            part += [border, *band]
        above = band or above
    yield part


def _same_columns(above: Sequence[Corners], below: Sequence[Corners]) -> bool:
    """Whether all sides of columns of the one are those of the other, which may have more."""
    few, many = sorted((_sides(above), _sides(below)), key=len)
    return all(any(abs(side - other) <= NEAR for other in many) for side in few)


def _sides(cells: Sequence[Corners]) -> list[float]:
    return clusters(side for left, _, right, _ in cells for side in (left, right))


def _table(cells: Sequence[Corners], edges: Edges) -> Table:
    across = _sides(cells)
    down = clusters(side for _, top, _, bottom in cells for side in (top, bottom))
    height, width = len(down) - 1, len(across) - 1
    rows: list[list[Box | None]] = [[None] * width for _ in range(height)]
    owners: list[list[Box | None]] = [[None] * width for _ in range(height)]
    for left, top, right, bottom in cells:
        column, row = place_of(across, left), place_of(down, top)
        box = Box(
            left,
            right,
            place_of(down, bottom) - row,
            place_of(across, right) - column,
            edges.ends_open(left, right, bottom),
            edges.begins_open(left, right, top),
        )
        rows[row][column] = box
        for below in range(row, row + box.row_span):
            owners[below][column : column + box.column_span] = [box] * box.column_span
    return Table(across, down, rows, owners)


def _take(table: Table, word: dict[str, Any]) -> bool:
    """Put a word into the box of `table` in whose area its middle lies, if it does."""
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    if not (table.across[0] <= across <= table.across[-1]):
        return False
    if not (table.down[0] <= down <= table.down[-1]):
        return False
    row = min(place_of(table.down, down), len(table.rows) - 1)
    box = table.owners[row][min(place_of(table.across, across), len(table.across) - 2)]
    if box is None:
        return False
    box.words.append(word)
    return True


def _set_lines(table: Table) -> None:
    for box in table.boxes():
        box.lines = lines_of(box.words)


def _trim(table: Table) -> None:
    """Take away blank rows of one cell at the ends: they belong to a frame around the table."""
    for end in (0, -1):
        while table.rows and _is_frame(table.rows[end]):
            del table.rows[end], table.owners[end], table.down[end]


def _is_frame(row: Sequence[Box | None]) -> bool:
    return _is_across(row) and not row[0].lines


def _is_across(row: Sequence[Box | None]) -> bool:
    return row[0] is not None and row[0].column_span == len(row)


def _take_title(table: Table, outside: list[Line]) -> None:
    """Give a table the line directly above it as its title."""
    above = [line for line in outside if line.bottom <= table.down[0] + NEAR]
    if above and above[-1].bottom > table.down[0] - TITLE_DISTANCE:
        table.title = above[-1].text
        outside.remove(above[-1])


def _append(table: Table, below: Table) -> None:
    """Add the rows of the next page, but for the headings that it repeats."""
    repeated, heads = _repeated(table, below)
    table.heads = max(table.heads, heads)
    rows = below.rows[repeated:]
    if not rows:
        return
    first = rows[0]
    carried = _carried(table, first)
    is_cut = all(box is None or column in carried for column, box in enumerate(first))
    for column, is_told in carried.items():
        box, above = first[column], _last(table, column)
        above.row_span += box.row_span - is_cut
        above.lines += box.lines if is_told else []
        above.is_open = box.is_open
        first[column] = None
    table.rows += rows[1:] if is_cut else rows


def _carried(table: Table, first: Sequence[Box | None]) -> dict[int, bool]:
    """Return the columns whose cells go on from the page before, and whether they say more.

    Each by itself: where no line closes it at the break, or where what a print of this software
    repeats is marked so. Lines may also close what goes on: a row within which a text goes on,
    and the cells of a group, which are blank on the page that follows.
    """
    continued = max(
        (index for index, box in enumerate(first) if box and box.text.endswith(CONTINUED)),
        default=-1,
    )
    is_within = _goes_on_within(table, first)
    is_blank = any(box and box.lines for box in first)
    carried: dict[int, bool] = {}
    for column, box in enumerate(first):
        is_blank = is_blank and not (box and box.lines)
        above = _last(table, column)
        if box is None or above is None or above.column_span != box.column_span:
            continue
        if (
            column <= continued
            or above.is_open
            or box.begins_open
            or is_within
            or (is_blank and bool(above.lines))
        ):
            carried[column] = column > continued
    return carried


def _goes_on_within(table: Table, first: Sequence[Box | None]) -> bool:
    """Whether a page begins within a row, though lines close it: its first cell is blank, and a
    text goes on with a small letter or after a hyphen."""
    if first[0] is None or first[0].lines:
        return False
    return any(
        _goes_on_in(above.lines[-1].text, box.lines[0].text)
        for column, box in enumerate(first)
        if box and box.lines and (above := _last(table, column)) and above.lines
    )


def _goes_on_in(text: str, below: str) -> bool:
    if MARKS.match(below):
        return False
    return bool(HYPHEN_END.search(text)) or (below[0].islower() and text[-1] not in ".!?;:")


def _repeated(table: Table, below: Table) -> tuple[int, int]:
    """Return how many rows at the top of a page are those at the top of the table, and below where.

    What stands in one cell above the headings, as a title does, need not stand there again.
    """
    first = 0
    if below.rows and not _is_across(below.rows[0]):
        first = next((at for at, row in enumerate(table.rows) if not _is_across(row)), 0)
    count = 0
    for old, new in zip(table.rows[first:], below.rows, strict=False):
        texts = [[box.text if box else None for box in row] for row in (old, new)]
        if texts[0] != texts[1] or not any(texts[0]):
            break
        count += 1
    return count, first + count if count else 0


def _last(table: Table, column: int) -> Box | None:
    return next((row[column] for row in reversed(table.rows) if row[column]), None)


def _rows(table: Table) -> Iterable[GridRow]:
    covered: set[tuple[int, int]] = set()
    for number, row in enumerate(table.rows):
        cells: list[GridCell | None] = []
        for column, box in enumerate(row):
            if box is None:
                cells.append(None if (number, column) in covered else GridCell())
                continue
            row_span = min(box.row_span, len(table.rows) - number)
            covered |= {
                (below, beside)
                for below in range(number, number + row_span)
                for beside in range(column, column + box.column_span)
            }
            blocks = blocks_of(items_of(box.lines, box.left, box.right))
            cells.append(GridCell(blocks, row_span, box.column_span))
        yield GridRow(tuple(cells), "", number < table.heads)
