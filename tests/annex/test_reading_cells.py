"""What a cell says: bullets however they are marked, numbers, priorities, statuses."""

import pytest

from bildung.annex.grid import GridCell
from bildung.annex.reading import read
from tests.formats import papers

from . import stages
from .files import cell, file, grid, listed, said

GOALS = papers.goals(1)
STAGES = stages.table(())


def read_rows(headings, *rows, like=GOALS):
    return read(file(grid(headings, *rows)), like=like)


def objective(text):
    """What an Erläuterung that is written so says."""
    part = cell(text) if isinstance(text, str) else text
    reading = read_rows(("Ziel", "Erläuterung", "Maßnahme"), ("Netz", part, "Treffen"))
    return said(reading.table)[0][2]


@pytest.mark.parametrize(
    "text",
    [
        "• A\n• B",
        "- A\n- B",
        "– A\n– B",
        "▪\tA\n▪\tB",
        "o\tA\no\tB",
        "\uf0b7 A\n\uf0b7 B",
        "1. A\n2. B",
        "1) A\n2) B",
        "a) A\nb) B",
        "1.1 A\n1.2 B",
        "3.1. A\n3.2. B",
        "(1) A\n(2) B",
        "A\nB",
        "A\n\n \nB",
        " A\u00a0\n\u00adB",
    ],
)
def test_items_are_bullets_by_any_mark_or_number(text):
    assert objective(text) == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "• A\n  – B\n  – C\n• D",
        "• A\n– B\n– C\n• D",
        "1. A\n1.1 B\n1.2 C\n2. D",
        "1. A\na) B\nb) C\n2. D",
        "A\n  B\n  C\nD",
        "• A\n\t• B\n\t• C\n• D",
        "A:\n• B\n• C\nD",
        "• A\n  – B\n  – C\n• D",
    ],
)
def test_levels_are_told_by_indentation_by_kind_of_mark_or_by_a_colon(text):
    (first, *below), last = objective(text)
    assert (first.strip(":"), below, last) == ("A", ["B", "C"], "D")


@pytest.mark.parametrize(
    "text",
    [
        "10.2016 Beginn",
        "1. Halbjahr 2016 planen",
        "3 Sitzungen",
        "z. B. Feste",
        "*innen und außen",
        "1.1.2016 Start",
    ],
)
def test_what_only_looks_like_a_mark_stays(text):
    assert objective(text) == [text]


def test_line_that_goes_on_below_its_bullet_belongs_to_it():
    assert objective("• Analyse der\n  vorhandenen Daten\n• Bericht") == [
        "Analyse der vorhandenen Daten",
        "Bericht",
    ]


def test_bullets_below_a_paragraph_with_a_colon_are_its_own():
    both = GridCell(cell("Schwerpunkte:").blocks + listed("Migration", "Ausbildung").blocks)
    assert objective(both) == [("Schwerpunkte:", "Migration", "Ausbildung")]


def test_what_lies_deeper_than_the_annex_has_levels_is_lifted():
    assert objective(listed(("A", ("B", ("C", ("D", "E")))))) == [("A", ("B", "C", "D", "E"))]
    deep = read_rows(("Ziel", "Maßnahme"), ("Netz", listed(("A", ("B", "C")))))
    assert said(deep.table)[0][3] == [("A", "B", "C")]
    duties = read_rows(
        ("Phase", "Verantwortung Stadt"), ("Auftakt", listed(("A", "B"), "C")), like=STAGES
    )
    assert said(duties.table)[0][2] == ["A", "B", "C"]


def test_measure_numbered_in_each_row_loses_its_number():
    reading = read_rows(
        ("Ziel", "Maßnahme"),
        ("Netz", "1.1 Treffen"),
        ("", "1.2 Bericht"),
        ("Rat", "2.1 Wahl"),
    )
    assert [row[3] for row in said(reading.table)] == [["Treffen"], ["Bericht"], ["Wahl"]]


@pytest.mark.parametrize(
    ("wording", "frames"),
    [
        ("2016\n2017", [["2016"], ["2017"]]),
        ("1/2016 bis\n10/2016", [["1/2016 bis 10/2016"], None]),
        ("2016", [["2016"], None]),
        ("ab 2016\n2017\nlaufend", [["ab 2016 2017 laufend"], None]),
        ("", [[], None]),
    ],
)
def test_measures_of_a_cell_have_a_date_each_or_share_one(wording, frames):
    reading = read_rows(("Ziel", "Maßnahme", "Termin"), ("Netz", "• A\n• B", wording))
    assert [row[4] for row in said(reading.table)] == frames


