"""How cells look: named styles, so that whoever gets the file can change them in one place."""

from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook

from bildung.annex.table import Mark

from .layout import HEADING_COLOUR
from .measuring import POINTS

FONT = "Arial"  # on every machine, or one of the same widths in its place
# Text: a date typed below stays as it was typed („10/2015“), a sign of equality a sign.
TEXT_FORMAT = "@"
LINE = Side("thin", color="FF8A9199")
GRID = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
TOP = Alignment(vertical="top", wrap_text=True)

TITLE, STATE, HEADING = "Anlage Titel", "Anlage Stand", "Anlage Überschrift"
TEXT, HEADER, KEY = "Anlage Text", "Anlage Zeilenkopf", "Anlage Kennung"

MARKED = {
    Mark.STRONG: {"b": True},
    Mark.INSERTED: {"u": "single"},
    Mark.DELETED: {"strike": True},
}


def add_styles(workbook: Workbook) -> None:
    """Give `workbook` the styles that this module names."""
    font = Font(name=FONT, size=POINTS)
    bold = Font(name=FONT, size=POINTS, bold=True)
    # Widths of columns are counted in its digits, and head and foot are set in it.
    workbook._named_styles["Normal"].font = font
    for style in (
        NamedStyle(TITLE, Font(name=FONT, size=14, bold=True), alignment=Alignment(vertical="top")),
        NamedStyle(STATE, font, alignment=Alignment(vertical="top")),
        NamedStyle(
            HEADING, bold, PatternFill("solid", fgColor=HEADING_COLOUR), GRID, TOP, TEXT_FORMAT
        ),
        NamedStyle(TEXT, font, border=GRID, alignment=TOP, number_format=TEXT_FORMAT),
        NamedStyle(HEADER, bold, border=GRID, alignment=TOP, number_format=TEXT_FORMAT),
        NamedStyle(KEY, font, alignment=Alignment(vertical="top"), number_format=TEXT_FORMAT),
    ):
        workbook.add_named_style(style)


def inline_font(mark: Mark) -> InlineFont:
    """Return how a run with `mark` is set within a cell."""
    return InlineFont(rFont=FONT, sz=POINTS, **MARKED[mark])
