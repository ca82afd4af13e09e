"""The pages of editions: who sees them, what they do, what they say where an act is refused."""

import hashlib
import json
import os
import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from bildung.agreements.models import Phase
from bildung.editions.forms import usual_label
from bildung.editions.models import Approval, Edition, PaperRecord, Scan, State
from tests.access.pages import forms_of
from tests.accounts.factors import add_app, code_now
from tests.budget import DEEP
from tests.factories import MeasureFactory, ScanFactory
from tests.scene import strangers
from tests.unguarded import raw, unguarded

from .scene import LABEL, SCAN, frozen, in_force, sign

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

LIST = "/vereinbarungen/eisenach/fassungen/"
WORD = {"name": "Kim Muster", "function": "Oberbürgermeisterin"}
ACTS = ("festschreiben/", "fortschreiben/", "aufgeben/", "beenden/")


def shown(client, person):
    """Return what the page that freezes hands back of what it showed."""
    client.force_login(person)
    return {"shown": client.get(f"{LIST}festschreiben/").context["shown"]}


def text_of(client, person, url, status=200):
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def post(client, person, url, data=None, status=302):
    client.force_login(person)
    response = client.post(url, data or {})
    assert response.status_code == status, response.content.decode()
    return response


def test_way_of_an_agreement_through_the_pages(client, parties):
    data = shown(client, parties.city) | {"label": LABEL}
    post(client, parties.city, f"{LIST}festschreiben/", data)
    assert parties.fresh().phase == Phase.SIGNING
    post(client, parties.city, f"{LIST}1/zustimmen/", WORD)
    answer = post(client, parties.agency, f"{LIST}1/zustimmen/", WORD)
    assert answer.url == f"{LIST}1/"
    assert parties.fresh().phase == Phase.IN_FORCE
    page = text_of(client, parties.city_editor, f"{LIST}1/")
    assert "</span> in Kraft</span> seit" in page
    assert page.count("Kim Muster, Oberbürgermeisterin") == 2
    post(client, parties.agency, f"{LIST}fortschreiben/")
    assert parties.fresh().phase == Phase.CONTINUING
    parties.measure.text = "Ganz anders"
    parties.measure.save()
    post(client, parties.city, f"{LIST}aufgeben/")
    assert parties.fresh().phase == Phase.IN_FORCE
    parties.measure.refresh_from_db()
    assert parties.measure.text != "Ganz anders"
    post(client, parties.city, f"{LIST}beenden/", {"ended_on": "31.12.2025", "reason": "Ende"})
    assert parties.fresh().phase == Phase.ENDED
    assert "beendet" in text_of(client, parties.city_editor, LIST)


def test_freezing_shows_what_it_will_freeze_and_proposes_a_name(client, parties):
    page = text_of(client, parties.city, f"{LIST}festschreiben/")
    assert parties.measure.text in page
    assert parties.stage.purpose in page
    assert usual_label(localdate()) in page
    assert not Edition.objects.exists()


def test_freezing_is_refused_with_reasons_and_keeps_what_was_typed(client, parties):
    parties.measure.delete()
    goal = parties.measure.objective.goal
    url = f"{LIST}festschreiben/"
    page = text_of(client, parties.city, url)
    assert f'href="/vereinbarungen/eisenach/#goal-{goal.pk}"' in page
    page = post(client, parties.city, url, {"label": "Fassung A"}, status=409).content.decode()
    assert "hat keine Maßnahme" in page
    assert 'value="Fassung A"' in page
    assert parties.fresh().phase == Phase.DRAFT


def test_what_changed_since_it_was_shown_is_shown_again_before_it_is_frozen(client, parties):
    data = shown(client, parties.city) | {"label": LABEL}
    parties.measure.text = "Inzwischen geändert"
    parties.measure.save()
    url = f"{LIST}festschreiben/"
    for stale in (data, {"label": LABEL}):
        response = post(client, parties.city, url, stale, status=409)
        assert "Der Wortlaut wurde geändert, seit" in response.content.decode()
        assert "Inzwischen geändert" in response.content.decode()
        assert not Edition.objects.exists()
    post(client, parties.city, url, data | {"shown": response.context["shown"]})
    assert parties.fresh().phase == Phase.SIGNING


def test_unreadable_timeframe_is_confirmed_or_not_frozen(client, parties):
    measure = parties.measure
    measure.timeframe_wording, measure.starts_on, measure.ends_on = "wenn es passt", None, None
    parties.measure.save()
    url = f"{LIST}festschreiben/"
    assert "wenn es passt" in text_of(client, parties.city, url)
    data = shown(client, parties.city) | {"label": LABEL}
    page = post(client, parties.city, url, data, status=409).content.decode()
    assert "nicht auswertbar" in page
    post(client, parties.city, url, data | {"confirmed": "on"})
    assert parties.fresh().phase == Phase.SIGNING


