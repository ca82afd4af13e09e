"""The value: its checks, its canonical form, its description, its answers."""

import calendar
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.vocabulary.timeframe import FIRST_YEAR, LAST_YEAR, Timeframe, parse
from tests.budget import examples

days = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
first_days = days.map(lambda day: day.replace(day=1))
last_days = days.map(lambda day: day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def closed(starts, ends):
    return (
        st.tuples(starts, ends).filter(lambda pair: pair[0] <= pair[1]).map(lambda p: Timeframe(*p))
    )


timeframes = st.one_of(
    st.sampled_from([Timeframe(), Timeframe(ongoing=True)]),
    st.builds(Timeframe, start=days | first_days),
    st.builds(Timeframe, end=days | last_days),
    closed(first_days, last_days),
    closed(days, days),
    closed(days, last_days),
    closed(first_days, days),
    # Short ones, which independent dates hardly ever give.
    days.map(lambda day: Timeframe(day, day)),
    days.map(lambda day: Timeframe(day.replace(day=1), day)),
)


@given(timeframes)
@settings(max_examples=examples(10_000), deadline=None)
def test_canonical_form_reads_back_to_the_same_value(timeframe):
    assert parse(timeframe.canonical()) == timeframe


FORMS = [
    (Timeframe(), "", ""),
    (Timeframe(ongoing=True), "laufend", "laufend"),
    (Timeframe(date(2015, 10, 1), date(2015, 10, 31)), "10/2015", "Oktober 2015, 1 Monat"),
    (
        Timeframe(date(2016, 3, 1), date(2017, 5, 31)),
        "3/2016–5/2017",
        "März 2016 bis Mai 2017, 15 Monate",
    ),
    (Timeframe(date(2016, 10, 1)), "ab 10/2016", "ab Oktober 2016, Ende offen"),
    (Timeframe(date(2016, 10, 2)), "ab 02.10.2016", "ab 2. Oktober 2016, Ende offen"),
    (Timeframe(end=date(2017, 3, 31)), "bis 3/2017", "bis März 2017"),
    (Timeframe(end=date(2017, 3, 30)), "bis 30.03.2017", "bis 30. März 2017"),
    (Timeframe(date(2015, 10, 12), date(2015, 10, 12)), "12.10.2015", "12. Oktober 2015"),
    (
        Timeframe(date(2015, 10, 12), date(2015, 11, 30)),
        "12.10.2015–30.11.2015",
        "12. Oktober 2015 bis 30. November 2015, 50 Tage",
    ),
    (
        Timeframe(date(2015, 10, 1), date(2015, 10, 15)),
        "01.10.2015–15.10.2015",
        "1. Oktober 2015 bis 15. Oktober 2015, 15 Tage",
    ),
    (
        Timeframe(date(2016, 2, 1), date(2016, 2, 28)),
        "01.02.2016–28.02.2016",
        "1. Februar 2016 bis 28. Februar 2016, 28 Tage",
    ),
]


@pytest.mark.parametrize(("timeframe", "canonical", "described"), FORMS)
def test_prints_short_and_in_words(timeframe, canonical, described):
    assert timeframe.canonical() == canonical
    assert str(timeframe) == canonical
    assert timeframe.describe() == described


@pytest.mark.parametrize(
    ("timeframe", "months"),
    [
        (Timeframe(date(2015, 10, 1), date(2016, 2, 29)), 5),
        (Timeframe(date(2015, 10, 1), date(2016, 2, 28)), None),
        (Timeframe(date(2015, 10, 1)), None),
        (Timeframe(end=date(2015, 10, 31)), None),
        (Timeframe(), None),
    ],
)
def test_months_counts_whole_months_only(timeframe, months):
    assert timeframe.months() == months


def test_end_before_start_is_refused():
    with pytest.raises(
        ValueError, match=r"^Das Ende \(31.03.2016\) liegt vor dem Anfang \(01.05.2017\).$"
    ):
        Timeframe(date(2017, 5, 1), date(2016, 3, 31))


@pytest.mark.parametrize("dates", [{"start": date(2016, 1, 1)}, {"end": date(2016, 1, 1)}])
def test_ongoing_with_a_date_is_refused(dates):
    with pytest.raises(ValueError, match="ohne Datum"):
        Timeframe(**dates, ongoing=True)


@pytest.mark.parametrize(
    ("timeframe", "is_empty"),
    [
        (Timeframe(), True),
        (Timeframe(ongoing=True), False),
        (Timeframe(date(2016, 1, 1)), False),
        (Timeframe(end=date(2016, 1, 1)), False),
    ],
)
def test_is_empty_only_without_any_agreement(timeframe, is_empty):
    assert timeframe.is_empty is is_empty


@pytest.mark.parametrize(
    ("wording", "start", "end", "runs"),
    [
        ("3/2016-5/2016", date(2016, 5, 31), date(2016, 12, 31), True),
        ("3/2016-5/2016", date(2016, 6, 1), date(2016, 12, 31), False),
        ("3/2016-5/2016", date(2015, 1, 1), date(2016, 3, 1), True),
        ("3/2016-5/2016", date(2015, 1, 1), date(2016, 2, 29), False),
        ("3/2016-5/2016", None, date(2016, 2, 29), False),
        ("3/2016-5/2016", date(2016, 6, 1), None, False),
        ("3/2016-5/2016", None, None, True),
        ("ab 3/2016", date(2020, 1, 1), None, True),
        ("ab 3/2016", None, date(2016, 2, 29), False),
        ("bis 3/2016", None, date(2000, 1, 1), True),
        ("bis 3/2016", date(2016, 4, 1), None, False),
        ("laufend", date(2016, 1, 1), date(2016, 1, 1), True),
        ("", None, None, False),
    ],
)
def test_runs_in_a_period_it_shares_a_day_with(wording, start, end, runs):
    assert parse(wording).runs_in(start, end) is runs
