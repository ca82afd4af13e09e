"""What only a browser shows: policy, keyboard, the conflict. For looks see test_states.py."""

import pytest
from playwright.sync_api import Page, expect

from goals.models import Measure
from tests.browser.hands import until
from tests.factories import MembershipFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUSED = "document.activeElement"


def test_admin_works_under_the_policy(visitors, eisenach):
    page = visitors.log_in(UserFactory(superuser=True))
    page.get_by_role("navigation").get_by_role("link", name="Verwaltung").click()
    for path in ("goals/measure/", "goals/measure/add/", "agreements/organisation/"):
        page.goto(f"/admin/{path}")
        expect(page.locator("h1").last).to_be_visible()


TWICE = """() => {
  const kept = [];
  addEventListener("submit", (event) => kept.push(event.defaultPrevented));
  const [one, other] = document.querySelectorAll("form[method=post]");
  for (const form of [one, one, other]) form.requestSubmit();
  return kept;
}"""


def test_second_click_sends_nothing_and_other_forms_go(visitors, city):
    page = visitors.log_in(city, "/konto/name/")
    assert page.evaluate(TWICE) == [False, True, False]


def test_main_path_by_keyboard_alone(visitors, eisenach, city):
    page = visitors.visit("/anmelden/")
    # The browser gives the first field the focus with the first frame it draws, some time later.
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()
    page.keyboard.type(city.email)
    page.keyboard.press("Tab")
    page.keyboard.type("geheim-genug")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Übersicht")).to_be_visible()
    tab_to(page, page.get_by_role("link", name=str(eisenach)).first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/vereinbarungen/eisenach/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    first = page.locator("td.link").get_by_role("link", name="Bearbeiten").first
    tab_to(page, first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Maßnahme bearbeiten")).to_be_visible()

    wording = page.get_by_label("Zeitrahmen", exact=True)
    tab_to(page, wording)
    page.keyboard.press("Control+A")
    page.keyboard.type("9/2015-272016")
    tab_to(page, page.get_by_role("button", name="Speichern"))
    page.keyboard.press("Enter")
    suggestion = page.get_by_role("alert").get_by_role("link")
    expect(suggestion).to_contain_text("Gemeint ist vielleicht „9/2015-2/2016“.")
    tab_to(page, suggestion)
    page.keyboard.press("Enter")
    expect(wording).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("9/2015-2/2016")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("gespeichert")


def test_consultant_sets_a_status_and_opens_the_paper_by_keyboard_alone(visitors, eisenach, agency):
    page = visitors.log_in(agency)
    tab_to(page, page.get_by_role("link", name=str(eisenach)).first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/vereinbarungen/eisenach/")
    tab_to(page, page.get_by_role("navigation").get_by_role("link", name="Anlage 2").first)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Status setzen").first)
    page.keyboard.press("Enter")
    status = page.get_by_role("radio", name="in Arbeit")
    # Tab goes to the group of buttons, the arrows go through it.
    tab_to(page, page.get_by_role("radio", checked=True))
    while not status.is_checked():
        page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Speichern"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Der Status ist gespeichert.")
    expect(page.get_by_role("link", name="Status setzen").first).to_be_focused()
    paper = page.get_by_role("link", name="Beide Anlagen als PDF")
    page.get_by_role("link", name="Zum Inhalt springen").focus()
    tab_to(page, paper)
    assert page.request.get(paper.get_attribute("href")).body().startswith(b"%PDF")


def tab_to(page: Page, target, most: int = 40):
    """Press Tab until `target` has the focus, which is seen on every stop of the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        ring = page.evaluate(f"getComputedStyle({FOCUSED}).outlineStyle")
        inside = page.evaluate(f"getComputedStyle({FOCUSED}.parentElement).outlineStyle")
        assert ring != "none" or inside != "none", page.evaluate(f"{FOCUSED}.outerHTML")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} is not reached by {most} tabs.")


def test_conflict_is_shown_and_resolved(visitors, eisenach, city):
    colleague = MembershipFactory(
        organisation=eisenach.municipality, user__first_name="Kim", user__last_name="Muster"
    ).user
    measure = Measure.objects.first()
    path = f"/massnahmen/{measure.pk}/bearbeiten/"
    mine, theirs = visitors.log_in(city), visitors.log_in(colleague)
    mine.goto(path)
    theirs.goto(path)
    theirs.get_by_label("Beteiligte").fill("Jugendamt")
    theirs.get_by_role("button", name="Speichern").click()
    expect(theirs.get_by_role("status")).to_contain_text("gespeichert")
    mine.get_by_label("Beteiligte").fill("Schulamt")
    mine.get_by_role("button", name="Speichern").click()
    row = mine.get_by_role("row", name="Beteiligte")
    expect(row).to_contain_text("Schulamt")
    expect(row).to_contain_text("Jugendamt")
    expect(row).to_contain_text("verschieden")
    expect(mine.get_by_text("Gleich sind:")).to_contain_text("Ansprechperson")
    expect(mine.get_by_text("von Kim Muster")).to_be_visible()
    mine.get_by_role("textbox", name="Beteiligte").fill("Schulamt und Jugendamt")
    row.get_by_label("meine Fassung").check()
    mine.get_by_role("button", name="Auswahl speichern").click()
    expect(mine.get_by_role("status")).to_contain_text("gespeichert")
    measure.refresh_from_db()
    assert measure.partners == "Schulamt und Jugendamt"
    visitors.forgive_refusals()


def test_list_is_filtered_without_javascript(visitors, eisenach, city):
    page = visitors.log_in(city, java_script_enabled=False)
    page.get_by_role("link", name="Maßnahmen", exact=True).click()
    page.get_by_label("Text").fill("LEITBILDS")
    page.get_by_label("offen").check()
    page.get_by_role("button", name="Filtern").click()
    page.wait_for_url("**/massnahmen/?text=LEITBILDS&status=open")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="Filter entfernen: Text: „LEITBILDS“").click()
    page.wait_for_url("**/massnahmen/?status=open")
    page.get_by_role("link", name="Zeitrahmen").click()
    expect(page.get_by_role("columnheader", name="Zeitrahmen")).to_have_attribute(
        "aria-sort", "ascending"
    )


@pytest.mark.parametrize("list_page", ["massnahmen", "abschnitte", "zeitstrahl"])
def test_further_filters_open_where_they_stand_and_keep_what_was_typed(
    visitors, eisenach, city, list_page
):
    page = visitors.log_in(city)
    page.goto(f"/{list_page}/")
    page.get_by_label("Text").fill("Bildung")
    page.get_by_role("link", name="Weitere Filter").press("Enter")
    expect(page.get_by_label("Läuft von")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value("Bildung")
    expect(page.locator("summary", has_text="Weitere Filter")).to_be_focused()
    page.get_by_label("Läuft von").fill("01.01.2016")
    page.get_by_role("button", name="Filtern").click()
    page.wait_for_url(f"**/{list_page}/?text=Bildung&start=01.01.2016")
    expect(page.get_by_role("textbox", name="Läuft von")).to_have_value("01.01.2016")


def test_further_filters_are_a_page_of_their_own_without_javascript(visitors, eisenach, city):
    page = visitors.log_in(city, java_script_enabled=False)
    page.goto("/massnahmen/?status=open")
    page.get_by_role("link", name="Weitere Filter").click()
    page.wait_for_url("**/massnahmen/?status=open&filter=alle")
    page.get_by_label("Ziel", exact=True).select_option(index=1)
    page.get_by_role("button", name="Filtern").click()
    page.wait_for_url("**/massnahmen/?status=open&goal=*")


def test_earlier_wording_is_read_and_restored(visitors, eisenach, city):
    measure = Measure.objects.filter(timeframe_wording="1/2016 bis 10/2016").first()
    measure.save()  # with a history that begins before
    page = visitors.log_in(city)
    page.goto(f"/massnahmen/{measure.pk}/bearbeiten/")
    page.get_by_label("Maßnahme").fill("Ein ganz anderer Wortlaut")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("gespeichert")
    # The page has seen that what was typed is saved; left before, it would bring that back.
    until(page, "!Object.keys(sessionStorage).some(key => key.startsWith('entwurf'))")
    page.goto(f"/massnahmen/{measure.pk}/bearbeiten/")
    page.get_by_role("link", name="Verlauf").click()
    expect(page.locator("ins").first).to_contain_text("Ein ganz anderer Wortlaut")
    page.get_by_role("button", name="Diesen Wortlaut wiederherstellen").last.click()
    expect(page.get_by_role("status")).to_contain_text("Der frühere Wortlaut gilt wieder.")
    expect(page.locator(".act")).to_have_count(3)
    before = measure.text
    measure.refresh_from_db()
    assert measure.text == before
