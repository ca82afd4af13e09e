"""Nothing is left out of a Synopse, and what it tells is what happened."""

from dataclasses import replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.synopsis import Kind, compare
from bildung.annex.table import (
    AnnexTable,
    Cell,
    Column,
    Mark,
    Paragraph,
    Row,
    paragraphs,
    texts_of,
)
from bildung.vocabulary.characters import cleaned
from tests.budget import examples

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
    """What stands in each place or reaches there from above: key → column → words, cleaned."""
    shown, grid = {}, {}
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                words = (cleaned(text).split() for text in texts_of(cell.blocks))
                shown[column.key] = tuple(chain.from_iterable(words))
        grid[row.key] = dict(shown)
    return grid


def read(cell, titles):
    """What a reader finds in one side of a row: column → words, each behind its title in bold."""
    found, column = {}, None
    for block in cell.blocks:
        runs = block.runs
        if isinstance(block, Paragraph) and runs and runs[0].mark is Mark.STRONG:
            column, runs = titles[runs[0].text.removesuffix(":")], runs[1:]
            found[column] = ()
        words = "".join(run.text for run in runs).split()
        below = texts_of(getattr(block, "children", ()))
        words += [word for text in below for word in text.split()]
        if column is not None and not (words == [EMPTY] and runs[-1].mark is Mark.PLAIN):
            found[column] += tuple(words)
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


def titles_of(table):
    return {column.title: column.key for column in table.columns}


def rebuilt(synopsis, table, side, going_on):
    """Read one side („old“, „new“) of the whole Synopse, as `grid`.

    What is not told in a column of `going_on` stands as above.
    """
    painted = {row.key: row for row in synopsis.table(only_changes=False).rows}
    place = ("", "old", "new").index(side)
    titles = titles_of(table)
    grids, above = {}, {}
    for entry in synopsis.entries:
        found = {}
        if entry.key in painted and entry.key != "headings":
            found = read(painted[entry.key].cells[place], titles)
        above |= found
        if key := entry.old_key if side == "old" else entry.new_key:
            grids[key] = {
                column: found.get(column, above.get(column, ()) if column in going_on else ())
                for column in titles.values()
            }
    return grids


def told(synopsis, old, new):
    """What the table of the changes tells: (column, old words, new words) → keys of its rows.

    Words are None where a side does not show the column.
    """
    changes = {}
    for row in synopsis.table().rows:
        if row.key in ("headings", "all"):
            continue
        before, after = read(row.cells[1], titles_of(old)), read(row.cells[2], titles_of(new))
        for column in before.keys() | after.keys():
            part = (column, before.get(column), after.get(column))
            changes.setdefault(part, []).append(row.key)
    return changes


@settings(max_examples=examples(2000))
@given(pairs)
def test_both_tables_can_be_read_from_the_whole_synopsis(pair):
    old, new = pair
    synopsis = compare(old, new)
    going_on = spanning(old, new)
    assert rebuilt(synopsis, old, "old", going_on) == grid(old)
    assert rebuilt(synopsis, new, "new", going_on) == grid(new)


@settings(max_examples=examples(500))
@given(pairs)
def test_every_difference_is_told_among_the_changes(pair):
    old, new = pair
    synopsis = compare(old, new)
    changes, grids = told(synopsis, old, new), (grid(old), grid(new))
    for entry in synopsis.entries:
        if entry.key == "headings":
            continue
        mine, theirs = grids[0].get(entry.old_key), grids[1].get(entry.new_key)
        if mine and theirs and Kind.MOVED not in entry.kinds:
            for column in mine.keys() | theirs.keys():
                before, after = mine.get(column), theirs.get(column)
                if (before or ()) != (after or ()):
                    assert (column, before, after) in changes
        elif not mine:
            for column, words in theirs.items():
                told_new = [after for name, _, after in changes if name == column]
                assert (
                    not words
                    or (column, None, words) in changes
                    or is_known(column, words, grids[0], told_new)
                )
        elif not theirs:
            for column, words in mine.items():
                told_old = [before for name, before, _ in changes if name == column]
                assert (
                    not words
                    or (column, words, None) in changes
                    or is_known(column, words, grids[1], told_old)
                )


def is_known(column, words, other, told):
    """Whether what a row stands under is on the other side too, or is told as something changed."""
    return words in told or any(row.get(column) == words for row in other.values())


@settings(max_examples=examples(300))
@given(pairs)
def test_what_is_told_as_changed_differs_and_is_told_once(pair):
    old, new = pair
    synopsis = compare(old, new)
    for entry in synopsis.changes:
        assert entry.moves or any(part.is_change for part in entry.parts)
        for part in entry.parts:
            assert not part.is_change or (part.old or ()) != (part.new or ())
    keys = [entry.key for entry in synopsis.changes]
    rows = [row.key for row in synopsis.table().rows]
    assert rows == (keys or ["all"])
    whole = [row.key for row in synopsis.table(only_changes=False).rows]
    assert [key for key in whole if key in keys] == keys


@settings(max_examples=examples(300))
@given(pairs)
def test_other_direction_tells_the_reverse(pair):
    old, new = pair
    there, back = compare(old, new), compare(new, old)

    def rows(synopsis, kind):
        return {entry.key for entry in synopsis.changes if kind in entry.kinds}

    assert rows(there, Kind.ADDED) == rows(back, Kind.REMOVED)
    assert rows(there, Kind.REMOVED) == rows(back, Kind.ADDED)
    assert {(e.old_key, e.new_key) for e in there.entries} == {
        (e.new_key, e.old_key) for e in back.entries
    }


@given(plans.pairs())
def test_as_few_places_moved_there_as_back(pair):
    old, new = pair
    there, back = compare(old, new), compare(new, old)
    counts = [sum(len(entry.moves) for entry in synopsis.changes) for synopsis in (there, back)]
    assert counts[0] == counts[1]


@given(tables(), st.booleans())
def test_equal_tables_have_no_changes(table, renamed):
    again = with_keys(table, [f"other-{row.key}" if renamed else row.key for row in table.rows])
    synopsis = compare(table, again)
    assert [e.kinds for e in synopsis.changes] == []
    assert [cell.words for cell in synopsis.table().rows[0].cells] == [
        ["Alle", "Stellen"],
        *[["Der", "Wortlaut", "ist", "unverändert."]] * 2,
        [],
    ]


def test_row_that_says_nothing_itself_is_known_by_what_stands_above_it():
    """Found by the test above: a group without a name, and in it a word over an empty row."""
    said = Cell(paragraphs("Gremien"))
    rows = (
        Row("r0", (Cell(), Cell(), Cell())),
        Row("r1", (Cell((), 4), Cell(), Cell())),
        Row("r2", (None, said, Cell())),
        Row("r3", (None, Cell((), 2), Cell())),
        Row("r4", (None, None, Cell())),
    )
    table = AnnexTable("anlage-1", "", tuple(Column(f"c{n}", "", 1) for n in range(3)), rows)
    again = with_keys(table, [f"other-{row.key}" for row in rows])
    assert compare(table, again).changes == ()
