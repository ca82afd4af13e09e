"""A person decides what becomes of struck text in a file, on the pages that show the file."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import goals.annex
from bildung.agreements.models import Agreement, Role
from bildung.annex import grid
from bildung.annex.asides import Aside
from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import Mark, Paragraph, Run, paragraphs
from bildung.exchange.importing import upload
from bildung.exchange.importing.applying import CHOSEN_ANEW
from goals.models import Measure
from tests.factories import AgencyFactory, AgreementFactory, MembershipFactory

from .beginning import CHOOSE, NEW, PREVIEW, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def struck(monkeypatch):
    """Let any file hold a plan with a struck time frame."""
    head = GridRow(tuple(GridCell(paragraphs(t)) for t in ("Ziel", "Maßnahme", "Zeitrahmen")))
    frame = GridCell((Paragraph((Run("9/2015", Mark.DELETED), Run(" 10/2015"))),))
    row = GridRow((GridCell(paragraphs("Lesen")), GridCell(paragraphs("Paten suchen")), frame))
    contents = Contents((Grid("Tabelle 1", (head, row)),))
    told = json.dumps({"contents": grid.to_dict(contents)}).encode()
    monkeypatch.setattr(upload.intake, "read_file", lambda name, content: contents)
    monkeypatch.setattr(upload.intake, "read_bytes", lambda name, content: told)


@pytest.fixture
def agreement(client):
    agreement = AgreementFactory()
    client.force_login(MembershipFactory(organisation=agreement.municipality).user)
    return agreement


def send(client, agreement, data):
    return client.post(reverse("importing:file", args=[agreement.slug, "anlage-1"]), data)


def wordings() -> list[str]:
    return list(Measure.objects.values_list("timeframe_wording", flat=True))


def test_what_is_struck_is_taken_unless_the_person_says_otherwise(client, agreement):
    page = send(client, agreement, {"file": SimpleUploadedFile("a.csv", b"a")})
    text = page.content.decode()
    assert "Durchgestrichener Text wurde mitgelesen: Tabelle 1, „9/2015“." in text
    assert "Aus der Datei nicht übernehmen" in text
    send(client, agreement, {"sealed": page.context["page"].sealed, "apply": "1"})
    assert wordings() == ["9/2015 10/2015"]


def test_what_is_left_out_travels_on_with_the_file(client, agreement):
    page = send(client, agreement, {"file": SimpleUploadedFile("a.csv", b"a")})
    chosen = {"ohne": Aside.STRUCK.value}
    columns = {f"spalte-1-{n}": key for n, key in enumerate(("goal", "measure", "timeframe"), 1)}
    sealed = page.context["page"].sealed
    page = send(client, agreement, {"sealed": sealed, "map": "1", **chosen, **columns})
    assert "Durchgestrichener Text wurde ausgelassen" in page.content.decode()
    assert page.context["mapping"].asides.value() == [Aside.STRUCK]
    send(client, agreement, {"sealed": page.context["page"].sealed, "apply": "1", **chosen})
    assert wordings() == ["10/2015"]


def test_a_choice_that_was_not_seen_applied_is_shown_first(client, agreement):
    page = send(client, agreement, {"file": SimpleUploadedFile("a.csv", b"a")})
    columns = {f"spalte-1-{n}": key for n, key in enumerate(("goal", "measure", "timeframe"), 1)}
    data = {"sealed": page.context["page"].sealed, "apply": "1", "ohne": "struck", **columns}
    page = send(client, agreement, data)
    assert page.status_code == 409
    assert CHOSEN_ANEW in page.content.decode()
    assert wordings() == []
    send(client, agreement, data | {"sealed": page.context["page"].sealed})
    assert wordings() == ["10/2015"]


@pytest.mark.parametrize(("chosen", "wording"), [([], "9/2015 10/2015"), (["struck"], "10/2015")])
def test_a_new_agreement_begins_without_what_is_left_out(client, chosen, wording):
    agency = AgencyFactory()
    client.force_login(MembershipFactory(organisation=agency, role=Role.EDITING).user)
    details = client.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", b"a")})
    assert "Aus der Datei nicht übernehmen" in details.content.decode()
    seen = client.post(PREVIEW, hidden(details) | NEW | {"left_out": chosen})
    assert "Durchgestrichener Text wurde" in seen.content.decode()
    client.post(PREVIEW, hidden(seen) | {"create": "1"})
    agreement = Agreement.objects.get(slug="landkreis-muehlhausen")
    assert wordings() == [wording]
    assert len(goals.annex.build(agreement).rows) == 1


def test_going_back_keeps_what_was_chosen(client):
    client.force_login(MembershipFactory(organisation=AgencyFactory(), role=Role.EDITING).user)
    details = client.post(CHOOSE, {"file": SimpleUploadedFile("a.csv", b"a")})
    sent = hidden(details) | NEW | {"left_out": ["struck"], "back": "1"}
    assert client.post(PREVIEW, sent).context["form"]["left_out"].value() == ["struck"]
