"""While an agreement's wording is locked no record of it changes, by whatever way."""

import pytest
from django.db import transaction

from bildung.agreements.locking import WordingIsLocked
from bildung.agreements.models import Agreement, FocusTopic, Phase
from bildung.agreements.phases import WORDING_IS_OPEN
from goals.models import Goal, Measure, Objective, Step
from milestones.models import Duty, Milestone, Stage
from tests.admin_pages import address, send
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
    UserFactory,
)
from tests.scene import make_scene
from tests.undone import undone

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

# A field of each kind of record that is wording.
WORDS = {
    FocusTopic: "name",
    Goal: "title",
    Objective: "text",
    Measure: "text",
    Step: "text",
    Milestone: "title",
    Stage: "purpose",
    Duty: "text",
}
LOCKED_PHASES = sorted(set(Phase) - WORDING_IS_OPEN)


@pytest.fixture
def scene(one_scene):
    StepFactory(measure=one_scene.measure)
    FocusTopicFactory(agreement=one_scene.agreement)
    one_scene.stage.duties.last().delete()
    return one_scene


def lock(scene, phase=Phase.IN_FORCE):
    Agreement.objects.filter(pk=scene.agreement.pk).update(phase=phase)
    scene.agreement.refresh_from_db()


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except WordingIsLocked:
        return True
    return False


@pytest.mark.parametrize("phase", Phase)
def test_wording_is_saved_and_deleted_in_open_phases_only(scene, phase):
    lock(scene, phase)
    expected = phase not in WORDING_IS_OPEN
    for model, field in WORDS.items():
        with undone():
            record = model.objects.get()
            setattr(record, field, "Anders")
            found = [
                refused(record.save),
                getattr(model.objects.get(), field) != "Anders",
                refused(lambda: record.save(update_fields=[field])),  # noqa: B023
                refused(model.objects.get().delete),
                model.objects.exists(),
                refused(model.objects.all().delete),
            ]
        assert (model, found) == (model, [expected] * 6)


@pytest.mark.parametrize("phase", LOCKED_PHASES)
def test_nothing_is_added_while_locked(scene, phase):
    lock(scene, phase)
    goal, milestone = Goal.objects.get(), Milestone.objects.get()
    for add in (
        lambda: FocusTopicFactory(agreement=scene.agreement),
        lambda: GoalFactory(agreement=scene.agreement),
        lambda: ObjectiveFactory(goal=goal),
        lambda: MeasureFactory(objective=scene.measure.objective),
        lambda: StepFactory(measure=scene.measure),
        lambda: MilestoneFactory(agreement=scene.agreement),
        lambda: StageFactory(milestone=milestone),
        lambda: DutyFactory(stage=scene.stage),
    ):
        assert refused(add)


def test_nothing_is_moved_while_locked(scene):
    goals = [Goal.objects.get(), GoalFactory(agreement=scene.agreement)]
    lock(scene)
    assert refused(lambda: goals[0].move(1))
    assert [goal.number for goal in Goal.objects.order_by("pk")] == [1, 2]


def test_nothing_is_moved_into_or_out_of_a_locked_agreement(scene):
    other = make_scene()
    lock(scene)
    milestone = Milestone.objects.get(agreement=other.agreement)
    stage = Stage.objects.get(pk=scene.stage.pk)
    stage.milestone = milestone
    assert refused(stage.save)
    stage = Stage.objects.get(pk=other.stage.pk)
    stage.milestone = scene.stage.milestone
    assert refused(stage.save)


def test_working_state_changes_while_locked(scene):
    lock(scene)
    unit = UnitFactory(organisation=scene.agreement.agency)
    measure = Measure.objects.get()
    measure.status, measure.lead_unit = "in_progress", unit
    measure.partners = measure.contact = "Jugendamt"
    measure.save()
    step = Step.objects.get()
    step.done = True
    step.save()
    stage = Stage.objects.get()
    stage.status, stage.note = "done", "Fertig"
    stage.save()
    assert Measure.objects.values_list("status", "lead_unit", "partners", "contact").get() == (
        "in_progress",
        unit.pk,
        "Jugendamt",
        "Jugendamt",
    )
    assert Step.objects.get().done
    assert Stage.objects.values_list("status", "note").get() == ("done", "Fertig")


def test_dates_beside_a_wording_that_cannot_be_read_are_wording(scene):
    Measure.objects.update(timeframe_wording="bei Bedarf", starts_on=None, ends_on=None)
    lock(scene)
    measure = Measure.objects.get()
    measure.save()
    measure.starts_on = "2016-01-01"
    assert refused(measure.save)


