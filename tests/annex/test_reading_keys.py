"""Which row of a file is which of today, and what people do to our own files."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bildung.annex.grid import GridCell, GridRow
from bildung.annex.reading import read
from bildung.annex.table import Bullet, Cell, Row, Run
from tests.budget import examples
from tests.formats import papers

from . import files, plans, stages
from .files import cell, contents, listed, said

TABLE = papers.goals(2)


def with_rows(change, table=TABLE):
    """Our own file, its rows below the headings changed."""
    return files.changed(
        contents(table),
        lambda grid: replace(grid, rows=(grid.rows[0], *change(list(grid.rows[1:])))),
    )


def keys(file, like=TABLE):
    return [row.key for row in read(file, like=like).table.rows]


def test_key_of_a_row_that_is_no_more_makes_a_new_row():
    file = with_rows(lambda rows: [replace(rows[0], key="measure-99"), *rows[1:]])
    assert keys(file) == ["neu-1", *(row.key for row in TABLE.rows[1:])]


def test_new_keys_are_none_of_today():
    like = replace(TABLE, rows=(replace(TABLE.rows[0], key="neu-1"), *TABLE.rows[1:]))
    assert keys(with_rows(lambda rows: [replace(r, key="") for r in rows]), like)[0] == "neu-2"


def test_key_of_a_copied_row_stays_with_the_likest():
    def copied(rows):
        other = replace(rows[5], cells=(*rows[5].cells[:3], cell("Etwas ganz anderes"), GridCell()))
        return [*rows[:5], other, rows[5]]

    assert keys(with_rows(copied))[5:] == ["neu-1", "measure-2-3"]
    assert keys(with_rows(lambda rows: [*rows, rows[5]]))[5:] == ["measure-2-3", "neu-1"]


def test_keys_of_another_installation_count_for_nothing_and_that_is_told():
    rows = tuple(
        replace(row, cells=(*row.cells[:3], _anew(row.cells[3]), row.cells[4]))
        for row in TABLE.rows
    )
    other = replace(TABLE, rows=rows)
    reading = read(contents(other), like=TABLE)
    assert [row.cells for row in reading.table.rows] == [row.cells for row in rows]
    assert {row.key[:4] for row in reading.table.rows} == {"neu-"}
    assert len(reading.notices) == 1
    assert "Kennungen" in reading.notices[0]


def _anew(part):
    return replace(part, blocks=(Bullet((Run("Fremdes Vorhaben ohne Bezug"),)),))


def test_row_inserted_among_merged_cells_stands_under_the_same_goal():
    new = GridRow((GridCell(), GridCell(), GridCell(), cell("Neue Maßnahme"), cell("2018")))

    def inserted(rows):  # behind the merged cells of an Erläuterung, which therefore do not grow
        lead = [replace(part, row_span=4) for part in rows[0].cells[:2]]
        grown = replace(rows[0], cells=(*lead, *rows[0].cells[2:]))
        below = replace(new, cells=(None, None, *new.cells[2:]))
        return [grown, rows[1], below, *rows[2:]]

    table = read(with_rows(inserted), like=TABLE).table
    assert [row.key for row in table.rows[:4]] == [
        "measure-1-1",
        "measure-1-2",
        "neu-1",
        "measure-1-3",
    ]
    assert said(table)[2] == [None, None, None, ["Neue Maßnahme"], ["2018"]]
    assert table.rows[0].cells[2].row_span == 3


def test_row_added_at_the_end_of_a_goal_goes_on_with_it():
    new = GridRow((GridCell(), GridCell(), listed("Neues"), cell("Neue Maßnahme"), GridCell()))
    table = read(with_rows(lambda rows: [*rows[:3], new, *rows[3:]]), like=TABLE).table
    assert said(table)[3][:4] == [None, None, ["Neues"], ["Neue Maßnahme"]]
    assert table.rows[0].cells[1].row_span == 4


def test_second_bullet_in_a_measure_is_a_measure_and_the_key_stays_with_the_first_wording():
    def divided(rows):
        own = rows[1].cells[3]
        both = replace(own, blocks=(Bullet((Run("Ganz neue Sache"),)), *own.blocks))
        return [rows[0], replace(rows[1], cells=(*rows[1].cells[:3], both, rows[1].cells[4]))]

    table = read(with_rows(divided), like=TABLE).table
    assert [row.key for row in table.rows] == ["measure-1-1", "neu-1", "measure-1-2"]
    assert said(table)[1] == [None, None, None, ["Ganz neue Sache"], ["2016"]]
    assert said(table)[2][4] is None


def test_measure_taken_out_of_the_first_row_of_a_goal_leaves_the_goal_to_the_next():
    def emptied(rows):
        blank = (*rows[0].cells[:3], GridCell(), GridCell())
        return [replace(rows[0], cells=blank), *rows[1:]]

    table = read(with_rows(emptied), like=TABLE).table
    assert [row.key for row in table.rows] == [row.key for row in TABLE.rows[1:]]
    assert table.rows[0].cells[:2] == tuple(
        replace(part, row_span=2) for part in TABLE.rows[0].cells[:2]
    )


def test_rows_sorted_otherwise_keep_their_keys():
    plan = (
        ("Auftakt", (("", ("Einladung",), (), "2015", "☐\u00a0offen"),)),
        ("Feier", (("", ("Bewirtung",), (), "2016", "☐\u00a0offen"),)),
    )
    table = stages.table(plan)
    assert keys(with_rows(lambda rows: rows[::-1], table), table) == ["stage-1", "stage-0"]


def test_merged_cells_cut_by_the_end_of_a_table_go_on_in_the_next():
    """Word parts a table in two with merged cells in both halves."""
    file = files.without_keys(contents(TABLE))
    (grid,) = file.grids
    first = [replace(part, row_span=1) for part in grid.rows[1].cells[:3]]
    upper = replace(grid.rows[1], cells=(*first, *grid.rows[1].cells[3:]))
    empty = (GridCell(row_span=2), GridCell(row_span=2), GridCell())
    lower = replace(grid.rows[2], cells=(*empty, *grid.rows[2].cells[3:]))
    halves = (grid.rows[0], upper), (lower, *grid.rows[3:])
    parted = replace(file, grids=tuple(replace(grid, rows=rows) for rows in halves))
    assert [row.cells for row in read(parted, like=TABLE).table.rows] == [
        row.cells for row in TABLE.rows
    ]


def test_goal_without_erlaeuterungen_that_gets_a_measure_keeps_its_key():
    lead = (*papers.goals(1).rows[0].cells[:2],)
    alone = replace(
        TABLE,
        rows=(
            Row("goal-7", (*(replace(part, row_span=1) for part in lead), Cell(), Cell(), Cell())),
        ),
    )
    new = GridRow((GridCell(), GridCell(), listed("Neues"), cell("Neue Maßnahme"), GridCell()))
    table = read(with_rows(lambda rows: [*rows, new], alone), like=alone).table
    assert [row.key for row in table.rows] == ["goal-7"]
    assert said(table)[0][2:] == [["Neues"], ["Neue Maßnahme"], []]


def without_first_row_of_goal_2(rows):
    """As Word and Excel leave it: what the row's merged cells said is gone with it."""
    _, _, objective, *own = rows[4].cells
    assert objective is None
    left = replace(rows[4], cells=(GridCell((), 2), GridCell((), 2), GridCell(), *own))
    return [*rows[:3], left, rows[5]]