def test_refusal_needs_its_reason_and_opens_the_wording(client, parties):
    frozen(parties)
    url = f"{LIST}1/ablehnen/"
    page = post(client, parties.agency, url, WORD, status=200).content.decode()
    assert "Oberbürgermeisterin" in page
    assert "Dieses Feld" in page
    post(client, parties.agency, url, WORD | {"reason": "Der Zeitplan fehlt."})
    assert parties.fresh().phase == Phase.DRAFT
    assert "Der Zeitplan fehlt." in text_of(client, parties.city, f"{LIST}1/")


def test_nobody_speaks_twice_or_for_the_other_side(client, parties):
    frozen(parties)
    url = f"{LIST}1/zustimmen/"
    post(client, parties.city, url, WORD | {"side": "agency"})
    assert [each.side for each in Approval.objects.all()] == ["municipality"]
    page = post(client, parties.city, url, WORD, status=409).content.decode()
    assert "hat sich zu dieser Fassung schon geäußert" in page
    assert f'href="{url}"' not in text_of(client, parties.city, f"{LIST}1/")
    assert f'href="{url}"' in text_of(client, parties.agency, f"{LIST}1/")


@pytest.mark.parametrize(
    ("act", "words"),
    [("1/zustimmen/", WORD), ("1/ablehnen/", WORD | {"reason": "Der Zeitplan fehlt."})],
)
def test_two_clicks_on_an_act_are_answered_alike(client, parties, act, words):
    frozen(parties)
    client.force_login(parties.city)
    forms = forms_of(client.get(LIST + act).content.decode())
    (form,) = [each for each in forms if "function" in each.names]
    data = form.values | words
    first, second = client.post(LIST + act, data), client.post(LIST + act, data)
    assert (second.status_code, second.url) == (302, first.url)
    assert Approval.objects.count() == 1


def test_second_factor_is_asked_again_and_what_was_posted_goes_on(client, parties):
    frozen(parties)
    add_app(parties.city)
    url = f"{LIST}1/zustimmen/"
    client.force_login(parties.city)
    answer = client.post(url, WORD)
    assert answer.url.startswith("/konto/bestaetigen/code/?next=")
    assert not Approval.objects.exists()
    client.post(answer.url, {"code": code_now()})
    assert Approval.objects.get().name == "Kim Muster"
    # Asked a moment ago: not again.
    assert client.get(f"{LIST}1/ablehnen/").status_code == 200


def test_only_those_with_the_right_find_the_acts(client, parties):
    frozen(parties)
    pages = [f"{LIST}{act}" for act in ACTS] + [f"{LIST}1/zustimmen/", f"{LIST}1/ablehnen/"]
    for person in (parties.city_editor, parties.agency_editor):
        for url in pages:
            text_of(client, person, url, status=404)
            post(client, person, url, WORD, status=404)


def test_act_in_the_wrong_phase_is_explained(client, parties):
    frozen(parties)
    for act in ("fortschreiben/", "aufgeben/"):
        page = post(client, parties.city, f"{LIST}{act}", status=409).content.decode()
        assert "Die Vereinbarung ist jetzt: zur Unterzeichnung." in page


def test_to_strangers_no_page_of_editions_exists(client, parties):
    in_force(parties)
    pages = ["", *ACTS, *(f"1/{each}" for each in ("", "fassung.pdf", "fassung.json", "scan.pdf",
             "zustimmen/", "ablehnen/", "unterlagen/", "scan/"))]  # fmt: skip
    for person in strangers().values():
        for page in pages:
            text_of(client, person, f"{LIST}{page}", status=404)


def test_papers_are_written_and_stale_ones_refused(client, parties):
    in_force(parties)
    url = f"{LIST}1/unterlagen/"
    data = {"signed_on": "12.10.2015", "draft_number": "0123-BR/2015", "resolution_number": "7"}
    post(client, parties.agency_editor, url, data | {"link": "https://rat.example.org/7"})
    papers = PaperRecord.objects.get()
    assert (papers.draft_number, papers.link) == ("0123-BR/2015", "https://rat.example.org/7")
    assert papers.history.get().history_user == parties.agency_editor
    page = text_of(client, parties.city_editor, f"{LIST}1/")
    assert 'href="https://rat.example.org/7"' in page
    post(client, parties.city_editor, url, data, status=409)
    post(
        client, parties.city_editor, url, data | {"link": "javascript:x", "version": 1}, status=200
    )
    assert PaperRecord.objects.get().link == "https://rat.example.org/7"


def test_scan_is_filed_beside_the_edition_and_other_files_are_refused(client, parties, upload):
    edition = in_force(parties)
    before = Edition.objects.values().get()
    url = f"{LIST}1/scan/"
    page = post(client, parties.city, url, {"scan": upload(b"PK\x03\x04")}, status=409)
    assert "kein" in page.content.decode()
    post(client, parties.city, url, {}, status=200)
    assert not Scan.objects.exists()
    post(client, parties.city_editor, url, {"scan": upload(SCAN)})
    client.force_login(parties.agency_editor)
    answer = client.get(f"{LIST}1/scan.pdf")
    assert answer.content == SCAN
    assert answer["Content-Disposition"].startswith("attachment;")
    assert Edition.objects.values().get() == before
    assert edition.is_unaltered


