import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.utils.http import http_date

from bildung.agreements.models import Agreement, Phase
from bildung.annex.document import PartyName
from bildung.desk import printing
from bildung.formats import pdf, prints

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 24)


class Press:
    """Stands in for the PDF renderer and counts what it prints."""

    def __init__(self):
        self.documents = []

    def render(self, document):
        self.documents.append(document)
        return b"%PDF " + document.full_title.encode()


@pytest.fixture
def press(monkeypatch):
    press = Press()
    monkeypatch.setattr(pdf, "render", press.render)
    prints.kept.clear()
    yield press
    prints.kept.clear()


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("bildung.desk.views.localdate", lambda: DAY)


@pytest.fixture
def scene(one_scene):
    return one_scene


def test_document_names_agreement_parties_and_day(scene):
    agreement = scene.agreement
    document = printing.document_for(agreement, "both", DAY)
    assert document.stamp == "Entwurf, Stand 24.11.2026"
    assert (document.agreement, document.title) == (str(agreement), "Zielvereinbarung")
    assert [table.key for table in document.tables] == ["anlage-1", "anlage-2"]
    assert document.parties == (
        PartyName("Kommune", agreement.municipality.name, agreement.municipality.long_name),
        PartyName("Transferagentur", agreement.agency.name, agreement.agency.long_name),
    )


@pytest.mark.parametrize(("which", "keys"), [("1", ["anlage-1"]), ("2", ["anlage-2"])])
def test_document_of_one_annex(scene, which, keys):
    document = printing.document_for(scene.agreement, which, DAY)
    assert [table.key for table in document.tables] == keys


def test_same_content_is_printed_once(press, scene):
    document = printing.document_for(scene.agreement, "both", DAY)
    first = prints.printed(document)
    again = prints.printed(printing.document_for(scene.agreement, "both", DAY))
    assert first == again
    assert first.etag == prints.etag_of(document)
    assert len(press.documents) == 1


def test_print_says_how_the_wording_stands(scene):
    def state():
        return printing.document_for(Agreement.objects.get(), "both", DAY).state

    states = []
    for phase in Phase:
        Agreement.objects.update(phase=phase)
        states.append(state())
    assert dict(zip(Phase, states, strict=True)) == {
        Phase.DRAFT: "Entwurf",
        Phase.SIGNING: "Arbeitsstand",
        Phase.IN_FORCE: "Arbeitsstand",
        Phase.CONTINUING: "Entwurf",
        Phase.ENDED: "Arbeitsstand",
        Phase.TEMPLATE: "Vorlage",
    }


def test_change_is_printed_anew(press, scene, monkeypatch):
    tags = {prints.printed(printing.document_for(scene.agreement, "1", DAY)).etag}
    scene.measure.text = "Etwas anderes"
    scene.measure.save()
    tags.add(prints.printed(printing.document_for(scene.agreement, "1", DAY)).etag)
    tomorrow = date(2026, 11, 25)
    tags.add(prints.printed(printing.document_for(scene.agreement, "1", tomorrow)).etag)
    monkeypatch.setattr(pdf, "STYLE_DIGEST", "another look")
    tags.add(prints.printed(printing.document_for(scene.agreement, "1", tomorrow)).etag)
    assert (len(tags), len(press.documents)) == (4, 4)


def test_two_first_prints_at_once_are_both_right(monkeypatch, press, scene):
    document = printing.document_for(scene.agreement, "both", DAY)
    both_print = threading.Barrier(2, timeout=10)

    def render(document):
        both_print.wait()
        return press.render(document)

    monkeypatch.setattr(pdf, "render", render)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(prints.printed, [document, document])
    assert first == second == prints.printed(document)
    assert len(press.documents) == 2


@pytest.mark.parametrize("damage", [b"", b"%PDF", b"x" * 200])
def test_broken_kept_print_is_made_again(press, scene, damage):
    document = printing.document_for(scene.agreement, "both", DAY)
    good = prints.printed(document)
    (kept,) = prints.kept.folder.iterdir()
    kept.write_bytes(damage)
    assert prints.printed(document) == good
    assert prints.printed(document) == good
    assert len(press.documents) == 2


