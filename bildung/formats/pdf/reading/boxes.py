"""The cells of a table as they are drawn on a page."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .joining import join_lines
from .lines import Line

# In points: lines nearer than this are one.
NEAR = 3.0


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

    @property
    def is_narrow(self) -> bool:
        """Whether it has one column, as a frame around a text has, or a sheet's last page."""
        return len(self.across) < 3

    def boxes(self) -> Iterator[Box]:
        return (box for row in self.rows for box in row if box)

    def lines(self) -> Iterator[Line]:
        return (line for box in self.boxes() for line in box.lines)


def clusters(sides: Iterable[float]) -> list[float]:
    """Return the places of lines in order; what lies nearer than NEAR is one."""
    found: list[float] = []
    for side in sorted(sides):
        if not found or side - found[-1] > NEAR:
            found.append(side)
    return found


def place_of(sides: Sequence[float], side: float) -> int:
    """Return the number of the column or row that begins at `side`, or in which that lies."""
    return max(bisect_right(sides, side + NEAR / 100) - 1, 0)
