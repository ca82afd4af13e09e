"""Time frames told by columns and rows: begin and end apart, bars below months, a year above."""

from dataclasses import replace

import pytest

from bildung.annex.grid import GridCell
from bildung.annex.reading import read
from bildung.annex.reading.periods import in_year, is_begin, is_end, period, spanned
from bildung.annex.table import paragraphs, texts_of
from tests.formats import papers

from . import files

GOALS = papers.goals(0)
BAR = GridCell(colour="FF4472C4")


def frames(contents, **chosen) -> list[str]:
    """The time frame of each row, with what goes on from above."""
    table = read(contents, GOALS, **chosen).table
    said, at = [], [column.key for column in table.columns].index("timeframe")
    for row in table.rows:
        cell = row.cells[at]
        said.append(said[-1] if cell is None else " / ".join(texts_of(cell.blocks)))
    return said


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("von", "bis"),
        ("Beginn", "Ende"),
        ("Start", "Ende"),
        ("Zeitraum von", "Zeitraum bis"),
        ("geplant von", "geplant bis"),
        ("voraussichtlich ab", "voraussichtlich bis"),
        ("Anfang", "Abschluss"),
        ("Startdatum", "Enddatum"),
        ("Beginn der Maßnahme", "geplantes Ende"),
        ("Projektbeginn", "Projektende"),
    ],
)
def test_begin_and_end_in_two_columns_are_one_time_frame(begin, end):
    contents = files.file(
        files.grid(("Ziel", "Maßnahme", begin, end), ("Lesen", "Paten", "9/2015", "2/2016"))
    )
    assert frames(contents) == ["9/2015 – 2/2016"]


@pytest.mark.parametrize("edges", [("von", "bis"), ("Beginn", "Ende"), ("Start", "Ende")])
@pytest.mark.parametrize("over", ["Zeitraum", "Zeitliche Planung", "Termin"])
@pytest.mark.parametrize("is_merged", [True, False])
def test_begin_and_end_below_one_heading_are_one_time_frame(edges, over, is_merged):
    above = ("Ziel", "Maßnahme", files.cell(over, columns=2), None)
    if not is_merged:
        above = ("Ziel", "Maßnahme", over, "")
    contents = files.file(
        files.grid(above, ("", "", *edges), ("Lesen", "Paten", "9/2015", "2/2016"))
    )
    assert frames(contents) == ["9/2015 – 2/2016"]


@pytest.mark.parametrize("headings", [("A", "B"), ("Ab", "Bis"), ("Bis", "Ab")])
def test_columns_mapped_by_hand_are_begin_and_end(headings):
    dates = ("9/2015", "2/2016") if headings[1] != "Ab" else ("2/2016", "9/2015")
    contents = files.file(files.grid(("Was", "Wie", *headings), ("Lesen", "Paten", *dates)))
    mapping = [("goal", "measure", "timeframe", "timeframe")]
    assert frames(contents, mapping=mapping) == ["9/2015 – 2/2016"]


def test_begin_and_end_in_a_second_row_are_headings_of_columns_mapped_by_hand():
    contents = files.file(
        files.grid(
            ("Was", "Wie", files.cell("Wann etwa", columns=2), None),
            ("", "", "von", "bis"),
            ("Lesen", "Paten", "9/2015", "2/2016"),
        )
    )
    assert read(contents, GOALS).table.rows == ()
    mapping = [("goal", "measure", "timeframe", "timeframe")]
    assert frames(contents, mapping=mapping) == ["9/2015 – 2/2016"]


def test_a_cell_merged_over_both_columns_is_the_whole_time_frame():
    contents = files.file(
        files.grid(
            ("Ziel", "Maßnahme", "von", "bis"),
            ("Lesen", "Paten", files.cell("Schuljahr 2015/16", columns=2), None),
            ("Rechnen", "Club", files.cell("9/2015", rows=2), "2/2016"),
            ("Rechnen", "Kurs", None, "3/2016"),
        )
    )
    assert frames(contents) == ["Schuljahr 2015/16", "9/2015 – 2/2016", "9/2015 – 3/2016"]


def test_a_whole_time_frame_beside_its_begin_stays_alone():
    contents = files.file(
        files.grid(("Ziel", "Maßnahme", "Start", "Frist"), ("Lesen", "Paten", "2014", "2/2016"))
    )
    reading = read(contents, GOALS)
    assert [each.text for each in reading.unplaced] == ["2014"]
    assert frames(contents) == ["2/2016"]


