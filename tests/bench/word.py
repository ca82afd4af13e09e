"""The annex as a plain Word file, for LibreOffice to print."""

from pathlib import Path

from docx import Document  # noqa: TID251 (what ours is compared with)
from docx.enum.section import WD_ORIENT  # noqa: TID251
from docx.oxml import OxmlElement  # noqa: TID251
from docx.shared import Mm, Pt  # noqa: TID251

from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexTable, Block, Bullet

TABLE_WIDTH = 267  # mm, as on our paper


def write(document: AnnexDocument, path: Path) -> None:
    """Write `document`: A4 landscape, a row for each row, merged cells, a repeated heading row."""
    word = Document()
    _set_page(word)
    for table in document.tables:
        word.add_heading(table.title, 1)
        _add_table(word, table)
    word.save(path)


def _set_page(word) -> None:
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin, section.bottom_margin = Mm(16), Mm(18)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Source Sans Pro", Pt(9.5)
    normal.paragraph_format.space_after = Pt(3)


def _add_table(word, table: AnnexTable) -> None:
    grid = word.add_table(rows=1 + len(table.rows), cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    total = sum(column.width for column in table.columns)
    widths = [Mm(TABLE_WIDTH * column.width / total) for column in table.columns]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    heading, *rows = grid.rows
    heading._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for place, width, column in zip(heading.cells, widths, table.columns, strict=True):
        place.width = width
        place.text = column.title
    # `row.cells`, row by row, before the next row is merged: table.cell(r, c) is quadratic.
    for line, row in zip(rows, table.rows, strict=True):
        for place, width, cell in zip(line.cells, widths, row.cells, strict=True):
            place.width = width
            if cell is None:
                place._tc.vMerge = "continue"
                continue
            if cell.row_span > 1:
                place._tc.vMerge = "restart"
            _fill(place, cell.blocks)


def _fill(place, blocks: tuple[Block, ...], depth: int = 1) -> None:
    for block in blocks:
        style = None
        if isinstance(block, Bullet):
            style = "List Bullet" if depth == 1 else f"List Bullet {depth}"
        place.add_paragraph(block.text, style)
        if isinstance(block, Bullet):
            _fill(place, block.children, depth + 1)
    if depth == 1 and blocks:
        first = place.paragraphs[0]._p  # the empty one that each cell comes with
        first.getparent().remove(first)
