"""What a cell says of the status: never more than it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.reading.statuses import STATUSES, read_status
from bildung.vocabulary.status import Status


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
        "x",
        "",
        "?",
    ],
)
def test_what_is_doubtful_is_not_read(text):
    assert read_status(text) is None


@given(st.text("☐☒✓? 0139%/[x]", max_size=6), st.text("?!☐✗✘×→≠🔴", min_size=1, max_size=2))
def test_a_sign_of_doubt_is_never_finished(before, sign):
    assert read_status(f"{before}erledigt{sign}") is not Status.DONE
