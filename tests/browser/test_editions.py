"""The way of a contract, whole: frozen, signed by both, carried on, compared, checked."""

import io
import re

import pdfplumber
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from bildung.agreements.models import Agreement, Role
from bildung.editions.models import Edition
from goals.models import Goal, Measure
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/vereinbarungen/eisenach/"
EDITIONS = f"{PAGE}fassungen/"
FIRST, SECOND = "Fassung vom Oktober 2015", "Erste Fortschreibung"


def press(page: Page, name: str):
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def approve(page: Page, number: int, name: str, function: str):
    page.goto(f"{EDITIONS}{number}/")
    page.get_by_role("link", name="Zustimmen").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Funktion").fill(function)
    press(page, "Zustimmen")
    expect(page.get_by_role("status")).to_contain_text("Ihre Zustimmung ist festgehalten.")


def freeze(page: Page, label: str):
    page.goto(EDITIONS)
    page.get_by_role("link", name="Fassung festschreiben").click()
    page.get_by_label("Bezeichnung").fill(label)
    press(page, "Festschreiben und zur Unterzeichnung vorlegen")
    expect(page.get_by_role("heading", level=1)).to_have_text(label)


def fetched(page: Page, address: str) -> bytes:
    response = page.request.get(address)
    assert response.status == 200
    return response.body()


def save(page: Page, address: str, **fields: str):
    """Fill in the form at `address` by the names of its fields, and save it."""
    page.goto(address)
    for name, text in fields.items():
        page.locator(f"main [name={name}]").fill(text)
    press(page, "Speichern")
    expect(page.get_by_role("status").first).to_contain_text(re.compile("gespeichert|angelegt"))


def change_the_plan(page: Page) -> dict[str, str]:
    """Make five kinds of change by hand; return the key of each row with what becomes of it."""
    measures = list(Measure.objects.in_annex_order([Agreement.objects.get().pk]))
    worded, removed, retimed = measures[0], measures[3], measures[5]
    moved = next(each for each in reversed(measures) if each.objective.measures.count() > 1)
    keys = {f"measure-{each.pk}": "geändert" for each in (worded, retimed)}
    keys |= {f"measure-{removed.pk}": "entfallen", f"measure-{moved.pk}": "verschoben"}
    save(page, f"/massnahmen/{worded.pk}/bearbeiten/", text=f"{worded.text} mit den Schulen")
    save(page, f"/massnahmen/{retimed.pk}/bearbeiten/", timeframe_wording="Ab 1/2027 lfd.")
    page.goto(f"/massnahmen/{removed.pk}/loeschen/")
    press(page, "Löschen")
    expect(page.get_by_role("button", name="Rückgängig")).to_be_visible()
    page.goto(PAGE)
    row = page.locator(f"#measure-{moved.pk} .link")
    row.get_by_text("Mehr").click()
    row.get_by_role("button", name="Nach oben").click()
    expect(page.get_by_role("status").first).to_contain_text("umgestellt")
    save(page, f"{PAGE}ziele/neu/", title="Digitale Teilhabe stärken")
    goal = Goal.objects.get(title="Digitale Teilhabe stärken")
    save(page, f"/ziele/{goal.pk}/erlaeuterungen/neu/", text="Zugang für alle")
    objective = goal.objectives.get()
    save(
        page,
        f"/erlaeuterungen/{objective.pk}/massnahmen/neu/",
        text="Leihgeräte bereitstellen",
        timeframe_wording="2027",
    )
    return keys | {f"measure-{objective.measures.get().pk}": "neu"}


def give_reasons(page: Page, keys: dict[str, str]):
    for number, key in enumerate(keys, start=1):
        page.goto(f"{PAGE}synopse/")
        page.locator(f"#{key}").get_by_role("link", name="Begründen").click()
        page.get_by_label("Begründung").fill(f"Grund {number}.")
        press(page, "Speichern")
        expect(page.locator(f"#{key}")).to_contain_text(f"Grund {number}.")


def words_of(pdf: bytes) -> str:
    """Return the text of `pdf` without spaces, so that no line break parts a word."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "".join("".join(page.extract_text().split()) for page in document.pages)


def check(page: Page, content: bytes):
    page.goto("/pruefen/")
    page.get_by_label("oder Datei").set_input_files(
        {"name": "Fassung.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    press(page, "Prüfen")


def test_contract_goes_its_whole_way(visitors, eisenach):
    call_command("begin_history", verbosity=0)
    city, agency = (
        visitors.enter(MembershipFactory(organisation=party, role=Role.LEADING).user)
        for party in (eisenach.municipality, eisenach.agency)
    )
    freeze(city, FIRST)
    approve(agency, 1, "Kim Muster", "Projektleitung")
    approve(city, 1, "Kim Beispiel", "Oberbürgermeisterin")
    first = fetched(city, f"{EDITIONS}1/fassung.pdf")

    city.goto(PAGE)
    expect(city.get_by_text("Der Wortlaut ist gesperrt")).to_be_visible()
    expect(city.get_by_role("link", name="Ziel hinzufügen")).to_have_count(0)
    city.goto(f"{EDITIONS}fortschreiben/")
    press(city, "Fortschreibung beginnen")
    keys = change_the_plan(city)
    give_reasons(city, keys)
    freeze(city, SECOND)
    approve(city, 2, "Kim Beispiel", "Oberbürgermeisterin")
    approve(agency, 2, "Kim Muster", "Projektleitung")

    agency.goto(f"{PAGE}synopse/?von=1&bis=2")
    expect(agency.get_by_text("5 Änderungen")).to_be_visible()
    synopsis = words_of(fetched(agency, f"{PAGE}synopse.pdf?von=1&bis=2"))
    for number, (key, kind) in enumerate(keys.items(), start=1):
        expect(agency.locator(f"#{key}")).to_contain_text(kind)
        expect(agency.locator(f"#{key}")).to_contain_text(f"Grund {number}.")
        assert synopsis.count(f"Grund{number}.") == 1

    second = fetched(city, f"{EDITIONS}2/fassung.pdf")
    assert fetched(agency, f"{EDITIONS}1/fassung.pdf") == first
    assert [each.state for each in Edition.objects.order_by("number")] == ["superseded", "in_force"]
    visitor = visitors.visit("/pruefen/")
    for content, label in ((first, FIRST), (second, SECOND)):
        check(visitor, content)
        expect(visitor.locator("#ergebnis")).to_contain_text("Unveränderte Fassung")
        expect(visitor.locator("#ergebnis")).to_contain_text(label)
    changed = bytearray(first)
    changed[len(changed) // 2] ^= 1
    check(visitor, bytes(changed))
    expect(visitor.locator("#ergebnis")).to_contain_text("Keine Fassung")
    expect(visitor.locator("#ergebnis")).not_to_contain_text(FIRST)
