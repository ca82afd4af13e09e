"""While the press is busy: 503 at once, with a page that says what to do; all else is served."""

import pytest
from django.urls import reverse

from bildung.formats.pdf import places
from bildung.formats.pdf.places import RETRY_SECONDS, asked_by, place
from tests.scene import make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene(slug="eisenach")


@pytest.fixture
def full(monkeypatch):
    """A worker all of whose places are taken."""
    monkeypatch.setattr(places, "_places", places.BoundedSemaphore(1))
    assert places._places.acquire(blocking=False)


def text_of(response) -> str:
    return response.content.decode()


def test_print_is_refused_at_once_and_may_be_tried_again(client, scene, full):
    client.force_login(scene.city)
    response = client.get("/massnahmen.pdf?status=open")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == str(RETRY_SECONDS)
    assert response.headers["Cache-Control"] == "no-store"
    page = text_of(response)
    assert "so viele Dateien gedruckt oder gelesen" in page
    assert 'href="/massnahmen.pdf?status=open"' in page
    assert "abgeschickt" not in page


@pytest.mark.parametrize("address", ["zeitstrahl.pdf", "vereinbarungen/eisenach/anlagen.pdf"])
def test_every_print_is_refused_alike(client, scene, full, address):
    client.force_login(scene.city)
    response = client.get(f"/{address}", follow=True)
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(RETRY_SECONDS))


def test_upload_is_refused_at_once_and_says_that_it_is_not_stored(client, scene, full, plan):
    client.force_login(scene.city)
    response = client.post(reverse("importing:file", args=["eisenach", "anlage-1"]), {"file": plan})
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(RETRY_SECONDS))
    assert "abgeschickt haben, ist noch nicht gespeichert" in text_of(response)


@pytest.fixture
def plan():
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("plan.csv", "Maßnahme;Zeitrahmen\nAnalyse;2016\n".encode())


def test_pages_and_files_that_need_no_press_are_served(client, scene, full):
    client.force_login(scene.city)
    for address in ("/", scene.page, "/massnahmen/", "/massnahmen.csv", "/lebenszeichen/"):
        assert client.get(address).status_code == 200


def test_person_with_two_prints_is_told_so_and_others_print(client, scene, settings):
    from bildung.formats import pdf

    with asked_by(lambda: scene.city.pk), place(pdf.FOLDER), place(pdf.FOLDER):
        places._places.release()  # as in another worker
        places._places.release()
        try:
            client.force_login(scene.city)
            response = client.get("/massnahmen.pdf")
            client.force_login(scene.agency)
            other = client.get("/massnahmen.pdf")
        finally:
            places._places.acquire()
            places._places.acquire()
    assert response.status_code == 503
    assert "Zwei Ihrer Drucke oder Dateien" in text_of(response)
    assert other.status_code == 200
