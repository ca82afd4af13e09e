"""Forms that open where their record stands: saving, refusing, leaving, and coming back."""

import pytest
from django.contrib.sessions.models import Session
from django.db.models import Count
from playwright.sync_api import Page, expect

from bildung.agreements.models import Agreement, Organisation
from goals.models import Goal, Measure, Objective
from milestones.models import Milestone
from tests.factories import PASSWORD, MembershipFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/vereinbarungen/eisenach/"


def link(page: Page, record, name: str):
    """Return one of the links beside `record`."""
    key = f"{record._meta.model_name}-{record.pk}"
    group = page.locator(f'[data-record="{key}"] .record-actions')
    return group.locator("a", has_text=name).first


def open_place(page: Page, record, name: str = "Bearbeiten"):
    """Follow a link beside `record`; return the form that opens there."""
    action = link(page, record, name)
    address = action.get_attribute("href")
    if not action.is_visible():
        action.locator("xpath=ancestor::details").locator("summary").click()
    action.click()
    return page.locator(f"#{address.strip('/').replace('/', '-')}")


@pytest.fixture
def measures(eisenach):
    return list(Measure.objects.in_annex_order([Agreement.objects.get().pk])[:4])


def without_refusals(complaints: list[str]) -> list[str]:
    """Chromium reports the status of a form that is refused, or of a part that is gone."""
    expected = ("status of 409", "status of 422", "status of 404", "Response Status Error")
    return [text for text in complaints if not any(words in text for words in expected)]