def test_first_row_of_a_goal_taken_out_takes_the_goal_not_with_it():
    reading = read(with_rows(without_first_row_of_goal_2), like=TABLE)
    lead = tuple(replace(part, row_span=2) for part in TABLE.rows[3].cells[:2])
    objective = replace(TABLE.rows[3].cells[2], row_span=1)
    assert reading.table.rows == (
        *TABLE.rows[:3],
        replace(TABLE.rows[4], cells=(*lead, objective, *TABLE.rows[4].cells[3:])),
        TABLE.rows[5],
    )


def test_first_row_of_all_taken_out_takes_no_goal_with_it():
    def left(rows):
        lead = GridCell((), 2)
        return [replace(rows[1], cells=(lead, lead, GridCell(), *rows[1].cells[3:])), *rows[2:]]

    rows = read(with_rows(left), like=TABLE).table.rows
    assert [part.blocks for part in rows[0].cells[:3]] == [
        part.blocks for part in TABLE.rows[0].cells[:3]
    ]


def test_cells_merged_over_the_row_taken_out_are_parted_again():
    """A program that knows little leaves what is left of a goal to the merged cells above it."""

    def left(rows):
        lead = tuple(replace(part, row_span=5) for part in rows[0].cells[:2])
        return [replace(rows[0], cells=(*lead, *rows[0].cells[2:])), *rows[1:3], *rows[4:]]

    rows = read(with_rows(left), like=TABLE).table.rows
    assert [row.cells[1] and row.cells[1].row_span for row in rows] == [3, None, None, 2, None]
    assert rows[3].cells[1].words == TABLE.rows[3].cells[1].words


