"""The next edition is begun, or given up: then the wording is again that of the one in force."""

from datetime import date
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.agreements.models import Agreement, FocusTopic, Party, Phase
from bildung.agreements.reporting import report
from bildung.editions import carry_on, reasons, snapshot
from bildung.editions.content import is_same_wording
from bildung.editions.freeze import preview
from bildung.editions.holding import Refused
from bildung.editions.models import Edition, Reason
from goals.models import Goal, Measure, MeasureReport, Objective, Step
from milestones.models import Duty, Milestone, Stage, StageReport
from tests.budget import examples
from tests.factories import (
    DutyFactory,
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StageFactory,
    StepFactory,
    UnitFactory,
)
from tests.undone import undone

from .scene import DAY, in_force, make_parties

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def now(parties):
    """Return what would be frozen today."""
    return preview(parties.fresh(), "Heute", DAY).edition


def taken(parties):
    return snapshot.take(parties.fresh())


def begin(parties):
    edition = in_force(parties)
    carry_on.begin(parties.agreement, parties.city)
    return edition


def assert_is_back(parties, edition, before):
    assert parties.fresh().phase == Phase.IN_FORCE
    document = now(parties).document
    assert is_same_wording(document, edition.document)
    assert document.tables[0] == edition.document.tables[0]
    assert taken(parties) == before == edition.wording


def test_beginning_opens_the_wording_and_leaves_the_edition_in_force(parties):
    edition = begin(parties)
    assert parties.fresh().phase == Phase.CONTINUING
    assert parties.fresh().wording_is_open
    assert Edition.objects.in_force_of(parties.agreement) == edition
    measure = Measure.objects.get()
    measure.text = "Neu"
    measure.save()


@pytest.mark.parametrize("act", [carry_on.begin, carry_on.give_up])
def test_leitung_alone_begins_and_gives_up(parties, act):
    in_force(parties)
    if act is carry_on.give_up:
        carry_on.begin(parties.agreement, parties.agency)
    for person in (parties.city_editor, parties.agency_editor):
        with pytest.raises(PermissionDenied):
            act(parties.agreement, person)
    act(parties.agreement, parties.agency)


@pytest.mark.parametrize(
    ("act", "phases"),
    [
        (carry_on.begin, [Phase.DRAFT, Phase.SIGNING, Phase.CONTINUING, Phase.ENDED]),
        (carry_on.give_up, [Phase.DRAFT, Phase.SIGNING, Phase.IN_FORCE, Phase.ENDED]),
    ],
)
def test_neither_is_possible_in_other_phases(parties, act, phases):
    for phase in phases:
        Agreement.objects.update(phase=phase)
        with pytest.raises(Refused):
            act(parties.agreement, parties.city)
        assert parties.fresh().phase == phase


def test_giving_up_without_a_change_writes_the_phase_alone(parties):
    edition = begin(parties)
    before = taken(parties)
    counts = [model.history.count() for model in (Goal, Measure, Step, Stage, Duty)]
    carry_on.give_up(parties.agreement, parties.city)
    assert [model.history.count() for model in (Goal, Measure, Step, Stage, Duty)] == counts
    assert_is_back(parties, edition, before)


def test_changed_words_places_and_time_frames_come_back(parties):
    other = MeasureFactory(objective=parties.measure.objective)
    goal = GoalFactory(agreement=parties.agreement)
    MeasureFactory(objective__goal=goal)
    edition = begin(parties)
    before = taken(parties)
    measure = Measure.objects.get(pk=parties.measure.pk)
    measure.text, measure.timeframe_wording = "Anders", "6/2020"
    measure.save()
    other.move(-1)
    goal.move(-1)
    stage = Stage.objects.get(pk=parties.stage.pk)
    stage.purpose = "Anders"
    stage.save()
    duty = stage.duties.first()
    duty.text = "Anders"
    duty.save()
    carry_on.give_up(parties.agreement, parties.city)
    assert_is_back(parties, edition, before)
    row = Measure.history.filter(id=measure.pk).first()
    assert (row.text, row.history_change_reason) == (
        parties.measure.text,
        "Fortschreibung aufgegeben",
    )


