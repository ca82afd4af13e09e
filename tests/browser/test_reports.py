"""A Sachstand as the city writes it, in a browser: refused, written, confirmed, read."""

import pytest
from playwright.sync_api import expect

from goals.models import Measure
from tests.budget import DEEP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"] if DEEP else ["light"])
def test_city_reports_and_agency_reads(visitors, eisenach, city, agency, scheme):
    measure = Measure.objects.get(text__startswith="Entwicklung eines Bildungsleitbilds")
    narrow = {"viewport": {"width": 320, "height": 640}, "color_scheme": scheme}
    page = visitors.log_in(city, opens="/vereinbarungen/eisenach/", **narrow)
    row = page.locator(f"#measure-{measure.pk}")
    row.get_by_role("link", name="Sachstand").click()
    page.get_by_label("verschoben").check()
    page.get_by_role("button", name="Speichern").click()
    reason = page.get_by_role("alert").get_by_role("link", name="Bitte nennen Sie den Grund")
    reason.click()
    text = page.get_by_label("Sachstand", exact=True)
    expect(text).to_be_focused()
    expect(page.get_by_label("verschoben")).to_be_checked()
    text.fill("Der Stadtrat tagt erst im Mai.")
    page.get_by_role("checkbox").first.check()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Der Status ist gespeichert.")
    assert page.evaluate("document.documentElement.scrollWidth") == 320

    row.get_by_role("link", name="Sachstand").click()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Unverändert bestätigen").click()
    expect(page.get_by_role("status")).to_contain_text("als unverändert bestätigt")
    expect(page.get_by_role("row", name="1. (Weiter-) Entwicklung")).to_contain_text("6 %")

    page = visitors.log_in(agency, opens="/vereinbarungen/eisenach/", **narrow)
    page.locator(f"#measure-{measure.pk}").get_by_role("link", name="Sachstand").click()
    reports = page.get_by_role("region", name="Bisherige Sachstände").get_by_role("listitem")
    expect(reports).to_contain_text(["Unverändert bestätigt.", "Der Stadtrat tagt erst im Mai."])
    expect(reports.first).to_contain_text("verschoben")
    expect(page.get_by_role("radio")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
