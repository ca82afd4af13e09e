"""A table that lacks a column is given what today's says there."""

from dataclasses import replace

import pytest

from bildung.annex.completing import complete
from bildung.annex.table import Cell

from . import plans

TODAY = plans.table(
    (
        (
            "Ziel A",
            "hoch",
            (
                (
                    "Eins",
                    (("measure-1", "Analyse der Stadt", ""), ("measure-2", "Bericht", "2016")),
                ),
                ("Zwei", (("measure-3", "Netz der Bildung", ""),)),
            ),
        ),
        ("Ziel B", "mittel", (("Drei", (("measure-4", "Plan für den Rat", "laufend"),)),)),
    )
)


def without(table, column):
    """Return the table with a column emptied, and spanning each group or nothing."""
    at = [each.key for each in table.columns].index(column)
    rows = []
    for group in table.groups():
        for index, row in enumerate(group):
            if column in ("priority", "goal"):
                cell = None if index else Cell((), len(group))
            else:
                cell = Cell()
            rows.append(replace(row, cells=(*row.cells[:at], cell, *row.cells[at + 1 :])))
    return replace(table, rows=tuple(rows))


@pytest.mark.parametrize("column", ["priority", "objective", "timeframe"])
def test_missing_column_is_as_it_was(column):
    assert complete(TODAY, without(TODAY, column), (column,)) == TODAY


def test_nothing_missing_changes_nothing():
    assert complete(TODAY, without(TODAY, "timeframe"), ()) == without(TODAY, "timeframe")


def test_new_rows_stand_beside_what_is_above_them():
    file = plans.table(
        (
            (
                "Ziel A",
                "hoch",
                (("Eins", (("measure-1", "Analyse der Stadt", ""), ("neu-1", "Umfrage", ""))),),
            ),
            ("Ziel C", "hoch", (("Vier", (("neu-2", "Ganz anderes", ""),)),)),
        )
    )
    result = complete(TODAY, without(file, "objective"), ("objective",))
    assert [row.cells[2] and [b.text for b in row.cells[2].blocks] for row in result.rows] == [
        ["Eins"],
        None,
        [],
    ]


def measures(table):
    return ["".join(block.text for block in row.cells[3].blocks) for row in table.rows]


GOALS = plans.table((("Ziel A", "hoch", ()), ("Ziel B", "mittel", ())))
OBJECTIVES = plans.table(
    (
        ("Ziel A", "hoch", (("Eins", ()), ("Zwei", ()))),
        ("Ziel B", "mittel", (("Drei", ()),)),
    )
)


@pytest.mark.parametrize(
    ("file", "missing"),
    [
        (GOALS, ("objective", "measure", "timeframe")),
        (OBJECTIVES, ("measure", "timeframe")),
        (OBJECTIVES, ("priority", "measure", "timeframe")),
    ],
)
def test_rows_that_a_file_cannot_tell_apart_all_stay(file, missing):
    assert measures(complete(TODAY, file, missing)) == measures(TODAY)


def test_rows_go_with_what_stands_above_them_in_the_file():
    file = plans.table((("Ziel A", "hoch", (("Eins", ()),)), ("Ziel B", "mittel", (("Drei", ()),))))
    result = complete(TODAY, file, ("measure", "timeframe"))
    assert measures(result) == ["Analyse der Stadt", "Bericht", "Plan für den Rat"]


def test_same_row_twice_may_go_once():
    netz = ("Netz der Bildung", "")
    today, file = (
        plans.table((("Ziel A", "hoch", (("Eins", tuple((key, *netz) for key in keys)),)),))
        for keys in (("measure-1", "measure-2"), ("measure-1",))
    )
    result = complete(today, without(file, "priority"), ("priority",))
    assert [row.key for row in result.rows] == ["measure-1"]
