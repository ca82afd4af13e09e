"""How often one may try to log in: who guesses is stopped, and locks nobody else out."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from tests.accounts.factors import add_app, code_now
from tests.accounts.test_passwords import NEW, link_in
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.1", "198.51.100.7"


def attempt(user, password: str = "falsch", address: str = HERE, **headers) -> int:
    """Return the code that a login from `address` is answered with."""
    data = {"login": user.email, "password": password}
    client = Client(REMOTE_ADDR=address, headers=headers)
    return client.post("/anmelden/", data).status_code


def test_stranger_locks_nobody_out():
    user = UserFactory()
    assert [attempt(user) for _ in range(6)] == [200] * 5 + [429]
    assert attempt(user, PASSWORD) == 429
    assert attempt(user, PASSWORD, ELSEWHERE) == 302


def test_one_client_alone_does_not_use_up_the_limit_of_the_account(settings):
    settings.ACCOUNT_RATE_LIMITS = {
        "login_failed": "2/m/key",
        "login_failed_anywhere": "3/h/key",
    }
    user = UserFactory()
    assert [attempt(user) for _ in range(9)] == [200] * 2 + [429] * 7
    assert attempt(user, PASSWORD, ELSEWHERE) == 302


def test_guessing_from_many_places_is_limited_and_the_rightful_get_in_by_a_new_password(client):
    user = UserFactory()
    codes = [
        attempt(user, address=f"192.0.2.{place}", host=f"testserver:{place}")
        for place in range(1, 15)
        for _ in range(4)
    ]
    assert codes == [200] * 50 + [429] * 6
    answer = client.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "ein neues Passwort setzen" in answer.content.decode()
    client.post("/passwort/vergessen/", {"email": user.email})
    form = client.get(link_in(mail.outbox[0])).url
    client.post(form, {"password1": NEW, "password2": NEW})
    assert client.post("/anmelden/", {"login": user.email, "password": NEW}).url == "/"
    assert client.session[SESSION_KEY] == str(user.pk)


def test_login_by_passkey_asks_no_limit_of_the_password(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed_anywhere": "1/h/key"}
    user = UserFactory()
    assert [attempt(user) for _ in range(2)] == [200, 429]
    asked = Client(headers={"Accept": "application/json"}).get("/anmelden/passkey/")
    assert list(asked.json()) == ["request_options"]


def test_account_of_ones_own_clears_no_count_of_the_client(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed_here": "3/h/ip"}
    own = UserFactory()
    add_app(own)
    assert [attempt(UserFactory()) for _ in range(3)] == [200] * 3
    client = Client(REMOTE_ADDR=ELSEWHERE)
    client.post("/anmelden/", {"login": own.email, "password": PASSWORD})
    client.defaults["REMOTE_ADDR"] = HERE
    assert client.post("/anmelden/code/", {"code": code_now()}).url == "/"
    assert attempt(UserFactory()) == 429


def test_login_that_succeeds_counts_as_no_failure():
    user = UserFactory()
    assert [attempt(user, PASSWORD) for _ in range(11)] == [302] * 11


def test_stranger_keeps_nobody_from_a_new_password():
    email = UserFactory().email

    def ask(address: str) -> int:
        client = Client(REMOTE_ADDR=address)
        return client.post("/passwort/vergessen/", {"email": email}).status_code

    assert [ask(HERE) for _ in range(6)] == [302] * 5 + [429]
    assert ask(ELSEWHERE) == 302


def test_mails_to_one_address_are_limited_wherever_they_are_asked_for():
    email = UserFactory().email
    codes = [
        Client(REMOTE_ADDR=f"192.0.2.{place}")
        .post("/passwort/vergessen/", {"email": email.upper()})
        .status_code
        for place in range(1, 23)
    ]
    assert (codes, len(mail.outbox)) == ([302] * 20 + [429] * 2, 20)


def test_links_to_confirm_an_address_are_limited_by_person(client):
    user = UserFactory()
    client.force_login(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    new = {"email": "neu@example.org", "action_add": "1"}
    again = {"email": "neu@example.org", "action_send": "1"}
    codes = [client.post("/konto/e-mail/", data).status_code for data in (new, *[again] * 5)]
    assert (codes, len(mail.outbox)) == ([302] * 5 + [429], 5)
    other = Client()
    other.force_login(UserFactory())
    other.post("/konto/bestaetigen/", {"password": PASSWORD})
    assert other.post("/konto/e-mail/", new).status_code == 302
