"""Imports of thousands of rows: in a process that ends, few at once, shown a page at a time."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bildung.agreements.models import Agreement, Membership, Phase, Role
from bildung.annex.bounds import MAX_ROWS
from bildung.exchange.importing import showing, views
from bildung.exchange.importing.proposal import CHANGED
from bildung.formats import intake, pdf
from bildung.formats.pdf.places import BIG_AT_ONCE
from goals.models import Goal, Measure
from tests.formats.holding import big_held
from tests.scene import make_scene

from .apart import all_is_big, done_here

pytestmark = pytest.mark.django_db

HEADINGS = "Grundlegendes Ziel;Erläuterung;Erste Maßnahme;Zeitrahmen\n"


@pytest.fixture
def scene():
    return make_scene(slug="eisenach")


@pytest.fixture
def own_process(monkeypatch) -> list[str]:
    """Every import counts as big, and its process is a function call: the names of the jobs."""
    all_is_big(monkeypatch)
    return done_here(monkeypatch)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(showing, "PER_PAGE", 3)


def address(scene) -> str:
    return reverse("importing:file", args=[scene.agreement.slug, "anlage-1"])


def plan(count: int) -> bytes:
    rows = "".join(f"Ziel;Erläuterung;Maßnahme {number};bald\n" for number in range(count))
    return (HEADINGS + rows).encode()


def uploaded(client, scene, content: bytes):
    client.force_login(scene.city)
    return client.post(address(scene), {"file": SimpleUploadedFile("Plan.csv", content)})


def sent(client, scene, shown, **data):
    return client.post(address(scene), {"sealed": shown.context["page"].sealed, **data})


def sent_again(busy) -> dict[str, list[str]]:
    """Return what the page that says so sends by its button."""
    form = busy.content.decode().partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    found: dict[str, list[str]] = {}
    for name, value in fields:
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def measures() -> set[str]:
    return set(Measure.objects.values_list("text", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.dialect
def test_preview_and_import_are_the_same_from_processes_of_their_own(client, scene, monkeypatch):
    """These have connections of their own: what they are to see has to be stored."""
    here = uploaded(client, scene, plan(5)).context["page"]
    all_is_big(monkeypatch)
    monkeypatch.setattr(showing, "compare", None)  # here, not in the process
    shown = uploaded(client, scene, plan(5))
    there = shown.context["page"]
    changing = {"sealed": ""}
    assert vars(there) | changing == vars(here) | changing
    assert (there.slips.total, there.counts) == (5, ((5, "neu"), (1, "entfallen")))
    assert sent(client, scene, shown, apply="1").status_code == 302
    assert measures() == {f"Maßnahme {number}" for number in range(5)}
    entries = Measure.history.filter(history_type="+", text__in=measures())
    told = {(row.history_user, row.history_change_reason) for row in entries}
    assert told == {(scene.city, "Import aus Plan.csv")}
    refused = sent(client, scene, shown, apply="1")
    assert (refused.status_code, CHANGED in refused.content.decode()) == (409, True)


def test_import_apart_is_turned_mapped_and_written(client, scene, own_process):
    shown = uploaded(client, scene, plan(5))
    new = shown.context["page"].changes[1]
    shown = sent(client, scene, shown, page="1", auslassen=[new])
    assert f'value="{new}" checked' in shown.content.decode()
    columns = ("goal", "objective", "measure", "")
    data = {f"spalte-1-{number}": column for number, column in enumerate(columns, 1)}
    shown = sent(client, scene, shown, map="1", **data)
    assert shown.context["page"].missing == ("Priorität", "Zeitrahmen")
    assert sent(client, scene, shown, apply="1").status_code == 302
    assert measures() == {f"Maßnahme {number}" for number in range(5)}
    assert own_process == ["shown", "shown", "shown", "written"]


def test_import_apart_is_decided_anew_where_it_is_written(client, scene, own_process, monkeypatch):
    shown = uploaded(client, scene, plan(5))
    monkeypatch.setattr(views, "may", lambda *asked: True)  # as it was when the page was asked for
    Membership.objects.filter(user=scene.city).update(role=Role.READING)
    assert sent(client, scene, shown, apply="1").status_code == 404
    Membership.objects.filter(user=scene.city).update(role=Role.EDITING)
    Agreement.objects.update(phase=Phase.SIGNING)
    assert sent(client, scene, shown, apply="1").status_code == 404
    assert "Maßnahme 1" not in measures()


def test_changes_are_shown_a_page_at_a_time_and_all_are_taken(client, scene, few):
    page = uploaded(client, scene, plan(7))
    seen, shown = [], page.context["page"]
    assert (shown.number, shown.first, shown.last) == (1, 1, 3)
    for number in range(1, shown.pages + 1):
        page = sent(client, scene, page, page=str(number))
        assert page.context["page"].number == number
        seen += page.context["page"].changes
    assert len(seen) == len(set(seen)) == shown.total
    assert "Vorige Änderungen" in page.content.decode()
    assert "Weitere Änderungen" not in page.content.decode()
    assert sent(client, scene, page, apply="1").status_code == 302
    assert measures() == {f"Maßnahme {number}" for number in range(7)}


def test_what_is_left_out_is_remembered_on_other_pages(client, scene, few):
    page = uploaded(client, scene, plan(7))
    first = page.context["page"].changes[0]
    page = sent(client, scene, page, page="2", auslassen=[first])
    assert f'<input type="hidden" name="auslassen" value="{first}">' in page.content.decode()
    page = sent(client, scene, page, page="1", auslassen=[first])
    assert page.context["page"].kept == ()
    assert f'value="{first}" checked' in page.content.decode()


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "²", "9" * 40])
def test_page_that_is_none_is_the_nearest(client, scene, few, number):
    page = sent(client, scene, uploaded(client, scene, plan(7)), page=number)
    assert page.status_code == 200
    assert page.context["page"].number == (page.context["page"].pages if number == "99" else 1)


def test_annex_changed_while_turning_is_shown_anew(client, scene, few):
    page = uploaded(client, scene, plan(7))
    Goal.objects.update(title="Ein anderes Ziel")
    page = sent(client, scene, page, page="2")
    assert (page.status_code, page.context["page"].number) == (409, 1)
    assert CHANGED in page.content.decode()


def test_file_of_too_many_rows_is_refused_with_the_reason(client, scene):
    page = uploaded(client, scene, plan(MAX_ROWS + 1))
    (error,) = page.context["form"].errors["file"]
    assert "höchstens 10.000 Zeilen" in error


@pytest.mark.parametrize("asked", [{"page": "1"}, {"map": "1"}, {"apply": "1"}])
def test_big_preview_that_is_altered_is_refused(client, scene, own_process, asked):
    page = uploaded(client, scene, plan(2))
    page.context["page"].__dict__["sealed"] += "x"
    assert "nicht mehr gültig" in sent(client, scene, page, **asked).content.decode()


def test_big_file_without_a_table_is_refused_beside_its_field(client, scene, own_process):
    page = uploaded(client, scene, b"{}")
    assert page.context["form"].errors["file"]


def test_few_big_previews_are_made_at_once_and_one_of_a_person(client, scene, own_process):
    with big_held(pdf.FOLDER, scene.city.pk):
        answer = uploaded(client, scene, plan(2))
        assert answer.status_code == 503
        assert "Ihre Drucke oder Dateien" in answer.content.decode()
    with big_held(pdf.FOLDER, *range(1_000_000, 1_000_000 + BIG_AT_ONCE)):
        answer = uploaded(client, scene, plan(2))
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    shown = uploaded(client, scene, plan(2))
    assert shown.status_code == 200
    chosen = {"apply": "1", "auslassen": [shown.context["page"].changes[0]]}
    with big_held(pdf.FOLDER, scene.city.pk):
        busy = sent(client, scene, shown, **chosen)
    assert busy.status_code == 503
    kept = {"sealed": [shown.context["page"].sealed], "apply": ["1"]}
    assert sent_again(busy) == kept | {"auslassen": chosen["auslassen"]}
    assert client.post(address(scene), sent_again(busy)).status_code == 302


def test_big_file_is_not_even_read_while_another_is_made(client, scene, own_process, monkeypatch):
    monkeypatch.setattr(intake, "read_bytes", None)
    with big_held(pdf.FOLDER, scene.city.pk):
        assert uploaded(client, scene, plan(2)).status_code == 503


def test_small_previews_need_no_big_place(client, scene):
    with big_held(pdf.FOLDER, scene.city.pk):
        assert uploaded(client, scene, plan(2)).status_code == 200
