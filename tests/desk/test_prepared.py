"""A query that is put in words once answers as Django would."""

from datetime import date

import pytest
from django.db.models import Count, Max, Q
from django.utils import timezone

from bildung.desk.prepared import prepared, unconverted
from bildung.vocabulary.status import Status
from goals.models import Goal, Measure
from tests.factories import MeasureFactory, StepFactory

pytestmark = pytest.mark.dialect


def of_open(goals):
    """Dates and truth values, which SQLite stores as something else, and a text in the query."""
    return (
        Measure.objects.filter(twice(goals), status=Status.OPEN.value, position__gte=0)
        .order_by("pk")
        .values_list("objective__goal", "ends_on", "steps__done")
        .annotate(ticked=Count("steps", filter=Q(steps__done=True)))
    )


def of_all(goals):
    """Nothing but keys, as most queries have, and times of several tables."""
    rows = (
        model.history.filter(pk__isnull=False, id__in=ids(goals))
        .order_by()
        .values_list("id")
        .annotate(Max("history_date"))
        for model, ids in ((Goal, list), (Measure, measures_below))
    )
    first, second = rows
    return first.union(second, all=True).order_by("history_date__max")


def twice(goals):
    """The same keys at two places of the query."""
    return Q(objective__goal__in=goals) | Q(objective__goal__in=goals, pk__gte=0)


def measures_below(goals):
    return Measure.objects.filter(objective__goal__in=goals).values("pk")


@pytest.fixture
def goals():
    measures = [
        MeasureFactory(timeframe_wording=f"{month}/2016", objective__goal__number=month)
        for month in range(1, 5)
    ]
    for number, measure in enumerate(measures):
        StepFactory(measure=measure, done=bool(number % 2))
    MeasureFactory(objective=measures[0].objective, status=Status.DONE.value)
    return [measure.objective.goal_id for measure in measures]


@pytest.mark.django_db
@pytest.mark.parametrize("query_for", [of_open, of_all])
def test_lines_are_those_of_the_query_for_any_keys(goals, django_assert_num_queries, query_for):
    lines = prepared(query_for)
    for keys in (goals, goals[2:], goals[::-1], goals[:1], set(goals)):
        expected = list(query_for(list(keys)))
        with django_assert_num_queries(1):
            found = list(lines(keys))
        assert found == expected
        assert len(found) >= len(keys)


@pytest.mark.django_db
def test_lines_hold_what_django_makes_of_the_stored_values(goals):
    assert list(prepared(of_open)(goals[:2])) == [
        (goals[0], date(2016, 1, 31), False, 0),
        (goals[1], date(2016, 2, 29), True, 1),
    ]
    times = [time for _, time in prepared(of_all)(goals)]
    assert times == sorted(times)
    assert all(timezone.is_aware(time) for time in times)


@pytest.mark.django_db
def test_query_is_made_once_for_each_number_of_keys(goals):
    made = []

    @prepared
    def lines(keys):
        made.append(len(keys))
        return of_open(keys)

    for keys in (goals, goals[:2], goals[1:3], goals[::-1]):
        list(lines(keys))
    assert made == [4, 2]


@pytest.mark.django_db
def test_columns_that_the_driver_converts_are_what_django_makes_of_them(goals):
    MeasureFactory(objective__goal_id=goals[0], timeframe_wording="")
    columns = ("ends_on", "steps__done")
    of_goals = Measure.objects.filter(objective__goal__in=goals).order_by("pk")
    expected = list(of_goals.values_list(*columns))
    found = list(of_goals.values_list(*map(unconverted, columns)))
    assert found == expected
    assert [list(map(type, line)) for line in found] == [list(map(type, e)) for e in expected]
    assert {type(value) for line in found for value in line} == {date, bool, type(None)}


def test_without_keys_there_is_no_query():
    assert list(prepared(of_open)([])) == []
