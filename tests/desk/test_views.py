import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bildung.agreements.models import Membership, Phase
from bildung.desk.bars import Bar
from bildung.vocabulary.progress import RULE
from milestones.models import Stage
from tests.budget import MANY
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    MeasureFactory,
    MembershipFactory,
    StageFactory,
    StepFactory,
    UnitFactory,
    UserFactory,
)
from tests.scene import make_scene

pytestmark = pytest.mark.django_db


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_agreement_page_takes_eleven_queries(client, count):
    scene = make_scene()
    for _ in range(count):
        unit = UnitFactory(organisation=scene.agreement.municipality)
        measure = MeasureFactory(objective__goal__agreement=scene.agreement, lead_unit=unit)
        StepFactory(measure=measure)
        MeasureFactory(objective=measure.objective)
        DutyFactory(stage=StageFactory(milestone__agreement=scene.agreement))
    client.force_login(scene.city)
    assert queries(client, scene.page) == 11


def test_agreement_page_links_what_the_person_may_change(client):
    scene = make_scene()
    found = {}
    for person in (scene.city, scene.agency):
        client.force_login(person)
        found[person] = actions(client.get(scene.page).content.decode())
    for change in ("Verschieben", "Löschen"):
        assert change in found[scene.city][f"measure-{scene.measure.pk}"]
    assert {
        person: {key: seen[:2] for key, seen in its.items()} for person, its in found.items()
    } == {
        scene.city: {
            f"goal-{scene.measure.objective.goal_id}": ["Bearbeiten", "Erläuterung hinzufügen"],
            f"objective-{scene.measure.objective_id}": ["Bearbeiten", "Maßnahme hinzufügen"],
            f"measure-{scene.measure.pk}": ["Bearbeiten", "Sachstand"],
            f"stage-{scene.stage.pk}": ["Bearbeiten", "Sachstand"],
        },
        scene.agency: {
            f"measure-{scene.measure.pk}": ["Sachstand"],
            f"milestone-{scene.stage.milestone_id}": ["Bearbeiten", "Abschnitt hinzufügen"],
            f"stage-{scene.stage.pk}": ["Bearbeiten", "Status setzen"],
        },
    }


def actions(page: str) -> dict[str, list[str]]:
    """Map the key of each record in the annexes to the words of what may be done with it."""
    found = {}
    for cell in re.split(r"<(?=t[dh] )", page):
        key = re.search(r'data-record="([^"]+)"', cell)
        words = re.findall(r"<(?:a href|button)[^>]*>([^<]+)<", cell.partition("</t")[0])
        if key and words and "record-actions" in cell:
            found[key[1]] = words
    return found


def standings(page: str) -> dict[str, str]:
    """Map the key of each record in the annexes to the words on how it stands."""
    cells = re.findall(r'data-record="([^"]+)">((?:(?!</t[dh]>).)*)</t[dh]>', page, re.DOTALL)
    return {
        key: " ".join(re.sub(r"<[^>]+>", " ", said[1]).split())
        for key, cell in cells
        if (said := re.search(r'<p class="stands">(.*?)</p>', cell))
    }


def test_rows_of_the_annexes_say_how_they_stand(client):
    scene = make_scene()
    for done in (True, True, False):
        StepFactory(measure=scene.measure, done=done)
    scene.measure.status = "postponed"
    scene.measure.lead_unit = UnitFactory(
        organisation=scene.agreement.municipality, name="Amt <Bildung>"
    )
    scene.measure.save()
    done = MeasureFactory(objective=scene.measure.objective, status="done")
    late = StageFactory(milestone=scene.stage.milestone, timeframe_wording="1/2016")
    for person in (scene.city, scene.agency):
        client.force_login(person)
        assert standings(client.get(scene.page).content.decode()) == {
            f"measure-{scene.measure.pk}": (
                "→ verschoben ! überfällig 2 von 3 Teilschritten Federführung: Amt &lt;Bildung&gt;"
            ),
            f"measure-{done.pk}": "✓ abgeschlossen",
            f"stage-{late.pk}": "! überfällig",
        }


