"""Rows and cells that are none of the plan, or say „as above“: told, and never a goal."""

import pytest

from bildung.annex.reading import read
from bildung.annex.table import texts_of
from tests.formats import papers

from . import files

GOALS = papers.goals(0)
HEADINGS = ("Nr.", "Ziel", "Erläuterung", "Maßnahme", "Termin", "Kosten")
FIRST = ("1", "Lesen", "Eltern", "Paten suchen", "1/2016", "100 €")
SECOND = ("2", "Rechnen", "Schulen", "Club gründen", "2/2016", "200 €")


def reading(*rows, headings=HEADINGS, **parts):
    return read(files.file(files.grid(headings, *rows, **parts)), GOALS)


def said(found) -> list[list[str]]:
    """What each row says, with what goes on from above."""
    rows = files.words_in_places(found.table)
    return [[" ".join(words) for words in row] for row in rows]


READ = [
    ["1.", "Lesen", "Eltern", "Paten suchen", "1/2016"],
    ["2.", "Rechnen", "Schulen", "Club gründen", "2/2016"],
]


def across(text):
    return (files.cell(text, columns=len(HEADINGS)), *[None] * (len(HEADINGS) - 1))


@pytest.mark.parametrize(
    "row",
    [
        ("", "Summe", "", "", "", "300 €"),
        ("Summe:", "", "", "", "", "300,00 EUR"),
        ("", "", "", "Gesamt", "", "1.300"),
        ("", "Gesamtkosten", "", "", "2016-2017", "300 €"),
        ("", "Gesamtsumme Stadt", "", "", "", "300 €"),
        ("", "Rechnen", "", "Zwischensumme", "", "200 €"),
        ("2", "Rechnen", "", "Summe Ziel 2", "", "200 €"),
        ("", "insgesamt", "", "", "", "12 Std."),
        ("", "Übertrag", "", "", "", "300 €"),
        ("", "∑", "", "", "", "300 €"),
        across("Summe: 300 €"),
        across("Gesamt"),
        across("Legende: grün = erledigt, rot = offen"),
        across("Stand: 12.03.2016"),
        across("Stand 12.03.2016"),
        across("Anmerkung: Alle Termine sind vorläufig."),
        across("Beschlossen am 12.03.2016"),
        across("Erstellt am 12.3.2016, Schulamt"),
        ("", "Hinweis: vorbehaltlich des Haushalts", "", "", "", ""),
        ("Ort, Datum, Unterschrift", "", "", "", "", ""),
    ],
)
def test_sums_legends_and_notes_are_no_rows_and_told(row):
    found = reading(FIRST, SECOND, row)
    assert said(found) == READ
    text = " | ".join(t if isinstance(t, str) else t.blocks[0].text for t in row if t)
    notes = {note.place: note.text for note in found.unplaced}
    assert notes["Tabelle 1, Summen und Anmerkungen"] == text


def test_a_sum_between_goals_changes_neither():
    subtotal = ("", "", "", "Zwischensumme", "", "100 €")
    assert said(reading(FIRST, subtotal, SECOND)) == READ
    merged = [
        ("1", files.cell("Lesen", rows=2), "Eltern", "Paten suchen", "1/2016", ""),
        ("", None, "", "Summe", "", "100 €"),
        SECOND,
    ]
    assert said(reading(*merged)) == READ


def test_a_legend_takes_what_stands_below_it():
    legend = [
        ("Legende", *[""] * 5),
        ("", "grün", "erledigt", *[""] * 3),
        ("●", "offen", *[""] * 4),
    ]
    found = reading(FIRST, SECOND, *legend)
    assert said(found) == READ
    assert found.unplaced[0].text == "Legende\ngrün | erledigt\n● | offen"


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ("1/2016¹", "¹ vorbehaltlich der Mittel"),
        ("1/2016 1)", "1) vorbehaltlich der Mittel"),
        ("1/2016*)", "*) vorbehaltlich der Mittel"),
        ("1/2016 [1]", "[1] vorbehaltlich der Mittel"),
        ("1/2016¹⁾", "1) vorbehaltlich der Mittel"),
    ],
)
def test_the_note_to_a_mark_is_no_goal(cell, note):
    marked = (*FIRST[:4], cell, "")
    for row in ((note, *[""] * 5), ("", note, *[""] * 4), across(note)):
        found = reading(marked, SECOND, row)
        assert said(found) == READ
        assert found.unplaced[0].text == note
    mark, text = note.split(" ", 1)
    assert said(reading(marked, SECOND, (mark, text, *[""] * 4))) == READ


def test_a_number_that_no_cell_refers_to_is_one_of_a_goal():
    found = reading(FIRST, ("", "2) Rechnen lernen", *[""] * 4))
    assert [row[1] for row in said(found)] == ["Lesen", "2) Rechnen lernen"]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (("3", "Gesamtkonzept Bildung", "", "", "", ""), "Gesamtkonzept Bildung"),
        (("3", "Summe bilden lernen", "Kinder rechnen", "", "", ""), "Summe bilden lernen"),
        (("3", "Gesamt", "", "Tag der Stadt", "", ""), "Gesamt"),
        (("3", "Stand der Dinge erheben", "", "", "", ""), "Stand der Dinge erheben"),
        (("3", "Hinweise sammeln", "", "", "", ""), "Hinweise sammeln"),
    ],
)
def test_goals_whose_words_only_begin_so_stay(row, text):
    assert said(reading(FIRST, row))[-1][1] == text


