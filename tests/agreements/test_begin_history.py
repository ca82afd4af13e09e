"""Records loaded from a fixture get the history they would have had when made by hand."""

from io import StringIO

import pytest
from django.core.management import call_command

from bildung.agreements.management.commands.begin_history import REASON, begin_history
from bildung.agreements.models import Agreement
from goals.models import Goal, Measure, Step
from milestones.models import Duty, Stage
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded():
    call_command("loaddata", "eisenach", verbosity=0)


def test_each_loaded_record_gets_one_row(loaded):
    # Of its own accord loaddata notes only that goal 1 was given its topics.
    assert [(row.number, row.history_type) for row in Goal.history.all()] == [(1, "~")]
    assert begin_history() == 117
    for model in (Agreement, Goal, Measure, Step, Stage, Duty):
        assert [record.history.count() for record in model.objects.all()] == (
            [1] * model.objects.count()
        )
    assert set(Measure.history.values_list("history_type", "history_change_reason")) == {
        ("+", REASON)
    }
    assert {stage.version for stage in Stage.objects.all()} == {1}


def test_first_row_of_a_goal_has_its_topics(loaded):
    goal = Goal.objects.get(number=1)
    goal.history.all().delete()
    begin_history()
    topics = [row.focustopic for row in goal.history.get().topics.all()]
    assert topics == list(goal.topics.all())
    goal.title = "Neu"
    goal.save()
    latest, first = goal.history.all()
    assert latest.diff_against(first).changed_fields == ["title"]


def test_history_that_has_begun_is_left_alone(loaded):
    unit = UnitFactory()
    begin_history()
    assert unit.history.count() == 1
    out = StringIO()
    call_command("begin_history", stdout=out)
    assert out.getvalue() == "Records whose history begins now: 0\n"
