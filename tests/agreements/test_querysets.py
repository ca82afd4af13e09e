"""What the named querysets select, the same on both databases and as for one record."""

from datetime import date

import pytest
from django.http import QueryDict

from bildung.agreements.access import agreements_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.records import late
from bildung.vocabulary.status import Status
from goals.filters import MeasureFilter
from goals.models import Measure
from milestones.filters import StageFilter
from milestones.models import Stage
from tests.factories import (
    DutyFactory,
    FocusTopicFactory,
    MeasureFactory,
    StageFactory,
    StepFactory,
)
from tests.scene import make_scene, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

WORDINGS = ("1/2016-3/2016", "ab 10/2016", "bis 3/2017", "laufend", "nach Absprache", "")
PERIODS = [
    (date(2016, 3, 31), date(2016, 9, 30)),
    (date(2016, 4, 1), date(2016, 9, 30)),
    (None, date(2015, 12, 31)),
    (date(2017, 4, 1), None),
    (None, None),
]


@pytest.mark.parametrize(("start", "end"), PERIODS)
def test_running_selects_what_runs_in_the_period(start, end):
    records = [MeasureFactory(timeframe_wording=wording) for wording in WORDINGS]
    expected = {
        m.timeframe_wording for m in records if m.timeframe and m.timeframe.runs_in(start, end)
    }
    found = Measure.objects.running(start, end).values_list("timeframe_wording", flat=True)
    assert sorted(found) == sorted(expected)


def test_overdue_selects_what_is_overdue():
    today = date(2016, 4, 1)
    records = [
        MeasureFactory(timeframe_wording=wording, status=status.value)
        for wording in (*WORDINGS, "1/2016-4/2016")
        for status in Status
    ]
    expected = {measure.pk for measure in records if measure.is_overdue(today)}
    assert len(expected) == 3
    assert set(Measure.objects.filter(late(today)).values_list("pk", flat=True)) == expected


@pytest.mark.parametrize("text", ["massnahme amt", "MASSNAHME", "aemter", "Ämt", "STEUER Jugend"])
def test_measure_is_found_by_text_in_any_spelling(text):
    measure = MeasureFactory(text="Maßnahme der Ämter", partners="Jugendamt")
    StepFactory(measure=measure, text="Steuerung")
    MeasureFactory(text="Etwas anderes", partners="Schule")
    assert list(Measure.objects.containing(text)) == [measure]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "Ämter Schule", "Massnahmen"])
def test_measure_is_not_found_by_signs_or_half_a_match(text):
    MeasureFactory(text="Maßnahme der Ämter")
    assert not Measure.objects.containing(text).exists()


def test_stage_is_found_by_the_purpose_that_goes_on_and_by_duties():
    first = StageFactory(purpose="Bedarfe klären")
    second = StageFactory(milestone=first.milestone, purpose="")
    third = StageFactory(milestone=first.milestone, purpose="Übergabe")
    DutyFactory(stage=third, text="Müller fragen")
    stages = Stage.objects.with_purpose().in_annex_order([first.milestone.agreement_id])
    assert [stage.valid_purpose for stage in stages] == [
        "Bedarfe klären",
        "Bedarfe klären",
        "Übergabe",
    ]
    assert list(stages.containing("KLAEREN")) == [first, second]
    assert list(stages.containing("mueller uberg")) == [third]


def test_measures_about_a_topic_are_tagged_or_their_goal_is():
    topic = FocusTopicFactory()
    tagged = MeasureFactory(objective__goal__agreement=topic.agreement)
    tagged.topics.add(topic)
    by_goal = MeasureFactory(objective__goal__agreement=topic.agreement)
    by_goal.objective.goal.topics.add(topic)
    both = MeasureFactory(objective=by_goal.objective)
    both.topics.add(topic)
    MeasureFactory(objective=tagged.objective)
    assert list(Measure.objects.about(topic.pk).order_by("pk")) == [tagged, by_goal, both]


def test_filters_start_from_what_each_party_may_see_and_show_a_stranger_nothing():
    scene = make_scene()
    foreign = strangers()
    for person in (scene.city, scene.agency):
        seen = list(agreements_of(person))
        assert list(MeasureFilter(QueryDict(), seen, all_fields=False).qs) == [scene.measure]
        assert list(StageFilter(QueryDict(), seen, all_fields=False).qs) == [scene.stage]
    for person in foreign.values():
        seen = list(agreements_of(person))
        assert scene.measure not in MeasureFilter(QueryDict(), seen, all_fields=True).qs
        assert scene.stage not in StageFilter(QueryDict(), seen, all_fields=True).qs


def test_texts_are_sorted_as_in_a_dictionary():
    for text in ("Zoo", "Ämter", "azubi", "Amt", "Öl"):
        MeasureFactory(text=text)
    found = Measure.objects.order_by(Dictionary("text")).values_list("text", flat=True)
    assert list(found) == ["Amt", "Ämter", "azubi", "Öl", "Zoo"]
