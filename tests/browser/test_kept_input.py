"""What was typed is not lost: to an ended session, a conflict, a deletion, or by leaving."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from bildung.agreements.models import Organisation
from goals.models import Goal, Measure
from tests.factories import PASSWORD

from .places import PAGE, open_place, without_refusals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_choices_of_a_conflict_outlive_the_session(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.get_by_label("Ansprechperson").fill("Kim Muster")
    measure = Measure.objects.get(pk=measures[0].pk)
    measure.partners = "Jugendamt"
    measure.save()
    place.get_by_role("button", name="Speichern").click()
    expect(place.get_by_role("alert")).to_contain_text("inzwischen geändert")
    place.get_by_role("row", name="Beteiligte").get_by_label("gespeicherte Fassung").check()
    Session.objects.all().delete()
    place.get_by_role("button", name="Auswahl speichern").click()
    log_in_again(page, city)
    expect(place).to_contain_text("wiederhergestellt")
    expect(place.get_by_label("Beteiligte")).to_have_value("Jugendamt")
    expect(place.get_by_label("Ansprechperson")).to_have_value("Kim Muster")
    place.get_by_role("button", name="Speichern").click()
    expect(place).to_have_count(0)
    measure.refresh_from_db()
    assert (measure.partners, measure.contact) == ("Jugendamt", "Kim Muster")
    visitors.complaints[:] = without_refusals(visitors.complaints)


def test_choice_that_was_not_made_is_asked_for_after_the_session(
    visitors, eisenach, city, measures
):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Schulamt")
    measure = Measure.objects.get(pk=measures[0].pk)
    measure.partners = "Jugendamt"
    measure.save()
    place.get_by_role("button", name="Speichern").click()
    expect(place.get_by_role("alert")).to_contain_text("inzwischen geändert")
    Session.objects.all().delete()
    place.get_by_role("button", name="Auswahl speichern").click()
    log_in_again(page, city)
    expect(place.get_by_label("Beteiligte")).to_have_value("Schulamt")
    place.get_by_role("button", name="Speichern").click()
    expect(place).to_contain_text("Bitte wählen Sie oben, welche Fassung gelten soll.")
    measure.refresh_from_db()
    assert measure.partners == "Jugendamt"
    place.get_by_role("row", name="Beteiligte").get_by_label("meine Fassung").check()
    place.get_by_role("button", name="Auswahl speichern").click()
    expect(place).to_have_count(0)
    measure.refresh_from_db()
    assert measure.partners == "Schulamt"
    visitors.complaints[:] = without_refusals(visitors.complaints)


def test_confirming_asks_before_a_typed_report_is_lost(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0], "Sachstand")
    place.get_by_label("Sachstand", exact=True).fill("Der Auftrag ist vergeben.")
    confirm = place.get_by_role("button", name="Unverändert bestätigen")
    confirm.click()
    dialog = page.get_by_role("dialog", name="Eingaben verwerfen?")
    dialog.get_by_role("button", name="Weiter bearbeiten").click()
    expect(place.get_by_label("Sachstand", exact=True)).to_have_value("Der Auftrag ist vergeben.")
    assert measures[0].reports.count() == 0
    confirm.click()
    dialog.get_by_role("button", name="Verwerfen").click()
    expect(place).to_have_count(0)
    assert [report.text for report in measures[0].reports.all()] == ["Unverändert bestätigt."]


def test_only_what_leaves_the_page_asks_for_unsaved_input(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Jugendamt")
    other = open_place(page, measures[1])
    expect(other.get_by_label("Beteiligte")).to_be_visible()
    other.get_by_role("link", name="Abbrechen").click()
    expect(other).to_have_count(0)
    with page.expect_download():
        page.locator(".downloads a", has_text="CSV").first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(place.get_by_label("Beteiligte")).to_have_value("Jugendamt")
    page.get_by_role("link", name="Verlauf", exact=True).click()
    expect(page.get_by_role("dialog", name="Eingaben verwerfen?")).to_be_visible()


def test_browser_asks_before_it_reloads_over_unsaved_input(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    asked = []

    def answer(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.reload()
    assert asked == []
    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Jugendamt")
    page.reload()
    assert asked == ["beforeunload"]


def test_form_keeps_its_input_where_the_record_is_gone(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE)
    goal = Goal.objects.get(number=2)
    place = open_place(page, goal)
    place.get_by_label("Grundlegendes Ziel").fill("Noch zu retten")
    goal.delete()
    place.get_by_role("button", name="Speichern").click()
    expect(place.get_by_role("alert")).to_contain_text("inzwischen gelöscht")
    expect(place.get_by_label("Grundlegendes Ziel")).to_have_value("Noch zu retten")
    visitors.complaints[:] = without_refusals(visitors.complaints)


def test_page_of_a_record_that_is_gone_shows_what_was_typed(visitors, eisenach, city, measures):
    page = visitors.log_in(city)
    page.goto(f"/massnahmen/{measures[0].pk}/bearbeiten/")
    page.get_by_label("Beteiligte").fill("Noch zu retten")
    Measure.objects.get(pk=measures[0].pk).delete()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Diese Seite gibt es nicht")
    expect(page.get_by_role("textbox", name="Beteiligte")).to_have_value("Noch zu retten")
    visitors.complaints[:] = without_refusals(visitors.complaints)


def drafts(page: Page) -> list[str]:
    """Return what is kept in the browser of what was typed."""
    return [key for key in page.evaluate("Object.keys(sessionStorage)") if "entwurf" in key]


def log_in_again(page: Page, user):
    page.wait_for_url("**/anmelden/**")
    page.get_by_label("E-Mail-Adresse").fill(user.email)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def test_input_comes_back_after_a_session_that_ended(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Jugendamt")
    Session.objects.all().delete()
    place.get_by_role("button", name="Speichern").click()
    log_in_again(page, city)
    expect(place).to_contain_text("wiederhergestellt")
    expect(place.get_by_label("Beteiligte")).to_have_value("Jugendamt")
    place.get_by_role("button", name="Speichern").click()
    expect(place).to_have_count(0)
    assert Measure.objects.get(pk=measures[0].pk).partners == "Jugendamt"
    assert drafts(page) == []


def test_page_that_leads_elsewhere_is_not_taken_for_saved(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Jugendamt")
    Organisation.objects.filter(members=city).update(second_factor_required=True)
    place.get_by_role("button", name="Speichern").click()
    page.wait_for_url("**/konto/zweiter-faktor/")
    assert Measure.objects.get(pk=measures[0].pk).partners == ""
    Organisation.objects.filter(members=city).update(second_factor_required=False)
    page.goto(PAGE)
    expect(place.get_by_label("Beteiligte")).to_have_value("Jugendamt")


def test_input_on_a_whole_page_comes_back_and_may_be_discarded(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    page.goto(f"/massnahmen/{measures[0].pk}/bearbeiten/")
    page.get_by_label("Beteiligte").fill("Jugendamt")
    Session.objects.all().delete()
    page.get_by_role("button", name="Speichern").click()
    log_in_again(page, city)
    expect(page.get_by_role("main")).to_contain_text("wiederhergestellt")
    expect(page.get_by_label("Beteiligte")).to_have_value("Jugendamt")
    page.get_by_role("button", name="Wiederhergestelltes verwerfen").click()
    expect(page.get_by_label("Beteiligte")).to_have_value("")
    page.get_by_role("link", name="Abbrechen").click()
    page.wait_for_url("**/vereinbarungen/eisenach/**")
    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url("**/anmelden/**")
    assert drafts(page) == []