DITTO = "dito|ditto|dto.|s. o.|s.o.|siehe oben|wie oben|w. o.|desgl.|(dito)|\"|″|〃|„|-\"-|— ” —|''"


@pytest.mark.parametrize("mark", DITTO.split("|"))
def test_what_says_as_above_is_what_stands_above(mark):
    row = ("", mark, mark, "Paten schulen", mark, "")
    found = reading(FIRST, row, SECOND)
    assert said(found) == [
        READ[0],
        ["1.", "Lesen", "Eltern", "Paten schulen", "1/2016"],
        READ[1],
    ]
    (notice,) = found.notices
    assert notice.startswith("Was auf das darüber verweist („dito“, „s. o.“), ist so gelesen wie")
    assert f"„{mark}“ als „Eltern“" in notice


def test_ditto_goes_on_over_several_rows_and_over_headings_of_the_next_page():
    rows = [FIRST, ("", "", "", "B", "dito", ""), HEADINGS, ("", "", "", "C", "dito", "")]
    assert [row[4] for row in said(reading(*rows))] == ["1/2016"] * 3
    second = files.grid(HEADINGS, ("", "", "", "D", "dito", ""), place="Tabelle 2")
    found = read(files.file(files.grid(HEADINGS, FIRST), second), GOALS)
    assert [row[4] for row in said(found)] == ["1/2016"] * 2


def test_ditto_below_the_headings_or_beside_other_words_stays():
    found = reading(("1", "dito", "", "Paten", "dito, aber später", ""))
    assert said(found) == [["1.", "dito", "", "Paten", "dito, aber später"]]
    assert found.notices == ()


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("3/2016*)", "3/2016"),
        ("3/2016¹⁾", "3/2016"),
        ("3/2016 [1]", "3/2016"),
        ("3/2016[1]", "3/2016"),
        ("3/2016⁽¹⁾", "3/2016"),
        ("3/2016²,³", "3/2016"),
        ("3/2016 1)", "3/2016"),
        ("1/2016 - 3/2016 **)", "1/2016 - 3/2016"),
        ("ab 10/2016 lfd.*", "ab 10/2016 lfd."),
        ("laufend¹", "laufend"),
        ("Ende 2016*", "Ende 2016"),
        ("3/2016 (1)", "3/2016 (1)"),
        ("nach Absprache*", "nach Absprache*"),
        ("12 m²", "12 m²"),
    ],
)
def test_marks_of_notes_behind_times_are_told_and_left_out(text, read_as):
    found = reading((*FIRST[:4], text, ""))
    assert said(found)[0][4] == read_as
    told = [f"Fußnotenzeichen hinter Zeiten und Status wurden weggelassen: Tabelle 1, „{text}“."]
    assert list(found.notices) == (told if text != read_as else [])


def test_sections_with_headings_of_their_own_have_the_titles_above_them():
    head = ("Maßnahme", "Termin", "Status")
    rows = [
        (files.cell("Ziel 1: Lesen stärken", columns=3), None, None),
        head,
        ("Paten", "3/2016", "offen"),
        (files.cell("Ziel 2: Rechnen", columns=3), None, None),
        head,
        ("Club", "4/2016", "offen"),
    ]
    for title in (rows[0], ("Ziel 1: Lesen stärken", "", "")):
        found = read(files.file(files.grid(title, *rows[1:])), GOALS)
        assert [row[1::2] for row in said(found)] == [
            ["Ziel 1: Lesen stärken", "Paten"],
            ["Ziel 2: Rechnen", "Club"],
        ]
        assert [note.place for note in found.unplaced] == ["Tabelle 1, Spalte „Status“"]


@pytest.mark.parametrize(
    ("alone", "is_goal"),
    [
        ("Ziel 2: Rechnen", True),
        ("Ziel: Rechnen", True),
        ("Ziel 2", True),
        ("HF 2.", True),
        ("Handlungsfeld B – Rechnen", True),
        ("Strategisches Ziel IV Rechnen", True),
        ("Schwerpunkt Rechnen:", True),
        ("Ziele abstimmen", False),
        ("Ziel erreichen", False),
        ("Zielgruppe 2: Eltern", False),
    ],
)
def test_what_calls_itself_a_goal_in_a_row_of_its_own_heads_the_measures_below(alone, is_goal):
    grid = files.grid(("Maßnahme", "Termin"), ("Paten", "2016"), (alone, ""), ("Club", "2017"))
    rows = read(files.file(grid), GOALS).table.rows
    goals = [" ".join(texts_of(row.cells[1].blocks)) if row.cells[1] else "^" for row in rows]
    assert goals == (["", alone] if is_goal else ["", "^", "^"])
