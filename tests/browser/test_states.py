"""Every state of every page: no violation of WCAG 2.2 AA, and it keeps within its frame."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import URLResolver, get_resolver, resolve
from playwright.sync_api import Error, Page, expect

from tests.budget import DEEP
from tests.database import prepared

from .plan import make_plan
from .state import NOBODY, State
from .states import AREAS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
# What style sheets alone decide; judging it takes three quarters of the time.
STYLES = (*COLOURS, "target-size")
WIDE, NARROW = 1280, 320
LOOKS = (("light", WIDE), ("light", NARROW), ("dark", WIDE), ("dark", NARROW))
# `make pictures` names the folder.
PICTURES = os.environ.get("BILDUNG_PICTURES")
# What decides on the rules of the style sheets: how each text looks, and what is small to click.
SHOWN = """() => {
  const grounds = new Map([[null, '']]), shown = new Set();
  const ground = element => {
    if (!grounds.has(element)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(element);
      const own = backgroundColor === 'rgba(0, 0, 0, 0)' && backgroundImage === 'none'
        ? ground(element.parentElement) : backgroundColor + backgroundImage;
      grounds.set(element, own + (opacity === '1' ? '' : ` ${opacity}`));
    }
    return grounds.get(element);
  };
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility()) continue;
    const {color, fontSize, fontWeight, textDecorationLine} = getComputedStyle(element);
    const link = element.localName === 'a' ? textDecorationLine : '';
    if ([...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
        || element.matches('input, textarea, select'))
      shown.add([color, ground(element), fontSize, fontWeight, link].join(' '));
    if (element.matches('a, button, input, select, summary')) {
      const {width, height} = element.getBoundingClientRect();
      if (Math.min(width, height) < 24) shown.add(`${element.localName} ${element.className}`);
    }
  }
  return [...shown];
}"""
# What SHOWN gave in all states that this process has judged, by scheme.
seen: dict[str, set[str]] = {"light": set(), "dark": set()}


def walks() -> Iterator:
    """Yield the states of each area that one person sees, to be visited in their order."""
    for area, states in AREAS.items():
        for person in dict.fromkeys(state.person for state in states):
            yield pytest.param(
                person,
                [state for state in states if state.person == person],
                id=f"{area}-{person}",
            )


@pytest.mark.looks
@pytest.mark.parametrize(("person", "states"), list(walks()))
def test_no_state_of_a_page_violates_wcag(visitors, eisenach, person, states):
    plan, found = prepared("plan", lambda: make_plan(eisenach)), []
    page = visitors.visit() if person == NOBODY else visitors.enter(plan.people[person])
    # By the debugging protocol, which the page's policy does not bind.
    page.context.add_init_script(AXE_SCRIPT)
    for state in states:
        if person == NOBODY:
            page.context.clear_cookies()
        page.set_viewport_size({"width": WIDE, "height": 860})
        page.emulate_media(color_scheme="light")
        page.goto(state.address.format_map(plan.things))
        try:
            state.reach(page, plan)
            expect(page.locator("body")).to_contain_text(state.shows)
        except (AssertionError, Error) as error:
            found.append(f"{state.name} is not reached: {error}")
        else:
            found += [f"{state.name}: {each}" for each in judged(page, state)]
    visitors.forgive_refusals()
    assert "\n".join(found) == ""


# What shows no page of its own: prints and files, parts of pages, and what only changes something.
NO_PAGE = {
    "account_logout",
    "alive",
    "bildung.desk.views.favicon",
    "desk:outline",
    "desk:file",
    "desk:restore",
    "desk:timeframe",
    "desk:timeline_print",
    "editions:content",
    "editions:csv",
    "editions:file",
    "editions:one_scan",
    "editions:print",
    "editions:scan",
    "editions:working_state_csv",
    "editions:working_state_file",
    "goals:file",
    "members:change_role",
    "members:demand_factor",
    "members:invite",
    "members:invite_again",
    "members:move_unit",
    "members:withdraw",
    "mfa_authenticate",  # the state „login-code“ comes there by itself
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "milestones:file",
    "openid_connect_callback",
    "openid_connect_login",
    "ready",
    "robots",
    "security",
    "starting:preview",  # shown where the form of „starting:details“ leads
    "synopsis:csv",
    "synopsis:file",
}


def test_every_page_has_a_state(eisenach):
    things = prepared("plan", lambda: make_plan(eisenach)).things
    states = [state for states in AREAS.values() for state in states]
    shown = {
        resolve(state.address.format_map(things).partition("?")[0]).route
        for state in states
        if not state.name.startswith("not-found")
    }
    missing = {view_name for route, view_name in addresses() if route not in shown}
    assert missing == NO_PAGE
    names = [state.name for state in states]
    assert sorted(names) == sorted(set(names))  # else one picture would overwrite another


def addresses(resolver=None, route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Yield (route, name of the view) of all but the admin's addresses; a route once."""
    seen = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from addresses(pattern, here, f"{space}{inner}")
        elif here not in seen:
            seen.add(here)
            yield here, f"{space}{pattern.name}" if pattern.name else pattern.lookup_str


