"""What the server answers to htmx: a form as a part of a page, refusals, the end of a session."""

import gzip
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from bildung.desk.previews import Reading, read
from tests.factories import MilestoneFactory
from tests.scene import make_scene

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}
MOST_BYTES = 40 * 1024


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    return one_scene


def pages_of(scene):
    """Yield the address of each kind of page that may open beside its record."""
    measure = scene.measure
    objective, goal = measure.objective, measure.objective.goal
    for name, record in (("goal", goal), ("objective", objective), ("measure", measure)):
        edit = "measure" if name == "measure" else f"{name}_edit"
        for url_name in (edit, f"{name}_move", f"{name}_delete"):
            yield reverse(f"goals:{url_name}", args=[record.pk])
    yield reverse("goals:goal_add", args=[scene.agreement.slug])
    yield reverse("goals:objective_add", args=[goal.pk])
    yield reverse("goals:measure_add", args=[objective.pk])
    yield reverse("goals:reports", args=[measure.pk])
    yield reverse("milestones:stage_edit", args=[scene.stage.pk])
    yield reverse("milestones:reports", args=[scene.stage.pk])


def test_each_page_has_a_part_with_ids_of_its_own(client, scene):
    seen = set()
    for url in pages_of(scene):
        response = client.get(url, **HTMX)
        page = response.content.decode()
        part = url.strip("/").replace("/", "-")
        assert (url, response.status_code, page.count("<html")) == (url, 200, 0)
        assert page.count("<section") >= 1
        assert f'id="{part}"' in page
        assert f'hx-post="{url}"' in page or "<form" not in page
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), ids
        assert not seen & set(ids)
        seen |= set(ids)
        assert "HX-Request" in response["Vary"]
        whole = client.get(url)
        assert (whole.content.decode().count("<h1"), "hx-post" in page) == (1, True)
        assert "HX-Request" in whole["Vary"]


def test_refused_part_is_answered_by_422_and_a_page_by_200(client, scene):
    url = reverse("goals:measure", args=[scene.measure.pk])
    data = {"version": 1, "text": "", "timeframe_wording": "13/2016"}
    part, page = client.post(url, data, **HTMX), client.post(url, data)
    assert (part.status_code, page.status_code) == (422, 200)
    assert "<html" not in part.content.decode()
    assert "data-refused" in part.content.decode()
    move = reverse("goals:measure_move", args=[scene.measure.pk])
    assert client.post(move, {"place": "x"}, **HTMX).status_code == 422


def test_stale_part_is_answered_by_409_with_both_versions(client, scene):
    scene.measure.save()
    url = reverse("goals:measure", args=[scene.measure.pk])
    response = client.post(url, {"version": 1, "text": "Meine"}, **HTMX)
    assert response.status_code == 409
    assert "<html" not in response.content.decode()
    assert "Beide Fassungen" in response.content.decode()


def test_saved_part_leads_to_the_agreement_as_a_page_does(client, scene):
    url = reverse("goals:measure", args=[scene.measure.pk])
    data = {"version": 1, "text": "Neu"}
    response = client.post(url, data, follow=True, **HTMX)
    assert response.redirect_chain == [(f"{scene.page}#measure-{scene.measure.pk}", 302)]
    page = response.content.decode()
    for taken in ("kennzahlen", "fortschritt", "anlage-1-teil", "anlage-2-teil", "meldungen"):
        assert page.count(f'id="{taken}"') == 1


@pytest.mark.parametrize("method", ["get", "post"])
def test_ended_session_leads_the_whole_page_to_the_login(client, scene, method):
    client.logout()
    url = reverse("goals:measure", args=[scene.measure.pk])
    here = f"http://testserver{scene.page}"
    response = getattr(client, method)(url, **HTMX, HTTP_HX_CURRENT_URL=here)
    assert response.status_code == 200
    assert response["HX-Redirect"] == f"{reverse('login')}?next={scene.page}"
    assert response.content == b""


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/massnahmen/?text=a%20b", "/massnahmen/?text=a%20b"),
        ("https://example.org/x", "/vereinbarungen/neu/"),
        ("", "/vereinbarungen/neu/"),
    ],
)
def test_what_was_sent_in_vain_leads_back_to_its_page(client, referer, back):
    response = client.post("/vereinbarungen/neu/", {"a": "1"}, HTTP_REFERER=referer)
    login = urlsplit(response["Location"])
    assert (login.path, parse_qsl(login.query)) == (
        reverse("login"),
        [("next", back), ("unsent", "1")],
    )
    page = client.get(response["Location"]).content.decode()
    assert "ist noch nicht gespeichert" in page
    assert "ist noch nicht gespeichert" not in client.get(reverse("login")).content.decode()


