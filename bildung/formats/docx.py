"""Stand-in for the Word format until it is on main."""

from io import BytesIO

from docx import Document

from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import AnnexError, paragraphs


def parse(content: bytes) -> Contents:
    try:
        document = Document(BytesIO(content))
    except Exception as error:
        raise AnnexError(str(error)) from error
    return Contents(
        tuple(
            Grid(
                f"Tabelle {number}",
                tuple(
                    GridRow(tuple(GridCell(paragraphs(cell.text)) for cell in row.cells))
                    for row in table.rows
                ),
            )
            for number, table in enumerate(document.tables, start=1)
        ),
        tuple(paragraph.text for paragraph in document.paragraphs if paragraph.text),
    )
