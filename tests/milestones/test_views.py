import pytest
from django.urls import reverse

from milestones.models import Milestone, Stage
from tests.factories import StageFactory
from tests.scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client):
    scene = make_scene()
    client.force_login(scene.agency)
    return scene


def url_of(stage):
    return reverse("milestones:stage", args=[stage.pk])


def save(client, stage, **changes):
    stage.refresh_from_db()
    data = {"version": stage.version, "status": stage.status, "note": stage.note, **changes}
    return client.post(url_of(stage), data)


def test_status_is_saved_and_leads_back_to_its_row(client, scene):
    response = save(client, scene.stage, status="done", note="Am 12. Oktober\r\nunterzeichnet.")
    assert (response.status_code, response.url) == (302, f"{scene.page}#stage-{scene.stage.pk}")
    scene.stage.refresh_from_db()
    assert (scene.stage.status, scene.stage.note) == ("done", "Am 12. Oktober\nunterzeichnet.")
    latest = scene.stage.history.first()
    assert (latest.history_user, latest.history_change_reason) == (scene.agency, "Browser")
    page = client.get(response.url).content.decode()
    assert "Der Status ist gespeichert." in page
    assert "✓\u00a0abgeschlossen" in page


def test_unchanged_save_writes_no_history(client, scene):
    scene.stage.note = "zwei\nZeilen"
    scene.stage.save()
    rows = scene.stage.history.count()
    assert save(client, scene.stage, note="zwei\r\nZeilen").status_code == 302
    assert scene.stage.history.count() == rows


def test_page_shows_the_wording_and_no_field_for_it(client, scene):
    second = StageFactory(
        milestone=scene.stage.milestone, purpose="", timeframe_wording="10/2015 -"
    )
    page = client.get(url_of(second)).content.decode()
    assert scene.stage.milestone.title in page
    assert scene.stage.purpose in page
    assert "10/2015 -" in page
    assert 'name="purpose"' not in page
    page = client.get(url_of(scene.stage)).content.decode()
    for duty in scene.stage.duties.all():
        assert duty.text in page
        assert f"Verantwortung {scene.agreement.party(duty.party)}" in page


@pytest.mark.parametrize(
    "field",
    sorted({field.name for field in Stage._meta.get_fields()} - {"status", "note", "version"}),
)
def test_post_cannot_change_a_field_that_is_not_shown(client, scene, field):
    other = StageFactory()
    values = {"id": other.pk, "milestone": other.milestone_id, "starts_on": "1.1.2020"}
    before = Stage.objects.filter(pk=scene.stage.pk).values(*HIDDEN).get()
    save(client, scene.stage, status="done", **{field: values.get(field, "77")})
    assert Stage.objects.filter(pk=scene.stage.pk).values(*HIDDEN).get() == before
    assert Milestone.objects.count() == 2
    assert scene.stage.duties.count() == 2


HIDDEN = ("milestone", "position", "purpose", "timeframe_wording", "starts_on", "ends_on")


def test_unknown_status_is_refused(client, scene):
    response = save(client, scene.stage, status="erledigt", note="Bleibt hier")
    page = response.content.decode()
    assert response.status_code == 200
    assert 'href="#id_status"' in page
    assert "Bleibt hier" in page
    scene.stage.refresh_from_db()
    assert scene.stage.version == 1


def test_unreadable_time_frame_keeps_nobody_from_the_status(client, scene):
    Stage.objects.filter(pk=scene.stage.pk).update(timeframe_wording="13/2016")
    assert save(client, scene.stage, status="done").status_code == 302


def test_stale_page_is_refused_with_both_versions(client, scene):
    save(client, scene.stage, status="postponed", note="Verschoben")
    response = client.post(url_of(scene.stage), {"version": 1, "status": "done", "note": ""})
    assert response.status_code == 409
    status, note = response.context["conflict"].fields
    assert "abgeschlossen" in status.mine
    assert "verschoben" in status.theirs
    assert (note.mine, note.theirs) == ("", "Verschoben")
    scene.stage.refresh_from_db()
    assert scene.stage.status == "postponed"
    again = {"version": scene.stage.version, "status": "done", "note": ""}
    assert client.post(url_of(scene.stage), again).status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_stage_page_takes_five_queries(client, scene, count, django_assert_num_queries):
    for _ in range(count):
        StageFactory(milestone=scene.stage.milestone)
    with django_assert_num_queries(5):
        client.get(url_of(scene.stage))
