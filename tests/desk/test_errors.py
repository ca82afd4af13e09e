"""The error pages as people meet them: with DEBUG off, in German, saying what to do next."""

from html.parser import HTMLParser

import pytest
from allauth.core.ratelimit import respond_429
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from tests.scene import make_scene


class Outline(HTMLParser):
    """Notes what stands in a page, and whether its elements close in order."""

    VOID = ("meta", "link", "img", "input", "br")

    def __init__(self, page: str):
        super().__init__()
        self.open, self.headings, self.language, self.styles = [], [], None, []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        assert "style" not in attributes
        assert tag != "style"
        assert tag != "script" or attributes.get("src")
        if tag == "html":
            self.language = attributes.get("lang")
        if tag == "link" and attributes["rel"] == "stylesheet":
            self.styles.append(attributes["href"])
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] == ["h1"]:
            self.headings.append(data)


def fails(error):
    def view(request):
        raise error

    return view


secret = "geheimer-stand"
urlpatterns = [
    path("400/", fails(SuspiciousOperation(secret))),
    path("403/", fails(PermissionDenied(secret))),
    path("429/", respond_429),
    path("500/", fails(RuntimeError(secret))),
    path("post/", lambda request: HttpResponse("ok")),
    path("", include("bildung.urls")),
]

PAGES = {
    400: "Diese Anfrage ist unverständlich",
    403: "Das ist hier nicht erlaubt",
    404: "Diese Seite gibt es nicht",
    429: "Zu viele Versuche",
    500: "Da ist etwas schiefgegangen",
}


@pytest.fixture
def visitor(db, settings):
    settings.DEBUG, settings.ROOT_URLCONF = False, __name__
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    client.force_login(make_scene().city)
    return client


@pytest.mark.parametrize(("code", "heading"), PAGES.items())
def test_error_page_is_german_and_tells_nothing_of_the_cause(visitor, code, heading):
    response = visitor.get(f"/{code}/")
    page = response.content.decode()
    outline = Outline(page)
    assert (response.status_code, outline.headings, outline.language) == (code, [heading], "de")
    assert 'href="/"' in page
    assert secret not in page
    assert "Traceback" not in page
    assert response["Cache-Control"] == "private, no-store"
    assert "default-src 'self'" in response["Content-Security-Policy"]


def test_csrf_failure_says_that_nothing_was_saved(visitor):
    response = visitor.post("/post/")
    assert response.status_code == 403
    page = response.content.decode()
    assert Outline(page).headings == ["Diese Seite war zu lange geöffnet"]
    assert "Es wurde nichts gespeichert" in page


def test_address_that_only_takes_forms_says_so(visitor):
    response = visitor.get("/neue-vereinbarung/vorschau/")
    page = response.content.decode()
    assert (response.status_code, Outline(page).headings) == (405, ["Hier ist nichts zu lesen"])
    assert (response["Allow"], response["Content-Type"]) == ("POST", "text/html; charset=utf-8")


def test_unknown_host_is_answered_with_our_page(visitor):
    response = visitor.get("/", headers={"host": "fremd.example"})
    assert response.status_code == 400
    assert Outline(response.content.decode()).headings == [PAGES[400]]


def test_conflict_is_a_page_with_one_heading(client, db, settings):
    settings.DEBUG = False
    scene = make_scene()
    client.force_login(scene.city)
    address = f"/massnahmen/{scene.measure.pk}/bearbeiten/"
    response = client.post(address, {"text": "Neu", "version": 99})
    assert response.status_code == 409
    assert len(Outline(response.content.decode()).headings) == 1


def test_server_error_page_needs_neither_database_nor_list_of_static_files(settings, monkeypatch):
    settings.DEBUG, settings.ROOT_URLCONF = False, __name__

    def broken(*args, **kwargs):
        raise ValueError("no manifest")

    monkeypatch.setattr("django.contrib.staticfiles.storage.StaticFilesStorage.url", broken)
    monkeypatch.setattr(connection, "cursor", broken)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "irgendeine"  # which cannot be looked up
    response = client.get("/")
    assert response.status_code == 500
    outline = Outline(response.content.decode())
    assert outline.headings == [PAGES[500]]
    assert outline.styles[0] == "/static/bildung/base.css"


def test_pages_are_kept_by_no_cache(client, db):
    scene = make_scene()
    client.force_login(scene.city)
    kept = {url: client.get(url)["Cache-Control"] for url in (scene.page, "/massnahmen/")}
    assert kept == {scene.page: "private, no-store", "/massnahmen/": "private, no-store"}


def test_printed_annex_keeps_its_own_rule(client, db, monkeypatch):
    monkeypatch.setattr("bildung.formats.pdf.render", lambda document: b"%PDF")
    scene = make_scene()
    client.force_login(scene.city)
    assert client.get(f"{scene.page}anlage-1.pdf")["Cache-Control"] == "private, no-cache"
