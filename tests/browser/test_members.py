"""A Leitung invites a colleague, who makes an account; then removes them, or a lost factor."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from bildung.agreements.models import Role
from tests.accounts.factors import add_app
from tests.factories import PASSWORD as FACTORY_PASSWORD
from tests.factories import MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "Kastanie-Fenster-7"


@pytest.fixture
def leading(eisenach):
    return MembershipFactory(
        organisation=eisenach.municipality,
        role=Role.LEADING,
        user__first_name="Lou",
        user__last_name="Leitung",
    ).user


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_invited_by_mail_joined_removed(visitors, eisenach, leading, script):
    page = visitors.log_in(leading, java_script_enabled=script)
    page.goto("/konto/")
    page.get_by_role("link", name="Mitglieder", exact=True).click()
    page.get_by_label("E-Mail-Adresse").fill("kim@example.org")
    page.get_by_label("Bearbeitung", exact=True).check()
    page.get_by_role("button", name="Einladung senden").click()
    expect(page.get_by_role("status")).to_contain_text("ist gesendet")
    expect(page.get_by_role("row", name="kim@example.org")).to_contain_text("Bearbeitung")

    address = re.search(r"http://\S+?(/einladung/\S+)", mail.outbox[0].body)[1]
    theirs = visitors.visit(address, java_script_enabled=script)
    theirs.get_by_label("Vorname").fill("Kim")
    theirs.get_by_label("Nachname").fill("Muster")
    theirs.get_by_label("Passwort", exact=False).first.fill(PASSWORD)
    theirs.get_by_label("Passwort, noch einmal").fill(PASSWORD)
    theirs.get_by_role("button", name="Konto anlegen und beitreten").click()
    expect(theirs.get_by_role("status")).to_contain_text("Sie gehören jetzt zu")
    expect(theirs.get_by_text("Kim Muster")).to_be_visible()

    page.reload()
    page.get_by_role("combobox", name="Rolle von Kim Muster").select_option("Leitung")
    page.get_by_role("button", name="Ändern: Rolle von Kim Muster").click()
    expect(page.get_by_role("status")).to_contain_text("Kim Muster hat jetzt die Rolle „Leitung“.")
    page.get_by_role("link", name="Entfernen: Kim Muster").click()
    page.get_by_role("button", name="Entfernen").click()
    expect(page.get_by_role("status")).to_contain_text("ist abgemeldet")
    theirs.reload()
    expect(theirs.get_by_role("button", name="Anmelden", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["javascript", "no javascript"])
def test_lost_factor_removed_then_one_demanded_of_all(visitors, eisenach, leading, script):
    kim = MembershipFactory(organisation=eisenach.municipality, user__last_name="Muster").user
    add_app(kim)
    page = visitors.log_in(leading, opens="/organisationen/", java_script_enabled=script)
    page.get_by_role("link", name="Verloren? Zweiter Faktor von Kim Muster").click()
    page.get_by_role("button", name="Zweiten Faktor entfernen").click()
    page.get_by_label("Passwort").fill(FACTORY_PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    expect(page.get_by_role("status")).to_contain_text("Der zweite Faktor von Kim Muster ist")
    assert [message.to for message in mail.outbox] == [[kim.email]]

    page.get_by_label("Von allen Mitgliedern einen zweiten Faktor verlangen").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Zweiter Faktor")
    expect(page.get_by_role("status")).to_contain_text("wird jetzt ein zweiter Faktor verlangt")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_a_narrow_window(visitors, eisenach, leading, scheme):
    page = visitors.log_in(leading, viewport={"width": 320, "height": 640}, color_scheme=scheme)
    organisation = f"/organisationen/{eisenach.municipality_id}"
    unit = eisenach.municipality.units.first().pk
    for path in (
        f"{organisation}/mitglieder/",
        f"{organisation}/mitglieder/{leading.memberships.get().pk}/entfernen/",
        f"{organisation}/mitglieder/{leading.memberships.get().pk}/zweiter-faktor/",
        f"{organisation}/einheiten/",
        f"{organisation}/einheiten/{unit}/",
        f"{organisation}/einheiten/{unit}/loeschen/",
    ):
        page.goto(path)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (path, width) == (path, 320)
        assert page.locator("h1").count() == 1
    visitors.forgive_refusals()
