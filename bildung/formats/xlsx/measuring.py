"""How high a row must be for its text: estimated, as only the program that opens it can measure.

Excel sets the height of rows with merged cells never by itself, and LibreOffice not reliably.
"""

from collections.abc import Iterable
from functools import cache

# Widths of Arial in thousandths of its size, where they differ much from most letters' 556.
WIDTHS = {
    222: "ijl'|",
    278: "ft.,:;!/\\ I[]",
    333: 'r()-"`',
    500: "ckszvxy",
    667: "ABEKPSVXYÄ&",
    722: "CDHNRUwÜ",
    778: "GOQÖ",
    833: "mM%",
    350: "•",
    1000: "W@—…",
}
LETTER = 556
POINTS = 10  # of the text
# A column's width counts digits of the workbook's first font, which are 7 pixels of 1/96 inch.
DIGIT = 7 * 72 / 96
# What the cell keeps free at its sides, in points, and a reserve for other fonts.
MARGIN = 4
RESERVE = 0.97
# So much of the width is left in bold type.
BOLD = 0.92
LINE = 12.75
PADDING = 3
# Excel's own limit for a row.
MOST = 409


@cache
def _width(sign: str) -> int:
    return next((width for width, signs in WIDTHS.items() if sign in signs), LETTER)


@cache
def _word_width(word: str) -> float:
    return sum(map(_width, word)) * POINTS / 1000


def height(text: str, width: float) -> float:
    """Return the points that `text` needs in a column `width` digits wide."""
    room = (width * DIGIT - MARGIN) * RESERVE
    return sum(_line_count(line, room) for line in text.split("\n")) * LINE + PADDING


def row_heights(count: int, needs: Iterable[tuple[int, int, float]]) -> list[float]:
    """Return the heights of `count` rows in which all texts have room.

    `needs` are first row, number of rows and points of each text. What a text over several rows
    lacks is shared out among them.
    """
    heights = [LINE + PADDING] * count
    for first, rows, points in sorted(needs, key=lambda need: need[1]):
        lacks = points - sum(heights[first : first + rows])
        for row in range(first, first + rows):
            heights[row] += max(lacks, 0) / rows
    return heights


def _line_count(line: str, room: float) -> int:
    """Return on how many lines `line` is set: words go on the next one, too long ones are cut."""
    space = _word_width(" ")
    count, used = 1, 0.0
    for word in line.split(" "):
        width = _word_width(word)
        if used and used + space + width > room:
            count, used = count + 1, 0.0
        used += width + (space if used else 0)
        while used > room:
            count, used = count + 1, used - room
    return count
