"""Forms that open where their record stands: saving, refusing, moving, deleting."""

import pytest
from django.db.models import Count
from playwright.sync_api import Page, expect

from goals.models import Measure, Objective
from milestones.models import Milestone
from tests.factories import MembershipFactory

from .places import PAGE, link, open_place, without_refusals

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist umgestellt.")
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
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist umgestellt.")
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
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist umgestellt.")
    assert list(there.objective.measures.all())[:2] == [moved, there]
    expect(link(page, moved, "Bearbeiten")).to_be_visible()


def test_explanation_is_dragged_below_another_goal(visitors, eisenach, city):
    page = visitors.log_in(city, opens=PAGE, viewport={"width": 1280, "height": 6000})
    moved = Objective.objects.filter(goal__number=1).first()
    there = Objective.objects.filter(goal__number=2).first()
    measures = list(moved.measures.all())
    drag(page, moved, before=there)
    expect(page.get_by_role("status")).to_contain_text("Die Erläuterung ist umgestellt.")
    assert list(there.goal.objectives.all())[:2] == [moved, there]
    assert list(moved.measures.all()) == measures


def test_stage_is_dragged_below_another_milestone(visitors, eisenach, agency):
    page = visitors.log_in(agency, opens=PAGE, viewport={"width": 1280, "height": 6000})
    first, second = Milestone.objects.annotate(n=Count("stages")).filter(n__gte=2)[:2]
    moved, there = first.stages.last(), second.stages.first()
    drag(page, moved, before=there)
    expect(page.get_by_role("status")).to_contain_text("Der Abschnitt ist umgestellt.")
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
