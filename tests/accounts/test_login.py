"""Logging in and out by e-mail: who gets in, where to, and how often one may try."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from bildung.agreements.models import User
from tests.desk.test_unstorable import all_addresses
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def log_in(client, user, **data):
    return client.post("/anmelden/", {"login": user.email, "password": PASSWORD} | data)


def test_login_takes_a_person_where_they_wanted(client):
    user = UserFactory()
    assert log_in(client, user, next="/passwort/").url == "/passwort/"
    assert client.session[SESSION_KEY] == str(user.pk)


def test_address_is_taken_in_any_case(client):
    user = UserFactory(email="Kim.Muster@Example.org")
    assert user.email == "kim.muster@example.org"
    data = {"login": "KIM.Muster@example.ORG", "password": PASSWORD}
    assert client.post("/anmelden/", data).url == "/"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:1"])
def test_login_does_not_lead_to_other_sites(client, elsewhere):
    assert log_in(client, UserFactory(), next=elsewhere).url == "/"


def test_technical_name_does_not_log_in(client):
    data = {"login": UserFactory().username, "password": PASSWORD}
    assert client.post("/anmelden/", data).status_code == 200
    assert SESSION_KEY not in client.session


def test_wrong_password_and_unknown_address_get_the_same_german_answer(client):
    answers = []
    for login in (UserFactory().email, "niemand@example.org"):
        page = client.post("/anmelden/", {"login": login, "password": "falsch"}).content.decode()
        assert "E-Mail-Adresse und Passwort passen nicht zusammen." in page
        assert "falsch" not in page
        answers.append(
            re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(login, "")
        )
    assert answers[0] == answers[1]


def test_inactive_person_is_told_so_and_stays_out(client):
    response = log_in(client, UserFactory(is_active=False))
    assert response.url == reverse("account_inactive")
    assert "Dieses Konto ist gesperrt" in client.get(response.url).content.decode()
    assert SESSION_KEY not in client.session


def test_person_set_inactive_is_out_at_once(client):
    user = UserFactory()
    client.force_login(user)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/").url == "/anmelden/?next=/"


def test_session_gets_a_new_key_at_login(client):
    client.get("/anmelden/")
    session = client.session
    session["vorher"] = True
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    log_in(client, UserFactory())
    assert client.session.session_key != before


def test_looking_stores_no_session():
    """Nor does what begins a login: the browser keeps it (accounts/strangers.py)."""
    for path in sorted(set(all_addresses("musterstadt", "1"))):
        for accepted in ("text/html", "application/json"):
            answer = Client().get(f"{path}?next=/", headers={"Accept": accepted})
            assert (path, "sessionid" in answer.cookies) == (path, False)
    assert Session.objects.count() == 0


def test_logout_needs_a_post(client):
    client.force_login(UserFactory())
    assert client.get("/abmelden/").status_code == 405
    assert SESSION_KEY in client.session
    assert client.post("/abmelden/").url == "/anmelden/"
    assert SESSION_KEY not in client.session
    assert client.post("/abmelden/").url == "/anmelden/"


def test_admin_has_no_login_of_its_own(client):
    assert (
        client.get("/admin/login/?next=/admin/goals/").url == "/anmelden/?next=%2Fadmin%2Fgoals%2F"
    )
    assert client.post("/admin/login/").url == "/anmelden/?next=%2Fadmin%2F"
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/admin/login/").status_code == 403
    client.force_login(UserFactory(superuser=True))
    assert client.get("/admin/login/").url == "/admin/"


def test_sixth_attempt_at_one_account_has_to_wait(client):
    user = UserFactory()
    wrong = {"login": user.email, "password": "falsch"}
    assert [client.post("/anmelden/", wrong).status_code for _ in range(6)] == [200] * 5 + [429]
    response = log_in(client, user)
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert "Bitte warten Sie fünf Minuten" in response.content.decode()
    assert log_in(client, UserFactory()).url == "/"


def test_limit_counts_by_the_client_behind_the_proxy(settings, monkeypatch):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    client = Client()

    def status(forwarded):
        return client.post("/anmelden/", {}, headers={"X-Forwarded-For": forwarded}).status_code

    # Whatever a client claims stands before what the proxy adds.
    assert [status(f"10.0.0.{n}, 192.0.2.1") for n in range(3)] == [200, 200, 429]
    assert status("192.0.2.1, 192.0.2.2") == 200


def test_limits_count_in_a_cache_that_all_processes_share(settings):
    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    cache.set("gemeinsam", "gesehen")
    from django.core.cache import caches
    from django.core.cache.backends.db import DatabaseCache

    other = DatabaseCache(caches["default"]._table, {})
    assert other.get("gemeinsam") == "gesehen"