def test_measure_is_edited_where_it_stands(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    address = page.url
    first, neighbour = measures[0], measures[1]
    place = open_place(page, first)
    expect(place.get_by_label("Maßnahme", exact=False).first).to_be_focused()
    other = open_place(page, neighbour)
    other.get_by_label("Beteiligte").fill("Noch nicht gespeichert")

    wording = place.get_by_label("Zeitrahmen", exact=True)
    wording.fill("13/2016")
    place.get_by_role("button", name="Speichern").click()
    expect(place.get_by_role("alert")).to_be_focused()
    expect(other.get_by_label("Beteiligte")).to_have_value("Noch nicht gespeichert")

    place.get_by_label("Zeitrahmen", exact=True).fill("3/2016-5/2017")
    place.get_by_role("button", name="Speichern").click()
    expect(place).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist gespeichert.")
    expect(page.locator(f"#measure-{first.pk}")).to_contain_text("3/2016-5/2017")
    expect(link(page, first, "Bearbeiten")).to_be_focused()
    assert page.url == address
    # The neighbour's form goes on in the new table, with what was typed.
    expect(other.get_by_label("Beteiligte")).to_have_value("Noch nicht gespeichert")
    other.get_by_role("button", name="Speichern").click()
    expect(other).to_have_count(0)
    neighbour.refresh_from_db()
    assert neighbour.partners == "Noch nicht gespeichert"
    visitors.complaints[:] = without_refusals(visitors.complaints)


def test_escape_cancels_and_asks_before_input_is_lost(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    expect(place.get_by_label("Maßnahme", exact=False).first).to_be_focused()
    page.keyboard.press("Escape")
    expect(place).to_have_count(0)
    expect(link(page, measures[0], "Bearbeiten")).to_be_focused()

    place = open_place(page, measures[0])
    place.get_by_label("Beteiligte").fill("Jugendamt")
    page.keyboard.press("Escape")
    dialog = page.get_by_role("dialog", name="Eingaben verwerfen?")
    expect(dialog.get_by_role("button", name="Weiter bearbeiten")).to_be_focused()
    page.keyboard.press("Enter")
    expect(place.get_by_label("Beteiligte")).to_be_focused()
    expect(place.get_by_label("Beteiligte")).to_have_value("Jugendamt")

    page.get_by_role("link", name="Verlauf", exact=True).click()
    dialog.get_by_role("button", name="Weiter bearbeiten").click()
    place.get_by_role("link", name="Abbrechen").click()
    dialog.get_by_role("button", name="Verwerfen").click()
    expect(place).to_have_count(0)
    page.get_by_role("link", name="Verlauf", exact=True).click()
    page.wait_for_url("**/verlauf/")


def test_conflict_is_resolved_where_the_record_stands(visitors, eisenach, city, measures):
    colleague = MembershipFactory(organisation=eisenach.municipality).user
    mine, theirs = visitors.log_in(city, opens=PAGE), visitors.log_in(colleague, opens=PAGE)
    place = open_place(mine, measures[0])
    place.get_by_label("Ansprechperson").fill("Kim Muster")
    other = open_place(theirs, measures[0])
    other.get_by_label("Beteiligte").fill("Jugendamt")
    other.get_by_role("button", name="Speichern").click()
    expect(other).to_have_count(0)

    place.get_by_role("button", name="Speichern").click()
    expect(place.get_by_role("alert")).to_contain_text("inzwischen geändert")
    row = place.get_by_role("row", name="Beteiligte")
    expect(row.get_by_label("gespeicherte Fassung")).to_be_checked()
    place.get_by_role("button", name="Auswahl speichern").click()
    expect(place).to_have_count(0)
    measure = Measure.objects.get(pk=measures[0].pk)
    assert (measure.partners, measure.contact) == ("Jugendamt", "Kim Muster")
    visitors.complaints[:] = without_refusals(visitors.complaints)


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


def test_escape_is_heard_beside_the_fields(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    place.locator("h3, h2").first.click()
    page.keyboard.press("Escape")
    expect(place).to_have_count(0)


def test_records_are_added_moved_and_deleted_in_place(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE)
    objective = Objective.objects.filter(goal__number=1).first()
    (before,) = objective.measures.all()
    place = open_place(page, objective, "Maßnahme hinzufügen")
    place.get_by_label("Maßnahme", exact=False).first.fill("Ganz neue Maßnahme")
    place.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist angelegt.")
    added = objective.measures.get(text="Ganz neue Maßnahme")
    expect(link(page, added, "Bearbeiten")).to_be_focused()

    row = page.locator(f"#measure-{added.pk}")
    row.get_by_text("Mehr").click()
    row.get_by_role("button", name="Nach oben").click()
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist verschoben.")
    assert list(objective.measures.all()) == [added, before]
    # It stands first now, so there is only the way back.
    expect(row.get_by_role("button", name="Nach unten")).to_be_focused()

    place = open_place(page, added, "Löschen")
    place.get_by_role("button", name="Löschen").click()
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist gelöscht.")
    expect(row).to_have_count(0)
    undo = page.get_by_role("button", name="Rückgängig")
    expect(undo).to_be_focused()
    expect(page.locator(f"#measure-{before.pk}")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(row).to_contain_text("Ganz neue Maßnahme")


def test_measure_is_dragged_below_another_explanation(visitors, eisenach, city):
    # Tall enough to see both ends of the way.
    page = visitors.log_in(city, opens=PAGE, viewport={"width": 1280, "height": 3000})
    there = Objective.objects.annotate(n=Count("measures")).filter(n__gte=2).first()
    last = there.measures.last()
    moved = Measure.objects.filter(objective__goal=there.goal).exclude(objective=there).first()
    handle = page.locator(f"#measure-{moved.pk} .link .handle")
    row = page.locator(f"#measure-{last.pk} td.measure")
    handle.drag_to(row, target_position={"x": 20, "y": 3})
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist verschoben.")
    assert [measure.pk for measure in there.measures.all()][-2:] == [moved.pk, last.pk]
    expect(page.locator(f"#measure-{moved.pk} td.flash").first).to_be_visible()
    expect(page.locator(".drop-before, .drop-after")).to_have_count(0)


def drag(page: Page, record, before):
    """Drag `record` by its handle to the upper end of `before`."""
    rows = [f'[data-record="{each._meta.model_name}-{each.pk}"]' for each in (record, before)]
    handle, there = page.locator(f"{rows[0]} .handle").first, page.locator(rows[1]).first
    handle.drag_to(there, target_position={"x": 20, "y": 3})


def test_measure_is_dragged_below_another_goal(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE, viewport={"width": 1280, "height": 6000})
    moved = Measure.objects.filter(objective__goal__number=1).first()
    there = Measure.objects.filter(objective__goal__number=2).first()
    drag(page, moved, before=there)
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist verschoben.")
    assert list(there.objective.measures.all())[:2] == [moved, there]
    expect(link(page, moved, "Bearbeiten")).to_be_visible()


def test_explanation_is_dragged_below_another_goal(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE, viewport={"width": 1280, "height": 6000})
    moved = Objective.objects.filter(goal__number=1).first()
    there = Objective.objects.filter(goal__number=2).first()
    measures = list(moved.measures.all())
    drag(page, moved, before=there)
    expect(page.get_by_role("status")).to_contain_text("Die Erläuterung ist verschoben.")
    assert list(there.goal.objectives.all())[:2] == [moved, there]
    assert list(moved.measures.all()) == measures


def test_stage_is_dragged_below_another_milestone(visitors, eisenach, agency):
    page = visitors.log_in(agency, opens=PAGE, viewport={"width": 1280, "height": 6000})
    first, second = Milestone.objects.annotate(n=Count("stages")).filter(n__gte=2)[:2]
    moved, there = first.stages.last(), second.stages.first()
    drag(page, moved, before=there)
    expect(page.get_by_role("status")).to_contain_text("Der Abschnitt ist verschoben.")
    assert list(second.stages.all())[:2] == [moved, there]


def test_refused_deletion_is_repeated(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0], "Löschen")
    button = place.get_by_role("button", name="Löschen")
    expect(button).to_be_visible()  # so the page is older than what follows
    measures[0].save()
    button.click()
    expect(place.get_by_role("alert")).to_contain_text("Nicht gelöscht")
    expect(place.locator(".notices")).to_have_count(0)
    button.click()
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist gelöscht.")
    visitors.complaints[:] = without_refusals(visitors.complaints)


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


def test_time_frame_says_what_it_understood_while_typing(visitors, eisenach, city, measures):
    page = visitors.log_in(city, opens=PAGE)
    place = open_place(page, measures[0])
    wording = place.get_by_label("Zeitrahmen", exact=True)
    reading = place.locator(".reading-live")
    wording.fill("3/2016-5/2017")
    expect(reading).to_contain_text("März 2016 bis Mai 2017, 15 Monate")
    wording.fill("nach Absprache")
    expect(reading).to_contain_text("nicht auswertbar")
    wording.fill("9/2015-272016")
    reading.get_by_role("button", name="9/2015-2/2016").click()
    expect(wording).to_have_value("9/2015-2/2016")
    expect(reading).to_contain_text("September 2015 bis Februar 2016, 6 Monate")
    expect(wording).to_be_focused()


def test_outline_is_indented_by_tab_and_shown_as_in_the_annex(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE)
    page.goto(f"/erlaeuterungen/{Objective.objects.first().pk}/bearbeiten/")
    field = page.get_by_label("Erläuterung", exact=True)
    field.fill("")
    field.focus()
    expect(field).to_be_focused()
    page.keyboard.type("Leitbild")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Entwurf")
    page.keyboard.press("Enter")
    page.keyboard.type("Beschluss")
    expect(field).to_have_value("Leitbild\n  Entwurf\n  Beschluss")
    preview = page.locator(".preview-live li li")
    expect(preview).to_have_text(["Entwurf", "Beschluss"])
    page.keyboard.press("Shift+Tab")
    expect(field).to_have_value("Leitbild\n  Entwurf\nBeschluss")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Speichern")).to_be_focused()
