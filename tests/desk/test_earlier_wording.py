"""What was overwritten comes back: of which records, by whom, and what stays as it is."""

import pytest
from django.urls import reverse

from bildung.agreements.access import Right
from bildung.agreements.models import Party, Phase, Role
from bildung.agreements.reporting import report
from bildung.history import parts
from bildung.history.kinds import ALL, KINDS
from milestones.models import Duty, Stage
from tests.agreements.test_locking import lock
from tests.desk.test_history import age, of
from tests.desk.test_restoring import buttons
from tests.factories import FocusTopicFactory, MembershipFactory, MilestoneFactory, StepFactory
from tests.goals.test_views import save
from tests.scene import make_scene

pytestmark = pytest.mark.django_db

WORDING = "Diesen Wortlaut wiederherstellen"
DUTIES = "Diese Verantwortung der Kommune wiederherstellen"
PERSONS = "Diese Zuständigkeit wiederherstellen"


@pytest.fixture
def scene(client):
    scene = make_scene(slug="eisenach")
    client.force_login(scene.city)
    return scene


def url_of(row):
    key = next(kind.key for kind in ALL if kind.model is row.instance_type)
    return reverse("desk:restore", args=["eisenach", key, row.history_id])


def labels(client, record, row):
    """Return what the record's page offers to bring back as `row` tells it."""
    return [label for label, url in buttons(client, of(record)) if url == url_of(row)]


def restore(client, row, record, part="wortlaut"):
    record.refresh_from_db()
    return client.post(url_of(row), {"version": record.version, "part": part})


def edit_stage(client, stage, **changes):
    stage.refresh_from_db()
    sides = {
        side: "\r\n".join(duty.text for duty in stage.duties.filter(party=side)) for side in Party
    }
    data = {"version": stage.version, "purpose": stage.purpose, "starts_on": "", "ends_on": ""}
    data |= {"timeframe_wording": stage.timeframe_wording} | sides | changes
    assert client.post(f"/abschnitte/{stage.pk}/bearbeiten/", data).status_code == 302


def duties(stage):
    return [(duty.party, duty.text) for duty in stage.duties.all()]


def simple_records(scene):
    """Return records without lines, the address of each, and what is typed over its wording."""
    goal, topic = scene.measure.objective.goal, FocusTopicFactory(agreement=scene.agreement)
    return {
        "schwerpunkt": (topic, "schwerpunkte", {"name": "Neu"}),
        "ziel": (goal, "ziele", {"title": "Neu", "priority": "low", "topics": [topic.pk]}),
        "erlaeuterung": (scene.measure.objective, "erlaeuterungen", {"text": "Neu"}),
        "meilenstein": (scene.stage.milestone, "meilensteine", {"title": "Neu"}),
    }


@pytest.mark.parametrize("key", ["schwerpunkt", "ziel", "erlaeuterung", "meilenstein"])
def test_what_was_overwritten_comes_back_with_author_and_origin(client, scene, key):
    record, address, typed = simple_records(scene)[key]
    person = scene.agency if key == "meilenstein" else scene.city
    client.force_login(person)
    fields = [name for name in typed if name != "topics"]
    before, first = [getattr(record, name) for name in fields], record.history.first()
    age(scene)
    client.post(f"/{address}/{record.pk}/bearbeiten/", {"version": 1, **typed})
    record.refresh_from_db()
    assert [getattr(record, name) for name in fields] == [typed[name] for name in fields]
    assert labels(client, record, first) == [WORDING]
    assert labels(client, record, record.history.first()) == []

    assert restore(client, first, record).url == of(record)
    said = client.get(of(record)).content.decode()
    assert "Der frühere Wortlaut gilt wieder." in said
    record.refresh_from_db()
    assert [getattr(record, name) for name in fields] == before
    if key == "ziel":
        assert list(record.topics.all()) == []
    row = record.history.first()
    assert (row.history_user, row.version) == (person, record.version)
    assert row.history_change_reason.startswith("Wortlaut vom ")
    assert client.get(of(record)).context["page"].history.days[0].acts[0].origin == "Browser"
    count = record.history.count()
    restore(client, first, record)
    assert record.history.count() == count


