"""The rule by which progress is computed."""

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.vocabulary.progress import RULE, Tally, mean, percent, share_of, tally, tally_over
from bildung.vocabulary.status import Status

WORKING = [status for status in Status if not status.finished]
STEPS = st.integers(0, 40).flatmap(lambda steps: st.tuples(st.integers(0, steps), st.just(steps)))
SHARES = st.none() | st.fractions(0, 1)


@pytest.mark.parametrize(
    ("status", "ticked", "steps", "expected"),
    [
        (Status.OPEN, 0, 0, 0),
        (Status.IN_PROGRESS, 0, 0, 50),
        (Status.POSTPONED, 0, 0, 0),
        (Status.DONE, 0, 0, 100),
        (Status.DONE, 1, 3, 100),
        (Status.DROPPED, 0, 0, None),
        (Status.DROPPED, 2, 2, None),
        (Status.OPEN, 1, 3, 33),
        (Status.IN_PROGRESS, 0, 3, 0),
        (Status.POSTPONED, 2, 3, 66),
        (Status.OPEN, 3, 3, 99),
        (Status.IN_PROGRESS, 1, 1, 99),
        (Status.DONE, 3, 3, 100),
    ],
)
def test_share_of_a_measure(status, ticked, steps, expected):
    assert percent(share_of(status, ticked, steps)) == expected


@pytest.mark.parametrize(("ticked", "steps"), [(2, 1), (-1, 1), (1, 0)])
def test_more_ticked_than_there_are_is_refused(ticked, steps):
    with pytest.raises(ValueError, match="cannot be ticked off"):
        share_of(Status.OPEN, ticked, steps)


def test_mean_leaves_out_what_does_not_count():
    assert mean([Fraction(1), None, Fraction(0)]) == Fraction(1, 2)
    assert mean([None]) is None
    assert mean([]) is None
    assert percent(None) is None


WORK = st.lists(st.tuples(st.sampled_from(Status), STEPS), min_size=1)


@given(WORK)
def test_hundred_percent_is_said_where_all_that_counts_is_finished(work):
    whole = percent(mean(share_of(status, *steps) for status, steps in work))
    counting = [status for status, _ in work if status is not Status.DROPPED]
    assert (whole == 100) == (counting != [] and set(counting) == {Status.DONE})


def test_hundred_percent_is_said_of_no_thousand_with_one_unfinished():
    assert percent(mean([Fraction(1)] * 999 + [Fraction(0)])) == 99


@given(st.sampled_from(Status), STEPS)
def test_share_is_what_the_words_of_the_rule_say(status, counts):
    ticked, steps = counts
    said = dict(re.findall(r"(Abgeschlossenes|höchstens|in Arbeit|verschoben)\b\D*?(\d+) %", RULE))
    of = {word: Fraction(int(number), 100) for word, number in said.items()}
    if status is Status.DROPPED:
        expected = None
    elif status is Status.DONE:
        expected = of["Abgeschlossenes"]
    elif steps:
        expected = min(Fraction(ticked, steps), of["höchstens"])
    else:
        expected = of["in Arbeit" if status is Status.IN_PROGRESS else "verschoben"]
    assert share_of(status, ticked, steps) == expected


@given(st.sampled_from(Status), STEPS)
def test_percent_stays_between_nought_and_a_hundred(status, counts):
    share = share_of(status, *counts)
    assert (share is None) == (status is Status.DROPPED)
    assert share is None or 0 <= percent(share) <= 100


@given(st.sampled_from(WORKING), st.integers(1, 40), st.data())
def test_a_further_ticked_step_never_takes_progress_away(status, steps, data):
    fewer, more = sorted(data.draw(st.tuples(st.integers(0, steps), st.integers(0, steps))))
    assert share_of(status, fewer, steps) <= share_of(status, more, steps)
    assert (fewer < more) == (share_of(status, fewer, steps) < share_of(status, more, steps))


@given(st.lists(SHARES, min_size=1), st.data())
def test_mean_lies_within_and_rises_with_each_share(shares, data):
    counting = [share for share in shares if share is not None]
    whole = mean(shares)
    if not counting:
        assert whole is None
        return
    assert min(counting) <= whole <= max(counting)
    place = data.draw(st.sampled_from([i for i, share in enumerate(shares) if share is not None]))
    better = [*shares[:place], data.draw(st.fractions(shares[place], 1)), *shares[place + 1 :]]
    assert mean(better) >= whole


@given(st.lists(SHARES))
def test_tally_says_how_many_count_and_how_many_are_finished(shares):
    found = tally(shares)
    assert found == Tally(mean(shares), shares.count(1), len(shares) - shares.count(None))
    assert (found.share is None) == (found.counting == 0)
    assert (found.share == 1) == (found.finished == found.counting > 0)


@given(st.lists(st.lists(SHARES)))
def test_tally_over_groups_counts_each_group_alike_and_each_record_once(groups):
    found = tally_over(map(tally, groups))
    assert found.share == mean(map(mean, groups))
    every = tally(share for group in groups for share in group)
    assert (found.finished, found.counting) == (every.finished, every.counting)
