"""A new agreement begins with what stands in a file."""

import json as json_module

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Role
from bildung.annex import grid
from bildung.annex.grid import contents_of
from bildung.annex.table import texts_of
from bildung.desk.printing import document_for
from bildung.exchange.importing.upload import Upload
from bildung.exchange.starting import views
from bildung.exchange.starting.sources import file_source
from bildung.formats import intake, json
from tests.access.stored import state
from tests.editions.scene import DAY
from tests.factories import MembershipFactory

from .beginning import CHOOSE, NEW, PREVIEW, hidden

pytestmark = pytest.mark.django_db


@pytest.fixture
def eisenach():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


@pytest.fixture
def person(client, eisenach):
    user = MembershipFactory(organisation=eisenach.agency, role=Role.EDITING).user
    client.force_login(user)
    return user


@pytest.fixture
def document(eisenach):
    return document_for(eisenach, "both", DAY)


@pytest.fixture
def read(monkeypatch, document):
    """Let a file hold `document`, without the child process that reads files."""
    reads(monkeypatch, contents_of(document))


def reads(monkeypatch, contents) -> None:
    told = json_module.dumps({"contents": grid.to_dict(contents)}).encode()
    monkeypatch.setattr(intake, "read_bytes", lambda name, content: told)


def send(client, name: str = "Plan.json", content: bytes = b"{}"):
    return client.post(CHOOSE, {"file": SimpleUploadedFile(name, content)})


def said(table) -> list[list[list[str]]]:
    """Return the texts of each cell, but for the column of the status and the keys."""
    places = [at for at, column in enumerate(table.columns) if column.key != "status"]
    return [
        [list(texts_of(row.cells[at].blocks)) if row.cells[at] else [] for at in places]
        for row in table.rows
    ]


def test_both_annexes_of_a_file_become_those_of_the_agreement(client, person, read, eisenach):
    details = send(client)
    assert "Datei „Plan.json“" in details.content.decode()
    seen = client.post(PREVIEW, hidden(details) | NEW)
    made = client.post(PREVIEW, hidden(seen) | {"create": "1"})
    assert made.status_code == 302
    agreement = Agreement.objects.get(slug="landkreis-muehlhausen")
    for build in (goals.annex.build, milestones.annex.build):
        assert said(build(agreement)) == said(build(eisenach))
    assert {stage.status for each in agreement.milestones.all() for stage in each.stages.all()} == {
        "open"
    }
    reasons = {
        row.history_change_reason for goal in agreement.goals.all() for row in goal.history.all()
    }
    assert reasons == {"Aus Datei „Plan.json“"}


def test_annex_alone_leaves_the_other_one_empty(client, person, monkeypatch, eisenach):
    alone = contents_of(document_for(eisenach, "2", DAY))
    reads(monkeypatch, alone)
    seen = client.post(PREVIEW, hidden(send(client)) | NEW)
    assert [annex.rows for annex in seen.context["page"].annexes] == [0, 14]


def test_file_is_read_as_it_is_sent(client, person, document):
    """Through the child process, as everything from outside."""
    details = send(client, "Plan.json", json.render(document).encode())
    assert details.context["form"].fields["title"].initial == "Zielvereinbarung"
    seen = client.post(PREVIEW, hidden(details) | NEW)
    assert [annex.rows for annex in seen.context["page"].annexes] == [
        len(table.rows) for table in document.tables
    ]


def test_nothing_of_a_file_is_stored_before_the_last_step(client, person, read):
    client.get(CHOOSE)
    before = state()
    client.post(PREVIEW, hidden(send(client)) | NEW)
    assert state() == before


def test_refused_file_is_told_of_at_its_field(client, person, monkeypatch):
    def refuse(name, content):
        raise intake.NotRead("Die Datei ist beschädigt.")

    monkeypatch.setattr(intake, "read_bytes", refuse)
    answer = send(client)
    assert answer.context["form"].errors["file"] == ["Die Datei ist beschädigt."]
    assert client.post(CHOOSE).context["form"].errors["file"]


def test_file_with_neither_annex_is_refused(client, person, document, monkeypatch):
    empty = contents_of(document)
    empty = type(empty)((), ("Einladung zum Sommerfest",))
    reads(monkeypatch, empty)
    (error,) = send(client).context["form"].errors["file"]
    assert error == "In der Datei wurde keine der beiden Anlagen gefunden."


def test_what_found_no_place_is_shown(client, person, document, monkeypatch):
    contents = contents_of(document)
    contents = type(contents)(contents.grids, ("Stand der Beratung: vertagt auf Mai",))
    reads(monkeypatch, contents)
    seen = client.post(PREVIEW, hidden(send(client)) | NEW)
    assert [each.text for each in seen.context["page"].unplaced.shown] == [
        "Stand der Beratung: vertagt auf Mai"
    ]


def test_file_of_another_person_or_of_yesterday_is_asked_for_again(
    client, person, document, eisenach, monkeypatch
):
    other = MembershipFactory(organisation=eisenach.agency, role=Role.EDITING).user
    theirs = file_source(other, Upload("Plan.json", contents_of(document))).ref
    own = file_source(person, Upload("Plan.json", contents_of(document))).ref
    assert client.post(PREVIEW, {"aus": own, **NEW}).context["page"].source.ref == own
    later = signing.time.time() + 13 * 3600
    answers = [client.post(PREVIEW, {"aus": ref, **NEW}) for ref in (theirs, f"{own}x")]
    monkeypatch.setattr(signing.time, "time", lambda: later)
    answers.append(client.post(PREVIEW, {"aus": own, **NEW}))
    assert [answer.context["refusal"] for answer in answers] == [views.EXPIRED] * 3