def test_what_is_new_goes_and_what_was_deleted_comes_back(parties):
    topic = FocusTopicFactory(agreement=parties.agreement, name="Übergänge")
    parties.measure.objective.goal.topics.add(topic)
    parties.measure.topics.add(topic)
    edition = begin(parties)
    before = taken(parties)
    # The same names and numbers as what goes.
    goal, milestone = Goal.objects.get(), Milestone.objects.get()
    topic.delete()
    goal.delete()
    title = milestone.title
    milestone.delete()
    new = FocusTopicFactory(agreement=parties.agreement, name="Übergänge")
    goal = GoalFactory(agreement=parties.agreement, number=1)
    goal.topics.add(new)
    MeasureFactory(objective__goal=goal)
    StageFactory(milestone=MilestoneFactory(agreement=parties.agreement, title=title))
    carry_on.give_up(parties.agreement, parties.city)
    assert_is_back(parties, edition, before)
    # The history calls what went by its name.
    gone = Goal.history.filter(id=goal.pk, history_type="-").get()
    assert (gone.number, gone.title) == (1, goal.title)
    assert FocusTopic.history.get(id=new.pk, history_type="-").name == "Übergänge"


def test_swapped_numbers_and_names_come_back(parties):
    second = GoalFactory(agreement=parties.agreement)
    MeasureFactory(objective__goal=second)
    topics = [FocusTopicFactory(agreement=parties.agreement, name=name) for name in ("A", "B")]
    edition = begin(parties)
    before = taken(parties)
    second.move(-1)
    for topic, name in zip(topics, ("C", "A"), strict=True):
        topic.name = name
        topic.save()
    carry_on.give_up(parties.agreement, parties.city)
    assert_is_back(parties, edition, before)


def test_record_that_was_moved_below_a_new_one_is_not_lost_with_it(parties):
    edition = begin(parties)
    before = taken(parties)
    new = ObjectiveFactory(goal=GoalFactory(agreement=parties.agreement))
    Measure.objects.get().move_to(new)
    Stage.objects.get().move_to(MilestoneFactory(agreement=parties.agreement))
    carry_on.give_up(parties.agreement, parties.city)
    assert_is_back(parties, edition, before)


def test_working_state_and_reports_stay(parties):
    begin(parties)
    unit = UnitFactory(organisation=parties.agreement.municipality)
    report(parties.measure, "in_progress", "Es geht voran.", parties.city, date(2016, 3, 1))
    report(parties.stage, "done", "Fertig.", parties.agency, date(2016, 3, 2))
    measure = Measure.objects.get()
    measure.lead_unit, measure.partners, measure.contact = unit, "Jugendamt", "Kim Muster"
    measure.text = "Anders"
    measure.save()
    Step.objects.update(done=True)
    carry_on.give_up(parties.agreement, parties.city)
    measure = Measure.objects.get()
    assert (measure.text, measure.status, measure.lead_unit, measure.partners, measure.contact) == (
        parties.measure.text,
        "in_progress",
        unit,
        "Jugendamt",
        "Kim Muster",
    )
    assert Step.objects.get().done
    assert Stage.objects.values_list("status", "note").get() == ("done", "Fertig.")
    assert MeasureReport.objects.get().text == "Es geht voran."


def test_what_was_deleted_comes_back_with_its_working_state(parties):
    edition = begin(parties)
    before = taken(parties)
    report(parties.measure, "in_progress", "Es geht voran.", parties.city, date(2016, 3, 1))
    report(parties.stage, "done", "Fertig.", parties.agency, date(2016, 3, 2))
    Step.objects.get().delete()
    step = StepFactory(measure=parties.measure, done=True)
    step.delete()
    unit = UnitFactory(organisation=parties.agreement.municipality)
    measure = Measure.objects.get()
    measure.lead_unit, measure.partners = unit, "Jugendamt"
    measure.save()
    reports = [list(model.objects.values()) for model in (MeasureReport, StageReport)]
    Goal.objects.get().delete()
    Milestone.objects.get().delete()
    unit.delete()
    carry_on.give_up(parties.agreement, parties.city)
    assert_is_back(parties, edition, before)
    measure = Measure.objects.get()
    assert (measure.status, measure.partners, measure.lead_unit) == (
        "in_progress",
        "Jugendamt",
        None,
    )
    assert Stage.objects.values_list("status", "note").get() == ("done", "Fertig.")
    assert [list(model.objects.values()) for model in (MeasureReport, StageReport)] == reports


