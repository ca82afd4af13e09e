"""Nothing is left out of a Synopse, and what it tells is what happened."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.synopsis import compare
from bildung.annex.table import Mark, Paragraph, Row, texts_of

from . import plans
from .tables import tables

EMPTY = "(leer)"


def with_titles(table, word):
    """Return `table` with a title of its own for each column, so that each can be told apart."""
    columns = tuple(replace(c, title=f"{word} {c.key}") for c in table.columns)
    return replace(table, columns=columns)


def with_keys(table, keys):
    rows = (Row(key, row.cells) for key, row in zip(keys, table.rows, strict=True))
    return replace(table, rows=tuple(rows))


@st.composite
def any_pairs(draw):
    """Two tables that have nothing in common but some keys."""
    both = []
    for word in ("alt", "neu"):
        table = with_titles(draw(tables()), word)
        count = len(table.rows)
        keys = draw(st.lists(st.integers(0, 20), min_size=count, max_size=count, unique=True))
        both.append(with_keys(table, map("r{}".format, keys)))
    return tuple(both)


pairs = st.one_of(any_pairs(), plans.pairs())


def grid(table):
    """What stands in each place or reaches there from above: key → column → words."""
    shown, grid = {}, {}
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                shown[column.key] = cell.words
        grid[row.key] = dict(shown)
    return grid


def read(cell, titles):
    """What a reader finds in one side of a row: column → words, each behind its title in bold."""
    found, column = {}, None
    for block in cell.blocks:
        runs = block.runs
        if isinstance(block, Paragraph) and runs and runs[0].mark is Mark.STRONG:
            column = titles[runs[0].text.removesuffix(":")]
            found[column] = []
            runs = runs[1:]
        words = "".join(run.text for run in runs).split()
        words += [
            word for text in texts_of(getattr(block, "children", ())) for word in text.split()
        ]
        if column is not None and not (words == [EMPTY] and runs[-1].mark is Mark.PLAIN):
            found[column] += words
    return found


def spanning(*both):
    """The columns in which a cell of one of the tables reaches over rows."""
    return {
        column.key
        for table in both
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell and cell.row_span > 1
    }


def rebuilt(synopsis, table, side, going_on):
    """Read one side („old“, „new“) of the whole Synopse, as `grid`.

    What is not told in a column of `going_on` stands as above.
    """
    painted = {row.key: row for row in synopsis.table(only_changes=False).rows}
    place = ("", "old", "new").index(side)
    titles = {column.title: column.key for column in table.columns}
    grids, above = {}, {}
    for entry in synopsis.entries:
        found = {}
        if entry.key in painted and entry.key != "headings":
            found = read(painted[entry.key].cells[place], titles)
        above |= found
        if key := entry.old_key if side == "old" else entry.new_key:
            grids[key] = {
                column: found.get(column, above.get(column, []) if column in going_on else [])
                for column in titles.values()
            }
    return grids


@settings(max_examples=2000)
@given(pairs)
def test_both_tables_can_be_read_from_the_whole_synopsis(pair):
    old, new = pair
    synopsis = compare(old, new)
    going_on = spanning(old, new)
    assert rebuilt(synopsis, old, "old", going_on) == grid(old)
    assert rebuilt(synopsis, new, "new", going_on) == grid(new)