@pytest.mark.parametrize(
    ("begin", "end", "said"),
    [
        ("9/2015", "2/2016", ["9/2015 – 2/2016"]),
        ("ab 9/2015", "bis 2/2016", ["9/2015 – 2/2016"]),
        ("01.09.2015", "29.02.2016", ["01.09.2015 – 29.02.2016"]),
        ("März", "April 2016", ["März – April 2016"]),
        ("9/2015", "9/2015", ["9/2015"]),
        ("9/2015", "", ["ab 9/2015"]),
        ("", "2/2016", ["bis 2/2016"]),
        ("", "Ende 2016", ["bis Ende 2016"]),
        ("", "Mitte 2016", ["Mitte 2016"]),
        ("9/2015", "laufend", ["ab 9/2015 laufend"]),
        ("laufend", "", ["laufend"]),
        ("nach Absprache", "2/2016", ["nach Absprache 2/2016"]),
        ("März 2016", "2018", ["März 2016 bis 2018"]),
        ("März 2016", "Ende 2018", ["März 2016 – Ende 2018"]),
        ("Schuljahr 2016/17", "2018", ["Schuljahr 2016/17 bis 2018"]),
        ("2016", "2018", ["2016 – 2018"]),
        ("Sommer 2016", "Herbst 2016", ["Sommer 2016 – Herbst 2016"]),
        ("Anfang 2016", "2018", ["Anfang 2016 – 2018"]),
        ("September", "Februar 2016", ["September – Februar 2016"]),
        ("10/2016", "2/2016", ["10/2016 – 2/2016"]),
        ("März", "April", ["März – April"]),
        ("Q1", "2016", ["Q1 2016"]),
        ("9/2015\n3/2016", "2/2016\n5/2016", ["9/2015 – 2/2016", "3/2016 – 5/2016"]),
        ("", "", []),
    ],
)
def test_begin_and_end_are_put_together_as_they_are_meant(begin, end, said):
    assert list(texts_of(spanned(paragraphs(begin), paragraphs(end)))) == said


@pytest.mark.parametrize(
    "heading", ["Bis wann", "Von wem", "Ende gut", "Anfrage", "1/2016 bis 10/2016", "", "Ziel"]
)
def test_other_headings_are_no_begin_or_end(heading):
    assert (is_begin(heading), is_end(heading)) == (False, False)


@pytest.mark.parametrize(
    ("headings", "parts", "frame"),
    [
        (("Jahr", "Quartal"), ("2016", "3"), "3. Quartal 2016"),
        (("Quartal", "Jahr"), ("III", "2016"), "III. Quartal 2016"),
        (("Jahr", "Quartal"), ("2016", "Q1"), "Q1 2016"),
        (("Jahr", "Quartal"), ("2016", "1-2"), "Quartal 1-2 2016"),
        (("Jahr", "Quartal"), ("2016", ""), "2016"),
        (("Jahr", "Quartal"), ("2016", "III/2016"), "III/2016"),
        (("Jahr", "Quartal"), ("2016/17", "2"), "2. Quartal (2016/17)"),
        (("Jahr", "Monat"), ("2016", "3"), "3/2016"),
        (("Jahr", "Monat"), ("2016", "März"), "März 2016"),
        (("Jahr", "Monat"), ("2016", "3-5"), "3-5/2016"),
        (("Umsetzungsjahr", "Halbjahr"), ("2016", "2"), "2. Halbjahr 2016"),
        (("Jahr", "KW"), ("2016", "12-14"), "KW 12-14 2016"),
        (("Beginn", "Dauer"), ("9/2015", "6 Monate"), "9/2015 – 2/2016 (6 Monate)"),
        (("Start", "Laufzeit in Monaten"), ("Sept. 2015", "6"), "Sept. 2015 – 2/2016 (6 Monate)"),
        (("Beginn", "Dauer"), ("2015", "2 Jahre"), "2015 – 2016 (2 Jahre)"),
        (("Beginn", "Dauer"), ("9/2015", "6 Wochen"), "ab 9/2015, Dauer: 6 Wochen"),
        (("Beginn", "Dauer"), ("15.9.2015", "6 Monate"), "ab 15.9.2015, Dauer: 6 Monate"),
        (("Beginn", "Dauer"), ("9/2015", ""), "ab 9/2015"),
        (("Beginn", "Dauer"), ("", "6 Monate"), "6 Monate"),
        (("Beginn", "Laufzeit"), ("2015", "2015-2017"), "2015-2017 (Beginn: 2015)"),
        (("Beginn", "Dauer"), ("laufend", "offen"), "laufend offen"),
    ],
)
def test_parts_of_a_time_frame_in_two_columns_are_one(headings, parts, frame):
    contents = files.file(files.grid(("Ziel", "Maßnahme", *headings), ("Lesen", "Paten", *parts)))
    assert frames(contents) == [frame]
    assert read(contents, GOALS).unplaced == ()


