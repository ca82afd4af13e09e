"""Anlage 1 written in a browser without JavaScript: added to, moved, deleted, taken back."""

import pytest
from playwright.sync_api import expect

from goals.models import Goal, Measure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_city_writes_a_goal_without_javascript(visitors, eisenach, city):
    page = visitors.log_in(
        city,
        opens="/vereinbarungen/eisenach/",
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    said = page.get_by_role("status")
    page.get_by_role("link", name="Ziel hinzufügen").click()
    page.get_by_label("Grundlegendes Ziel").fill("Bildung für alle")
    page.get_by_role("button", name="Speichern").click()
    expect(said).to_contain_text("Das Ziel ist angelegt.")
    goal = Goal.objects.get(title="Bildung für alle")
    cell = page.locator(f'th[data-record="goal-{goal.pk}"]')
    expect(cell).to_contain_text("Bildung für alle")

    page.locator(f"#goal-{goal.pk} .link").get_by_role("link", name="Erläuterung").click()
    page.get_by_label("Erläuterung", exact=True).fill("Leitbild\n  Entwurf")
    page.get_by_role("button", name="Speichern").click()
    expect(said).to_contain_text("Die Erläuterung ist angelegt.")
    objective = goal.objectives.get()
    for text in ("Beschluss", "Druck"):
        cell = page.locator(f'td.objective[data-record="objective-{objective.pk}"]')
        cell.get_by_text("Mehr").click()
        cell.get_by_role("link", name="Maßnahme hinzufügen").click()
        page.get_by_label("Maßnahme (Pflichtfeld)").fill(text)
        page.get_by_role("button", name="Speichern").click()
        expect(said).to_contain_text("Die Maßnahme ist angelegt.")

    row = page.locator(f"#measure-{Measure.objects.get(text='Druck').pk}")
    row.get_by_text("Mehr").click()
    row.get_by_role("button", name="Nach oben").click()
    expect(said).to_contain_text("Die Maßnahme ist umgestellt.")
    assert [measure.text for measure in objective.measures.all()] == ["Druck", "Beschluss"]

    cell = page.locator(f'th[data-record="goal-{goal.pk}"]')
    cell.get_by_text("Mehr").click()
    cell.get_by_role("link", name="Löschen").click()
    expect(page.get_by_role("main")).to_contain_text("2 Maßnahmen")
    page.get_by_role("button", name="Löschen").click()
    expect(said).to_contain_text("Das Ziel ist gelöscht.")
    expect(cell).to_have_count(0)
    page.get_by_role("button", name="Rückgängig").click()
    expect(said).to_contain_text("Ziel: wiederhergestellt.")
    expect(cell).to_contain_text("Bildung für alle")
    assert [measure.text for measure in objective.measures.all()] == ["Druck", "Beschluss"]