def test_topics_of_a_locked_goal_or_measure_stay(scene):
    topic = FocusTopic.objects.get()
    goal = Goal.objects.get()
    goal.topics.add(topic)
    lock(scene)
    assert refused(goal.topics.clear)
    assert refused(lambda: scene.measure.topics.add(topic))
    assert list(goal.topics.all()) == [topic]


def test_saving_costs_one_query_more(scene, django_assert_num_queries):
    step = Step.objects.get()
    with django_assert_num_queries(4):  # the phase, the step, its history, the measure's version
        step.save()


def test_measure_form_shows_persons_alone_while_locked(client, scene):
    lock(scene)
    client.force_login(scene.city)
    response = client.get(f"/massnahmen/{scene.measure.pk}/bearbeiten/")
    assert list(response.context["form"].fields) == ["lead_unit", "partners", "contact", "version"]
    data = {"version": 2, "partners": "Jugendamt", "contact": "", "text": "Anders", "base": "{}"}
    response = client.post(f"/massnahmen/{scene.measure.pk}/bearbeiten/", data)
    assert response.status_code == 302
    measure = Measure.objects.get()
    assert (measure.partners, measure.text) == ("Jugendamt", scene.measure.text)


def test_page_opened_before_the_lock_does_not_lose_its_wording_silently(client, scene):
    client.force_login(scene.city)
    url = f"/massnahmen/{scene.measure.pk}/bearbeiten/"
    page = client.get(url)
    data = {"version": 2, "partners": "Jugendamt", "text": "Anders", "base": page.context["base"]}
    lock(scene)
    response = client.post(url, data)
    assert response.status_code == 200
    [message] = response.context["form"].non_field_errors()
    assert message.startswith("Der Wortlaut ist inzwischen festgeschrieben.")
    assert Measure.objects.get().partners == ""
    # What it then offers is saved.
    again = data | {"base": response.context["base"]}
    assert client.post(url, again).status_code == 302
    assert Measure.objects.get().partners == "Jugendamt"


def test_lock_that_comes_between_right_and_saving_is_answered_as_without_the_right(
    client, scene, monkeypatch
):
    client.force_login(scene.city)
    monkeypatch.setattr("bildung.agreements.locking._phases", lambda record: {"signing"})
    goal = Goal.objects.get()
    url = f"/ziele/{goal.pk}/bearbeiten/"
    data = {"version": goal.version, "title": "Anders", "priority": "high"}
    assert client.post(url, data).status_code == 404
    assert Goal.objects.get().title == goal.title


def test_page_of_a_locked_agreement_offers_the_working_state_alone(client, scene):
    client.force_login(scene.city)
    measure = f'href="/massnahmen/{scene.measure.pk}/bearbeiten/"'
    for phase, words in {
        Phase.DRAFT: ("Bearbeiten", True),
        Phase.IN_FORCE: ("Zuständigkeit ändern", True),
        Phase.ENDED: ("", False),
    }.items():
        lock(scene, phase)
        page = client.get(scene.page).content.decode()
        assert (measure in page) == words[1]
        assert words[0] in page
        assert ("Ziel hinzufügen" in page) == (phase == Phase.DRAFT)
        assert ("/loeschen/" in page) == (phase == Phase.DRAFT)


def test_history_tells_the_phase_in_words(client, scene):
    client.force_login(scene.city)
    scene.agreement.phase = Phase.SIGNING
    scene.agreement.save()
    page = client.get(f"{scene.page}verlauf/").content.decode()
    assert "hat die Phase von „Entwurf“ auf „zur Unterzeichnung“ geändert." in page


@pytest.fixture
def admin(client):
    client.force_login(UserFactory(superuser=True))
    return client


def test_admin_changes_the_working_state_alone(admin, scene):
    lock(scene)
    response = admin.get(address(scene.measure))
    assert list(response.context["adminform"].form.fields) == [
        "status",
        "lead_unit",
        "partners",
        "contact",
        "version",
    ]
    assert send(admin, address(scene.measure), status="done", text="Anders").status_code == 302
    measure = Measure.objects.get()
    assert (measure.status, measure.text) == ("done", scene.measure.text)
    assert list(admin.get(address(scene.agreement)).context["adminform"].form.fields) == [
        "slug",
        "version",
    ]


def test_admin_tells_what_the_model_refuses(admin, scene):
    lock(scene)
    data = {"agreement": scene.agreement.pk, "name": "Neu", "position": ""}
    response = admin.post(address(FocusTopic, "add"), data, follow=True)
    [message] = [str(message) for message in response.context["messages"]]
    assert message.startswith("Nicht gespeichert: Der Wortlaut ist festgeschrieben")
    assert FocusTopic.objects.count() == 1
    goal = Goal.objects.get()
    action = {"action": "delete_selected", "_selected_action": [goal.pk], "post": "yes"}
    admin.post(address(Goal, "changelist"), action)
    assert Goal.objects.get() == goal