def test_a_year_beside_a_time_frame_or_a_time_plan_is_told():
    for headings, frame in ((("Jahr", "Termin"), "x"), (("Jahr", "Q1 2016", "Q2 2016"), "Q1 2016")):
        row = ("Lesen", "Paten", "2016", "x", *[""] * (len(headings) - 2))
        contents = files.file(files.grid(("Ziel", "Maßnahme", *headings), row))
        assert frames(contents) == [frame]
        assert [each.text for each in read(contents, GOALS).unplaced] == ["2016"]


def bars(*headings, above=None, **parts):
    """A plan with one measure, whose columns from the second on are marked."""
    marks = ["", *["x"] * (len(headings) - 1)]
    rows = [("Ziel", "Maßnahme", *headings), ("Lesen", "Paten", *marks)]
    return files.file(files.grid(*([above] if above else []), *rows, **parts))


@pytest.mark.parametrize(
    ("headings", "frame"),
    [
        (("Q1 2016", "Q2 2016", "Q3 2016"), "Q2 2016 – Q3 2016"),
        (("1. Quartal 2016", "2. Quartal 2016"), "2. Quartal 2016"),
        (("01/2016", "02/2016", "03/2016"), "02/2016 – 03/2016"),
        (("2015", "2016", "2017"), "2016 – 2017"),
        (("Jan", "Feb", "Mrz"), "Feb – Mrz"),
        (("2016 Q1", "2016 Q2"), "Q2 2016"),
    ],
)
def test_marks_below_periods_are_the_time_frame(headings, frame):
    assert frames(bars(*headings)) == [frame]


def test_a_year_above_months_belongs_to_them():
    above = ("", "", files.cell("2016", columns=3), None, None)
    assert frames(bars("Jan", "Feb", "März", above=above)) == ["Feb 2016 – März 2016"]


@pytest.mark.parametrize("over", ["Zeitplan", "Zeitraum:", "Umsetzung", "Zeitschiene"])
def test_periods_below_a_heading_over_all_of_them_are_headings(over):
    above = ("Ziel", "Maßnahme", files.cell(over, columns=3), None, None)
    periods = ("", "", "1. HJ 2016", "2. HJ 2016", "1. HJ 2017")
    contents = files.file(files.grid(above, periods, ("Lesen", "Paten", "x", "", "x")))
    assert frames(contents) == ["1. HJ 2016, 1. HJ 2017"]


def test_roman_numbers_below_years_are_quarters():
    years = [part for year in ("2016", "2017") for part in (files.cell(year, columns=2), None)]
    above, quarters = ("", "", *years), ("Ziel", "Maßnahme", "I", "IV", "I", "II")
    contents = files.file(files.grid(above, quarters, ("Lesen", "Paten", "", "x", "x", "")))
    assert frames(contents) == ["IV. Quartal 2016 – I. Quartal 2017"]


def test_coloured_cells_below_periods_are_the_time_frame_but_not_the_colour_of_a_row():
    zebra = [files.cell(text) for text in ("Lesen", "Kurs")]
    zebra = [replace(cell, colour="grey") for cell in zebra]
    contents = files.file(
        files.grid(
            ("Ziel", "Maßnahme", "Q1 2016", "Q2 2016", "Q3 2016", "Q4 2016"),
            ("Lesen", "Paten", BAR, "", BAR, BAR),
            (*zebra, replace(BAR, colour="grey"), BAR, replace(BAR, colour="grey"), ""),
        )
    )
    assert frames(contents) == ["Q1 2016, Q3 2016 – Q4 2016", "Q2 2016"]
    assert read(contents, GOALS).notices == ()


def test_a_plan_of_measures_alone_with_bars_has_no_headings_of_sections():
    contents = files.file(files.grid(("Maßnahme", "Q1 2016", "Q2 2016"), ("Paten suchen", BAR, "")))
    assert frames(contents) == ["Q1 2016"]
    assert files.said(read(contents, GOALS).table) == [[[], [], [], ["Paten suchen"], ["Q1 2016"]]]


