"""Time frames that count months from a first one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.vocabulary import timeframe
from bildung.vocabulary.timeframe import Timeframe
from bildung.vocabulary.timeframe.offsets import LAST_MONTH, Offsets, offsets_of, parse

JUNE = date(2015, 6, 1)

MONTHS = st.integers(1, LAST_MONTH)
OFFSETS = st.one_of(
    st.builds(Offsets, MONTHS, st.none(), st.booleans()),
    st.builds(Offsets, st.none(), MONTHS),
    st.tuples(MONTHS, MONTHS).map(lambda ends: Offsets(min(ends), max(ends))),
)
BEGINS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("wording", "offsets", "written", "dated"),
    [
        ("Monat 1", Offsets(1, 1), "Monat 1", "6/2015"),
        ("monat  5", Offsets(5, 5), "Monat 5", "10/2015"),
        ("Monat 4 bis 5", Offsets(4, 5), "Monat 4 bis 5", "9/2015–10/2015"),
        ("von Monat 4 bis Monat 5", Offsets(4, 5), "Monat 4 bis 5", "9/2015–10/2015"),
        ("Monat 5 – 9", Offsets(5, 9), "Monat 5 bis 9", "10/2015–2/2016"),
        ("ab Monat 12", Offsets(12, None), "ab Monat 12", "ab 5/2016"),
        ("Ab Monat 17 lfd.", Offsets(17, None, True), "ab Monat 17 lfd.", "ab 10/2016 lfd."),
        ("ab Monat 17, laufend", Offsets(17, None, True), "ab Monat 17 lfd.", "ab 10/2016 lfd."),
        ("bis Monat 7", Offsets(None, 7), "bis Monat 7", "bis 12/2015"),
        ("spätestens im Monat 7", Offsets(None, 7), "bis Monat 7", "bis 12/2015"),
        ("Monate 4 und 5", Offsets(4, 5), "Monat 4 bis 5", "9/2015–10/2015"),
        ("Monat 4/5", Offsets(4, 5), "Monat 4 bis 5", "9/2015–10/2015"),
        ("im Monat 5", Offsets(5, 5), "Monat 5", "10/2015"),
        ("Monat 12 ff.", Offsets(12, None, True), "ab Monat 12 lfd.", "ab 5/2016 lfd."),
        ("ab Monat 12 unbefristet", Offsets(12, None, True), "ab Monat 12 lfd.", "ab 5/2016 lfd."),
    ],
)
def test_wording_is_read_written_and_dated(wording, offsets, written, dated):
    assert parse(wording) == offsets
    assert str(offsets) == written
    assert offsets.wording(JUNE) == dated


@pytest.mark.parametrize(
    "wording",
    [
        "",
        "9/2015",
        "Monat",
        "Monat 0",
        "Monat 6 bis 5",
        "Monat 601",
        "nach Monat 3",
        "5 Monate",
        "Monat 4/6",
    ],
)
def test_what_counts_no_months_is_something_else(wording):
    assert parse(wording) is None


@given(OFFSETS)
def test_written_form_is_read_back(offsets):
    assert parse(str(offsets)) == offsets


@given(OFFSETS, BEGINS)
def test_wording_means_the_same_months_and_leads_back(offsets, begin):
    dates = offsets.timeframe(begin)
    assert timeframe.parse(offsets.wording(begin)) == dates
    assert offsets_of(dates, begin, offsets.ongoing) == offsets


@given(st.text(alphabet="Monat bisab0123456789 –-,lfd.", max_size=40))
def test_any_text_is_read_or_is_something_else(text):
    offsets = parse(text)
    assert offsets is None or parse(str(offsets)) == offsets


def test_time_frame_before_the_first_month_or_without_dates_has_no_months():
    assert offsets_of(Timeframe(ongoing=True), JUNE) is None
    with pytest.raises(ValueError, match="von 1 bis"):
        offsets_of(Timeframe(date(2015, 5, 1), date(2015, 7, 31)), JUNE)


def test_months_of_a_template_are_told_from_what_nobody_reads():
    messages = [timeframe.remark(text).message for text in ("ab Monat 12 lfd.", "nach Absprache")]
    assert messages == [
        "Dieser Wortlaut zählt Monate ab dem Beginn, wie in einer Vorlage.",
        "Dieser Wortlaut ist nicht auswertbar.",
    ]


def test_year_beyond_the_calendar_is_refused():
    with pytest.raises(ValueError, match="2200"):
        Offsets(2, 2).wording(date(2199, 12, 1))
