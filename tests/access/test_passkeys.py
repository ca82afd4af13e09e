"""Passkeys behind the question for the password, which the matrix never gets past.

Whoever has entered it is told apart from nobody: another person's key is as one that is gone.
"""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.accounts.factors import add_passkey
from tests.factories import PASSWORD, UserFactory

from .stored import difference, state
from .test_matrix import likeness

pytestmark = pytest.mark.django_db

PAGES = {
    "/konto/passkeys/{}/": {"name": "Umbenannt"},
    "/konto/passkeys/{}/ende/": {},
}


@pytest.fixture
def owner():
    return UserFactory()


@pytest.fixture
def browser(owner):
    client = Client()
    client.force_login(owner)
    assert client.post("/konto/bestaetigen/", {"password": PASSWORD}).status_code == 302
    return client


def stored() -> list:
    return list(Authenticator.objects.order_by("pk").values_list("pk", "user", "data"))


@pytest.mark.parametrize("page", PAGES)
def test_own_key_is_shown_and_can_be_changed(browser, owner, page):
    key = add_passkey(owner)
    others = add_passkey(UserFactory())
    address = page.format(key.pk)
    assert browser.get(address).status_code == 200
    assert browser.post(address, PAGES[page]).status_code == 302
    left = {pk: data.get("name") for pk, _, data in stored()}
    assert left == {others.pk: "Diensthandy"} | ({key.pk: "Umbenannt"} if PAGES[page] else {})


@pytest.mark.parametrize("page", PAGES)
def test_foreign_and_deleted_keys_are_nonexistent_alike(browser, owner, page):
    add_passkey(owner)  # whoever has one is asked for nothing more
    foreign, deleted = add_passkey(UserFactory()), add_passkey(owner)
    gone = deleted.pk
    deleted.delete()
    before = state()
    for method in ("get", "head", "post"):
        answers = [
            likeness(getattr(browser, method)(page.format(key), PAGES[page]))
            for key in (foreign.pk, gone, 10**9)
        ]
        assert (answers[0][0], answers[1:]) == (404, [answers[0]] * 2)
    assert not any(vars(difference(before, state())).values())