def test_ended_session_leads_nowhere_else_after_the_login(client, scene):
    client.logout()
    url = reverse("goals:measure", args=[scene.measure.pk])
    response = client.get(url, **HTMX, HTTP_HX_CURRENT_URL="https://example.org/x")
    assert response["HX-Redirect"] == f"{reverse('login')}?next=/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_part_is_as_if_there_were_none(client, scene, method):
    other = make_scene()
    url = reverse("goals:measure", args=[other.measure.pk])
    missing = reverse("goals:measure", args=[987654])
    answers = [getattr(client, method)(address, **HTMX) for address in (url, missing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize(
    ("wording", "reading"),
    [
        ("3/2016-5/2017", Reading("März 2016 bis Mai 2017, 15 Monate")),
        ("Ab 10/2016 lfd.", Reading("ab Oktober 2016, Ende offen")),
        ("", Reading()),
        ("nach Absprache", Reading(remark="Dieser Wortlaut ist nicht auswertbar.")),
    ],
)
def test_time_frame_is_read(wording, reading):
    assert read(wording) == reading


def test_slip_in_a_time_frame_is_answered_with_a_suggestion(client, scene):
    assert read("9/2015-272016").suggestion == "9/2015-2/2016"
    page = client.get("/zeitrahmen/", {"timeframe_wording": "9/2015-272016"}).content.decode()
    assert 'data-takes="9/2015-2/2016"' in page
    page = client.get("/zeitrahmen/", {"timeframe_wording": "<b>13/2016"}).content.decode()
    assert "<b>" not in page


def test_outline_is_shown_as_in_the_annex(client, scene):
    objective = scene.measure.objective
    objective.text = "Leitbild <x>\n  Entwurf\n  Beschluss"
    objective.save()
    preview = client.post("/gliederung/", {"text": objective.text}).content.decode()
    (shown,) = re.findall(r"<ul>.*</ul>", preview)
    assert shown == (
        "<ul><li>Leitbild &lt;x&gt;<ul><li>Entwurf</li><li>Beschluss</li></ul></li></ul>"
    )
    assert shown in client.get(scene.page).content.decode()
    assert client.post("/gliederung/", {"text": " "}).content.strip() == b""


@pytest.mark.parametrize(("method", "url"), [("get", "/zeitrahmen/"), ("post", "/gliederung/")])
def test_previews_are_for_members_alone(client, method, url):
    response = getattr(client, method)(url)
    unsent = "&unsent=1" if method == "post" else ""
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={url}{unsent}")


def test_scripts_and_styles_of_a_page_stay_small(client, scene):
    MilestoneFactory(agreement=scene.agreement)
    pages = (scene.page, f"{scene.page}fassungen/")
    lists = ("/massnahmen/", "/zeitstrahl/", "/konto/passkeys/", "/")
    for url in (*pages, *lists, reverse("goals:measure", args=[scene.measure.pk])):
        page = client.get(url).content.decode()
        linked = re.findall(
            r'<(?:script|link)[^>]* (?:src|href)="/static/([^"]+\.(?:js|css))"', page
        )
        assert "bildung/work.js" in linked
        files = {Path(finders.find(name)) for name in linked}
        waiting = list(files)
        while waiting:  # what a script imports is loaded with it
            source = waiting.pop()
            for name in re.findall(r'"(\.[^"]+\.js)"', source.read_text()):
                imported = (source.parent / name).resolve()
                if imported not in files:
                    files.add(imported)
                    waiting.append(imported)
        size = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
        assert size <= MOST_BYTES
