"""The main job, whole: two people change the plan and read both changes on paper."""

import io

import pdfplumber
import pytest
from playwright.sync_api import expect

from goals.models import Measure
from milestones.models import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_both_parties_change_the_plan_and_read_it_in_the_pdf(visitors, eisenach, city, agency):
    measure = Measure.objects.get(text__startswith="Entwicklung eines Bildungsleitbilds")
    page = visitors.fill_in_login(city)
    page.goto("/vereinbarungen/eisenach/")
    row = page.locator(f"#measure-{measure.pk}")
    expect(row).to_contain_text("1/2016 bis 10/2016")
    row.locator(".link").get_by_role("link", name="Bearbeiten").click()
    page.get_by_label("Zeitrahmen", exact=True).fill("3/2016-5/2017")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Die Maßnahme ist gespeichert.")
    expect(row).to_contain_text("3/2016-5/2017")
    expect(row).to_be_in_viewport()

    first = Stage.objects.filter(milestone__title="Zielvereinbarung (ZV)").first()
    page = visitors.fill_in_login(agency)
    page.goto("/vereinbarungen/eisenach/")
    row = page.locator(f"#stage-{first.pk}")
    expect(row).to_contain_text("offen")
    row.get_by_role("link", name="Status setzen").click()
    expect(page.get_by_role("heading", name="Sachstand: Zielvereinbarung (ZV)")).to_be_visible()
    page.get_by_label("abgeschlossen").check()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("status")).to_contain_text("Der Status ist gespeichert.")
    expect(row).to_contain_text("abgeschlossen")

    link = page.get_by_role("link", name="Beide Anlagen als PDF")
    response = page.request.get(link.get_attribute("href"))
    assert response.headers["content-type"] == "application/pdf"
    words = text_of(response.body())
    assert "3/2016-5/2017" in words
    assert "1/2016bis10/2016" not in words
    # One stage was done from the start.
    assert words.count("abgeschlossen") == 2


def text_of(pdf: bytes) -> str:
    """Return all text of `pdf` without white space, so that no line break parts a word."""
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        return "".join("".join(page.extract_text().split()) for page in document.pages)
