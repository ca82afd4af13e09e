"""Texts of ours that a program spoiled, known by their row's key."""

from dataclasses import replace

import pytest

from bildung.annex.reading import read
from bildung.annex.reading.spoiling import is_spoiled
from bildung.annex.table import Cell, Paragraph, text_runs
from tests.formats import papers

from . import files


@pytest.mark.parametrize(
    ("ours", "text"),
    [
        ("10/2015", "Okt 15"),
        ("10/ 2015", "Okt 15"),
        ("3/2016", "Mrz 16"),
        ("3/2016", "Mär 16"),
        ("5/2016", "Mai 16"),
        ("10/2015", "Oct-15"),
        ("10/2015", "01.10.2015"),
        ("Oktober 2015", "Okt 15"),
        ("12.11.", "12. Nov"),
        ("12/11", "12. Nov"),
        ("1-2", "01. Feb"),
        ("☐ offen ⇒ ja", "? offen ? ja"),
    ],
)
def test_what_became_of_ours_is_known(ours, text):
    assert is_spoiled(ours, text)


@pytest.mark.parametrize(
    ("ours", "text"),
    [
        ("10/2015", "Nov 15"),
        ("10/2015", "Okt 16"),
        ("9/2015 – 10/2015", "Okt 15"),
        ("10/2015", "10/2015"),
        ("10/2015", "10/2016"),
        ("10/2015", "01.11.2015"),
        ("10/2015", "12.10.2015"),
        ("12.11.", "12. Dez"),
        ("laufend", "Okt 15"),
        ("9/2015-272016", "Okt 15"),
        ("", "Okt 15"),
        ("offen", ""),
        ("Wer macht es?", "Wer macht das?"),
    ],
)
def test_another_text_is_a_change(ours, text):
    assert not is_spoiled(ours, text)


def with_frame(table, text):
    """The table with another time frame in its first row."""
    first, *rows = table.rows
    at = [column.key for column in table.columns].index("timeframe")
    cells = list(first.cells)
    cells[at] = Cell((Paragraph(text_runs(text)),), cells[at].row_span)
    return replace(table, rows=(replace(first, cells=tuple(cells)), *rows))


def test_spoiled_time_frame_is_read_as_it_was_and_told():
    today = with_frame(papers.goals(2), "10/2015")
    reading = read(files.contents(with_frame(today, "Okt 15")), today)
    assert reading.table == today
    assert reading.notices == (
        "Zeitrahmen: „Okt 15“ wurde als „10/2015“ gelesen, wie es in der Anlage steht; "
        "ein Programm hat es beim Speichern verändert.",
    )
    changed = with_frame(today, "Nov 15")
    assert read(files.contents(changed), today).table == changed
