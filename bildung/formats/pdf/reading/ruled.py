"""Tables by the lines drawn around their cells, for PDFs without tags."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bildung.annex.grid import Contents, Grid, GridCell, GridRow

from .blocks import MARKS, blocks_of
from .edges import Edges, edges_of
from .joining import HYPHEN_END, join_lines
from .lines import Line, items_of, lines_of

# In points: lines nearer than this are one.
NEAR = 3.0
# A table goes on where the columns of two pages differ by no more than this.
SAME_COLUMNS = 6.0
# A title stands so near above its table.
TITLE_DISTANCE = 40.0
# What a print of this software repeats where a group goes on.
CONTINUED = "(Fortsetzung)"
NUMBERS = re.compile(r"\d+")


@dataclass
class Box:
    """A cell as it is drawn: its words, then its lines, and how many rows and columns it covers.

    `is_open` where the page ended before the cell, `begins_open` where the page began within it.
    """

    left: float
    right: float
    row_span: int
    column_span: int
    is_open: bool = False
    begins_open: bool = False
    words: list[dict[str, Any]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        return join_lines(line.text for line in self.lines)


@dataclass
class Table:
    """A table on one page, or over several once they are joined.

    `across` and `down` are the sides of its columns and rows, `owners` the box that covers each
    place, `rows` the boxes where they begin.
    """

    across: list[float]
    down: list[float]
    rows: list[list[Box | None]]
    owners: list[list[Box | None]]
    heads: int = 0
    title: str = ""


def read(views: Sequence[Any]) -> Contents:
    """Return the tables of pages (of pdfplumber), those that go on joined, and all other lines."""
    tables: list[Table] = []
    loose: list[str] = []
    seen: set[str] = set()
    for view in views:
        here = _tables(view)
        words = view.extract_words(x_tolerance_ratio=0.15)
        outside = lines_of(word for word in words if not any(_take(table, word) for table in here))
        for table in here:
            _set_lines(table)
        joined = bool(tables and here) and _goes_on(tables[-1], here[0])
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


def _new_lines(lines: Iterable[Line], seen: set[str]) -> Iterable[str]:
    """Yield the texts of lines; head and foot, which each page repeats, once."""
    for line in lines:
        shape = NUMBERS.sub("0", line.text)
        if shape not in seen:
            yield line.text
        seen.add(shape)


def _tables(view: Any) -> list[Table]:
    """Return the tables of a page from top to bottom; a frame around a text is none."""
    edges = edges_of(view)
    if not edges.is_grid:
        return []
    found = view.find_tables(edges.settings())
    tables = (
        _table(table.cells, edges) for table in sorted(found, key=lambda table: table.bbox[1])
    )
    return [table for table in tables if len(table.across) > 2]


def _table(cells: Sequence[tuple[float, float, float, float]], edges: Edges) -> Table:
    across = _clusters(side for left, _, right, _ in cells for side in (left, right))
    down = _clusters(side for _, top, _, bottom in cells for side in (top, bottom))
    height, width = len(down) - 1, len(across) - 1
    rows: list[list[Box | None]] = [[None] * width for _ in range(height)]
    owners: list[list[Box | None]] = [[None] * width for _ in range(height)]
    for left, top, right, bottom in cells:
        column, row = _place(across, left), _place(down, top)
        box = Box(
            left,
            right,
            _place(down, bottom) - row,
            _place(across, right) - column,
            edges.ends_open(left, right, bottom),
            edges.begins_open(left, right, top),
        )
        rows[row][column] = box
        for below in range(row, row + box.row_span):
            owners[below][column : column + box.column_span] = [box] * box.column_span
    return Table(across, down, rows, owners)


def _clusters(sides: Iterable[float]) -> list[float]:
    """Return the places of lines in order; what lies nearer than NEAR is one."""
    found: list[float] = []
    for side in sorted(sides):
        if not found or side - found[-1] > NEAR:
            found.append(side)
    return found


def _place(sides: Sequence[float], side: float) -> int:
    return max(bisect_right(sides, side + NEAR / 100) - 1, 0)


def _take(table: Table, word: dict[str, Any]) -> bool:
    """Put a word into the box of `table` in whose area its middle lies, if it does."""
    across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    if not (table.across[0] <= across <= table.across[-1]):
        return False
    if not (table.down[0] <= down <= table.down[-1]):
        return False
    row = min(_place(table.down, down), len(table.rows) - 1)
    box = table.owners[row][min(_place(table.across, across), len(table.across) - 2)]
    if box is None:
        return False
    box.words.append(word)
    return True


def _set_lines(table: Table) -> None:
    for row in table.rows:
        for box in filter(None, row):
            box.lines = lines_of(box.words)


def _take_title(table: Table, outside: list[Line]) -> None:
    """Give a table the line directly above it as its title."""
    above = [line for line in outside if line.bottom <= table.down[0] + NEAR]
    if above and above[-1].bottom > table.down[0] - TITLE_DISTANCE:
        table.title = above[-1].text
        outside.remove(above[-1])


def _goes_on(table: Table, below: Table) -> bool:
    """Whether a page begins with what the page before ended with."""
    return len(table.across) == len(below.across) and all(
        abs(one - other) <= SAME_COLUMNS
        for one, other in zip(table.across, below.across, strict=True)
    )


def _append(table: Table, below: Table) -> None:
    """Add the rows of the next page, but for the headings that it repeats."""
    heads = _repeated(table, below)
    table.heads = max(table.heads, heads)
    rows = below.rows[heads:]
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


def _repeated(table: Table, below: Table) -> int:
    """Return how many rows at the top of a page are those at the top of the table."""
    count = 0
    for old, new in zip(table.rows, below.rows, strict=False):
        texts = [[box.text if box else None for box in row] for row in (old, new)]
        if texts[0] != texts[1] or not any(texts[0]):
            break
        count += 1
    return count


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