def test_row_says_how_it_stands_after_a_report(client):
    scene = make_scene()
    client.force_login(scene.city)
    data = {"version": 1, "status": "in_progress", "text": ""}
    page = client.post(reverse("goals:reports", args=[scene.measure.pk]), data, follow=True)
    found = standings(client.get(scene.page).content.decode())
    assert page.status_code == 200
    assert found[f"measure-{scene.measure.pk}"] == "◉ in Arbeit ! überfällig"


def test_template_says_nothing_of_how_its_rows_stand(client):
    scene = make_scene(phase=Phase.TEMPLATE)
    client.force_login(scene.agency)
    assert standings(client.get(scene.page).content.decode()) == {}


def test_agreement_page_shows_both_annexes_and_prints(client):
    scene = make_scene(slug="eisenach")
    client.force_login(scene.city)
    page = client.get(scene.page).content.decode()
    for expected in (
        scene.measure.text,
        scene.stage.purpose,
        '<h2 id="anlage-1-title">Anlage 1: Ziele und Maßnahmen</h2>',
        'href="/vereinbarungen/eisenach/anlage-1.pdf"',
        'href="/vereinbarungen/eisenach/anlage-2.pdf"',
        'href="/vereinbarungen/eisenach/anlagen.pdf"',
    ):
        assert expected in page


def test_agreement_page_counts_status_and_overdue(client):
    scene = make_scene()
    MeasureFactory(objective=scene.measure.objective, status="done")
    MeasureFactory(objective=scene.measure.objective, timeframe_wording="laufend")
    client.force_login(scene.city)
    page = client.get(scene.page).context["page"]
    measures, stages = page.summary.measures, page.summary.stages
    assert (measures.total, measures.overdue) == (3, 1)
    assert [(status.label, count) for status, count in measures.by_status] == [
        ("offen", 2),
        ("abgeschlossen", 1),
    ]
    assert (stages.total, stages.overdue) == (1, 0)


def test_agreement_page_shows_how_far_each_goal_has_come(client):
    scene = make_scene()
    MeasureFactory(objective=scene.measure.objective, status="done")
    StepFactory(measure=scene.measure, done=True)
    StepFactory.create_batch(2, measure=scene.measure)
    other = MeasureFactory(objective__goal__agreement=scene.agreement, status="dropped")
    client.force_login(scene.city)
    response = client.get(scene.page)
    measures, stages = response.context["page"].progress.charts
    assert measures.bars == (
        Bar(str(scene.measure.objective.goal), 1, 2, 66),
        Bar(str(other.objective.goal), 0, 0, None),
    )
    assert measures.whole == Bar("Gesamt", 1, 2, 66)
    assert stages.whole == Bar("Gesamt", 0, 1, 0)
    page = " ".join(response.content.decode().split())
    assert '66 % <svg class="bar"' in page
    assert "1 von 2 abgeschlossen" in page
    assert '<rect width="66" height="8"/>' in page
    assert "zählt nicht mit" in page
    assert "Wie der Fortschritt berechnet wird" in page
    assert RULE in page


def test_measure_with_all_steps_ticked_is_not_finished_yet(client):
    scene = make_scene()
    StepFactory.create_batch(2, measure=scene.measure, done=True)
    goal = str(scene.measure.objective.goal)
    client.force_login(scene.city)
    measures, _ = client.get(scene.page).context["page"].progress.charts
    [(_, start)] = client.get("/").context["page"].city.charts
    assert measures.bars == start.bars == (Bar(goal, 0, 1, 99),)
    client.force_login(scene.agency)
    [line] = client.get("/").context["page"].agency.lines
    assert line.measures == Bar("Gesamt", 0, 1, 99)
    scene.measure.status = "done"
    scene.measure.save()
    measures, _ = client.get(scene.page).context["page"].progress.charts
    assert measures.bars == (Bar(goal, 1, 1, 100),)


