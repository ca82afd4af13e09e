"""The grid of an annex is sound whenever there is one."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bildung.annex.table import (
    AnnexError,
    AnnexTable,
    Bullet,
    Cell,
    Column,
    Paragraph,
    Row,
    Run,
    paragraphs,
    text_runs,
)

from .tables import tables

COLUMNS = (Column("goal", "Ziel", 1, is_header=True), Column("measure", "Maßnahme", 2))


def cell(text="", span=1):
    return Cell(paragraphs(text), span)


def table(*rows, columns=COLUMNS):
    """A table of rows given as tuples of cells."""
    return AnnexTable(
        "t", "Anlage", columns, tuple(Row(f"r{n}", cells) for n, cells in enumerate(rows))
    )


def fault(make):
    with pytest.raises(AnnexError) as caught:
        make()
    return str(caught.value)


def test_table_without_rows_is_sound():
    assert list(table().groups()) == []
    assert table().words == ["Anlage", "Ziel", "Maßnahme"]


def test_groups_are_the_rows_under_each_cell_of_the_first_column():
    made = table((cell("a", 2), cell()), (None, cell()), (cell("b"), cell()))
    assert [[row.key for row in group] for group in made.groups()] == [["r0", "r1"], ["r2"]]


def test_header_cells_are_those_of_the_rows_in_which_they_begin():
    made = table((cell("a", 2), cell()), (None, cell()), (cell("b"), cell()))
    assert made.header_cells() == {"r0": ("r0",), "r1": ("r0",), "r2": ("r2",)}


def test_words_are_read_row_by_row_with_bullets_flattened():
    bullet = Bullet(text_runs("eins zwei"), (Bullet(text_runs("drei")),))
    made = table((cell("Ziel eins", 2), Cell((bullet,))), (None, cell("vier")))
    words = ["Anlage", "Ziel", "Maßnahme", "Ziel", "eins", "eins", "zwei", "drei", "vier"]
    assert made.words == words


def test_paragraphs_are_the_lines_that_are_not_blank():
    assert [p.text for p in paragraphs(" eins \n\n  \nzwei")] == ["eins", "zwei"]
    assert paragraphs("") == ()
    assert text_runs("") == ()


def test_hole_is_refused():
    assert fault(lambda: table((cell(), None))) == "The row 'r0' has a hole in 'measure'."
    assert "a hole" in fault(lambda: table((cell("a", 2), cell()), (None, None)))


def test_overlap_is_refused():
    message = fault(lambda: table((cell("a", 2), cell()), (cell("b"), cell())))
    assert message == "The row 'r1' has two cells in 'goal'."


def test_span_beyond_the_last_row_is_refused():
    message = fault(lambda: table((cell("a", 2), cell("b", 2))))
    assert message == "In the table 't' a cell spans beyond the last row."


def test_span_beyond_its_group_is_refused():
    message = fault(lambda: table((cell("a"), cell("b", 2)), (cell("c"), None)))
    assert message == "In the row 'r0' a cell spans beyond the end of its group."


@pytest.mark.parametrize("cells", [(), (cell(),), (cell(), cell(), cell())])
def test_row_with_another_number_of_places_is_refused(cells):
    message = fault(lambda: table(cells))
    assert message == f"The row 'r0' has {len(cells)} places for 2 columns."


@pytest.mark.parametrize("span", [0, -1])
def test_span_below_one_is_refused(span):
    assert fault(lambda: Cell((), span)) == f"A cell spans {span} rows; at least 1 is needed."


def test_bullets_deeper_than_three_levels_are_refused():
    bullet = Bullet(text_runs("unten"))
    for text in ("Mitte", "oben"):
        bullet = Bullet(text_runs(text), (bullet,))
    assert Cell((bullet,)).words == ["oben", "Mitte", "unten"]
    message = fault(lambda: Cell((Bullet(text_runs("zu viel"), (bullet,)),)))
    assert message == "The bullet 'zu viel' is nested 4 levels deep."


def test_columns_are_needed_once_each_and_with_a_width():
    assert fault(lambda: table(columns=())) == "The table 't' has no columns."
    twice = (COLUMNS[0], COLUMNS[0])
    assert "names a column twice" in fault(lambda: table(columns=twice))
    flat = (replace(COLUMNS[0], width=0),)
    assert fault(lambda: table(columns=flat)) == "The column 'goal' has the width 0."


def test_key_of_a_row_is_needed_once():
    row = Row("r", (cell(), cell()))
    message = fault(lambda: AnnexTable("t", "Anlage", COLUMNS, (row, row)))
    assert message == "Two rows have the key 'r'."


@given(tables())
def test_every_place_of_a_sound_grid_is_covered_once(made):
    covered = [
        (place + below, column)
        for place, row in enumerate(made.rows)
        for column, spanning in enumerate(row.cells)
        if spanning is not None
        for below in range(spanning.row_span)
    ]
    places = [(row, column) for row in range(len(made.rows)) for column in range(len(made.columns))]
    assert sorted(covered) == places


@given(tables())
def test_groups_hold_all_rows_in_order(made):
    assert [row for group in made.groups() for row in group] == list(made.rows)
    for group in made.groups():
        assert group[0].cells[0].row_span == len(group)


@given(tables(), st.data())
def test_grid_with_a_cell_taken_out_is_refused(made, data):
    assume(made.rows)
    row, column = _place(data, made, lambda there: there is not None)
    assert "hole" in fault(lambda: _with(made, row, column, None))


@given(tables(), st.data())
def test_grid_with_a_cell_put_over_another_one_is_refused(made, data):
    assume(any(there is None for row in made.rows for there in row.cells))
    row, column = _place(data, made, lambda there: there is None)
    assert "two cells" in fault(lambda: _with(made, row, column, Cell()))


@given(tables(), st.data(), st.sampled_from([-1, 1, 5]))
def test_grid_with_a_span_changed_is_refused(made, data, by):
    assume(made.rows)
    row, column = _place(data, made, lambda there: there is not None)
    changed = made.rows[row].cells[column]
    fault(lambda: _with(made, row, column, replace(changed, row_span=changed.row_span + by)))


def _place(data, made, wanted):
    """Draw a row and a column where `wanted` holds."""
    places = [
        (row, column)
        for row in range(len(made.rows))
        for column in range(len(made.columns))
        if wanted(made.rows[row].cells[column])
    ]
    return data.draw(st.sampled_from(places))


def _with(made, row, column, there):
    """Return the table with another cell in one place."""
    cells = list(made.rows[row].cells)
    cells[column] = there
    rows = list(made.rows)
    rows[row] = replace(rows[row], cells=tuple(cells))
    return replace(made, rows=tuple(rows))


def test_paragraph_text_is_that_of_its_runs():
    assert Paragraph(text_runs("a b")).text == "a b"


@pytest.mark.parametrize("key", ["", "a b", "ä", "x\x1f", "<b>", "a" * 201])
def test_key_of_other_signs_is_refused(key):
    assert "The key" in fault(lambda: Row(key, (Cell(),)))
    assert "The key" in fault(lambda: Column(key, "Ziel", 1))
    assert "The key" in fault(lambda: AnnexTable(key, "Anlage", COLUMNS))


@pytest.mark.parametrize("break_", ["\n", "\r\n", " \n\n  ", "\u2028", "\x0b"])
def test_runs_stand_on_one_line(break_):
    assert text_runs(f"Erste Zeile{break_}zweite ") == (Run("Erste Zeile zweite"),)


def test_blank_text_makes_no_run():
    assert text_runs(" \n ") == ()
