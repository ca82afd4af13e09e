"""Changing a password, and setting a new one by mail."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.test import Client

from bildung.agreements.models import User
from tests.factories import PASSWORD, UserFactory
from tests.installation import settings_under

pytestmark = pytest.mark.django_db

NEW = "ein-ganz-neues-2026"


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body).group(1)


def test_password_is_changed_and_only_this_session_goes_on(client):
    user, other = UserFactory(), Client()
    for browser in (client, other):
        browser.post("/anmelden/", {"login": user.email, "password": PASSWORD})
        assert browser.get("/").status_code == 200
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/passwort/", data, follow=True).content.decode()
    assert "Ihr neues Passwort gilt ab sofort." in page
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get("/").status_code == 200
    assert other.get("/").url == "/anmelden/?next=/"
    assert [message.subject for message in mail.outbox] == [
        "Zielvereinbarungen: Ihr Passwort wurde geändert"
    ]


def test_password_is_not_changed_without_the_former_one(client):
    client.force_login(UserFactory())
    data = {"oldpassword": "falsch", "password1": NEW, "password2": NEW}
    page = client.post("/passwort/", data).content.decode()
    assert "Das ist nicht Ihr bisheriges Passwort." in page


def test_forgotten_password_is_set_by_mail_once(client):
    user = UserFactory()
    assert client.post("/passwort/vergessen/", {"email": user.email}).url == (
        "/passwort/vergessen/gesendet/"
    )
    message = mail.outbox[0]
    assert (message.subject, message.to) == (
        "Zielvereinbarungen: Neues Passwort setzen",
        [user.email],
    )
    assert message.alternatives == []
    link = link_in(message)
    assert link.startswith("/passwort/neu/")
    form = client.get(link).url
    assert client.post(form, {"password1": NEW, "password2": NEW}).url == "/passwort/neu/fertig/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert SESSION_KEY not in client.session
    assert "Dieser Link gilt nicht mehr" in Client().get(link, follow=True).content.decode()


def test_inactive_person_gets_no_mail(client):
    answer = client.post("/passwort/vergessen/", {"email": UserFactory(is_active=False).email})
    assert (answer.url, mail.outbox) == ("/passwort/vergessen/gesendet/", [])


def test_passwords_of_earlier_versions_still_log_in(client, settings):
    settings.PASSWORD_HASHERS = settings_under()["PASSWORD_HASHERS"]
    user = UserFactory()
    old = make_password(PASSWORD, hasher="pbkdf2_sha256")
    User.objects.filter(pk=user.pk).update(password=old)
    assert client.post("/anmelden/", {"login": user.email, "password": PASSWORD}).url == "/"
    user.refresh_from_db()
    assert user.password.startswith("argon2$")
