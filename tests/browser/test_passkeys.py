"""Passkeys in a real Chromium, with an authenticator that it plays itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add_authenticator(page: Page):
    """Plug a device into the browser that confirms whatever it is asked."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_added_and_logs_in_without_a_password(visitors, eisenach, city):
    eisenach.municipality.second_factor_required = True
    eisenach.municipality.save()
    page = visitors.fill_in_login(city)
    add_authenticator(page)
    expect(page.locator("h1")).to_have_text("Zweiter Faktor")
    page.get_by_role("link", name="Passkey hinzufügen").click()
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_label("Name").fill("Diensthandy")
    page.get_by_label("Auch ohne Passwort anmelden").check()
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.locator("h1")).to_have_text("Ersatzcodes")
    page.goto("/konto/passkeys/")
    expect(page.get_by_role("listitem").filter(has_text="Diensthandy")).to_be_visible()

    page.get_by_role("button", name="Abmelden").click()
    expect(page.locator("h1")).to_have_text("Anmelden")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()


def test_passkey_is_the_second_factor_after_the_password(visitors, eisenach, city):
    page = visitors.fill_in_login(city)
    add_authenticator(page)
    page.goto("/konto/passkeys/neu/")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Bestätigen").click()
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.locator("h1")).to_have_text("Ersatzcodes")
    page.get_by_role("button", name="Abmelden").click()

    page.get_by_label("E-Mail-Adresse").fill(city.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    expect(page.locator("h1")).to_have_text("Zweiter Faktor")
    page.get_by_role("button", name="Passkey verwenden").click()
    expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()


def test_refused_passkey_is_explained_in_german(visitors, eisenach, city):
    page = visitors.visit("/anmelden/")
    add_authenticator(page)  # which holds no key for this site
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("alert")).to_contain_text("Das hat nicht geklappt.")
