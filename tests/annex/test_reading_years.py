"""Time frames of which the year stands apart: in a column, above some columns, as a school year."""

import pytest

from bildung.annex.reading import read
from bildung.annex.reading.periods import spanned
from bildung.annex.table import paragraphs, texts_of
from tests.formats import papers

from . import files
from .test_reading_periods import frames

GOALS = papers.goals(0)


def frame(headings, *cells):
    return frames(
        files.file(files.grid(("Ziel", "Maßnahme", *headings), ("Lesen", "Paten", *cells)))
    )[0]


@pytest.mark.parametrize(
    ("year", "begin", "end", "said"),
    [
        ("2016", "März", "Mai", "März – Mai 2016"),
        ("2016", "Q1", "Q3", "Q1 – Q3 2016"),
        ("2016", "1.3.", "30.6.", "1.3. – 30.6.2016"),
        ("2016", "", "Mai", "bis Mai 2016"),
        ("2016", "Mai", "", "ab Mai 2016"),
        ("2016", "", "", "2016"),
        ("", "März", "Mai", "März – Mai"),
    ],
)
@pytest.mark.parametrize("headings", [("Jahr", "von", "bis"), ("Kalenderjahr", "Beginn", "Ende")])
def test_begin_and_end_are_in_the_year_beside_them(headings, year, begin, end, said):
    assert frame(headings, year, begin, end) == said


def test_year_beside_begin_and_end_with_years_of_their_own_is_told():
    rows = ("Lesen", "Paten", "2017", "9/2016", "2/2017")
    grid = files.grid(("Ziel", "Maßnahme", "Jahr", "von", "bis"), rows)
    assert frames(files.file(grid)) == ["9/2016 – 2/2017"]
    (unplaced,) = read(files.file(grid), GOALS).unplaced
    assert unplaced.text == "2017"


@pytest.mark.parametrize(
    ("headings", "cells", "said"),
    [
        (("Schuljahr",), ("2016/17",), "Schuljahr 2016/17"),
        (("Schuljahr",), ("2016-2017",), "Schuljahr 2016-2017"),
        (("Schuljahr",), ("ab 2017",), "ab 2017"),
        (("Haushaltsjahr",), ("2016",), "2016"),
        (("Schuljahr", "Halbjahr"), ("2016/17", "1"), "1. Halbjahr des Schuljahres 2016/17"),
        (("Schuljahr", "Halbjahr"), ("2016/17", ""), "Schuljahr 2016/17"),
        (("Schuljahr", "Monat"), ("2016/17", "Mai"), "Mai (Schuljahr 2016/17)"),
    ],
)
def test_school_years_in_a_column_of_theirs_are_named_so(headings, cells, said):
    assert frame(headings, *cells) == said


@pytest.mark.parametrize(
    ("year", "time", "said"),
    [
        ("2016", "Mai", "Mai 2016"),
        ("2016", "3. Quartal", "3. Quartal 2016"),
        ("2016", "1.3.", "1.3.2016"),
        ("2016", "laufend", "laufend"),  # whether it ends with that year, nobody said
        ("2016", "", "2016"),
        ("", "Mai", "Mai"),
    ],
)
def test_time_frame_is_in_the_year_beside_it(year, time, said):
    assert frame(("Zeitraum", "Jahr"), time, year) == said
    assert frame(("Jahr", "Termin"), year, time) == said


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("Q4 2015", "Q1", "Q2"), "Q4 2015 – Q1 2016"),
        (("Nov 2015", "Dez", "Jan"), "Nov 2015 – Dez 2015"),
        (("Q1 2016", "Q3", "Q4"), "Q1 2016 – Q3"),  # of which year, nobody said
    ],
)
def test_periods_go_on_in_the_year_of_the_one_before(headings, said):
    assert frame(headings, "x", "x", "") == said


def test_a_year_above_its_first_quarter_alone_is_that_of_the_next_ones():
    years = ("Ziel", "Maßnahme", "2016", "", "", "", "2017", "")
    quarters = ("", "", "Q1", "Q2", "Q3", "Q4", "Q1", "Q2")
    marks = ("Lesen", "Paten", "", "", "x", "x", "x", "")
    grid = files.grid(years, quarters, marks)
    assert frames(files.file(grid)) == ["Q3 2016 – Q1 2017"]


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("sofort", "12/2016", "sofort bis 12/2016"),
        ("ab sofort", "bis 2016", "ab sofort bis 2016"),
        ("nach Beschluss", "Ende 2016", "nach Beschluss bis Ende 2016"),
        ("Mai", "2016", "Mai 2016"),
    ],
)
def test_end_below_its_heading_stays_an_end(begin, end, said):
    assert frame(("von", "bis"), begin, end) == said


def test_two_columns_that_no_heading_calls_begin_and_end_stand_side_by_side():
    said = spanned(paragraphs("Anfang"), paragraphs("5/2016"))
    assert list(texts_of(said)) == ["Anfang 5/2016"]
