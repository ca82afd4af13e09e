"""„Prüfen“, for everybody: which edition a number or a file is, and nothing else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from bildung.editions.checking import MOST
from bildung.editions.models import Approval, EntryIntoForce
from tests.factories import MembershipFactory
from tests.unguarded import raw, unguarded

from .scene import LABEL, frozen, in_force, sign

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
    for typed in (
        number[:12],
        number,
        f" {number[:6].upper()} {number[6:9]}\u00ad\u200b{number[9:12]} ",
    ):
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


def swap(words):
    """Let each party have said what the other one did."""
    said = list(words.order_by("side").values())
    words._raw_delete("default")
    for word, other in zip(said, reversed(said), strict=True):
        raw(Approval).create(**word | {"side": other["side"]})


ALTERATIONS = {
    "name": lambda words: words.filter(side="agency").update(name="Jemand anders"),
    "function": lambda words: words.filter(side="agency").update(function="Vertretung"),
    "time": lambda words: words.filter(side="agency").update(at=timezone.now()),
    "one missing": lambda words: words.filter(side="agency")._raw_delete("default"),
    "both missing": lambda words: words._raw_delete("default"),
    "entry missing": lambda words: raw(EntryIntoForce)._raw_delete("default"),
    "sides swapped": swap,
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_approvals_that_do_not_fit_are_noticed(client, parties, edition, alteration):
    told = "Die Zustimmungen passen nicht"
    by_file = {"content": bytes(edition.print.pdf)}
    for asked in ({"nummer": edition.sha256}, by_file):
        assert told not in answer(client, **asked)
    with unguarded():
        ALTERATIONS[alteration](raw(Approval).filter(edition=edition))
    for asked in ({"nummer": edition.sha256}, by_file):
        page = answer(client, **asked)
        assert told in page
        assert LABEL in page


def test_approvals_fit_when_an_account_is_gone_and_while_they_wait(client, parties):
    edition = frozen(parties)
    assert edition.approvals_fit
    sign(parties, edition)
    assert edition.approvals_fit
    MembershipFactory(organisation=parties.agreement.municipality, role="leading")
    parties.city.delete()
    assert edition.approvals_fit
