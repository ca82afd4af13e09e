"""While the press is busy: 503 at once, with a page that says what to do; all else is served."""

import pytest
from django.urls import reverse

from bildung.formats import pdf
from bildung.formats.pdf import places
from bildung.formats.pdf.places import OF_A_PERSON, RETRY_SECONDS
from tests.formats.holding import held

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(one_scene):
    return one_scene


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
    assert "so viele Dateien gedruckt, gelesen oder geschrieben" in page
    assert 'href="/massnahmen.pdf?status=open"' in page
    assert "abgeschickt" not in page


@pytest.mark.parametrize("address", ["zeitstrahl.pdf", "vereinbarungen/eisenach/anlagen.pdf"])
def test_every_print_is_refused_alike(client, scene, full, address):
    client.force_login(scene.city)
    response = client.get(f"/{address}", follow=True)
    assert (response.status_code, response.headers["Retry-After"]) == (503, str(RETRY_SECONDS))


@pytest.mark.parametrize("ending", ["pdf", "docx", "xlsx"])
def test_refused_list_is_not_even_put_together(client, scene, full, ending, monkeypatch):
    monkeypatch.setattr("goals.lists.MeasureFile.document", lambda self: 1 / 0)
    client.force_login(scene.city)
    assert client.get(f"/massnahmen.{ending}").status_code == 503


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


def test_person_with_two_prints_is_told_so_and_others_print(client, scene, monkeypatch):
    with held(pdf.FOLDER, OF_A_PERSON, scene.city.pk):
        # As if these were made by another worker.
        monkeypatch.setattr(places, "_places", places.BoundedSemaphore(1))
        client.force_login(scene.city)
        response = client.get("/massnahmen.pdf")
        client.force_login(scene.agency)
        other = client.get("/massnahmen.pdf")
    assert response.status_code == 503
    assert "Ihre Drucke oder Dateien" in text_of(response)
    assert other.status_code == 200
