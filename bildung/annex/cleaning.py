"""What comes out of a file, in the characters in which texts are stored."""

from collections.abc import Iterator
from dataclasses import replace

from bildung.vocabulary.characters import cleaned, impossible

from .grid import Contents, Grid, GridCell, Notice
from .table import Block, Bullet, Run, texts_of

LEFT_OUT = "Zeichen, die kein Dokument festhalten kann, werden ausgelassen"


def cleaned_contents(contents: Contents) -> Contents:
    """Return `contents` with all texts cleaned; a notice tells of what is left out by that."""
    places = tuple(dict.fromkeys(_places(contents)))
    return replace(
        contents,
        grids=tuple(map(_grid, contents.grids)),
        loose=tuple(map(cleaned, contents.loose)),
        notices=(*contents.notices, *([Notice(LEFT_OUT, places)] if places else [])),
    )


def _grid(grid: Grid) -> Grid:
    rows = (replace(row, cells=tuple(map(_cell, row.cells))) for row in grid.rows)
    return replace(grid, title=cleaned(grid.title), name=cleaned(grid.name), rows=tuple(rows))


def _cell(cell: GridCell | None) -> GridCell | None:
    return cell and replace(cell, blocks=tuple(map(_block, cell.blocks)))


def _block(block: Block) -> Block:
    if all(cleaned(text) == text for text in texts_of((block,))):  # as nearly all are
        return block
    runs = tuple(Run(cleaned(run.text), run.mark) for run in block.runs)
    if isinstance(block, Bullet):
        return Bullet(runs, tuple(map(_block, block.children)))
    return replace(block, runs=runs)


def _places(contents: Contents) -> Iterator[str]:
    """Yield the names of the characters that are left out, each with where it stands first."""
    for grid in contents.grids:
        for row in grid.rows:
            for text in (text for cell in row.cells if cell for text in texts_of(cell.blocks)):
                yield from (f"{grid.place}, U+{ord(text[at]):04X}" for at in impossible(text))
