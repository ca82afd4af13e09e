import pytest
from django.urls import reverse

from milestones.models import Milestone, Stage
from tests.budget import MANY
from tests.factories import StageFactory, StageReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.agency)
    return one_scene


def url_of(stage):
    return reverse("milestones:reports", args=[stage.pk])


def save(client, stage, **changes):
    stage.refresh_from_db()
    data = {"version": stage.version, "status": stage.status, "text": "", **changes}
    return client.post(url_of(stage), data)


def test_status_is_saved_and_leads_back_to_its_row(client, scene):
    response = save(client, scene.stage, status="done", text="Am 12. Oktober\r\nunterzeichnet.")
    assert (response.status_code, response.url) == (302, f"{scene.page}#stage-{scene.stage.pk}")
    scene.stage.refresh_from_db()
    assert (scene.stage.status, scene.stage.note) == ("done", "Am 12. Oktober\nunterzeichnet.")
    latest = scene.stage.history.first()
    assert (latest.history_user, latest.history_change_reason) == (scene.agency, "Browser")
    written = scene.stage.reports.get()
    assert (written.status, written.text) == ("done", "Am 12. Oktober\nunterzeichnet.")
    assert written.history.get().history_user == scene.agency
    page = client.get(response.url).content.decode()
    assert "Der Status ist gespeichert." in page
    assert "✓\u00a0abgeschlossen" in page


def test_unchanged_save_writes_nothing(client, scene):
    response = save(client, scene.stage, text=" \r\n")
    assert "Es gab nichts zu speichern" in client.get(response.url).content.decode()
    assert (scene.stage.history.count(), scene.stage.reports.count()) == (1, 0)


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


def test_note_from_before_the_first_report_is_shown(client, scene):
    scene.stage.note = "Entwurf liegt vor"
    scene.stage.save()
    assert "Entwurf liegt vor" in client.get(url_of(scene.stage)).content.decode()


def test_other_party_reads_the_reports_and_gets_no_form(client, scene):
    save(client, scene.stage, status="done", text="Unterzeichnet")
    client.force_login(scene.city)
    page = client.get(url_of(scene.stage)).content.decode()
    assert "Unterzeichnet" in page
    assert 'name="status"' not in page
    assert "Unverändert bestätigen" not in page


SHOWN = {"status", "text", "version"}
HIDDEN = ("milestone", "position", "purpose", "timeframe_wording", "starts_on", "ends_on", "note")


@pytest.mark.parametrize(
    "field", sorted({field.name for field in Stage._meta.get_fields()} - SHOWN)
)
def test_post_cannot_change_a_field_that_is_not_shown(client, scene, field):
    other = StageFactory()
    values = {"id": other.pk, "milestone": other.milestone_id, "starts_on": "1.1.2020"}
    before = Stage.objects.filter(pk=scene.stage.pk).values(*HIDDEN).get()
    save(client, scene.stage, status="done", **{field: values.get(field, "77")})
    assert Stage.objects.filter(pk=scene.stage.pk).values(*HIDDEN).get() == before
    assert Milestone.objects.count() == 2
    assert (scene.stage.duties.count(), scene.stage.reports.count()) == (2, 1)


def test_unknown_status_is_refused(client, scene):
    response = save(client, scene.stage, status="erledigt", text="Bleibt hier")
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
    save(client, scene.stage, status="postponed", text="Verschoben")
    response = client.post(url_of(scene.stage), {"version": 1, "status": "done", "text": "Fertig"})
    assert response.status_code == 409
    status, text = response.context["conflict"].fields
    assert "abgeschlossen" in status.mine
    assert "verschoben" in status.theirs
    assert (text.mine, text.theirs) == ("Fertig", "")
    scene.stage.refresh_from_db()
    assert (scene.stage.status, scene.stage.reports.count()) == ("postponed", 1)
    again = {"version": scene.stage.version, "status": "done", "text": "Fertig"}
    assert client.post(url_of(scene.stage), again).status_code == 302


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_stage_page_takes_seven_queries(client, scene, count, django_assert_num_queries):
    for _ in range(count):
        StageFactory(milestone=scene.stage.milestone)
        StageReportFactory(stage=scene.stage)
    with django_assert_num_queries(7):
        client.get(url_of(scene.stage))


def test_city_notes_on_a_stage_and_leaves_status_and_its_note(client, scene):
    Stage.objects.filter(pk=scene.stage.pk).update(note="Termin steht")
    client.force_login(scene.city)
    url = url_of(scene.stage)
    data = {"version": 1, "text": "Der Saal ist gebucht.", "status": "done"}
    assert client.post(url, data).status_code == 302
    written = scene.stage.reports.get()
    assert (written.status, written.text, written.author) == (
        "open",
        "Der Saal ist gebucht.",
        scene.city,
    )
    scene.stage.refresh_from_db()
    assert (scene.stage.status, scene.stage.note, scene.stage.version) == (
        "open",
        "Termin steht",
        1,
    )
