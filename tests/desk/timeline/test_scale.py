"""The scale of the timeline: years shown, places of days, ticks."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.desk.timeline.scale import (
    Scale,
    Window,
    cut_window,
    default_scale,
    split,
    unit_ticks,
    whole_window,
    year_ticks,
)

TODAY = date(2026, 11, 24)
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
scales = st.sampled_from(Scale)


def test_a_month_begins_and_ends_at_whole_numbers():
    window = Window(2016, 2017)
    assert (window.months, window.start_of(date(2016, 1, 1))) == (24, 0)
    assert window.start_of(date(2017, 2, 1)) == window.end_of(date(2017, 1, 31)) == 13
    assert window.start_of(date(2015, 12, 1)) == -1


@given(st.integers(1900, 2999), st.integers(1, 150), st.integers(1, 20))
def test_split_windows_follow_each_other_and_are_even(first, years, most):
    window = Window(first, first + years - 1)
    parts = split(window, most)
    shown = [year for part in parts for year in range(part.first, part.last + 1)]
    assert shown == list(range(window.first, window.last + 1))
    sizes = {part.years for part in parts}
    assert max(sizes) <= most and max(sizes) - min(sizes) <= 1
    assert len(parts) == -(-years // most)


@given(days, days)
def test_later_days_lie_further_right(first, second):
    first, second = sorted((first, second))
    window = Window(2000, 2010)
    assert window.start_of(first) <= window.start_of(second) < window.end_of(second)


@pytest.mark.parametrize(
    ("window", "scale"),
    [
        (Window(2026, 2027), Scale.MONTH),
        (Window(2024, 2027), Scale.QUARTER),
        (Window(2015, 2026), Scale.YEAR),
    ],
)
def test_default_scale_suits_the_span(window, scale):
    assert default_scale(window) is scale


def test_window_holds_all_days_and_today():
    found = [date(2015, 9, 1), None, date(2017, 5, 31)]
    assert whole_window(found, TODAY) == Window(2015, 2026)
    assert whole_window([], TODAY) == Window(2026, 2026)


def test_window_of_extreme_dates_is_cut_around_today():
    assert cut_window(Window(1900, 2999), Scale.MONTH, TODAY) == Window(2016, 2045)
    assert cut_window(Window(1900, 2999), Scale.YEAR, TODAY) == Window(1976, 2125)
    assert cut_window(Window(2010, 2030), Scale.MONTH, TODAY) == Window(2010, 2030)


@given(st.integers(1900, 2999), st.integers(0, 1100), scales)
def test_cut_window_lies_within_the_whole_and_its_limit(first, more, scale):
    whole = Window(first, first + more)
    cut = cut_window(whole, scale, TODAY)
    assert whole.first <= cut.first <= cut.last <= whole.last
    assert cut.months == min(whole.months, 12 * scale.most_years)


@given(st.integers(1900, 2999), st.integers(0, 40), scales, st.sampled_from((1, 2, 5, 10)))
def test_ticks_rise_and_fill_the_window(first, more, scale, step):
    window = Window(first, first + more)
    for ticks in (year_ticks(window, step), unit_ticks(window, scale)):
        ends = [tick.month + tick.months for tick in ticks]
        assert [tick.month for tick in ticks] == [0, *ends][: len(ticks)]
        assert not ticks or ends[-1] == window.months


def test_ticks_have_their_names():
    window = Window(2019, 2020)
    assert [tick.label for tick in year_ticks(window, 2)] == ["", "2020"]
    assert [tick.label for tick in unit_ticks(window, Scale.QUARTER)] == [
        "Q1",
        "Q2",
        "Q3",
        "Q4",
    ] * 2
    assert [tick.label for tick in unit_ticks(window, Scale.MONTH)][12:14] == ["Jan", "Feb"]
    assert unit_ticks(window, Scale.YEAR) == ()
