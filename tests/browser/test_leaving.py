"""What a browser shows of a person who has logged out."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_going_back_after_logging_out_shows_nothing(visitors, eisenach, city):
    page = visitors.fill_in_login(city)
    expect(page.get_by_role("main")).to_contain_text("Anlage 1")
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_label("Passwort")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Passwort")).to_be_visible()
    expect(page.get_by_text("Anlage 1")).to_have_count(0)
