"""A provider that hangs, or whom many ask at once, holds up nobody else and fills nothing."""

from time import monotonic

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bildung.accounts.provider import calls, discovery
from tests.accounts.provider import (
    CONFIGURATION,
    come_back,
    go_there,
    is_told_that_it_is_unreachable,
    log_in,
    wait_for_calls,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

START = "/anmelden/oidc/"


@pytest.fixture
def soon(monkeypatch):
    """Nobody here waits five seconds."""
    monkeypatch.setattr(calls, "SECONDS", 0.3)


def test_two_wait_for_it_and_others_are_told_at_once(client, provider, soon):
    provider.drips.add(CONFIGURATION)
    for _ in range(calls.AT_ONCE):
        assert is_told_that_it_is_unreachable(client.get(START))
    provider.drips.clear()
    response = client.get(START)
    assert is_told_that_it_is_unreachable(response)
    assert (response["Retry-After"], provider.asked) == ("10", [])
    provider.gone.set()
    wait_for_calls()
    assert client.get(START).status_code == 302


@pytest.mark.parametrize("path", ["/token", "/userinfo", "/keys"])
def test_return_waits_no_longer_than_its_time(client, provider, soon, path):
    provider.person = {"sub": "1"}
    state = go_there(provider, client)
    provider.drips.add(path)
    assert is_told_that_it_is_unreachable(come_back(client, state))


def test_answer_that_drips_is_given_up(client, provider, soon):
    provider.drips.add(CONFIGURATION)
    begun = monotonic()
    assert is_told_that_it_is_unreachable(client.get(START))
    assert monotonic() - begun < 5


def test_start_of_a_known_provider_asks_nobody_and_waits_for_nobody(client, provider, soon):
    go_there(provider, client)
    provider.drips.add(CONFIGURATION)
    assert client.get(START).status_code == 302


def test_provider_that_says_nothing_is_given_up(client, provider, soon):
    provider.awake.clear()
    assert is_told_that_it_is_unreachable(client.get(START))


@pytest.mark.parametrize(
    ("address", "served"), [(START, 302), ("/anmelden/oidc/antwort/?code=x&state=y", 401)]
)
def test_client_asks_thirty_times_a_minute(client, provider, address, served):
    codes = [client.get(address).status_code for _ in range(32)]
    assert codes == [served] * 30 + [429] * 2
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(address).status_code == served


def test_strangers_who_start_or_come_back_in_vain_leave_no_session(client, provider):
    provider.person = {"sub": "1"}
    for _ in range(3):
        come_back(client, go_there(provider, client))  # has no account
        client.get(START)
        come_back(client, "erraten")
        client.get("/anmelden/oidc/antwort/?error=access_denied&state=x")
    state = go_there(provider, client)
    provider.instead[CONFIGURATION] = "unsinn"
    discovery.forget()
    assert is_told_that_it_is_unreachable(come_back(client, state))
    client.get("/anmelden/passkey/", headers={"x-requested-with": "XMLHttpRequest"})
    client.post("/anmelden/passkey/", {"credential": "{}"})
    assert Session.objects.count() == 0


def test_many_starts_by_one_browser_can_be_finished(client, provider):
    UserFactory(email="kim@example.org")
    for _ in range(12):
        client.get(START)
    response, _ = log_in(provider, client, email="kim@example.org", email_verified=True)
    assert response.url == "/"


def test_login_half_done_does_not_stay_in_the_browser(client, provider):
    UserFactory(email="kim@example.org")
    log_in(provider, client, email="kim@example.org", email_verified=True)
    assert client.cookies["anmeldung"].value == ""
    assert Session.objects.count() == 1