def test_agreement_has_come_as_far_as_its_annexes_on_average(client):
    scene = make_scene()
    scene.measure.status = "done"
    scene.measure.save()
    StageFactory(milestone=scene.stage.milestone, status="in_progress")
    client.force_login(scene.city)
    response = client.get(scene.page)
    # Anlage 1 has come to 100 %, Anlage 2 to 25 %.
    assert response.context["page"].progress.whole == Bar("Zielvereinbarung gesamt", 1, 3, 62)
    assert '<th scope="row">Zielvereinbarung gesamt</th>' in response.content.decode()


def test_annex_in_which_nothing_counts_leaves_the_progress_to_the_other(client):
    scene = make_scene()
    scene.measure.delete()
    Stage.objects.update(status="in_progress")
    client.force_login(scene.city)
    progress = client.get(scene.page).context["page"].progress
    assert [chart.whole.percent for chart in progress.charts] == [None, 50]
    assert progress.whole == Bar("Zielvereinbarung gesamt", 0, 1, 50)


def test_empty_agreement_says_so(client):
    membership = MembershipFactory()
    agreement = AgreementFactory(municipality=membership.organisation)
    client.force_login(membership.user)
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert page.count("Diese Anlage ist noch leer.") == 2
    assert "Fortschritt" not in page


def test_markup_in_texts_is_shown_not_run(client):
    scene = make_scene(title="<script>alert(1)</script>")
    scene.measure.text = '<script>alert(2)</script> & "Ziel"'
    scene.measure.save()
    scene.agreement.agency.name = "<img src=x onerror=alert(3)>"
    scene.agreement.agency.save()
    client.force_login(scene.city)
    for url in (scene.page, f"/massnahmen/{scene.measure.pk}/bearbeiten/"):
        page = client.get(url).content.decode()
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(2)&lt;/script&gt; &amp; &quot;Ziel&quot;" in page


def test_admin_has_its_own_password_page(client):
    client.force_login(UserFactory(superuser=True))
    page = client.get("/admin/password_change/").content.decode()
    assert 'id="site-name"' in page


def test_missing_csrf_token_is_explained_in_german():
    scene = make_scene()
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.city)
    response = client.post(f"/massnahmen/{scene.measure.pk}/bearbeiten/", {"text": "anders"})
    assert response.status_code == 403
    assert "Es wurde nichts gespeichert." in response.content.decode()


def test_failure_is_explained_in_german(client, monkeypatch):
    scene = make_scene()
    client.force_login(scene.city)
    client.raise_request_exception = False
    monkeypatch.setattr("bildung.desk.views.summary_of", lambda *args: 1 / 0)
    response = client.get(scene.page)
    assert response.status_code == 500
    assert "Da ist etwas schiefgegangen" in response.content.decode()


def test_pages_carry_a_strict_policy_and_nothing_inline(client):
    scene = make_scene()
    client.force_login(scene.city)
    edit = f"/massnahmen/{scene.measure.pk}/bearbeiten/"
    for url in (scene.page, edit, "/massnahmen/", "/abschnitte/", "/passwort/", "/x/"):
        response = client.get(url)
        page = response.content.decode()
        policy = response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert not any(found in page for found in ("<style", " style=", " onclick="))
        assert re.findall(r"<script(?![^>]* src=\"/)", page) == []
        assert '<html lang="de">' in page
        assert page.count("<h1") == 1


def test_icon_is_found_without_login(client):
    assert client.get("/favicon.ico").url == "/static/bildung/icon.svg"


def test_no_name_of_a_person_on_the_not_found_page(client):
    user = UserFactory(last_name="Geheimrat")
    client.force_login(user)
    Membership.objects.all().delete()
    page = client.get("/vereinbarungen/x/").content.decode()
    assert "Geheimrat" not in page