def test_scan_is_withdrawn_on_its_page_and_stays_told(client, parties):
    edition = in_force(parties)
    scan = ScanFactory(edition=edition, side="municipality", file_name="privat.pdf")
    better = ScanFactory(edition=edition, side="agency", file_name="besser.pdf", pdf=SCAN)
    url = f"{LIST}1/scan/{scan.pk}/zurueckziehen/"
    assert url in text_of(client, parties.city, f"{LIST}1/")
    assert "zurueckziehen" not in text_of(client, parties.city_editor, f"{LIST}1/")
    assert url not in text_of(client, parties.agency, f"{LIST}1/")
    text_of(client, parties.agency, url, status=404)
    post(client, parties.city, url, {"reason": ""}, status=200)
    post(client, parties.city, url, {"reason": "Falsche Datei"})
    post(client, parties.city, url, {"reason": "Falsche Datei"}, status=409)
    page = text_of(client, parties.agency_editor, f"{LIST}1/")
    for told in ("privat.pdf", "zurückgezogen am", str(parties.city), "Falsche Datei", scan.sha256):
        assert told in page
    assert client.get(f"{LIST}1/scan-{scan.pk}.pdf").status_code == 404
    assert client.get(f"{LIST}1/scan-{better.pk}.pdf").content == SCAN
    assert client.get(f"{LIST}1/scan.pdf").content == SCAN


def test_json_is_the_text_the_digest_is_taken_of(client, parties):
    edition = frozen(parties)
    client.force_login(parties.city_editor)
    answer = client.get(f"{LIST}1/fassung.json")
    assert hashlib.sha256(answer.content).hexdigest() == edition.sha256
    assert json.loads(answer.content)["number"] == 1


def test_each_annex_is_there_as_csv(client, parties):
    frozen(parties)
    client.force_login(parties.city_editor)
    for which, text in ((1, parties.measure.text), (2, parties.stage.purpose)):
        answer = client.get(f"{LIST}1/anlage-{which}.csv")
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert text in answer.content.decode()
    assert client.get(f"{LIST}1/anlage-3.csv").status_code == 404


def test_pdf_is_the_kept_one_and_the_browser_keeps_it(client, parties):
    edition = frozen(parties)
    client.force_login(parties.agency_editor)
    answer = client.get(f"{LIST}1/fassung.pdf")
    assert answer.content == bytes(edition.print.pdf)
    unchanged = client.get(f"{LIST}1/fassung.pdf", headers={"If-None-Match": answer["ETag"]})
    assert unchanged.status_code == 304
    another = client.get(f"{LIST}1/fassung.pdf", headers={"If-Match": '"another"'})
    assert another.status_code == 412


def test_worker_that_serves_editions_has_not_loaded_weasyprint():
    """Its import alone takes a second, and 60 MB."""
    code = (
        "import sys, django; django.setup(); import bildung.urls, bildung.editions.views;"
        "sys.exit('weasyprint' in sys.modules)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "bildung.settings"}
    assert subprocess.run([sys.executable, "-c", code], env=environment).returncode == 0


def test_altered_edition_is_told(client, parties):
    edition = frozen(parties)
    with unguarded():
        altered = edition.content.replace("Oktober", "Januar")
        raw(Edition).filter(pk=edition.pk).update(content=altered)
    page = text_of(client, parties.city, f"{LIST}1/")
    assert ("Diese Fassung ist verändert" in page, "herunterladen" in page) == (True, False)
    for name in ("fassung.docx", "fassung.xlsx", "anlage-1.csv"):
        refusal = text_of(client, parties.city, f"{LIST}1/{name}", status=503)
        assert "stimmt nicht mehr mit ihrem Prüfwert überein" in refusal


def test_approvals_that_do_not_fit_are_told(client, parties):
    edition = in_force(parties)
    warning = "Die Zustimmungen sind verändert"
    assert warning not in text_of(client, parties.city, f"{LIST}1/")
    with unguarded():
        raw(Approval).filter(edition=edition, side="agency").update(name="Jemand anders")
    assert warning in text_of(client, parties.city, f"{LIST}1/")


@pytest.mark.parametrize("count", [1, 3, 50 if DEEP else 10])
def test_list_takes_at_most_six_queries(client, parties, count):
    for number in range(count):
        edition = frozen(parties, f"Fassung {number}")
        sign(parties, edition)
        if number < count - 1:
            client.force_login(parties.city)
            client.post(f"{LIST}fortschreiben/")
            MeasureFactory(objective=parties.measure.objective)
    client.force_login(parties.city)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(LIST).context["page"]
    assert len(captured) <= 6
    states = [edition.state for edition in page.editions]
    assert states == [State.IN_FORCE] + [State.SUPERSEDED] * (count - 1)


def test_agreement_page_says_its_phase(client, parties):
    page = text_of(client, parties.city, "/vereinbarungen/eisenach/")
    assert "<strong>Entwurf.</strong>" in page
    frozen(parties)
    page = text_of(client, parties.city, "/vereinbarungen/eisenach/")
    assert "<strong>Zur Unterzeichnung.</strong>" in page
    assert "Der Wortlaut ist gesperrt" in page
