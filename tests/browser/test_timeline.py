"""The timeline in a browser: filter, change the scale, follow a bar; and what axe says of it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from goals.models import Measure
from tests.budget import DEEP

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
OUTSIDE = """picture => {
  const frame = picture.getBoundingClientRect();
  return [...picture.querySelectorAll("text, polygon")].filter(each => {
    const box = each.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1;
  }).map(each => each.textContent);
}"""


def test_open_filter_change_scale_and_follow_a_bar(visitors, eisenach, city):
    page = visitors.log_in(city, opens="/vereinbarungen/eisenach/")
    page.get_by_role("link", name="Zeitstrahl").first.click()
    expect(page.get_by_role("heading", name="Zeitstrahl", level=1)).to_be_visible()
    page.get_by_label("Text").fill("leitbild")
    page.get_by_role("button", name="Filtern").click()
    page.wait_for_url("**/zeitstrahl/?text=leitbild")
    page.get_by_role("link", name="Quartale").click()
    expect(page.locator("svg .ticks")).to_contain_text("Q3")
    bar = page.locator("svg a.bar").first
    bar.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/sachstand/")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"] if DEEP else ["light"])
@pytest.mark.parametrize("width", [320, 1280])
def test_page_keeps_its_frame_and_axe_finds_nothing(visitors, eisenach, city, scheme, width):
    measure = Measure.objects.first()
    measure.text = LONG_WORD * 3
    measure.save()
    page = visitors.log_in(
        city,
        opens="/vereinbarungen/eisenach/",
        viewport={"width": width, "height": 720},
        color_scheme=scheme,
    )
    for address in ("/zeitstrahl/", "/zeitstrahl/?scale=month", "/zeitstrahl/?text=nirgends"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        if DEEP or width == 1280:  # at any width the words, names and colours are the same
            found = Axe().run(page).response["violations"]
            assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
        for picture in page.locator("svg[role=group]").all():
            assert picture.evaluate(OUTSIDE) == []


def test_picture_scrolls_by_keyboard_in_its_own_box(visitors, eisenach, city):
    page = visitors.log_in(
        city, opens="/vereinbarungen/eisenach/", viewport={"width": 320, "height": 640}
    )
    page.goto("/zeitstrahl/?scale=month")
    box = page.get_by_role("region", name="Bild des Zeitstrahls")
    box.focus()
    page.keyboard.press("ArrowRight")
    expect(box).not_to_have_js_property("scrollLeft", 0)


# Lies today's line, and its word, in the part of the picture that its box shows?
SHOWN = """today => {
  const box = today.closest(".timeline-box").getBoundingClientRect();
  return [...today.children].map(each => each.getBoundingClientRect()).every(
    each => each.left >= box.left && each.right <= box.right && each.right <= innerWidth
      && each.top >= 0 && each.top < innerHeight
  );
}"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scale", ["month", "quarter", "year"])
def test_jump_shows_line_and_word_of_today(visitors, eisenach, city, scale, width):
    page = visitors.enter(city)
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(f"/zeitstrahl/?scale={scale}")
    today = page.locator("svg .today")
    page.get_by_role("link", name="Im Bild zum heutigen Tag").click()
    expect(page).to_have_url(re.compile("#heute$"))
    assert today.evaluate(SHOWN)
