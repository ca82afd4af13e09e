"""The tables of a file laid out: for each place of a row the cell that reaches into it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bildung.annex.grid import Grid, GridCell

from .wording import Blocks, text_of

BLANK = GridCell()


@dataclass(frozen=True)
class Spot:
    """A place: its cell, and whether that begins in this row, and in this column."""

    cell: GridCell
    is_top: bool = True
    is_left: bool = True

    @property
    def blocks(self) -> Blocks:
        """What is written here; nothing where the cell began above or to the left."""
        return self.cell.blocks if self.is_top and self.is_left else ()


@dataclass(frozen=True)
class Line:
    """A row of a file's table, as wide as all rows of its table; `number` is that of a sheet."""

    spots: tuple[Spot, ...]
    key: str = ""
    is_heading: bool = False
    number: int = 0

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What is written in each place, on one line."""
        return tuple(text_of(spot.blocks) for spot in self.spots)

    @cached_property
    def is_blank(self) -> bool:
        return not any(self.texts)

    @property
    def is_across(self) -> bool:
        """Whether one cell takes the whole row, as a title or the heading of a section does."""
        return len(self.spots) > 1 and all(spot.cell is self.spots[0].cell for spot in self.spots)

    @property
    def height(self) -> int:
        return max((spot.cell.row_span for spot in self.spots if spot.is_top), default=1)


def lay(grid: Grid) -> list[Line]:
    """Return the rows of `grid`, all of one width, whatever its spans say.

    A place that no cell covers is blank; where two cells claim one, the later one has it.
    """
    width = max((len(row.cells) for row in grid.rows), default=0)
    above: list[tuple[Spot, int]] = [(Spot(BLANK), 0)] * width  # and in how many rows to come
    lines = []
    for row in grid.rows:
        above = _next(row.cells + (None,) * (width - len(row.cells)), above)
        lines.append(Line(tuple(spot for spot, _ in above), row.key, row.is_heading, row.number))
    return lines


def _next(
    cells: tuple[GridCell | None, ...], above: list[tuple[Spot, int]]
) -> list[tuple[Spot, int]]:
    here: list[tuple[Spot, int]] = []
    beside, columns = BLANK, 0  # the last cell, and how many columns it still covers
    for cell, (spot, rows) in zip(cells, above, strict=True):
        columns -= 1
        if cell is not None and not (rows > 0 and not cell.blocks):
            # A cell of its own, even where whoever read the file uses one object for several.
            beside, columns = replace(cell), cell.column_span
            here.append((Spot(beside), cell.row_span - 1))
        elif rows > 0:
            here.append((Spot(spot.cell, is_top=False, is_left=spot.is_left), rows - 1))
            columns = 0
        elif columns > 0:
            here.append((Spot(beside, is_left=False), beside.row_span - 1))
        else:
            here.append((Spot(GridCell()), 0))
    return here


def with_cells(lines: list[Line], instead: Mapping[int, GridCell]) -> list[Line]:
    """Return the rows with other cells in place of those named by their id."""
    return [
        replace(
            line,
            spots=tuple(
                replace(spot, cell=instead.get(id(spot.cell), spot.cell)) for spot in line.spots
            ),
        )
        for line in lines
    ]


def spanning(lines: list[Line], places: list[int]) -> bool:
    """Whether in one of these columns a cell reaches over rows: the file tells such cells."""
    return any(not line.spots[place].is_top for line in lines for place in places)


def told(lines: list[Line]) -> Iterator[str]:
    """Yield what each row says, its cells parted by bars."""
    for line in lines:
        if text := " | ".join(filter(None, line.texts)):
            yield text
