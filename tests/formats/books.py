"""Workbooks as others make them, and what a sheet of ours holds."""

from collections.abc import Callable, Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from bildung.annex.document import AnnexDocument
from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.plain_text import from_text, to_text
from bildung.annex.table import AnnexTable, Block, paragraphs
from bildung.formats import xlsx
from bildung.formats.xlsx.layout import writable


def grid_of(table: AnnexTable, place: str = "Blatt „Anlage 1“") -> Grid:
    """What a sheet of `table` holds: its marks as signs, without what XML cannot hold."""
    titles = (from_text(writable(column.title)) for column in table.columns)
    head = GridRow(tuple(map(GridCell, titles)), is_heading=True)
    rows = (
        GridRow(
            tuple(cell and GridCell(_told(cell.blocks), cell.row_span) for cell in row.cells),
            row.key,
        )
        for row in table.rows
    )
    keys = tuple(column.key for column in table.columns)
    return Grid(place, (head, *rows), table.title, table.key, keys)


def text(words: str) -> GridCell:
    return GridCell(paragraphs(words))


def edited(document: AnnexDocument, change: Callable[[Worksheet], None]) -> Contents:
    """What is read of `document` after `change` of its first sheet, saved by openpyxl."""
    workbook = load_workbook(BytesIO(xlsx.render(document)))
    change(workbook.worksheets[0])
    return xlsx.parse(saved(workbook))


def foreign(*rows: Iterable, merged: Iterable[str] = ()) -> bytes:
    """A workbook with one sheet („Plan“) of these rows."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Plan"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    return saved(workbook)


def set_aside() -> bytes:
    """A workbook in which a time frame is struck, and a column hidden."""
    workbook = Workbook()
    workbook.active.append(["Ziel", "Erste Maßnahmen", "Zeitrahmen"])
    workbook.active.append(["Bildung vor Ort", "Bibliothek öffnen", "9/2015"])
    workbook.active["C2"].font = Font(strike=True)
    workbook.active.column_dimensions["B"].hidden = True
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    output = BytesIO()
    workbook.save(output)
    return output.getvalue()


def with_part(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """`content` with one of its parts changed as text."""
    output = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(output, "w", ZIP_DEFLATED) as target:
        for item in source.namelist():
            part = source.read(item)
            target.writestr(item, change(part.decode()).encode() if item == name else part)
    return output.getvalue()


def shape(grid: Grid) -> list[tuple]:
    """Key and spans of each row below the headings."""
    return [
        (row.key, *(cell.row_span if cell else 0 for cell in row.cells)) for row in grid.rows[1:]
    ]


def words(grid: Grid) -> list[list[str]]:
    """The text of each cell, „^“ where another covers it."""
    return [
        ["^" if cell is None else " ".join(to_text(cell.blocks).split()) for cell in row.cells]
        for row in grid.rows
    ]


def _told(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return from_text(writable(to_text(blocks)))
