"""What „Wiederherstellen“ brings back, for whom, and what it refuses."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from bildung.agreements.management.commands.begin_history import begin_history
from bildung.agreements.reporting import report
from bildung.history import restoring
from bildung.history.kinds import KINDS
from bildung.history.restoring import restore_deleted
from goals.models import Goal, Measure, MeasureReport, Step
from milestones.models import Duty, Stage
from tests.deeds import end_deed
from tests.desk.test_history import age, latest, of
from tests.factories import (
    FocusTopicFactory,
    MeasureFactory,
    MunicipalityFactory,
    StepFactory,
    UnitFactory,
)
from tests.goals.test_views import save
from tests.scene import make_scene, strangers

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def scene(client):
    scene = make_scene(slug="eisenach")
    client.force_login(scene.city)
    return scene


KEYS = {Goal: "ziel", Measure: "massnahme", Step: "teilschritt", Stage: "abschnitt"}


def url_of(row):
    key = KEYS.get(row.instance_type, "verantwortung")
    return reverse("desk:restore", args=["eisenach", key, row.history_id])


def deleted(model, pk):
    return model.history.filter(id=pk, history_type="-").first()


def buttons(client, url):
    page = client.get(url).context["page"]
    return [
        (restoring.label, restoring.url)
        for day in page.history.days
        for act in day.acts
        for change in act.changes
        for restoring in change.restoring
    ]


def test_deleted_measure_comes_back_with_steps_tags_and_keys(client, scene):
    measure = scene.measure
    early = StepFactory(measure=measure, text="früher entfernt")
    early.delete()
    age(scene)
    steps = [StepFactory(measure=measure, done=True) for _ in range(2)]
    topic = FocusTopicFactory(agreement=scene.agreement)
    measure.topics.set([topic])
    age(scene)
    pk, version = measure.pk, measure.version
    measure.delete()
    url = url_of(deleted(Measure, pk))
    for page in (reverse("desk:measure_history", args=[pk]), "/vereinbarungen/eisenach/verlauf/"):
        assert (("Wiederherstellen", url)) in buttons(client, page)
        assert measure.text in client.get(page).content.decode()
    response = client.post(url)
    assert (response.status_code, response.url) == (302, f"/massnahmen/{pk}/verlauf/")
    restored = Measure.objects.get(pk=pk)
    assert restored.text == measure.text
    assert restored.version > version
    assert [(step.text, step.done) for step in restored.steps.all()] == [
        (step.text, True) for step in steps
    ]
    assert list(restored.topics.all()) == [topic]
    assert restored.history.last().id == pk
    row = restored.history.filter(history_type="+").first()
    assert (row.history_change_reason, row.history_user) == ("Wiederhergestellt", scene.city)
    assert f"{scene.city} hat die Maßnahme wiederhergestellt." in latest(client, of(restored))[2]
    assert ("Wiederherstellen", url) not in buttons(client, of(restored))


def test_deleted_goal_comes_back_with_all_below(client, scene):
    goal = scene.measure.objective.goal
    pk = goal.pk
    goal.delete()
    offered = [url for _, url in buttons(client, "/vereinbarungen/eisenach/verlauf/")]
    assert offered == [url_of(deleted(Goal, pk))]
    client.post(offered[0])
    assert Measure.objects.get(pk=scene.measure.pk).text == scene.measure.text


def test_measure_alone_is_refused_while_its_explanation_is_gone(client, scene):
    pk = scene.measure.pk
    scene.measure.objective.delete()
    response = client.post(url_of(deleted(Measure, pk)))
    assert response.status_code == 409
    assert "Bitte stellen Sie zuerst die Erläuterung wieder her." in response.content.decode()
    assert not Measure.objects.filter(pk=pk).exists()


def test_goal_whose_number_is_taken_is_refused(client, scene):
    goal = scene.measure.objective.goal
    pk, number = goal.pk, goal.number
    goal.delete()
    Goal.objects.create(agreement=scene.agreement, number=number, title="Anderes")
    response = client.post(url_of(deleted(Goal, pk)))
    assert response.status_code == 409
    assert "Diese Nummer hat schon ein anderes Ziel." in response.content.decode()
    assert not Goal.objects.filter(pk=pk).exists()


def test_what_is_there_is_not_restored_twice(client, scene):
    pk = scene.measure.pk
    scene.measure.delete()
    url = url_of(deleted(Measure, pk))
    assert [client.post(url).status_code for _ in range(2)] == [302, 409]
    assert Measure.history.filter(id=pk, history_type="+").count() == 2


def test_failure_half_way_restores_nothing(client, scene, monkeypatch):
    StepFactory(measure=scene.measure)
    pk = scene.measure.pk
    scene.measure.delete()
    monkeypatch.setattr(restoring, "_restore_below", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        client.post(url_of(deleted(Measure, pk)))
    assert not Measure.objects.filter(pk=pk).exists()
    assert Measure.history.filter(id=pk).first().history_type == "-"


def test_removed_step_comes_back_and_makes_other_pages_stale(client, scene):
    step = StepFactory(measure=scene.measure, text="Druck", done=True)
    age(scene)
    save(client, scene.measure, steps="")
    [(label, url)] = [b for b in buttons(client, of(scene.measure)) if "teilschritt" in b[1]]
    expected = "Teilschritt „Druck“ wiederherstellen"
    assert (label, url) == (expected, url_of(deleted(Step, step.pk)))
    before = Measure.objects.get(pk=scene.measure.pk).version
    client.post(url)
    assert list(scene.measure.steps.values_list("pk", "text", "done")) == [(step.pk, "Druck", True)]
    assert Measure.objects.get(pk=scene.measure.pk).version == before + 1


def test_deleted_stage_comes_back_with_its_duties(client, scene):
    texts = [duty.text for duty in scene.stage.duties.all()]
    pk = scene.stage.pk
    scene.stage.delete()
    url = url_of(deleted(Stage, pk))
    assert client.post(url).status_code == 404  # the city
    client.force_login(scene.agency)
    assert client.post(url).status_code == 302
    assert [duty.text for duty in Duty.objects.filter(stage=pk)] == texts


def test_earlier_state_of_a_measure_comes_back_with_its_steps(client, scene):
    unit = UnitFactory(organisation=scene.agreement.agency)
    save(client, scene.measure, text="Alt", lead_unit=unit.pk, steps="eins\r\nzwei")
    kept, removed = scene.measure.steps.all()
    old = scene.measure.history.first()
    age(scene)
    save(client, scene.measure, text="Neu", lead_unit="", steps="eins\r\ndrei")
    Measure.objects.filter(pk=scene.measure.pk).update(status="done")
    kept.refresh_from_db()
    kept.done = True
    kept.save()
    version = Measure.objects.get(pk=scene.measure.pk).version
    url = url_of(old)
    offered = [label for label, there in buttons(client, of(scene.measure)) if there == url]
    assert offered == ["Diesen Wortlaut wiederherstellen", "Diese Zuständigkeit wiederherstellen"]
    assert client.post(url, {"version": version, "part": "wortlaut"}).url == of(scene.measure)
    assert (
        "Der frühere Wortlaut gilt wieder. Status und erledigte Teilschritte bleiben, wie sie sind."
    ) in client.get(of(scene.measure)).content.decode()
    scene.measure.refresh_from_db()
    assert (scene.measure.text, scene.measure.lead_unit) == ("Alt", None)
    # How far it has come is not undone.
    assert scene.measure.status == "done"
    assert list(scene.measure.steps.values_list("pk", "text", "done")) == [
        (kept.pk, "eins", True),
        (removed.pk, "zwei", False),
    ]
    row = scene.measure.history.first()
    assert row.history_change_reason.startswith("Wortlaut vom ")
    assert (row.version, row.history_user) == (version + 1, scene.city)
    # Once more there is nothing to do.
    offered = [label for label, there in buttons(client, of(scene.measure)) if there == url]
    assert offered == ["Diese Zuständigkeit wiederherstellen"]
    count, version = scene.measure.history.count(), scene.measure.version
    client.post(url, {"version": version})
    assert scene.measure.history.count() == count
    # Who is in charge comes back by itself.
    client.post(url, {"version": version, "part": "zustaendigkeit"})
    scene.measure.refresh_from_db()
    assert (scene.measure.lead_unit, scene.measure.history.count()) == (unit, count + 1)
    assert buttons(client, of(scene.measure))[0][1] != url


def test_first_state_of_a_loaded_measure_can_be_restored(client, scene):
    Measure.history.all().delete()
    begin_history()
    first = scene.measure.history.get()
    age(scene)
    save(client, scene.measure, text="Neu")
    expected = [("Diesen Wortlaut wiederherstellen", url_of(first))]
    assert buttons(client, of(scene.measure)) == expected
    page = client.get(of(scene.measure)).content.decode()
    assert f'action="{url_of(first)}"' in page
    client.post(url_of(first), {"version": 2})
    assert Measure.objects.get(pk=scene.measure.pk).text == scene.measure.text


@pytest.mark.parametrize("version", ["", "1", "abc", "²"])
def test_state_from_a_stale_page_is_refused(client, scene, version):
    old = scene.measure.history.first()
    save(client, scene.measure, text="Neu")
    response = client.post(url_of(old), {"version": version})
    assert response.status_code == 409
    assert "Dieser Eintrag wurde inzwischen geändert." in response.content.decode()
    scene.measure.refresh_from_db()
    assert scene.measure.text == "Neu"


def test_state_that_is_no_longer_valid_is_refused(client, scene):
    unit = UnitFactory(organisation=scene.agreement.agency)
    save(client, scene.measure, lead_unit=unit.pk)
    old = scene.measure.history.first()
    save(client, scene.measure, lead_unit="")
    unit.delete()
    data = {"version": 3, "part": "zustaendigkeit"}
    assert client.post(url_of(old), data).status_code == 409
    scene.measure.refresh_from_db()
    assert (scene.measure.lead_unit, scene.measure.version) == (None, 3)


def test_only_those_who_may_edit_are_offered_and_may_restore(client, scene):
    old = scene.measure.history.first()
    save(client, scene.measure, text="Neu")
    for person in (scene.agency, *strangers().values()):
        client.force_login(person)
        assert client.post(url_of(old), {"version": 2}).status_code == 404
    client.force_login(scene.agency)
    assert buttons(client, of(scene.measure)) == []
    scene.measure.refresh_from_db()
    assert scene.measure.text == "Neu"


def test_rows_of_other_agreements_are_not_restored_through_ones_own(client, scene):
    other = make_scene()
    row = other.measure.history.first()
    other.measure.text = "Neu"
    other.measure.save()
    assert client.post(url_of(row), {"version": 2}).status_code == 404
    assert client.get(url_of(row)).status_code == 405
    unknown = "/vereinbarungen/eisenach/verlauf/unbekannt/1/"
    assert client.post(unknown).status_code == 404


def test_deleted_measure_comes_back_with_its_reports_as_they_were_written(client, scene):
    measure = scene.measure
    report(measure, "in_progress", "Es geht voran.", scene.city, date(2016, 3, 1))
    before = MeasureReport.objects.values().get()
    age(scene)
    pk = measure.pk
    measure.delete()
    assert not MeasureReport.objects.exists()
    assert client.post(url_of(deleted(Measure, pk))).status_code == 302
    assert MeasureReport.objects.values().get() == before


def test_report_is_not_restored_by_itself(client, scene):
    report(scene.measure, "in_progress", "Es geht voran.", scene.city, date(2016, 3, 1))
    row = MeasureReport.history.get()
    url = reverse("desk:restore", args=["eisenach", "sachstand-massnahme", row.history_id])
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])  # SQLite takes some 60 at a time
def test_goal_comes_back_in_as_many_statements_however_much_was_below(
    scene, count, django_assert_num_queries
):
    objective = scene.measure.objective
    for _ in range(count):
        StepFactory.create_batch(2, measure=MeasureFactory(objective=objective))
    goal = objective.goal
    key, objective = goal.pk, objective.pk
    end_deed()
    goal.delete()
    row = deleted(Goal, key)
    holding = connection.features.has_select_for_no_key_update  # of the agreement, on its own
    with django_assert_num_queries(37 + holding):
        restore_deleted(KINDS["ziel"], row)
    assert Step.objects.filter(measure__objective=objective).count() == 2 * count
    rows = Step.history.filter(measure__objective=objective, history_type="+")
    assert len({(row.act_id, row.history_change_reason) for row in rows}) == 2


def test_what_was_removed_a_moment_before_stays_removed(scene):
    step, kept = StepFactory.create_batch(2, measure=scene.measure)
    end_deed()
    step.delete()
    end_deed()
    key = scene.measure.pk
    scene.measure.delete()
    restore_deleted(KINDS["massnahme"], deleted(Measure, key))
    assert list(Step.objects.filter(measure=key)) == [kept]


@pytest.mark.parametrize("meanwhile", ["gone", "of another organisation"])
def test_office_that_is_nobodys_meanwhile_refuses_what_it_led(client, scene, meanwhile):
    unit = UnitFactory(organisation=scene.agreement.municipality)
    save(client, scene.measure, lead_unit=unit.pk)
    goal = scene.measure.objective.goal
    key = goal.pk
    goal.delete()
    if meanwhile == "gone":
        unit.delete()
    else:
        unit.organisation = MunicipalityFactory()
        unit.save()
    response = client.post(url_of(deleted(Goal, key)))
    assert response.status_code == 409
    assert not Goal.objects.filter(pk=key).exists()