@pytest.mark.parametrize("key", ["schwerpunkt", "ziel", "erlaeuterung", "meilenstein"])
def test_only_those_who_may_edit_a_record_bring_its_wording_back(client, scene, key):
    record, _, typed = simple_records(scene)[key]
    first = record.history.first()
    age(scene)
    setattr(record, *next(iter(typed.items())))
    record.save()
    reader = MembershipFactory(organisation=scene.agreement.municipality, role=Role.READING).user
    other = scene.city if key == "meilenstein" else scene.agency
    for person in (reader, other, make_scene().city):
        client.force_login(person)
        assert restore(client, first, record).status_code == 404
    client.force_login(other)
    assert labels(client, record, first) == []


def test_every_field_of_the_wording_belongs_to_a_part():
    placed = {"position", "number"}  # where it stands, which is told and changed by moving
    missing = {}
    for kind in (kind for kind in ALL if kind.has_page):
        fields = {field.name for field in (*kind.model.wording_fields(), *kind.tag_rows)}
        held = {name for part in parts.PARTS[kind.key] for name in part.fields}
        missing[kind.key] = fields - held - placed - {kind.within}
    assert missing == {key: set() for key in parts.PARTS}


def test_duties_come_back_with_their_stage_and_its_status_stays(client, scene):
    client.force_login(scene.agency)
    stage = scene.stage
    report(stage, "in_progress", "Es geht voran.", scene.agency, stage.starts_on)
    edit_stage(client, stage, agency="Beratung\r\nModeration")
    old, before, purpose = stage.history.first(), duties(stage), stage.purpose
    age(scene)
    edit_stage(client, stage, purpose="Neu", agency="Moderation", municipality="Räume")
    Stage.objects.filter(pk=stage.pk).update(status="done", note="Fertig")
    assert labels(client, stage, old) == [WORDING]
    restore(client, old, stage)
    said = client.get(of(stage)).content.decode()
    assert "Der frühere Wortlaut gilt wieder. Der Status bleibt, wie er ist." in said
    stage.refresh_from_db()
    assert (stage.purpose, duties(stage)) == (purpose, before)
    assert (stage.status, stage.note) == ("done", "Fertig")


def test_municipality_brings_back_its_own_duties_and_no_others(client, scene):
    stage = scene.stage
    old, before = stage.history.first(), duties(stage)
    age(scene)
    client.force_login(scene.agency)
    edit_stage(client, stage, purpose="Neu", agency="Moderation", municipality="Räume")
    client.force_login(scene.city)
    assert labels(client, stage, old) == [DUTIES]
    assert restore(client, old, stage).status_code == 404
    assert restore(client, old, stage, "verantwortung").status_code == 302
    stage.refresh_from_db()
    own = [each for each in before if each[0] == Party.MUNICIPALITY]
    assert sorted(duties(stage)) == sorted([*own, (Party.AGENCY, "Moderation")])
    assert stage.purpose == "Neu"
    assert labels(client, stage, old) == []


def test_deleted_duty_comes_back_by_those_who_may_edit_it(client, scene):
    rows = {}
    for duty in scene.stage.duties.all():
        duty.delete()
        rows[duty.party] = Duty.history.filter(party=duty.party, history_type="-").get()
    assert [url for _, url in buttons(client, of(scene.stage))] == [url_of(rows["municipality"])]
    assert client.post(url_of(rows["agency"])).status_code == 404
    assert client.post(url_of(rows["municipality"])).status_code == 302
    client.force_login(scene.agency)
    assert client.post(url_of(rows["agency"])).status_code == 302
    assert scene.stage.duties.count() == 2


def test_duty_that_was_changed_without_its_stage_leads_back_as_well(client, scene):
    client.force_login(scene.agency)
    stage, duty = scene.stage, scene.stage.duties.get(party=Party.AGENCY)
    age(scene)
    duty.text = "Aus einer Datei"
    duty.save()
    row = duty.history.first()
    assert labels(client, stage, row) == []
    age(scene)
    edit_stage(client, stage, agency="Später überschrieben")
    assert labels(client, stage, row) == [WORDING]
    restore(client, row, stage)
    assert "Aus einer Datei" in [text for _, text in duties(stage)]


def test_where_the_wording_stayed_nothing_is_offered(client, scene):
    for status in ("in_progress", "done"):
        report(scene.measure, status, "Es geht voran.", scene.city, scene.measure.starts_on)
        age(scene)
    steps = [StepFactory(measure=scene.measure, position=place) for place in (1, 2)]
    scene.measure.refresh_from_db()
    scene.measure.save()
    age(scene)
    for step, place in zip(steps, (3, 7), strict=True):  # another place, the same order
        step.position, step.done = place, True
        step.save()
    scene.measure.save()
    final, told, done, in_progress, _ = scene.measure.history.all()
    offered = [labels(client, scene.measure, row) for row in (final, told)]
    assert offered == [[], []]
    age(scene)
    for step in steps:
        step.delete()
    offered = [labels(client, scene.measure, row) for row in (final, told, done, in_progress)]
    assert offered == [[WORDING], [WORDING], [], []]


