"""What goals, explanations, measures and steps must hold, and how goals swap numbers."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bildung.agreements.records import late
from goals.models import Goal, Measure, Step
from tests.factories import (
    AgreementFactory,
    GoalFactory,
    MeasureFactory,
    ObjectiveFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

SLIP = "9/2015-272016"


def refused(record, **kwargs):
    with pytest.raises(ValidationError) as caught:
        record.full_clean(**kwargs)
    return caught.value.message_dict


def assert_database_refuses(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.fixture
def goals():
    """Goals numbered 1, 2, 5 of one agreement; and one of another."""
    agreement = AgreementFactory()
    GoalFactory(number=1)
    return [GoalFactory(agreement=agreement, number=number) for number in (1, 2, 5)]


def numbers(goals):
    return [Goal.objects.get(pk=goal.pk).number for goal in goals]


def test_goal_number_exists_once_in_its_agreement(goals):
    second = GoalFactory.build(agreement=goals[0].agreement, number=2)
    assert refused(second) == {"__all__": ["Diese Nummer hat schon ein anderes Ziel."]}
    assert_database_refuses(second.save)


def test_goal_numbers_begin_at_one(goals):
    goals[0].number = 0
    assert "number" in refused(goals[0])
    assert_database_refuses(goals[0].save)


def test_goal_priority_has_to_be_known(goals):
    goals[0].priority = "urgent"
    assert list(refused(goals[0])) == ["priority"]
    assert_database_refuses(goals[0].save)


def test_goals_stand_in_the_order_of_their_numbers(goals):
    late = GoalFactory(agreement=goals[0].agreement, number=3)
    assert list(goals[0].agreement.goals.all()) == [*goals[:2], late, goals[2]]


@pytest.mark.parametrize(
    ("place", "step", "expected"),
    [
        (0, 1, [2, 1, 5]),
        (1, -1, [2, 1, 5]),
        (1, 1, [1, 5, 2]),
        (2, -1, [1, 5, 2]),
        (2, -2, [5, 2, 1]),
        (0, 2, [5, 2, 1]),
    ],
)
def test_goal_swaps_numbers_with_its_neighbour(goals, place, step, expected):
    assert goals[place].move(step) is True
    assert numbers(goals) == expected
    assert goals[place].number == expected[place]


@pytest.mark.parametrize(("place", "step"), [(0, -1), (2, 1), (1, 2), (1, -2)])
def test_goal_at_the_end_stays_there(goals, place, step):
    assert goals[place].move(step) is False
    assert numbers(goals) == [1, 2, 5]
    assert [goal.history.count() for goal in goals] == [1, 1, 1]


def test_swapping_writes_one_history_row_for_each_of_the_two(goals):
    goals[1].move(-1)
    rows = [[row.number for row in goal.history.all()] for goal in goals]
    assert rows == [[2, 1], [1, 2], [5]]
    assert [Goal.objects.get(pk=goal.pk).version for goal in goals] == [2, 2, 1]


def test_swapping_is_undone_as_a_whole_when_it_fails(goals, monkeypatch):
    saved = []

    def save(goal, **kwargs):
        if saved:
            raise RuntimeError("the second one fails")
        saved.append(goal)
        super(Goal, goal).save(**kwargs)

    monkeypatch.setattr(Goal, "save", save)
    with pytest.raises(RuntimeError):
        goals[0].move(1)
    assert numbers(goals) == [1, 2, 5]
    assert [goal.history.count() for goal in goals] == [1, 1, 1]


def test_swapping_works_up_to_the_largest_number(goals):
    Goal.objects.filter(pk=goals[2].pk).update(number=2**31 - 1)
    assert goals[1].move(1) is True
    assert numbers(goals) == [1, 2**31 - 1, 2]


def test_swapping_takes_what_is_stored_not_what_is_in_memory(goals):
    goals[0].title = "nicht gespeichert"
    goals[0].move(1)
    assert Goal.objects.get(pk=goals[0].pk).title != "nicht gespeichert"


def test_history_keeps_the_topics_of_a_goal(goals):
    topic = goals[0].agreement.topics.create(name="Migration-Bildung")
    goals[0].topics.add(topic)
    latest, first = goals[0].history.all()
    assert [row.focustopic for row in latest.topics.all()] == [topic]
    assert list(first.topics.all()) == []


def test_objective_is_named_by_its_first_line():
    assert str(ObjectiveFactory.build(text="Leitbild:\n  Stadtrat")) == "Leitbild:"
    assert str(ObjectiveFactory.build(text="")) == "(ohne Text)"


def test_wording_sets_the_dates():
    measure = MeasureFactory(timeframe_wording="5-6/2016", starts_on=date(1999, 1, 1))
    assert (measure.starts_on, measure.ends_on) == (date(2016, 5, 1), date(2016, 6, 30))
    measure.timeframe_wording = "Ab 10/2016 lfd."
    measure.save(update_fields=["timeframe_wording"])
    measure.refresh_from_db()
    assert (measure.starts_on, measure.ends_on) == (date(2016, 10, 1), None)
    assert measure.timeframe_remark == ""


def test_empty_wording_takes_the_dates_away():
    measure = MeasureFactory(timeframe_wording="5-6/2016")
    measure.timeframe_wording = ""
    measure.save()
    assert (measure.starts_on, measure.ends_on) == (None, None)


def test_slip_is_refused_without_dates_beside_it():
    measure = MeasureFactory()
    measure.timeframe_wording, measure.starts_on, measure.ends_on = SLIP, None, None
    (message,) = refused(measure)["timeframe_wording"]
    assert message.startswith("Gelesen wurde „272016“.")


def test_slip_is_kept_with_dates_beside_it_and_remarked():
    measure = MeasureFactory.build(
        objective=ObjectiveFactory(),
        timeframe_wording=SLIP,
        starts_on=date(2015, 9, 1),
        ends_on=date(2016, 2, 29),
    )
    measure.full_clean()
    measure.save()
    measure.refresh_from_db()
    assert measure.timeframe_wording == SLIP
    assert measure.timeframe.canonical() == "9/2015–2/2016"
    assert measure.timeframe_remark.startswith("Gelesen wurde „272016“.")
    assert measure.timeframe_remark.endswith(
        "Gerechnet wird mit September 2015 bis Februar 2016, 6 Monate."
    )


def test_wording_that_cannot_be_read_stays_text():
    measure = MeasureFactory(timeframe_wording="nach Absprache")
    measure.full_clean()
    assert (measure.timeframe_wording, measure.timeframe) == ("nach Absprache", None)
    assert measure.timeframe_remark == "„nach Absprache“ ist nicht auswertbar."


def test_end_before_start_is_refused():
    measure = MeasureFactory(timeframe_wording="nach Absprache")
    measure.starts_on, measure.ends_on = date(2016, 3, 1), date(2016, 2, 1)
    assert refused(measure) == {"__all__": ["Das Ende liegt vor dem Beginn."]}
    assert measure.timeframe is None  # and no error while the form shows it again
    assert_database_refuses(measure.save)


def test_form_without_the_wording_does_not_stumble_over_it():
    measure = MeasureFactory(timeframe_wording=SLIP)
    assert "timeframe_wording" in refused(measure)
    measure.full_clean(exclude=["timeframe_wording"])


@pytest.mark.parametrize(
    ("wording", "today", "overdue"),
    [
        ("1/2016-3/2016", date(2016, 3, 31), False),
        ("1/2016-3/2016", date(2016, 4, 1), True),
        ("bis 3/2016", date(2016, 4, 1), True),
        ("ab 3/2016", date(2199, 1, 1), False),
        ("laufend", date(2199, 1, 1), False),
        ("", date(2199, 1, 1), False),
    ],
)
def test_overdue_is_what_has_ended_unfinished(wording, today, overdue):
    measure = MeasureFactory(timeframe_wording=wording)
    assert measure.is_overdue(today) is overdue
    assert Measure.objects.filter(late(today)).exists() is overdue
    measure.status = "done"
    measure.save()
    assert measure.is_overdue(today) is False
    assert Measure.objects.filter(late(today)).exists() is False


def test_status_has_to_be_known():
    measure = MeasureFactory()
    measure.status = "maybe"
    assert list(refused(measure)) == ["status"]
    assert_database_refuses(measure.save)


@pytest.mark.parametrize("side", ["municipality", "agency"])
def test_unit_of_either_party_can_lead(side):
    measure = MeasureFactory()
    measure.lead_unit = UnitFactory(organisation=measure.agreement.party(side))
    measure.full_clean()


def test_unit_of_a_stranger_cannot_lead():
    measure = MeasureFactory()
    measure.lead_unit = UnitFactory()
    message = "Die Stelle gehört zu keiner der beiden Vertragsparteien."
    assert refused(measure) == {"lead_unit": [message]}
    measure.full_clean(exclude=["lead_unit"])


def test_unit_of_a_stranger_cannot_lead_below_an_objective_still_to_be_saved():
    measure = Measure(objective=ObjectiveFactory.build(goal=GoalFactory()), text="Analyse")
    measure.lead_unit = UnitFactory()
    assert "lead_unit" in refused(measure, exclude=["objective"])


def test_unit_is_not_compared_while_there_is_no_objective():
    measure = Measure(text="Analyse", lead_unit=UnitFactory())
    assert list(refused(measure)) == ["objective"]


def test_steps_go_with_their_measure_and_leave_a_history():
    step = StepFactory()
    measure_pk, person = step.measure_id, UserFactory()
    step.measure._history_user = person
    step.measure.delete()
    assert Measure.history.filter(id=measure_pk).first().history_user == person
    assert [row.history_type for row in type(step).history.filter(measure_id=measure_pk)] == [
        "-",
        "+",
    ]


@pytest.mark.django_db
def test_step_changed_anywhere_makes_pages_of_its_measure_stale():
    step = StepFactory()
    measure = step.measure
    versions = []
    for change in (step.save, StepFactory.build(measure=measure).save, step.delete):
        change()
        measure.refresh_from_db()
        versions.append(measure.version)
    Step.objects.filter(measure=measure).delete()
    measure.refresh_from_db()
    assert [*versions, measure.version] == list(range(versions[0], versions[0] + 4))
    assert measure.history.count() == 1