def test_pages_from_before_stay_stale(parties):
    begin(parties)
    version = Measure.objects.get().version
    Measure.objects.get().delete()
    carry_on.give_up(parties.agreement, parties.city)
    assert Measure.objects.get().version > version


def test_reasons_for_what_was_given_up_go(parties):
    begin(parties)
    reasons.give(parties.agreement, "goal-1", "Weil.", parties.city)
    carry_on.give_up(parties.agreement, parties.city)
    assert not Reason.objects.exists()
    assert Reason.history.first().history_type == "-"


def test_other_agreements_are_left_alone(parties):
    other = make_parties()
    begin(parties)
    before = taken(other)
    carry_on.give_up(parties.agreement, parties.city)
    assert taken(other) == before


def test_failure_half_way_gives_nothing_up(parties, monkeypatch):
    begin(parties)
    Measure.objects.get().delete()
    Stage.objects.get().delete()
    monkeypatch.setattr(Duty, "save", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        carry_on.give_up(parties.agreement, parties.city)
    assert not Measure.objects.exists()
    assert parties.fresh().phase == Phase.CONTINUING


MODELS = (FocusTopic, Goal, Objective, Measure, Step, Milestone, Stage, Duty)


def make_more(parties):
    for _ in range(2):
        topic = FocusTopicFactory(agreement=parties.agreement)
        goal = GoalFactory(agreement=parties.agreement)
        goal.topics.add(topic)
        for _ in range(2):
            measure = MeasureFactory(objective__goal=goal)
            StepFactory(measure=measure)
        stage = StageFactory(milestone__agreement=parties.agreement)
        DutyFactory(stage=stage, party=Party.AGENCY)


NUMBERS = count(50)


def mishandle(parties, data):
    """Do one thing by chance to the wording."""
    model = data.draw(st.sampled_from(MODELS))
    records = list(model.objects.order_by("pk"))
    deed = data.draw(st.sampled_from(["delete", "reword", "move", "add"]))
    if deed == "add" or not records:
        GoalFactory(agreement=parties.agreement, number=next(NUMBERS))
        MilestoneFactory(agreement=parties.agreement)
        FocusTopicFactory(agreement=parties.agreement)
        return
    record = data.draw(st.sampled_from(records))
    if deed == "delete":
        record.delete()
    elif deed == "reword":
        field = {Goal: "title", Milestone: "title", FocusTopic: "name", Stage: "purpose"}
        setattr(record, field.get(model, "text"), f"Anders {record.pk}")
        record.save()
    elif hasattr(record, "move_to") and model not in (Goal, FocusTopic, Milestone):
        parents = model._meta.get_field(model.ordered_within).related_model.objects.order_by("pk")
        record.move_to(data.draw(st.sampled_from(list(parents))))
    else:
        record.move(1)


def test_whatever_was_done_the_wording_comes_back(parties):
    make_more(parties)
    edition = begin(parties)
    before = taken(parties)

    @settings(max_examples=examples(25))
    @given(data=st.data())
    def holds(data):
        with undone():
            for _ in range(data.draw(st.integers(1, 8))):
                mishandle(parties, data)
            carry_on.give_up(parties.fresh(), parties.city)
            assert_is_back(parties, edition, before)

    holds()


def test_giving_up_brings_back_the_dates_that_were_agreed(parties):
    october_to_december = {
        "timeframe_wording": "Okt-2015",  # as an earlier version read it
        "starts_on": date(2015, 10, 1),
        "ends_on": date(2015, 12, 31),
    }
    for model in (Measure, Stage):
        model.objects.update(**october_to_december)
    edition = begin(parties)
    for model in (Measure, Stage):
        record = model.objects.get()
        record.timeframe_wording = "3/2016"
        record.save()
    Stage.objects.get().delete()
    carry_on.give_up(parties.fresh(), parties.city)
    for model in (Measure, Stage):
        assert model.objects.values(*october_to_december).get() == october_to_december
    assert taken(parties) == edition.wording
