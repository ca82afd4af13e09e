"""Of several columns that name the same, the newer one is read; what is not decided is asked."""

import pytest

from bildung.annex.reading import read

from . import files, stages
from .test_reading_asked import GOALS, keys, reading
from .test_reading_periods import frames


@pytest.mark.parametrize(
    ("headings", "taken"),
    [
        (("Termin alt", "Termin neu"), 1),
        (("Termin neu", "Termin alt"), 0),
        (("Termin bisher", "Termin neu"), 1),
        (("ursprünglicher Termin", "Termin"), 1),
        (("Termin", "Termin (aktualisiert)"), 1),
        (("Zeitrahmen", "neuer Termin"), 1),
        (("Zeitrahmen (2015)", "Zeitrahmen (2016)"), 1),
        (("Termin (Stand 12/2015)", "Termin (Stand 06.03.2016)"), 1),
        (("Termin, Stand: März 2016", "Termin, Stand: 2015"), 0),
        (("Termin Soll", "Termin Ist"), 0),
        (("Termin tatsächlich", "Termin geplant"), 1),
        (("Ist-Termin", "Plan-Termin"), 1),
    ],
)
def test_of_several_columns_the_newer_is_read_and_the_other_told(headings, taken):
    found = reading("Ziel", "Maßnahme", *headings)
    left = 1 - taken
    assert found.mappings[0].keys[2 + taken] == "timeframe"
    assert found.mappings[0].keys[2 + left] == ""
    assert found.notices == (
        "Mehrere Spalten nennen sich „Zeitrahmen“; gelesen ist die neuere, sonst die erste: "
        f"Tabelle 1, „{headings[taken]}“ (Spalte {3 + taken}), "
        f"nicht „{headings[left]}“ (Spalte {3 + left}).",
    )
    assert [note.text for note in found.unplaced] == [f"Text {2 + left}"]
    assert found.asked == ()


@pytest.mark.parametrize(
    ("headings", "key", "taken"),
    [
        (("Termin", "Frist"), "timeframe", 0),
        (("Termin 1", "Termin 2", "Termin 3"), "timeframe", 0),
        (("Handlungsfeld", "Ziel"), "goal", 1),
        (("Schwerpunkt", "Leitziel", "Strategisches Ziel"), "goal", 2),
    ],
)
def test_which_of_several_columns_counts_is_asked_where_none_is_newer(headings, key, taken):
    found = reading(*headings, "Maßnahme")
    assert found.mappings[0].keys.index(key) == taken
    assert found.asked == (headings[taken],)
    (told,) = found.notices
    assert "und keine ist die neuere; vorgeschlagen ist die erste hier" in told
    assert f"Tabelle 1, „{headings[taken]}“ (Spalte {1 + taken}), nicht " in told
    assert len(found.unplaced) == len(headings) - 1


def test_title_of_our_own_and_a_blank_rival_are_not_asked():
    assert reading("Handlungsfeld", "Grundlegendes Ziel", "Maßnahme").asked == ()
    assert reading("Ziel", "Handlungsfeld", "Maßnahme", row=["A", "", "B"]).asked == ()


@pytest.mark.parametrize(
    ("headings", "taken"),
    [
        (("Status alt", "Status neu"), 1),
        (("Status Soll", "Status Ist"), 1),
        (("Stand 2015", "Stand 2016", "Stand 2017"), 2),
        (("Stand 31.12.2016", "Stand 30.6.2016"), 0),
        (("Stand Dez. 2015", "Stand Juni 2016"), 1),
        (("Sachstand I/2016", "Sachstand II/2016"), 1),
    ],
)
def test_of_several_states_the_newest_is_read(headings, taken):
    found = reading("Meilenstein", "Zweck", *headings, like=stages.table(()))
    assert found.mappings[0].keys.index("status") == 2 + taken
    assert len(found.notices) == 1


def test_begin_and_end_are_the_newer_ones_too():
    headings = ("Beginn alt", "Ende alt", "Beginn neu", "Ende neu")
    assert keys("Ziel", *headings, "Maßnahme")[1:5] == ("", "", "timeframe", "timeframe")


def test_a_blank_rival_is_not_told():
    assert reading("Ziel", "Termin neu", "Termin alt", row=["A", "2016", ""]).notices == ()


def frames_of(headings, *cells):
    rows = [("Lesen", f"Text {at}", *row) for at, row in enumerate(cells)]
    contents = files.file(files.grid(("Ziel", "Maßnahme", *headings), *rows))
    return frames(contents), read(contents, GOALS).notices


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("Termin alt", "Termin neu"), "5/2016"),
        (("Termin neu", "bisheriger Termin"), "5/2016"),
        (("Termin Soll", "Termin Ist"), ""),  # what happened is no plan
        (("Termin (Stand 2015)", "Termin (Stand 2016)"), ""),
        (("Termin Ist", "Termin Soll"), ""),
    ],
)
def test_former_time_frame_stands_where_the_new_one_is_blank(headings, said):
    taken = {"Termin neu": "", "Termin Soll": "", "Termin (Stand 2016)": ""}
    row = [taken.get(heading, "5/2016") for heading in headings]
    found, notices = frames_of(headings, row)
    assert found == [said]
    told = "Wo die Spalte des neuen Zeitrahmens leer ist, ist der bisherige gelesen: "
    assert (f"{told}Tabelle 1, „5/2016“." in notices) == bool(said)


def test_dash_in_the_new_column_takes_the_former_time_frame_away():
    assert frames_of(("Termin alt", "Termin neu"), ("5/2016", "-"))[0] == [""]
