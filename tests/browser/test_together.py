"""Two real browsers at once: a city editor and a consultant work on the same agreement."""

from dataclasses import dataclass

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from goals.models import Measure
from milestones.models import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass(frozen=True)
class Desk:
    """One person's browser."""

    page: Page

    def open(self, address: str):
        self.page.goto(address)

    def write(self, label: str, text: str):
        self.page.get_by_label(label, exact=True).fill(text)

    def save(self, button: str = "Speichern"):
        self.page.get_by_role("button", name=button, exact=True).click()

    def sees_that_it_is_saved(self):
        expect(self.page.get_by_role("status")).to_contain_text("gespeichert")

    def sees_both_versions(self, field: str, mine: str, theirs: str):
        """Expect the conflict page to show what differs in `field`."""
        row = self.page.locator(".conflict").get_by_role("row", name=field)
        expect(row).to_contain_text(mine)
        expect(row).to_contain_text(theirs)
        expect(row).to_contain_text("verschieden")

    def keeps(self, field: str, version: str):
        """Choose on the conflict page what shall hold in `field`."""
        row = self.page.locator(".conflict").get_by_role("row", name=field)
        row.get_by_label(version).check()

    def reads(self, address: str, *told: str):
        """Expect the page „Verlauf“ at `address` to tell all of it."""
        self.page.goto(address)
        for words in told:
            expect(self.page.locator(".history")).to_contain_text(words)


@pytest.fixture
def desks(visitors, eisenach, city, agency) -> tuple[Desk, Desk]:
    """The browsers of the city editor and of the consultant. The history begins before them."""
    call_command("begin_history", verbosity=0)
    return Desk(visitors.log_in(city)), Desk(visitors.log_in(agency))


def test_city_runs_into_the_consultant_and_both_read_what_happened(visitors, city, agency, desks):
    stage = Stage.objects.filter(milestone__title="Zielvereinbarung (ZV)").first()
    editor, consultant = desks
    for desk in desks:
        desk.open(f"/abschnitte/{stage.pk}/sachstand/")
    consultant.page.get_by_label("abgeschlossen").check()
    consultant.write("Sachstand", "Beide Seiten haben unterzeichnet.")
    consultant.save()
    consultant.sees_that_it_is_saved()

    editor.write("Sachstand", "Der Oberbürgermeister unterschreibt am Montag.")
    editor.save()
    expect(editor.page.get_by_role("alert")).to_contain_text("inzwischen geändert")
    expect(editor.page.get_by_text(f"von {agency}")).to_be_visible()
    expect(editor.page.locator(".context")).to_contain_text("abgeschlossen")
    expect(editor.page.get_by_label("Sachstand", exact=True)).to_have_value(
        "Der Oberbürgermeister unterschreibt am Montag."
    )
    editor.write("Sachstand", "Seit Montag liegen beide Unterschriften vor.")
    editor.save("Auswahl speichern")
    editor.sees_that_it_is_saved()
    stage.refresh_from_db()
    assert (stage.status, stage.note) == ("done", "Beide Seiten haben unterzeichnet.")

    for desk in desks:
        desk.reads(
            f"/abschnitte/{stage.pk}/verlauf/",
            f"{agency} hat den Status von „offen“ auf „abgeschlossen“ geändert.",
            "Beide Seiten haben unterzeichnet.",
            f"{city} hat einen Sachstand geschrieben:",
            "Seit Montag liegen beide Unterschriften vor.",
        )
        expect(desk.page.locator(".history")).not_to_contain_text("unterschreibt am Montag")
    visitors.forgive_refusals()


def test_each_side_reads_in_the_agreement_what_the_other_changed(agency, desks):
    measure = Measure.objects.get(text__startswith="Entwicklung eines Bildungsleitbilds")
    editor, consultant = desks
    editor.open(f"/massnahmen/{measure.pk}/bearbeiten/")
    consultant.open(f"/massnahmen/{measure.pk}/sachstand/")
    editor.write("Zeitrahmen", "3/2016-5/2017")
    editor.save()
    editor.sees_that_it_is_saved()
    consultant.open(f"/massnahmen/{measure.pk}/sachstand/")
    consultant.write("Sachstand", "Ein Muster für das Leitbild liegt vor.")
    consultant.save()
    consultant.sees_that_it_is_saved()
    for desk in desks:
        desk.reads(
            "/vereinbarungen/eisenach/verlauf/",
            "3/2016-5/2017",
            f"{agency} hat einen Sachstand geschrieben:",
            "Ein Muster für das Leitbild liegt vor.",
        )


def test_both_change_the_same_duties_and_settle_it_field_by_field(visitors, city, agency, desks):
    stage = Stage.objects.filter(milestone__title="Zielvereinbarung (ZV)").first()
    duties = "Verantwortung Stadt Eisenach"
    editor, consultant = desks
    for desk in desks:
        desk.open(f"/abschnitte/{stage.pk}/bearbeiten/")
    editor.write(duties, "Abstimmung im Stadtrat")
    editor.save()
    editor.sees_that_it_is_saved()

    consultant.write(duties, "Abstimmung im Schulausschuss")
    consultant.write("Zeitraum", "9/2015-12/2015")
    consultant.save()
    expect(consultant.page.get_by_role("alert")).to_contain_text("inzwischen geändert")
    expect(consultant.page.get_by_text(f"von {city}")).to_be_visible()
    consultant.sees_both_versions(duties, "Schulausschuss", "Stadtrat")
    consultant.sees_both_versions("Zeitraum", "9/2015-12/2015", "9-10/ 2015")
    consultant.keeps(duties, "gespeicherte Fassung")
    consultant.keeps("Zeitraum", "meine Fassung")
    consultant.save("Auswahl speichern")
    consultant.sees_that_it_is_saved()
    stage.refresh_from_db()
    told = [duty.text for duty in stage.duties.filter(party="municipality")]
    assert (told, stage.timeframe_wording) == (["Abstimmung im Stadtrat"], "9/2015-12/2015")

    for desk in desks:
        desk.reads(
            f"/abschnitte/{stage.pk}/verlauf/",
            f"{city} hat die Verantwortung geändert:",
            "im Stadtrat",
            f"{agency} hat den Zeitrahmen von „9-10/ 2015“ auf „9/2015-12/2015“ geändert.",
        )
        expect(desk.page.locator(".history")).not_to_contain_text("Schulausschuss")
    visitors.forgive_refusals()