@pytest.mark.parametrize("query", ["?status=open", "?sort=text", "?x=1"])
def test_what_is_typed_in_the_address_is_not_kept(client, press, scene, query):
    client.force_login(scene.city)
    for address in ("/massnahmen.pdf", "/abschnitte.pdf", f"{scene.page}anlagen.pdf"):
        assert client.get(address + query).content.startswith(b"%PDF")
    assert list(prints.kept.folder.glob("*")) == []
    client.get("/massnahmen.pdf")
    assert len(list(prints.kept.folder.glob("*"))) == 1


def test_pdf_is_served_with_name_tag_and_rules(client, press, scene, today):
    client.force_login(scene.city)
    response = client.get(f"{scene.page}anlage-1.pdf")
    document = printing.document_for(scene.agreement, "1", DAY)
    assert response.content == press.render(document)
    assert {name: response.headers[name] for name in EXPECTED} == {
        **EXPECTED,
        "ETag": prints.etag_of(document),
    }


EXPECTED = {
    "Content-Type": "application/pdf",
    "Content-Disposition": 'inline; filename="eisenach-anlage-1-2026-11-24.pdf"',
    "Cache-Control": "private, no-cache",
    "ETag": "",
}


def test_file_name_of_both(client, press, scene, today):
    client.force_login(scene.agency)
    response = client.get(f"{scene.page}anlagen.pdf")
    assert "eisenach-anlagen-2026-11-24.pdf" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_known_print_answers_304_without_printing(client, press, scene, form):
    """Also where gzip on the way made the entity tag a weak one."""
    client.force_login(scene.city)
    tag = client.get(f"{scene.page}anlagen.pdf").headers["ETag"]
    prints.kept.clear()
    response = client.get(f"{scene.page}anlagen.pdf", headers={"If-None-Match": form.format(tag)})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == tag
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert len(press.documents) == 1


def test_document_is_built_once_for_a_print(client, press, scene, monkeypatch):
    built = []
    build = printing.document_for
    monkeypatch.setattr(printing, "document_for", lambda *args: built.append(args) or build(*args))
    client.force_login(scene.city)
    client.get(f"{scene.page}anlagen.pdf")
    assert len(built) == 1


CONDITIONS = [
    ({"If-None-Match": '"old"'}, 200),
    ({"If-None-Match": "no tag"}, 200),
    # There is no date of the last change with which these could be compared.
    ({"If-Modified-Since": http_date()}, 200),
    ({"If-Unmodified-Since": http_date(0)}, 200),
    ({"If-Match": "*"}, 200),
    ({"If-Match": '"old", {}'}, 200),
    ({"If-Match": '"old"'}, 412),
    ({"If-Match": "W/{}"}, 412),
    ({"If-Match": '"old"', "If-None-Match": "{}"}, 412),
    ({"If-Match": "{}", "If-None-Match": "{}"}, 304),
    ({"If-Match": "{}", "If-None-Match": '"old"'}, 200),
]


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("name", ["anlagen.pdf", "anlagen.docx", "anlage-1.csv"])
def test_conditions_are_kept(client, press, scene, method, name):
    client.force_login(scene.city)
    tag = client.get(f"{scene.page}{name}").headers["ETag"]
    for conditions, status in CONDITIONS:
        headers = {header: said.format(tag) for header, said in conditions.items()}
        answer = getattr(client, method)(f"{scene.page}{name}", headers=headers)
        assert (conditions, answer.status_code) == (conditions, status)


def test_print_that_exceeds_its_limits_is_explained(client, press, scene, monkeypatch):
    def give_up(document):
        raise pdf.PrintError("Der Druck hat länger als 60 Sekunden gedauert.")

    monkeypatch.setattr(pdf, "render", give_up)
    client.force_login(scene.city)
    response = client.get(f"{scene.page}anlagen.pdf")
    page = response.content.decode()
    assert (response.status_code, response.headers["Content-Type"]) == (
        503,
        "text/html; charset=utf-8",
    )
    assert "Der Druck hat länger als 60 Sekunden gedauert." in page
    assert "ETag" not in response.headers
    monkeypatch.setattr(pdf, "render", press.render)
    assert client.get(f"{scene.page}anlagen.pdf").status_code == 200


def test_unknown_print_is_not_found(client, press, scene):
    client.force_login(scene.city)
    assert client.get(f"{scene.page}anlage-3.pdf").status_code == 404
