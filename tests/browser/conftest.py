"""A real Chromium, one for each process, against Django's live server."""

from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bildung.agreements.models import Agreement
from goals.models import Measure
from tests.chromium import ARGUMENTS, executable
from tests.database import prepared
from tests.factories import PASSWORD, MembershipFactory

# What a slow machine may take to show something; a test that passes does not wait for it.
SECONDS = 15
expect.set_options(timeout=SECONDS * 1000)


@pytest.fixture(scope="session")
def chromium():
    # Playwright keeps an event loop running in this thread, in which Django refuses its database.
    # Nothing here is asynchronous for Django, so it may.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitors:
    """Opens pages as one person or another, and keeps what their browsers complain about."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)

    def visit(self, path: str = "/", **context) -> Page:
        page = self._new_page(**context)
        page.goto(path)
        return page

    def log_in(self, user, opens: str = "/", **context) -> Page:
        """Open an address as somebody who has logged in.

        Without the form, which `fill_in_login` has: faster, and it limits how often.
        """
        client = Client()
        client.force_login(user)
        return self._go_on(client, opens, **context)

    def fill_in_login(self, user) -> Page:
        page = self.visit("/anmelden/")
        page.get_by_label("E-Mail-Adresse").fill(user.email)
        page.get_by_label("Passwort").fill(PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).click()
        page.wait_for_url(lambda url: "/anmelden/" not in url)
        return page

    def enter(self, user) -> Page:
        """Open the browser of somebody who has logged in, and confirmed it, a moment ago."""
        client = Client()
        client.force_login(user)
        client.post("/konto/bestaetigen/", {"password": PASSWORD})
        return self._go_on(client, "/anmelden/gesperrt/")  # any page that is open to all

    def _go_on(self, client: Client, path: str, **context) -> Page:
        """Open the browser of somebody whose session `client` has begun."""
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page = self._new_page(**context)
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.address}]
        )
        page.goto(path)
        return page

    def _new_page(self, **context) -> Page:
        context = self.browser.new_context(base_url=self.address, locale="de-DE", **context)
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._miss)
        return page

    def forgive_refusals(self):
        """Forget that Chromium reports the codes of refused requests as errors; they are meant."""
        codes = ("401", "403", "404", "409", "410", "422")
        refused = [f"the server responded with a status of {code}" for code in codes]
        self.complaints[:] = [
            text for text in self.complaints if not any(code in text for code in refused)
        ]

    def _miss(self, request):
        if request.failure != "net::ERR_ABORTED":  # the person went on before all was there
            self.complaints.append(f"{request.url}: {request.failure}")

    def _hear(self, message):
        # A form that is refused in its place is answered by 422, as it is meant to be.
        if message.type in ("error", "warning") and "status of 422" not in message.text:
            self.complaints.append(f"{message.location.get('url')}: {message.text}")


@pytest.fixture
def visitors(chromium, live_server):
    cache.clear()  # all visitors log in from one address, whose number of logins is limited
    visitors = Visitors(chromium, live_server.url)
    yield visitors
    for context in chromium.contexts:
        context.close()
    assert visitors.complaints == []


@pytest.fixture
def eisenach(transactional_db):
    return prepared("eisenach", load_eisenach)


def load_eisenach() -> Agreement:
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


@pytest.fixture
def city(eisenach):
    return MembershipFactory(organisation=eisenach.municipality, user__username="stadt").user


@pytest.fixture
def agency(eisenach):
    return MembershipFactory(organisation=eisenach.agency, user__username="agentur").user


@pytest.fixture
def measures(eisenach):
    return list(Measure.objects.in_annex_order([Agreement.objects.get().pk])[:4])
