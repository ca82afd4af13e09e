"""Files as others make them of an annex: the same words in tables laid out in other ways."""

from dataclasses import replace
from datetime import date

from bildung.annex.document import AnnexDocument
from bildung.annex.grid import Contents, Grid, GridCell, GridRow, contents_of
from bildung.annex.spreading import spread
from bildung.annex.table import Bullet, Cell, Paragraph, Run

EMPTY = GridCell()


def contents(*tables):
    document = AnnexDocument("Vereinbarung", "Titel", (), "Entwurf", date(2026, 11, 24), tables)
    return contents_of(document)


def cell(text, rows=1, columns=1):
    """A cell of one paragraph a line; blank for an empty text."""
    blocks = tuple(Paragraph((Run(line),)) for line in text.split("\n") if line)
    return GridCell(blocks, rows, columns)


def listed(*texts):
    """A cell whose items are bullets by style; a tuple is an item and those below it."""
    return GridCell(tuple(_bullet(text) for text in texts))


def _bullet(text):
    first, *below = (text,) if isinstance(text, str) else text
    return Bullet((Run(first),), tuple(map(_bullet, below)))


def row(*cells):
    """A row; plain texts are cells of paragraphs, None is covered by a merged cell."""
    return GridRow(tuple(cell(part) if isinstance(part, str) else part for part in cells))


def grid(*rows, place="Tabelle 1", **parts):
    return Grid(place, tuple(row(*cells) for cells in rows), **parts)


def file(*grids, loose=()):
    return Contents(grids, loose)


def without_keys(contents):
    """The same without what only our own exports carry."""
    return changed(
        contents,
        lambda grid: replace(
            grid, key="", columns=(), title="", rows=tuple(replace(r, key="") for r in grid.rows)
        ),
    )


def unmarked(contents):
    """The same, its headings told by nothing but their words."""
    return _with_rows(contents, lambda rows: [replace(row, is_heading=False) for row in rows])


def permuted(contents, order):
    return _with_rows(
        contents,
        lambda rows: [replace(row, cells=tuple(row.cells[at] for at in order)) for row in rows],
    )


def renamed(contents, titles):
    def under_other_names(rows):
        return [replace(rows[0], cells=tuple(map(cell, titles))), *rows[1:]]

    return _with_rows(contents, under_other_names)


def blanked(contents):
    """The same without merged cells: what they covered is blank."""

    def blank(part):
        return replace(part, row_span=1) if part else EMPTY

    return _with_rows(
        contents, lambda rows: [replace(row, cells=tuple(map(blank, row.cells))) for row in rows]
    )


def split(contents, at, headed):
    """The first table in two, each half with the headings or the first one alone."""
    (whole,) = contents.grids
    head, *rows = whole.rows
    halves = (head, *rows[:at]), ((head,) if headed else ()) + tuple(rows[at:])
    return Contents(tuple(replace(whole, rows=rows) for rows in halves if rows), contents.loose)


def headed_again(contents, at):
    """The same with its headings once more before a row."""
    return _with_rows(contents, lambda rows: [*rows[: at + 1], rows[0], *rows[at + 1 :]])


def changed(contents, change):
    return Contents(tuple(map(change, contents.grids)), contents.loose)


def _with_rows(contents, change):
    return changed(contents, lambda grid: replace(grid, rows=tuple(change(list(grid.rows)))))


def words_in_places(table):
    """For each row what it says in each column, with what goes on from above."""
    return [[cell.words for cell in row.cells] for row in spread(table).rows]


def words_as_written(table):
    """For each row what is written in it, column by column."""
    return [[(cell or Cell()).words for cell in row.cells] for row in table.rows]


def said(table):
    """The table as a list of rows, each cell as the list of its texts, bullets below by depth."""
    return [[_outline(cell.blocks) if cell else None for cell in row.cells] for row in table.rows]


def _outline(blocks):
    return [
        (block.text, *_outline(block.children))
        if isinstance(block, Bullet) and block.children
        else block.text
        for block in blocks
    ]
