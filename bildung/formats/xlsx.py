"""Stand-in for the Excel format until it is on main."""

from io import BytesIO

from openpyxl import load_workbook

from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import AnnexError, paragraphs


def parse(content: bytes) -> Contents:
    try:
        book = load_workbook(BytesIO(content), read_only=True)
        return Contents(
            tuple(
                Grid(
                    f"Blatt „{sheet.title}“",
                    tuple(
                        GridRow(
                            tuple(
                                GridCell(paragraphs("" if value is None else str(value)))
                                for value in row
                            )
                        )
                        for row in sheet.iter_rows(values_only=True)
                    ),
                )
                for sheet in book.worksheets
            )
        )
    except Exception as error:
        raise AnnexError(str(error)) from error