def judged(page: Page, state: State) -> list[str]:
    """Return what is wrong with the page as it stands, in each of its looks.

    In a sample (tests/budget.py), in the light look; what style sheets alone decide, and colours in
    the dark, only where the page shows what none before has shown. The width always.
    """
    found = [] if page.locator("h1").count() == 1 else ["not one h1"]
    whole = DEEP or bool(PICTURES)
    for scheme, width in LOOKS if whole else LOOKS[:3]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 860 if width == WIDE else 640})
        look = f"{scheme} {width}"
        if (across := page.evaluate("document.documentElement.scrollWidth")) != width:
            found.append(f"{look}: {across} px wide")
        styles = whole or (width == WIDE and shows_what_is_new(page, scheme))
        if styles or (scheme, width) == ("light", WIDE):
            found += [f"{look}: {each}" for each in violations(page, scheme, width, styles)]
        if PICTURES:
            path = Path(PICTURES) / f"{state.name}-{scheme}-{width}.png"
            page.screenshot(path=path, full_page=True)
    return found


def shows_what_is_new(page: Page, scheme: str) -> bool:
    """Whether the page shows a text, or what is clicked, as no state before has shown any."""
    shown = set(page.evaluate(SHOWN))
    is_new = not shown <= seen[scheme]
    seen[scheme] |= shown
    return is_new


def violations(page: Page, scheme: str, width: int = WIDE, styles: bool = True) -> list[str]:
    """Return each violation with where it is; those of the style sheets only if `styles`.

    In the dark, only colours are not what they were; the style sheets are the same at any width.
    """
    options = {"runOnly": {"type": "tag", "values": TAGS}, "preload": width == WIDE and styles}
    if scheme == "dark":
        options["runOnly"] = {"type": "rule", "values": COLOURS}
    elif not styles:
        options["rules"] = {rule: {"enabled": False} for rule in STYLES}
    options["resultTypes"] = ["violations"]
    results = page.evaluate("options => axe.run(options)", options)
    return [
        f"{violation['id']}: {', '.join(node['target'][-1] for node in violation['nodes'])}"
        for violation in results["violations"]
    ]


def test_a_violation_would_be_found(visitors, eisenach):
    page = visitors.visit()
    page.context.add_init_script(AXE_SCRIPT)
    page.goto("/anmelden/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    assert [each.partition(":")[0] for each in violations(page, "light")] == [
        "color-contrast",
        "label",
    ]
    assert [each.partition(":")[0] for each in violations(page, "dark")] == ["color-contrast"]
    assert [each.partition(":")[0] for each in violations(page, "light", styles=False)] == ["label"]
