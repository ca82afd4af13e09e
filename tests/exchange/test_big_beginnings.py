"""A new agreement of thousands of rows: made in a process that ends, few at once."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildung.agreements.models import Agreement, Membership, Role
from bildung.annex import grid
from bildung.exchange.starting import draft, previewing
from bildung.formats import intake, pdf
from bildung.history.kinds import rows_of_agreement
from goals.models import Measure
from tests.factories import MeasureFactory
from tests.formats.holding import big_held

from .apart import all_is_big, done_here
from .beginning import CHOOSE, NEW, PREVIEW, create, hidden
from .test_big_imports import plan, sent_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def own_process(monkeypatch) -> list[str]:
    """All counts as big, and its process is a function call: the names of the jobs."""
    all_is_big(monkeypatch)
    return done_here(monkeypatch)


def sent(client, rows: int):
    return client.post(CHOOSE, {"file": SimpleUploadedFile("Plan.csv", plan(rows))})


def began(client, seen):
    return client.post(PREVIEW, hidden(seen) | {"create": "1"})


def measures(response) -> set[str]:
    made = Agreement.objects.get(slug=response.url.split("/")[-2])
    found = Measure.objects.filter(objective__goal__agreement=made)
    return set(found.values_list("text", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.dialect
def test_file_becomes_an_agreement_by_processes_of_their_own(
    client, person, monkeypatch, mailoutbox
):
    """The city is told by mail, though the process that offers it is gone by then."""
    city = MeasureFactory(objective__goal__agreement__slug="andere").agreement.municipality
    leading = Membership.objects.create(
        organisation=city, user=Membership.objects.get(user=person).user, role=Role.LEADING
    ).user
    leading.email = "leitung@example.org"
    leading.save()
    all_is_big(monkeypatch)
    monkeypatch.setattr(draft, "begin", None)  # here, not in the process
    seen = client.post(PREVIEW, hidden(sent(client, 4)) | NEW | {"city_name": city.name})
    made = began(client, seen)
    assert measures(made) == {f"Maßnahme {number}" for number in range(4)}
    again = began(client, seen)
    assert (again.status_code, again.url) == (302, made.url)
    agreement = Agreement.objects.get(slug=made.url.split("/")[-2])
    rows = [row for rows in rows_of_agreement(agreement).values() for row in rows]
    assert {(row.history_change_reason, row.history_user) for row in rows} == {
        ("Aus Datei „Plan.csv“", person)
    }
    assert [mail.to for mail in mailoutbox] == [["leitung@example.org"]]


def test_each_step_of_a_big_file_is_done_apart(client, person, own_process, monkeypatch):
    details = sent(client, 4)
    monkeypatch.setattr(grid, "from_dict", None)  # nobody unpacks it to show a form, or go back
    back = client.post(PREVIEW, hidden(details) | NEW | {"back": "1"})
    monkeypatch.undo()
    assert back.context["form"]["city_name"].value() == NEW["city_name"]
    assert own_process == ["taken"]


def test_big_file_is_previewed_and_begun_once(client, person, own_process):
    seen = client.post(PREVIEW, hidden(sent(client, 4)) | NEW)
    made = began(client, seen)
    assert measures(made) == {f"Maßnahme {number}" for number in range(4)}
    assert own_process == ["taken", "shown", "started"]


def test_big_agreement_and_template_are_begun_with_apart(client, person, agency, own_process):
    MeasureFactory(objective__goal__agreement__agency=agency)
    ref = f"vereinbarung:{Agreement.objects.get().slug}"
    create(client, ref)
    assert own_process == ["shown", "started"]


def test_first_rows_are_shown_and_all_are_made(client, person, monkeypatch):
    monkeypatch.setattr(previewing, "MOST_ROWS", 2)
    rows = "".join(f"Ziel {each // 2};Etwa so;Maßnahme {each};bald\n" for each in range(7))
    content = f"Grundlegendes Ziel;Erläuterung;Erste Maßnahme;Zeitrahmen\n{rows}".encode()
    details = client.post(CHOOSE, {"file": SimpleUploadedFile("Plan.csv", content)})
    seen = client.post(PREVIEW, hidden(details) | NEW)
    page = seen.content.decode()
    assert "Gezeigt sind die ersten 2 von 7 Zeilen." in page
    assert ("Maßnahme 1" in page, "Maßnahme 2" in page) == (True, False)
    assert 'href="#neu-1"' in page
    assert 'href="#neu-3"' not in page
    assert len(measures(began(client, seen))) == 7


def test_right_is_decided_anew_where_the_agreement_is_begun(
    client, person, own_process, monkeypatch
):
    seen = client.post(PREVIEW, hidden(sent(client, 2)) | NEW)
    begin = previewing.begin

    def taken_away_meanwhile(*asked):
        Membership.objects.filter(user=person).update(role=Role.READING)
        return begin(*asked)

    monkeypatch.setattr(previewing, "begin", taken_away_meanwhile)
    before = Agreement.objects.count()
    assert began(client, seen).status_code == 404
    assert Agreement.objects.count() == before


def test_while_another_is_made_what_was_typed_is_kept(client, person, own_process):
    details = sent(client, 2)
    with big_held(pdf.FOLDER, person.pk):
        assert sent(client, 2).status_code == 503
        busy = client.post(PREVIEW, hidden(details) | NEW)
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "10")
    seen = client.post(PREVIEW, sent_again(busy))
    assert seen.context["page"].agreement.title == NEW["title"]
    assert began(client, seen).status_code == 302


def test_body_that_is_not_the_one_signed_is_asked_for_again(client, person):
    fields = hidden(sent(client, 2))
    answer = client.post(PREVIEW, fields | NEW | {"aus": fields["aus"] + "A"})
    assert "nicht mehr gültig" in answer.content.decode()


def test_file_that_takes_too_much_is_refused_beside_its_field(client, person, monkeypatch):
    told = json.dumps({"refused": intake.TOO_MUCH}).encode()
    monkeypatch.setattr(intake, "read_bytes", lambda name, content: told)
    assert sent(client, 2).context["form"].errors["file"] == [intake.TOO_MUCH]
