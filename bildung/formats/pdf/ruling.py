"""Draws the lines of a table as plain rectangles.

WeasyPrint draws each side of a cell by a clipping path, since sides may be dotted, rounded or of
many colours. Here they are solid and straight, a tenth of the time and of the file.
"""

from weasyprint.draw.border import draw_border
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import TableCellBox


def draw_lines(stream, box) -> None:
    """Draw the borders of `box` (same signature as `weasyprint.draw.border.draw_border`)."""
    if not isinstance(box, TableCellBox):
        draw_border(stream, box)
        return
    x, y = box.border_box_x(), box.border_box_y()
    width, height = box.border_width(), box.border_height()
    top, left, bottom = box.border_top_width, box.border_left_width, box.border_bottom_width
    lines = [
        ("top", x, y, width, top),
        ("left", x, y, left, height),
        ("bottom", x, y + height - bottom, width, bottom),
    ]
    lines = [(side, *line) for side, *line in lines if line[2] and line[3]]
    if not lines:
        return
    with stream.artifact(), stream.stacked():
        for side, *line in lines:
            stream.set_color(get_color(box.style, f"border_{side}_color"))
            stream.rectangle(*line)
            stream.fill()
