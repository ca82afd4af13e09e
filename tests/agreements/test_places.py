"""How records with a place in order change it: written once, for those whose place changes."""

import pytest

from goals.models import Goal, Measure, Objective
from tests.factories import GoalFactory, MeasureFactory, ObjectiveFactory, StageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def measures():
    objective = ObjectiveFactory()
    return [MeasureFactory(objective=objective, position=place) for place in (2, 5, 5, 9)]


def places(objective):
    return list(objective.measures.values_list("pk", "position"))


def test_neighbours_change_places_and_the_others_are_not_written(measures):
    a, b, c, d = measures
    assert a.move(1) is True
    assert places(a.objective) == [(b.pk, 2), (a.pk, 5), (c.pk, 6), (d.pk, 9)]
    assert [record.history.count() for record in measures] == [2, 2, 2, 1]
    assert Measure.objects.get(pk=b.pk).version == 2


def test_equal_places_are_told_apart(measures):
    a, b, c, d = measures
    assert c.move(-1) is True
    assert places(c.objective) == [(a.pk, 2), (c.pk, 5), (b.pk, 6), (d.pk, 9)]
    assert [record.history.count() for record in measures] == [1, 2, 2, 1]


def test_what_was_moved_elsewhere_meanwhile_is_not_moved_on(measures):
    a, *_ = measures
    other = ObjectiveFactory(goal=a.objective.goal)
    Measure.objects.get(pk=a.pk).move_to(other, None)
    with pytest.raises(Measure.DoesNotExist):
        a.move(1)
    assert list(other.measures.values_list("pk", flat=True)) == [a.pk]


@pytest.mark.parametrize(("place", "step"), [(0, -1), (3, 1), (1, 7)])
def test_no_neighbour_nothing_changes(measures, place, step):
    assert measures[place].move(step) is False
    assert Measure.history.count() == 4


def test_record_goes_before_another_elsewhere(measures):
    moved = measures[1]
    former = moved.objective
    other = ObjectiveFactory(goal=former.goal)
    first, second = (MeasureFactory(objective=other) for _ in range(2))
    moved._change_reason = "Browser"
    assert moved.move_to(other, second) is True
    assert places(other) == [(first.pk, 1), (moved.pk, 2), (second.pk, 3)]
    assert second.history.first().history_change_reason == "Browser"
    assert first.history.count() == 1
    assert moved.move_to(other, second) is False
    assert moved.move_to(other) is True
    assert [pk for pk, _ in places(other)] == [first.pk, second.pk, moved.pk]


def test_place_that_is_gone_is_refused(measures):
    moved, before = measures[:2]
    other = ObjectiveFactory(goal=moved.objective.goal)
    with pytest.raises(Measure.DoesNotExist):
        moved.move_to(other, before)
    other_key = other.pk
    other.delete()
    with pytest.raises(Measure.DoesNotExist):
        moved.move_to(Objective(pk=other_key))
    Measure.objects.filter(pk=moved.pk).delete()
    with pytest.raises(Measure.DoesNotExist):
        moved.move(1)


def test_goal_stays_in_its_agreement():
    goal, other = GoalFactory(), GoalFactory()
    with pytest.raises(Goal.DoesNotExist):
        goal.move_to(other.agreement)


def test_stage_takes_its_purpose_to_another_milestone():
    first = StageFactory()
    going_on = StageFactory(milestone=first.milestone, purpose="")
    other = StageFactory(milestone__agreement=first.agreement)
    assert going_on.move_to(other.milestone) is True
    going_on.refresh_from_db()
    assert going_on.purpose == first.purpose
