"""What a cell says of the status: never more than it says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.reading import read
from bildung.annex.reading.statuses import STATUSES, read_status
from bildung.vocabulary.status import Status

from . import files, stages


@pytest.mark.parametrize("status", Status)
def test_our_own_words_and_signs_are_read(status):
    assert read_status(status.sign) is status
    assert read_status(status.label) is status
    assert read_status(f"?\u00a0{status.label}") is status  # saved in Windows-1252


@pytest.mark.parametrize(
    ("text", "status"),
    [(word.strip(), status) for status, words in STATUSES.items() for word in words.split(",")],
)
def test_words_of_others_are_read(text, status):
    assert read_status(text) is status
    assert read_status(f"({text.upper()})") is status


@pytest.mark.parametrize(
    "text",
    [
        "erledigt",
        "100 % erledigt",
        "zu 100% umgesetzt",
        "100 %",
        "100,0 %",
        "3/3 umgesetzt",
        "2 von 2 erledigt",
        "vollständig abgeschlossen",
        "☒ erledigt",
        "☑ erledigt",
        "✓ erledigt",
        "✔ erledigt",
        "erledigt ✓",
        "[x] erledigt",
        "(x) erledigt",
        "[ x ] erledigt",
        "☒ erledigt am 12.03.2016",
        "erledigt (3/2016)",
        "umgesetzt 2017",
        "☐ offen ☐ in Arbeit ☒ erledigt",
        "offen ☐ erledigt ☒",
        "☑",
        "✓",
        "• erledigt.",
        "erledigt im März 2016",
        "erledigt (12. Mai 2016)",
        "wurde umgesetzt",
        "ist bereits abgeschlossen",
        "Maßnahme abgeschlossen",
        "Ziel erreicht",
        "erl. 3/2016",
        "fertig gestellt",
        "hat stattgefunden",
    ],
)
def test_what_is_finished_is_finished(text):
    assert read_status(text) is Status.DONE


@pytest.mark.parametrize(
    "text",
    [
        "zu 50 % erledigt",
        "50 % erledigt",
        "75 %",
        "1/3 umgesetzt",
        "2 von 5 erledigt",
        "teilweise umgesetzt",
        "zum Teil erledigt",
        "fast fertig",
        "weitgehend abgeschlossen",
        "in Arbeit (40 %)",
        "☐ offen ☒ in Arbeit ☐ erledigt",
        "tlw. umgesetzt",
        "Umsetzung läuft",
        "wurde 2016 begonnen",
        "in Bearb.",
        "lfd.",
    ],
)
def test_what_is_partly_done_is_in_progress(text):
    assert read_status(text) is Status.IN_PROGRESS


@pytest.mark.parametrize("text", ["☐", "☐ offen", "☒ offen ☐ erledigt", "offen ☒ erledigt ☐"])
def test_an_empty_box_is_open(text):
    assert read_status(text) is Status.OPEN


@pytest.mark.parametrize(
    "text",
    [
        "0 % erledigt",
        "0 %",
        "0/3 umgesetzt",
        "☐ erledigt",
        "□ fertig",
        "[ ] erledigt",
        "[] erledigt",
        "( ) erledigt",
        "☒ erledigt ☐ ?",
        "[  ] erledigt",
        "erledigt ☐",
        "erledigt?",
        "? erledigt",
        "erledigt ???",
        "nicht erledigt",
        "noch nicht abgeschlossen",
        "nicht umgesetzt",
        "unerledigt",
        "erledigt bis 2017",
        "umgesetzt ab 2017",
        "bis 12/2016 erledigt",
        "9/15 erledigt",
        "120 % erledigt",
        "100 % offen",
        "✗ erledigt",
        "❌ erledigt",
        "🔴 erledigt",
        "× erledigt",
        "→ erledigt",
        "erledigt, aber nicht abgerechnet",
        "offen / erledigt",
        "☒ offen ☒ erledigt",
        "☐ offen ☐ erledigt",
        "✓ erledigt ☐",
        "3 erledigt",
        "teilweise",
        "fast",
        "wird erledigt",
        "wird umgesetzt",
        "erledigt 2090",
        "umgesetzt bis 2090",
        "Ziel nicht erreicht",
        "Maßnahme",
        "abgeschlossen und laufend",
        "x",
        "",
        "?",
    ],
)
def test_what_is_doubtful_is_not_read(text):
    assert read_status(text) is None


@pytest.mark.parametrize("status", ["erledigt", "abgeschlossen", "in Arbeit", "entfallen"])
def test_what_is_so_only_in_a_time_to_come_is_not_read(status):
    later = date.today() + timedelta(days=2)
    for day in (f"{later:%d.%m.%Y}", f"{later.year + 1}", f"3/{later.year + 1}"):
        assert read_status(f"{status} {day}") is None
        assert read_status(f"{status} ({day})") is None
    assert read_status(f"{status} März {later.year + 1}") is None
    assert read_status(f"{status} {date.today():%d.%m.%Y}") is not None
    assert read_status(f"{status} 31.02.2016") is None


@pytest.mark.parametrize(
    "text", ["verschoben auf 2090", "zurückgestellt bis 3/2090", "vertagt 2090"]
)
def test_what_is_put_off_may_say_to_when(text):
    assert read_status(text) is Status.POSTPONED


@pytest.mark.parametrize("text", ["geplant 2090", "offen (2090)", "abgesagt", "storniert"])
def test_what_is_planned_may_be_to_come_and_what_is_dropped_has_many_words(text):
    assert read_status(text) in (Status.OPEN, Status.DROPPED)


@given(st.text("☐☒✓? 0139%/[x]", max_size=6), st.text("?!☐✗✘×→≠🔴", min_size=1, max_size=2))
def test_a_sign_of_doubt_is_never_finished(before, sign):
    assert read_status(f"{before}erledigt{sign}") is not Status.DONE


def test_a_box_by_itself_is_told_as_it_stands():
    grid = files.grid(("Meilenstein", "Zweck", "Status"), ("Auftakt", "Beginn", "☐"))
    assert read(files.file(grid), stages.table(())).notices == (
        "Status: „☐“ wurde als „offen“ gelesen.",
    )
