"""What somebody set aside in a file without deleting it: struck text, hidden rows and columns.

It is read along, told, and left out where the person agrees.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from enum import StrEnum

from .grid import Contents, Grid, GridCell, GridRow, Notice
from .table import Block, Bullet, Mark, Run, texts_of

# So much of a text is told of a place.
SAMPLE = 60


class Aside(StrEnum):
    """A way to set something aside; `label` says in German what would be left out."""

    STRUCK = "struck", "durchgestrichenen Text", "Durchgestrichener Text {}"
    HIDDEN = "hidden", "ausgeblendete Zeilen und Spalten", "Ausgeblendete Zeilen und Spalten {}"

    label: str
    sentence: str

    def __new__(cls, value: str, label: str, sentence: str) -> "Aside":
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.sentence = sentence
        return member

    def notice(self, places: tuple[str, ...], is_left_out: bool) -> Notice:
        """Return what is told of it."""
        number = "wurde" if self is Aside.STRUCK else "wurden"
        fate = "ausgelassen" if is_left_out else "mitgelesen"
        return Notice(self.sentence.format(f"{number} {fate}"), places)


def asides_in(contents: Contents) -> dict[Aside, tuple[str, ...]]:
    """Return what is set aside in the tables of `contents`, and where, in German."""
    found = {
        Aside.STRUCK: tuple(_struck(contents)),
        Aside.HIDDEN: tuple(place for grid in contents.grids for place in _hidden(grid)),
    }
    return {aside: tuple(dict.fromkeys(places)) for aside, places in found.items() if places}


def without(contents: Contents, left_out: Collection[Aside]) -> Contents:
    """Return `contents` with all that is set aside in these ways blank. Rows and columns stay."""
    grids = contents.grids
    if Aside.STRUCK in left_out:
        grids = tuple(map(_unstruck, grids))
    if Aside.HIDDEN in left_out:
        grids = tuple(map(_shown, grids))
    return replace(contents, grids=grids)


def _struck(contents: Contents) -> Iterator[str]:
    for grid in contents.grids:
        for row in grid.rows:
            for cell in row.cells:
                runs = [run for block in cell.blocks for run in _runs(block)] if cell else []
                if text := _sample([run.text for run in runs if run.mark is Mark.DELETED]):
                    yield f"{grid.place}, „{text}“"


def _runs(block: Block) -> Iterator[Run]:
    yield from block.runs
    if isinstance(block, Bullet):
        for child in block.children:
            yield from _runs(child)


def _hidden(grid: Grid) -> Iterator[str]:
    """Yield the first text of each hidden row and column."""
    for row in grid.rows:
        if row.is_hidden:
            cells = [cell for cell in row.cells if cell]
            if text := next(filter(None, map(_text, cells)), ""):
                yield f"{grid.place}, Zeile „{text}“"
    for place in grid.hidden:
        cells = [row.cells[place] for row in grid.rows if place < len(row.cells)]
        if text := next(filter(None, (_text(cell) for cell in cells if cell)), ""):
            yield f"{grid.place}, Spalte „{text}“"


def _text(cell: GridCell) -> str:
    return _sample(list(texts_of(cell.blocks)))


def _sample(texts: list[str]) -> str:
    line = " ".join(" ".join(texts).split())
    return line if len(line) <= SAMPLE else f"{line[: SAMPLE - 1]}…"


def _unstruck(grid: Grid) -> Grid:
    def kept(cell: GridCell | None) -> GridCell | None:
        return cell and replace(cell, blocks=tuple(_kept(cell.blocks)))

    rows = (replace(row, cells=tuple(map(kept, row.cells))) for row in grid.rows)
    return replace(grid, rows=tuple(rows))


def _kept(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Yield the blocks that say something beside what is struck."""
    for block in blocks:
        runs = tuple(run for run in block.runs if run.mark is not Mark.DELETED)
        below = tuple(_kept(block.children)) if isinstance(block, Bullet) else ()
        if below or not block.runs or "".join(run.text for run in runs).strip():
            yield (
                replace(block, runs=runs, children=below)
                if isinstance(block, Bullet)
                else replace(block, runs=runs)
            )


def _shown(grid: Grid) -> Grid:
    """Return a table with blank cells where it hides all rows, or all columns, of a cell."""
    hidden = [row.is_hidden for row in grid.rows]
    return replace(
        grid,
        rows=tuple(
            replace(row, cells=tuple(_cells(grid, row, hidden[at:])))
            for at, row in enumerate(grid.rows)
        ),
    )


def _cells(grid: Grid, row: GridRow, hidden: list[bool]) -> Iterator[GridCell | None]:
    """Yield the cells of a row; `hidden` says of it and those below whether they are hidden."""
    for place, cell in enumerate(row.cells):
        if cell is None:
            yield None
            continue
        columns = range(place, place + cell.column_span)
        is_hidden = all(hidden[: cell.row_span]) or all(each in grid.hidden for each in columns)
        yield replace(cell, blocks=()) if is_hidden else cell