def test_order_of_steps_comes_back(client, scene):
    save(client, scene.measure, steps="eins\r\nzwei\r\ndrei")
    old = scene.measure.history.first()
    age(scene)
    save(client, scene.measure, steps="drei\r\neins\r\nzwei")
    assert labels(client, scene.measure, old) == [WORDING]
    restore(client, old, scene.measure)
    assert [step.text for step in scene.measure.steps.all()] == ["eins", "zwei", "drei"]


def test_step_that_was_removed_and_written_again_stays_with_what_was_done(client, scene):
    save(client, scene.measure, steps="eins\r\nzwei")
    old = scene.measure.history.first()
    age(scene)
    first, second = scene.measure.steps.all()
    second.done = True
    second.save()
    age(scene)
    save(client, scene.measure, steps="")
    save(client, scene.measure, steps="eins\r\nzwei")
    scene.measure.steps.filter(text="eins").update(done=True)
    assert labels(client, scene.measure, old) == []
    age(scene)
    save(client, scene.measure, steps="drei\r\neins")
    again = scene.measure.steps.get(text="eins")
    restore(client, old, scene.measure)
    assert list(scene.measure.steps.values_list("pk", "text", "done")) == [
        (again.pk, "eins", True),
        (second.pk, "zwei", True),
    ]
    assert again != first


def test_topic_that_is_gone_does_not_come_back(client, scene):
    kept, gone = (FocusTopicFactory(agreement=scene.agreement) for _ in range(2))
    scene.measure.topics.set([kept, gone])
    old = scene.measure.history.first()
    age(scene)
    gone.delete()
    assert labels(client, scene.measure, old) == []
    age(scene)
    scene.measure.topics.set([])
    assert labels(client, scene.measure, old) == [WORDING]
    restore(client, old, scene.measure)
    assert list(scene.measure.topics.all()) == [kept]


def test_title_that_another_milestone_has_by_now_is_refused(client, scene):
    client.force_login(scene.agency)
    milestone = scene.stage.milestone
    first, title = milestone.history.first(), milestone.title
    milestone.title = "Neu"
    milestone.save()
    MilestoneFactory(agreement=scene.agreement, title=title)
    response = restore(client, first, milestone)
    assert response.status_code == 409
    said = response.content.decode()
    assert "Diesen Meilenstein gibt es in der Vereinbarung schon." in said
    assert f'href="{of(milestone)}"' in said


def test_of_a_locked_wording_only_who_is_in_charge_comes_back(client, scene):
    measure, first = scene.measure, scene.measure.history.first()
    age(scene)
    save(client, measure, text="Neu", partners="Schulamt")
    lock(scene)
    assert labels(client, measure, first) == [PERSONS]
    assert restore(client, first, measure).status_code == 404
    assert restore(client, first, measure, "zustaendigkeit").status_code == 302
    measure.refresh_from_db()
    assert (measure.text, measure.partners) == ("Neu", "")
    lock(scene, Phase.ENDED)
    assert restore(client, first, measure, "zustaendigkeit").status_code == 404


def test_who_is_in_charge_comes_back_whatever_the_time_frame_says(client, scene):
    measure, first = scene.measure, scene.measure.history.first()
    type(measure).objects.filter(pk=measure.pk).update(
        timeframe_wording="9/2015-272016", starts_on=None, ends_on=None, partners="Schulamt"
    )
    assert restore(client, first, measure, "zustaendigkeit").status_code == 302
    measure.refresh_from_db()
    assert measure.partners == ""


def test_wording_that_was_locked_a_moment_ago_is_as_without_the_right(client, scene, monkeypatch):
    goal, first = scene.measure.objective.goal, scene.measure.objective.goal.history.first()
    goal.title = "Neu"
    goal.save()
    lock(scene)
    monkeypatch.setattr("bildung.desk.history.views.rights_of", lambda *args: frozenset(Right))
    assert restore(client, first, goal).status_code == 404
    goal.refresh_from_db()
    assert goal.title == "Neu"


def test_part_that_does_not_exist_is_not_found(client, scene):
    first = scene.measure.history.first()
    assert restore(client, first, scene.measure, "alles").status_code == 404
    assert parts.parts_for(KINDS["verantwortung"], frozenset(Right)) == ()
