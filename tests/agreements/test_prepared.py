"""A query that is put in words once answers as Django would."""

from datetime import date

import pytest
from django.db.models import Count, Q
from django.urls import reverse

from bildung.agreements.addresses import address_of
from bildung.agreements.prepared import prepared, unconverted
from bildung.vocabulary.status import Status
from goals.models import Measure
from tests.factories import MeasureFactory, StepFactory


def query_for(goals):
    """What tells dates and truth values apart from numbers, and has more parameters than keys."""
    of_goals = Q(objective__goal__in=goals) | Q(pk__in=[], objective__goal__in=goals)
    return (
        Measure.objects.filter(of_goals, status=Status.OPEN.value, position__gte=0)
        .order_by("pk")
        .values_list("objective__goal", "ends_on", "steps__done")
        .annotate(ticked=Count("steps", filter=Q(steps__done=True)))
    )


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
def test_lines_are_those_of_the_query_for_any_number_of_keys(goals, django_assert_num_queries):
    lines = prepared(query_for)
    with django_assert_num_queries(1):
        assert list(lines(goals[:1])) == [(goals[0], date(2016, 1, 31), False, 0)]
    for keys in (goals, goals[2:], goals[::-1], goals[:1], set(goals)):
        assert list(lines(keys)) == list(query_for(list(keys)))
    assert list(lines(goals[:2])) == [
        (goals[0], date(2016, 1, 31), False, 0),
        (goals[1], date(2016, 2, 29), True, 1),
    ]


@pytest.mark.django_db
def test_query_is_made_once_for_each_number_of_keys(goals):
    made = []

    @prepared
    def lines(keys):
        made.append(len(keys))
        return query_for(keys)

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
    assert list(prepared(query_for)([])) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("desk:agreement", "eisenach"),
        ("desk:history", "a-0-b"),
        ("desk:measure_history", 10),
        ("goals:measure", 200),
        ("goals:reports", 1),
        ("milestones:reports", 1),
    ],
)
def test_address_is_that_of_django(name, key):
    assert address_of(name, key) == reverse(name, args=[key])
