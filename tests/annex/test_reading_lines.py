"""Which lines of a cell are one text, and which are several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.grid import GridCell
from bildung.annex.reading import read
from bildung.annex.reading.continuing import goes_on, join, joined
from bildung.annex.table import Bullet, Paragraph, Run, texts_of
from tests.formats import papers

from . import files

GOALS = papers.goals(0)


def measures(cell, like=GOALS) -> list[str]:
    contents = files.file(files.grid(("Ziel", "Maßnahme"), ("Lesen", cell)))
    table = read(contents, like).table
    at = [column.key for column in table.columns].index("measure")
    return [" / ".join(texts_of(row.cells[at].blocks)) for row in table.rows]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        ("IT-Ausstattung,\nSozialplanung", "IT-Ausstattung, Sozialplanung"),
        ("Paten suchen und\nSchulen besuchen", "Paten suchen und Schulen besuchen"),
        ("Club grün-\nden", "Club gründen"),
        ("Club grün\u00ad\nden", "Club gründen"),
        ("IT-\nAusstattung", "IT-Ausstattung"),
        ("Bildungs-\nund Sozialplanung", "Bildungs- und Sozialplanung"),
        ("Plan (Entwurf\nAbstimmung)", "Plan (Entwurf Abstimmung)"),
        ("Motto „Lesen\nVerbindet“", "Motto „Lesen Verbindet“"),
        ("Treffen der\nAG Zahlen", "Treffen der AG Zahlen"),
        ("Netz für\nFamilien", "Netz für Familien"),
        ("Schulen\nbesuchen", "Schulen besuchen"),
        ("Kita/\nSchule", "Kita/Schule"),
        ("Beratung –\nInformation", "Beratung – Information"),
        ("Schulen\nbesuchen,\nKitas", "Schulen besuchen, Kitas"),
    ],
)
def test_a_line_goes_on_in_the_next_one(lines, whole):
    assert measures(lines) == [whole]
    assert measures(f"- {lines}") == [whole]
    first, *more = lines.split("\n")
    bullet = GridCell((Bullet((Run(first),)), *(Paragraph((Run(line),)) for line in more)))
    assert measures(bullet) == [whole]


@pytest.mark.parametrize(
    "lines",
    [
        ["Paten suchen", "Schulen besuchen"],
        ["lesen", "rechnen"],
        ["Themen:", "lesen"],
        ["Schulen besuchen;", "kitas besuchen"],
        ["Lesen?", "ja"],
        ["Lesen", "a) rechnen"],
        ["Lesen", "eTwinning"],
        ["Netz (Kita)", "Schule"],
        ["Projekt A-", ""],
    ],
)
def test_other_lines_are_texts_of_their_own(lines):
    assert not goes_on(*lines)


def test_bullets_do_not_go_on_in_one_another():
    assert measures("- Schulen besuchen\n- und reden\n- Kitas,\n- Horte") == [
        "Schulen besuchen",
        "und reden",
        "Kitas,",
        "Horte",
    ]


def test_what_stands_in_the_annex_today_is_whole():
    today = read(
        files.file(files.grid(("Ziel", "Maßnahme"), ("A", "- Lesen und\n- Rechnen"))), GOALS
    )
    assert measures("Lesen und\nRechnen") == ["Lesen und Rechnen"]
    assert measures("Lesen und\nRechnen", today.table) == ["Lesen und", "Rechnen"]


def test_columns_put_together_by_hand_do_not_go_on_in_one_another():
    contents = files.file(files.grid(("Was", "Wie", "Wozu"), ("Lesen", "Paten,", "üben")))
    table = read(contents, GOALS, mapping=[("goal", "measure", "measure")]).table
    assert len(table.rows) == 2


def test_a_goal_broken_over_lines_is_one_text():
    contents = files.file(files.grid(("Ziel", "Maßnahme"), ("Schulent-\nwicklung", "A")))
    assert "Schulentwicklung" in read(contents, GOALS).table.words


def test_lines_are_joined_whatever_they_are():
    assert joined([]) == ""
    assert join("", "a") == "a"
    assert join("9/2015-", "2/2016") == "9/2015-2/2016"
    assert join("a ", " b") == "a b"


@given(st.lists(st.text("aBc-,( \u00ad/ü1", max_size=5), max_size=4))
def test_no_letter_is_lost_between_lines(lines):
    letters = [sign for sign in "".join(lines) if sign.isalnum()]
    assert [sign for sign in joined(lines) if sign.isalnum()] == letters
