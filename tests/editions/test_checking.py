"""„Prüfen“, for everybody: which edition a number or a file is, and nothing else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildung.editions.checking import MOST

from .scene import LABEL, frozen, in_force

pytestmark = pytest.mark.django_db

URL = "/pruefen/"


@pytest.fixture
def edition(parties):
    return in_force(parties)


def answer(client, **data):
    if (content := data.pop("content", None)) is not None:
        data["datei"] = SimpleUploadedFile("x.pdf", content)
    response = client.post(URL, data)
    assert response.status_code == 200
    return response.content.decode()


def test_number_from_the_paper_names_edition_and_agreement_and_nothing_else(client, edition):
    number = edition.sha256
    for typed in (number[:12], number, f" {number[:6].upper()} {number[6:12]} "):
        page = answer(client, nummer=typed)
        assert LABEL in page
        assert str(edition.agreement) in page
        assert "Unveränderte Fassung" not in page
        assert edition.author_name not in page
    assert LABEL in client.get(f"{URL}?nummer={number[:12]}").content.decode()


def test_pdf_and_json_are_recognised_and_one_changed_byte_is_not(client, edition):
    for content in (bytes(edition.print.pdf), edition.content.encode()):
        page = answer(client, content=content)
        assert "Unveränderte Fassung" in page
        assert LABEL in page
        changed = bytearray(content)
        changed[len(changed) // 2] ^= 1
        page = answer(client, content=bytes(changed))
        assert "Keine Fassung" in page
        assert LABEL not in page


def test_each_edition_is_recognised_also_one_that_waits(client, parties):
    edition = frozen(parties)
    assert LABEL in answer(client, nummer=edition.sha256[:12])


@pytest.mark.parametrize("typed", ["", "abc", "x" * 12, "0" * 12, "%", "a" * 99])
def test_other_input_is_no_edition(client, edition, typed):
    page = answer(client, nummer=typed)
    assert LABEL not in page


def test_too_large_and_empty_files_are_answered(client, edition):
    assert "größer als 25 MB" in answer(client, content=b"x" * (MOST + 1))
    assert "Keine Fassung" in answer(client, content=b"")


def test_number_and_file_at_once_are_not_guessed_between(client, edition):
    page = answer(client, nummer=edition.sha256[:12], content=bytes(edition.print.pdf))
    assert "nicht beides" in page
    assert LABEL not in page


def test_trying_numbers_is_limited(client, edition):
    statuses = {client.get(f"{URL}?nummer={number:012x}").status_code for number in range(31)}
    assert statuses == {200, 429}
