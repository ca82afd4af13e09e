"""The page of a measure's Sachstand: reporting, confirming, ticking steps off."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from goals.models import Measure, MeasureReport, Step
from tests.budget import MANY
from tests.factories import MeasureFactory, MeasureReportFactory, MembershipFactory, StepFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    return one_scene


def url_of(measure):
    return reverse("goals:reports", args=[measure.pk])


def data_of(measure, **changes):
    """What the browser sends when the page of `measure` is opened and `changes` are made."""
    measure.refresh_from_db()
    done = [step.pk for step in measure.steps.all() if step.done]
    return {
        "version": measure.version,
        "status": measure.status,
        "text": "",
        "done": done,
        **changes,
    }


def save(client, measure, **changes):
    return client.post(url_of(measure), data_of(measure, **changes))


def confirm(client, measure, version=1):
    return client.post(url_of(measure), {"version": version, "confirm": "1"})


def test_report_is_written_and_leads_back_to_the_row(client, scene):
    measure = scene.measure
    response = save(client, measure, status="in_progress", text="Der Stadtrat\r\nberät im Mai.")
    assert (response.status_code, response.url) == (302, f"{scene.page}#measure-{measure.pk}")
    written = measure.reports.get()
    assert (written.author, written.reported_on) == (scene.city, localdate())
    assert (written.status, written.text) == ("in_progress", "Der Stadtrat\nberät im Mai.")
    measure.refresh_from_db()
    assert measure.status == "in_progress"
    for record in (measure, written):
        latest = record.history.first()
        assert (latest.history_user, latest.history_change_reason) == (scene.city, "Browser")
    assert "Der Status ist gespeichert." in client.get(response.url).content.decode()


def test_text_alone_is_a_report_with_the_present_status(client, scene):
    response = save(client, scene.measure, text="Noch nicht begonnen")
    assert "Der Sachstand ist gespeichert." in client.get(response.url).content.decode()
    assert scene.measure.reports.get().status == "open"
    assert scene.measure.history.count() == 1


def test_reports_are_listed_newest_first_with_date_status_and_author(client, scene):
    for day, text in ((date(2016, 3, 1), "zuerst"), (date(2016, 10, 12), "zuletzt")):
        MeasureReportFactory(measure=scene.measure, reported_on=day, text=text, author=scene.agency)
    MeasureReportFactory(text="Fremdes")
    page = client.get(url_of(scene.measure)).content.decode()
    assert page.index("zuletzt") < page.index("zuerst")
    assert f'<time datetime="2016-10-12">12. Oktober 2016</time>, {scene.agency}' in page
    assert "Fremdes" not in page


def test_form_says_what_of_a_report_is_printed(client, scene):
    measure, stage = scene.measure.pk, scene.stage.pk
    for person, url, said in (
        (scene.city, f"/massnahmen/{measure}/sachstand/", "stehen weder Sachstand noch Status."),
        (scene.agency, f"/abschnitte/{stage}/sachstand/", "in der Anlage steht nur der Status."),
    ):
        client.force_login(person)
        assert client.get(url).content.decode().count(said) == 1


def test_page_without_reports_says_so(client, scene):
    assert "noch kein Sachstand" in client.get(url_of(scene.measure)).content.decode()


@pytest.mark.parametrize("status", ["postponed", "dropped"])
def test_reason_is_required_beside_its_field(client, scene, status):
    response = save(client, scene.measure, status=status, text=" \r\n ")
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("Bitte nennen Sie den Grund, warum etwas verschoben wird oder entfällt.") == 2
    assert 'aria-describedby="id_text_helptext id_text_error"' in page
    assert 'href="#id_text"' in page
    scene.measure.refresh_from_db()
    assert (scene.measure.status, scene.measure.reports.count()) == ("open", 0)
    assert save(client, scene.measure, status=status, text="Kein Personal").status_code == 302
    assert scene.measure.reports.get().text == "Kein Personal"


def test_one_click_confirms(client, scene):
    response = confirm(client, scene.measure)
    assert response.url == f"{scene.page}#measure-{scene.measure.pk}"
    assert "als unverändert bestätigt" in client.get(response.url).content.decode()
    written = scene.measure.reports.get()
    assert (written.status, written.text) == ("open", "Unverändert bestätigt.")
    assert scene.measure.history.count() == 1


def test_confirmation_changes_nothing_that_was_sent_along(client, scene):
    step = StepFactory(measure=scene.measure)
    data = {"status": "done", "text": "x", "done": [step.pk], "confirm": "1"}
    client.post(url_of(scene.measure), data_of(scene.measure) | data)
    step.refresh_from_db()
    assert (scene.measure.reports.get().status, step.done) == ("open", False)


@pytest.mark.parametrize("version", [1, "", "abc"])
def test_confirmation_of_another_status_is_refused(client, scene, version):
    save(client, scene.measure, status="done")
    response = confirm(client, scene.measure, version)
    page = response.content.decode()
    assert scene.measure.reports.count() == 1
    assert response.status_code == 409
    assert "Nicht bestätigt" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert confirm(client, scene.measure, 2).status_code == 302


def test_steps_are_ticked_off_and_on_with_history(client, scene):
    first, second, third = (StepFactory(measure=scene.measure, done=done) for done in (1, 0, 0))
    response = save(client, scene.measure, done=[second.pk, third.pk])
    assert response.status_code == 302
    assert list(scene.measure.steps.values_list("done", flat=True)) == [False, True, True]
    for step in (first, second, third):
        latest = step.history.first()
        assert (latest.history_user, latest.history_change_reason) == (scene.city, "Browser")
    save(client, scene.measure, done=[second.pk])
    assert [step.history.count() for step in (first, second, third)] == [2, 2, 3]
    assert scene.measure.reports.count() == 0
    assert scene.measure.history.count() == 3


def test_report_and_ticks_are_one_change_of_the_measure(client, scene):
    step = StepFactory(measure=scene.measure)
    save(client, scene.measure, done=[step.pk], status="in_progress", text="Läuft")
    step.refresh_from_db()
    assert (step.done, scene.measure.reports.count(), scene.measure.history.count()) == (True, 1, 2)


def test_version_only_ever_rises(client, scene):
    step, versions = StepFactory(measure=scene.measure), []
    for changes in ({"done": [step.pk]}, {"done": []}, {"done": [step.pk], "status": "done"}):
        save(client, scene.measure, **changes)
        scene.measure.refresh_from_db()
        versions.append(scene.measure.version)
    assert versions == sorted(set(versions))


def test_foreign_step_is_refused(client, scene):
    own, foreign = StepFactory(measure=scene.measure), StepFactory()
    response = save(client, scene.measure, done=[own.pk, foreign.pk])
    assert response.status_code == 200
    assert not Step.objects.filter(done=True).exists()


def test_stale_ticks_are_refused_with_both_versions(client, scene):
    first, second = (StepFactory(measure=scene.measure) for _ in range(2))
    mine = data_of(scene.measure, done=[first.pk])
    colleague = MembershipFactory(organisation=scene.agreement.municipality).user
    client.force_login(colleague)
    save(client, scene.measure, done=[second.pk])
    client.force_login(scene.city)
    response = client.post(url_of(scene.measure), mine)
    assert response.status_code == 409
    conflict = response.context["conflict"]
    steps = next(field for field in conflict.fields if field.label == "Erledigte Teilschritte")
    assert (steps.mine, steps.theirs) == (first.text, second.text)
    assert conflict.changed_by == colleague
    assert list(scene.measure.steps.values_list("done", flat=True)) == [False, True]


def test_failure_while_reporting_leaves_the_ticks_alone(client, scene, monkeypatch):
    step = StepFactory(measure=scene.measure)
    monkeypatch.setattr(MeasureReport, "save", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save(client, scene.measure, done=[step.pk], text="Läuft")
    step.refresh_from_db()
    assert (step.done, step.history.count()) == (False, 1)


FIELDS = {field.name for field in Measure._meta.get_fields()} - {"status", "version"}


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_post_cannot_change_a_field_that_is_not_shown(client, scene, field):
    other = MeasureFactory()
    before = Measure.objects.filter(pk=scene.measure.pk).values().get()
    keys = {"id": other.pk, "objective": other.objective_id, "starts_on": "1.1.2020"}
    save(client, scene.measure, status="done", **{field: keys.get(field, "77")})
    after = Measure.objects.filter(pk=scene.measure.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"status", "version"}
    assert not scene.measure.steps.exists()


def test_markup_is_shown_not_run(client, scene):
    save(client, scene.measure, text="<script>alert(1)</script>")
    page = client.get(url_of(scene.measure)).content.decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_measure_form_leads_to_the_sachstand_and_has_no_status(client, scene):
    page = client.get(reverse("goals:measure", args=[scene.measure.pk])).content.decode()
    assert f'href="{url_of(scene.measure)}"' in page
    assert 'name="status"' not in page


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_page_takes_six_queries(client, scene, count, django_assert_num_queries):
    for _ in range(count):
        StepFactory(measure=scene.measure)
        MeasureReportFactory(measure=scene.measure)
    with django_assert_num_queries(6):
        client.get(url_of(scene.measure))


def test_agency_notes_on_a_measure_and_leaves_its_status(client, scene):
    client.force_login(scene.agency)
    StepFactory(measure=scene.measure, done=False)
    page = client.get(url_of(scene.measure)).content.decode()
    assert 'name="text"' in page
    for hidden in ('name="status"', 'name="done"', 'name="confirm"'):
        assert hidden not in page
    done = [scene.measure.steps.get().pk]
    response = save(client, scene.measure, text="Wir unterstützen gern.", status="done", done=done)
    assert response.status_code == 302
    written = scene.measure.reports.get()
    assert (written.status, written.text) == ("open", "Wir unterstützen gern.")
    assert (written.author, written.history.get().history_user) == (scene.agency, scene.agency)
    version = scene.measure.version
    scene.measure.refresh_from_db()
    assert (scene.measure.status, scene.measure.version) == ("open", version)
    assert not scene.measure.steps.get().done
    assert scene.measure.history.count() == 1


def test_note_needs_a_text_and_a_fresh_page(client, scene):
    client.force_login(scene.agency)
    response = save(client, scene.measure, text=" ")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["text"]
    response = save(client, scene.measure, version=0, text="Wir unterstützen gern.")
    assert response.status_code == 409
    assert "Wir unterstützen gern." in response.content.decode()
    assert scene.measure.reports.count() == 0


def test_whoever_may_only_note_confirms_nothing(client, scene):
    client.force_login(scene.agency)
    assert confirm(client, scene.measure).status_code == 404
    assert scene.measure.reports.count() == 0


def test_reader_sees_reports_and_steps_and_no_form(client, scene):
    MeasureReportFactory(measure=scene.measure, text="Es geht voran.")
    StepFactory(measure=scene.measure, text="Träger einladen")
    scene.city.memberships.update(role="reading")
    page = client.get(url_of(scene.measure)).content.decode()
    assert "Es geht voran." in page
    assert "Träger einladen (offen)" in page
    assert 'name="version"' not in page
    assert save(client, scene.measure, text="Doch nicht").status_code == 404