def test_goal_written_anew_where_its_first_row_was_taken_out_is_as_written():
    def written(rows):
        *others, left, last = without_first_row_of_goal_2(rows)
        own = cell("Ziel zwei", rows=2)
        return [*others, replace(left, cells=(left.cells[0], own, *left.cells[2:])), last]

    assert said(read(with_rows(written), like=TABLE).table)[3][:2] == [
        ["2.", "hoch"],
        ["Ziel zwei"],
    ]


def test_goals_that_somebody_merged_are_one():
    def merged(rows):
        lead = tuple(replace(part, row_span=6) for part in rows[0].cells[:2])
        rows[0] = replace(rows[0], cells=(*lead, *rows[0].cells[2:]))
        rows[3] = replace(rows[3], cells=(None, None, *rows[3].cells[2:]))
        return rows

    rows = read(with_rows(merged), like=TABLE).table.rows
    assert [row.cells[1] and row.cells[1].row_span for row in rows] == [6, *[None] * 5]


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(plans.plans.map(plans.table), stages.plans.map(stages.table)), st.data())
def test_row_taken_out_is_all_that_is_missing(table, data):
    at = data.draw(st.integers(0, len(table.rows) - 1)) if table.rows else 0
    assert_only_that_row_is_missing(table, at)


def test_row_taken_out_of_rows_that_say_nothing_leaves_what_stands_above():
    nothing = ("", (), (), "", "☐\xa0offen")
    assert_only_that_row_is_missing(stages.table((("Bildung", (nothing, nothing)),)), 0)


def assert_only_that_row_is_missing(table, at):
    file = with_rows(lambda rows: taken_out(rows, at, blocks=()), table)
    found = read(file, like=table).table
    left = replace(table, rows=tuple(taken_out(table.rows, at)))
    # Neighbours left with the same time frame share one cell now.
    assert files.words_in_places(found) == files.words_in_places(left)
    assert [row.key for row in found.rows] == [row.key for row in left.rows]


def taken_out(rows, at, **left):
    """Return rows of a table or file without one; merged cells go on, `left` is what is in them."""
    if not rows:
        return []
    cells = [list(row.cells) for row in rows]
    for column in range(len(cells[0])):
        start = at
        while cells[start][column] is None:
            start -= 1
        merged = cells[start][column]
        if start < at:
            cells[start][column] = replace(merged, row_span=merged.row_span - 1)
        elif merged.row_span > 1:
            cells[at + 1][column] = replace(merged, row_span=merged.row_span - 1, **left)
    kept = zip(rows, cells, strict=True)
    return [replace(row, cells=tuple(own)) for row, own in kept if row is not rows[at]]