def priorities(*cells, headings=("Priorität", "Ziel")):
    rows = [(text, f"Ziel {chr(65 + at)}") for at, text in enumerate(cells)]
    reading = read_rows(headings, *rows)
    return [row[0] for row in said(reading.table)], reading


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        (("1. hoch", "2 / mittel"), [["1.", "hoch"], ["2.", "mittel"]]),
        (("hoch (1)", "niedrig (2)"), [["1.", "hoch"], ["2.", "niedrig"]]),
        (("hoch", "mittel"), [["1.", "hoch"], ["2.", "mittel"]]),
        (("A", "C"), [["1.", "hoch"], ["2.", "niedrig"]]),
        (("1", "2", "3"), [["1."], ["2."], ["3."]]),
        (("1", "1", "3"), [["1.", "hoch"], ["2.", "hoch"], ["3.", "niedrig"]]),
        (("▲ sehr hoch", "■ mittlere Priorität"), [["1.", "hoch"], ["2.", "mittel"]]),
        (("3.\nhoch", "", "7.\nmittel"), [["3.", "hoch"], ["4."], ["7.", "mittel"]]),
        (("1. hoch", "1. mittel"), [["1.", "hoch"], ["2.", "mittel"]]),
    ],
)
def test_priority_is_number_and_level_however_written(cells, shown):
    assert priorities(*cells)[0] == shown


def test_number_column_holds_numbers_even_where_they_repeat():
    assert priorities("4", "5", headings=("Nr.", "Ziel"))[0] == [["4."], ["5."]]


def test_digits_beside_a_number_column_are_levels():
    reading = read_rows(("Nr.", "Prio", "Ziel"), ("1", "3", "Netz"), ("2", "1", "Rat"))
    assert [row[0] for row in said(reading.table)] == [["1.", "niedrig"], ["2.", "hoch"]]
    assert reading.notices == (
        "Priorität: „3“ wurde als „niedrig“ gelesen.",
        "Priorität: „1“ wurde als „hoch“ gelesen.",
    )


def test_priority_nobody_knows_is_told():
    shown, reading = priorities("1. hoch", "2. Kür")
    assert shown == [["1.", "hoch"], ["2."]]
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Tabelle 1, Zeile 2, Priorität", "2. Kür")
    ]


def test_numbers_that_count_measures_are_not_those_of_goals():
    reading = read_rows(
        ("Nr.", "Ziel", "Maßnahme"),
        ("1", "Netz", "Treffen"),
        ("2", "", "Bericht"),
        ("3", "Rat", "Wahl"),
    )
    assert [row[0] for row in said(reading.table)] == [["1."], None, ["2."]]
    repeated = read_rows(
        ("Nr.", "Ziel", "Maßnahme"),
        ("1", "Netz", "Treffen"),
        ("2", "Netz", "Bericht"),
        ("3", "Rat", "Wahl"),
    )
    assert said(repeated.table) == said(reading.table)


def test_number_before_a_title_is_the_number_of_the_goal():
    reading = read_rows(("Ziel", "Maßnahme"), ("3. Netz", "Treffen"), ("5. Rat", "Wahl"))
    assert [row[:2] for row in said(reading.table)] == [[["3."], ["Netz"]], [["5."], ["Rat"]]]
    assert reading.missing == ("priority", "objective", "timeframe")


def test_level_of_a_measure_is_told_where_its_goal_has_another():
    reading = read_rows(
        ("Prio", "Ziel", "Maßnahme"), ("hoch", "Netz", "Treffen"), ("mittel", "", "Bericht")
    )
    assert said(reading.table)[0][0] == ["1.", "hoch"]
    assert [note.text for note in reading.unplaced] == ["mittel"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("☐ offen", "☐\u00a0offen"),
        ("Erledigt", "✓\u00a0abgeschlossen"),
        ("in Bearbeitung", "◉\u00a0in Arbeit"),
        ("noch nicht begonnen", "☐\u00a0offen"),
        ("zurückgestellt", "→\u00a0verschoben"),
        ("× entfällt", "×\u00a0entfallen"),
    ],
)
def test_status_is_known_by_its_word(text, shown):
    reading = read_rows(("Phase", "Zweck", "Status"), ("Auftakt", "Feier", text), like=STAGES)
    assert said(reading.table)[0][5] == [shown]
