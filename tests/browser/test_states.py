"""Every state of every page: no violation of WCAG 2.2 AA, and it keeps within its frame."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .states import NOBODY, STATES, make_plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
EVERYTHING = {"type": "tag", "values": TAGS}
COLOURS = {"type": "rule", "values": ("color-contrast", "link-in-text-block")}
WIDE, NARROW = 1280, 320
LOOKS = (("light", WIDE), ("light", NARROW), ("dark", NARROW), ("dark", WIDE))
# `make pictures` names the folder.
PICTURES = os.environ.get("BILDUNG_PICTURES")


@pytest.mark.parametrize("person", sorted({state.person for state in STATES}))
def test_no_state_of_a_page_violates_wcag(visitors, eisenach, person):
    plan, found = make_plan(eisenach), []
    page = (
        visitors.visit("/anmelden/") if person == NOBODY else visitors.log_in(plan.people[person])
    )
    for state in STATES:
        if state.person == person:
            page.set_viewport_size({"width": WIDE, "height": 860})
            page.emulate_media(color_scheme="light")
            page.goto(state.address.format_map(plan.things))
            state.reach(page, plan)
            expect(page.locator("body")).to_contain_text(state.shows)
            found += [f"{state.name}: {each}" for each in judged(page, state.name)]
    visitors.forgive_refusals()
    assert "\n".join(found) == ""


def judged(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page as it stands, in each of its looks."""
    found = [] if page.locator("h1").count() == 1 else ["not one h1"]
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 860 if width == WIDE else 640})
        look = f"{scheme} {width}"
        if (across := page.evaluate("document.documentElement.scrollWidth")) != width:
            found.append(f"{look}: {across} px wide")
        found += [f"{look}: {each}" for each in violations(page, scheme)]
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{scheme}-{width}.png"
            page.screenshot(path=path, full_page=True)
    return found


def violations(page: Page, scheme: str) -> list[str]:
    """Return each violation with where it is. In the dark, only colours are not what they were."""
    only = COLOURS if scheme == "dark" else EVERYTHING
    options = {"runOnly": only, "resultTypes": ["violations"]}
    # By the debugging protocol, which the page's policy does not bind.
    results = Axe().run(page, options=options).response
    return [
        f"{violation['id']}: {', '.join(node['target'][-1] for node in violation['nodes'])}"
        for violation in results["violations"]
    ]


def test_a_violation_would_be_found(visitors, eisenach):
    page = visitors.visit("/anmelden/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert [each.partition(":")[0] for each in violations(page, "light")] == [
        "color-contrast",
        "label",
    ]
    assert [each.partition(":")[0] for each in violations(page, "dark")] == ["color-contrast"]
