"""Marks of footnotes behind a year: „3/2016²“, „3/2016*“ and „3/2016 1)“ are „3/2016“."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bildung.annex.grid import Contents, Grid, GridCell, Notice
from bildung.annex.table import Block

from .wording import Wording

# A longer text is no time, and may end in a star for reasons of its own.
LONGEST = 60
MARK = re.compile(r"(?<=\b(?:19|20)\d\d)([⁰¹²³⁴-⁹]{1,2}|\*{1,3}|[†‡]|\s\d{1,2}\))\s*$")
TOLD = "Fußnotenzeichen hinter einem Jahr wurden weggelassen"


def without_note_marks(contents: Contents, wording: Wording) -> tuple[Contents, tuple[Notice, ...]]:
    """Return `contents` without marks behind years, and what is to be told of that.

    Texts that stand so in the annex of today keep theirs, and so do files of ours.
    """
    places: list[str] = []

    def cell_without(grid: Grid, cell: GridCell | None) -> GridCell | None:
        if grid.key or cell is None or not any(map(_mark_of, cell.blocks)):
            return cell
        return replace(cell, blocks=tuple(_blocks(grid, cell)))

    def _blocks(grid: Grid, cell: GridCell) -> Iterator[Block]:
        for block in cell.blocks:
            mark = _mark_of(block)
            if mark and not wording.is_known(block.text):
                places.append(f"{grid.place}, „{block.text.strip()}“")
                last = block.runs[-1]
                text = last.text.rstrip().removesuffix(mark)
                block = replace(block, runs=(*block.runs[:-1], replace(last, text=text)))
            yield block

    grids = tuple(
        replace(
            grid,
            rows=tuple(
                replace(row, cells=tuple(cell_without(grid, cell) for cell in row.cells))
                for row in grid.rows
            ),
        )
        for grid in contents.grids
    )
    if not places:
        return contents, ()
    return replace(contents, grids=grids), (Notice(TOLD, tuple(dict.fromkeys(places))),)


def _mark_of(block: Block) -> str:
    """Return the mark at the end of a block, as it stands in its last run; empty for none."""
    text = block.text
    found = MARK.search(text) if len(text) <= LONGEST else None
    return found[1] if found and block.runs[-1].text.rstrip().endswith(found[1]) else ""