def test_columns_of_years_with_other_texts_are_no_time_plan():
    contents = files.file(
        files.grid(("Ziel", "Maßnahme", "2016", "2017"), ("Lesen", "Paten", "500 €", "x"))
    )
    reading = read(contents, GOALS)
    assert frames(contents) == [""]
    assert [each.text for each in reading.unplaced] == ["500 €", "x"]


def test_a_time_plan_beside_a_time_frame_is_not_taken():
    contents = files.file(
        files.grid(("Ziel", "Maßnahme", "Frist", "Q1 2016", "Q2 2016"), ("A", "B", "2015", "x", ""))
    )
    assert frames(contents) == ["2015"]
    assert [each.text for each in read(contents, GOALS).unplaced] == ["x"]


@pytest.mark.parametrize("heading", ["Ziel 1", "Kosten 2016", "Bemerkung", "3", "ab 2016", ""])
def test_other_headings_are_no_period(heading):
    assert period(heading) == ""


@pytest.mark.parametrize("year", ["2016", "Jahr 2016", "2016:", "Haushaltsjahr 2016"])
@pytest.mark.parametrize("is_across", [True, False])
def test_a_year_in_a_row_of_its_own_belongs_to_the_months_below(year, is_across):
    own = (files.cell(year, columns=3), None, None) if is_across else (year, "", "")
    contents = files.file(
        files.grid(
            ("Ziel", "Maßnahme", "Termin"),
            own,
            ("Lesen", "Paten suchen", "März"),
            ("Lesen", "Paten schulen", "4/2015"),
            ("Lesen", "Paten danken", ""),
        )
    )
    assert frames(contents) == ["März 2016", "4/2015", "2016"]
    assert read(contents, GOALS).unplaced == ()


@pytest.mark.parametrize("quarter", ["1. Quartal 2016", "Q1 2016:", "2016 Q1", "März 2016"])
def test_a_part_of_a_year_in_a_row_of_its_own_belongs_to_the_rows_below(quarter):
    contents = files.file(
        files.grid(
            ("Ziel", "Maßnahme", "Termin"),
            (quarter, "", ""),
            ("Lesen", "Paten suchen", ""),
            ("Lesen", "Paten schulen", "4/2015"),
            ("Lesen", "Paten danken", "15.2."),
        )
    )
    quarter = quarter.rstrip(":")
    assert frames(contents) == [quarter, "4/2015", f"15.2. ({quarter})"]
    assert read(contents, GOALS).unplaced == ()


def test_months_in_rows_below_that_of_their_year_are_of_it():
    rows = [("2016", ""), ("März", ""), ("Lesen", "A"), ("April:", ""), ("Lesen", "B")]
    rows += [("2017", ""), ("Lesen", "C"), ("Mai", ""), ("Lesen", "D")]
    contents = files.file(files.grid(("Ziel", "Maßnahme"), *rows))
    assert frames(contents) == ["März 2016", "April 2016", "2017", "Mai 2017"]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("2018/19", ["Mai (2018/19)", "2018/19"]),
        ("Schuljahr 2018/19", ["Mai (Schuljahr 2018/19)", "Schuljahr 2018/19"]),
        ("2018–2019", ["Mai (2018–2019)", "2018–2019"]),
    ],
)
def test_two_years_in_a_row_of_their_own_are_no_goal_and_make_no_stretch_of_a_month(year, said):
    contents = files.file(
        files.grid(
            ("Ziel", "Maßnahme", "Termin"),
            ("2017", "", ""),
            ("Lesen", "Paten", "April"),
            (year, "", ""),
            ("Rechnen", "Club", "Mai"),
            ("Malen", "Kurs", ""),
        )
    )
    assert frames(contents) == ["April 2017", *said]


def test_a_year_above_measures_without_time_frames_is_theirs():
    contents = files.file(
        files.grid(("Ziel", "Maßnahme"), (files.cell("2016", columns=2), None), ("Lesen", "Paten"))
    )
    assert frames(contents) == ["2016"]
    assert "timeframe" not in read(contents, GOALS).missing


@pytest.mark.parametrize(
    ("text", "said"),
    [("15.3.", "15.3.2016"), ("bis April", "bis April 2016"), ("3/15", "3/15"), ("", "2016")],
)
def test_a_time_frame_takes_the_year_above_where_it_has_none(text, said):
    assert in_year(text, "2016") == said
