"""What changes an account, sent twice from one page: done once, and answered alike."""

import json

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.test import Client

from tests.access.pages import forms_of
from tests.accounts.device import Device
from tests.accounts.factors import add_app, add_passkey, code_now
from tests.accounts.test_passkeys import browser, challenge_of
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory()


@pytest.fixture
def client(person):
    client = browser()
    client.force_login(person)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def sent_twice(client, address: str, **typed):
    """Return both answers to the form on the page `address`, filled with `typed`."""
    page = client.get(address)
    (form,) = [form for form in forms_of(page.content.decode()) if "once" in form.names]
    data = form.values | {
        name: value(page) if callable(value) else value for name, value in typed.items()
    }
    return client.post(address, data), client.post(address, data)


def assert_alike(first, second):
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.url == first.url


def test_app_with_codes_is_set_up(client, person):
    answers = sent_twice(
        client,
        "/konto/zweiter-faktor/app/",
        code=lambda page: code_now(page.context["form"].secret),
    )
    assert_alike(*answers)
    assert answers[0].url == "/konto/ersatzcodes/"
    assert Authenticator.objects.filter(user=person, type="totp").count() == 1


def test_app_with_codes_is_taken_away(client, person):
    add_app(person)
    assert_alike(*sent_twice(client, "/konto/zweiter-faktor/app/ende/"))
    assert not Authenticator.objects.filter(user=person).exists()


def test_passkey_is_added(client, person):
    answers = sent_twice(
        client,
        "/konto/passkeys/neu/",
        name="Neu",
        credential=lambda page: json.dumps(Device().register(challenge_of(page))),
    )
    assert_alike(*answers)
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1


def test_passkey_is_taken_away(client, person):
    passkey = add_passkey(person)
    assert_alike(*sent_twice(client, f"/konto/passkeys/{passkey.pk}/ende/"))
    assert not Authenticator.objects.filter(user=person).exists()


def test_connection_with_the_provider_is_undone(client, person, provider):
    SocialAccount.objects.create(user=person, provider=settings.OIDC_ID, uid="1")
    assert_alike(*sent_twice(client, "/konto/verknuepfung/"))
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize("is_logged_in", [True, False])
def test_link_that_confirms_an_address(client, person, is_logged_in):
    new = EmailAddress.objects.create(user=person, email="neu@example.org")
    link = f"/konto/e-mail/{EmailConfirmationHMAC(new).key}/"
    sender = client if is_logged_in else Client()
    assert sender.post(link).status_code == 302
    second = sender.post(link)
    assert second.status_code == 200
    assert "Haben Sie die Adresse schon bestätigt?" in second.content.decode()
    person.refresh_from_db()
    assert person.email == "neu@example.org"
