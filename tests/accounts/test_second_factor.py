"""Second factors: set up, asked for, demanded by an organisation, taken away when lost."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.auth import SESSION_KEY, get_user
from django.core import mail
from django.test import Client
from django.urls import get_resolver

from tests.accounts.factors import add_app, code_now
from tests.admin_pages import address
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture(autouse=True)
def still_clock(monkeypatch):
    """Let no test fail because a code's half minute ends while it runs."""
    monkeypatch.setattr(auth, "yield_hotp_counters_from_time", lambda: iter([1_000_000]))


def log_in(user):
    client = Client()
    response = client.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    return client, response


def confirmed(user) -> Client:
    client = Client()
    client.force_login(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def member_who_needs_one():
    return MembershipFactory(organisation__second_factor_required=True).user


@pytest.mark.django_db(transaction=True)  # the mail is sent once all is stored
def test_app_is_set_up_and_then_asked_for():
    user = UserFactory()
    client = confirmed(user)
    page = client.get("/konto/zweiter-faktor/app/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'class="secret">(\w+)<', page).group(1)
    response = client.post("/konto/zweiter-faktor/app/", {"code": code_now(secret)})
    assert response.url == "/konto/ersatzcodes/"
    codes = re.findall(r"<li><code>(\d{8})</code>", client.get(response.url).content.decode())
    assert len(codes) == 10
    text = client.get("/konto/ersatzcodes/ersatzcodes.txt").content.decode()
    assert re.findall(r"^\d{8}$", text, re.MULTILINE) == codes
    assert [message.subject for message in mail.outbox][:1] == [
        "Zielvereinbarungen: Authentifizierungs-App eingerichtet"
    ]

    client, response = log_in(user)
    assert response.url == "/anmelden/code/"
    assert SESSION_KEY not in client.session
    assert client.get("/").url == "/anmelden/?next=/"
    page = client.post("/anmelden/code/", {"code": "000000"}).content.decode()
    assert "Dieser Code stimmt nicht." in page
    assert client.post("/anmelden/code/", {"code": codes[0]}).url == "/"
    client, _ = log_in(user)
    assert client.post("/anmelden/code/", {"code": codes[0]}).status_code == 200


def test_code_of_the_app_logs_in_once():
    user = UserFactory()
    add_app(user)
    code = code_now()
    client, _ = log_in(user)
    assert client.post("/anmelden/code/", {"code": code}).url == "/"
    client, _ = log_in(user)
    assert client.post("/anmelden/code/", {"code": code}).status_code == 200


def test_factors_are_changed_only_after_entering_the_password_again(client):
    client.force_login(UserFactory())
    for path in ("zweiter-faktor/app/", "passkeys/neu/"):
        assert client.get(f"/konto/{path}").url.startswith("/konto/bestaetigen/?next=")


def test_member_without_a_demanded_factor_gets_its_page_and_nothing_else():
    client = confirmed(member_who_needs_one())
    public = {"/anmelden/", "/favicon.ico"}
    for path in ("/", "/massnahmen/", "/vereinbarungen/x/", "/passwort/", "/konto/", "/admin/"):
        for method in (client.get, client.post):
            assert method(path).url == "/konto/zweiter-faktor/"
    page = client.get("/konto/zweiter-faktor/").content.decode()
    assert "Ihre Organisation verlangt einen zweiten Faktor." in page
    for path in ("/konto/zweiter-faktor/app/", "/konto/passkeys/neu/"):
        assert client.get(path).status_code == 200
    assert {client.get(path).status_code for path in public} == {302}
    assert client.post("/abmelden/").url == "/anmelden/"


def test_every_address_without_parameters_is_closed_until_then():
    client = confirmed(member_who_needs_one())
    open_pages = {
        "konto/bestaetigen/", "konto/bestaetigen/code/", "konto/zweiter-faktor/",
        "konto/zweiter-faktor/app/", "konto/passkeys/neu/",
    }  # fmt: skip
    paths = {
        str(pattern.pattern)
        for resolver in get_resolver().url_patterns
        for pattern in getattr(resolver, "url_patterns", ())
        if "<" not in str(pattern.pattern)
        and hasattr(pattern, "callback")
        and getattr(pattern.callback, "login_required", True)
        and str(resolver.pattern) == ""
    }
    assert len(paths) > 10
    for path in paths - open_pages:
        assert (path, client.get(f"/{path}").headers.get("Location")) == (
            path,
            "/konto/zweiter-faktor/",
        )


def test_demand_is_met_by_an_app():
    user = member_who_needs_one()
    add_app(user)
    client = Client()
    client.force_login(user)
    assert client.get("/").status_code == 200


def test_demand_that_comes_later_holds_for_sessions_that_are_there(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    assert client.get("/").status_code == 200
    membership.organisation.second_factor_required = True
    membership.organisation.save()
    assert client.get("/").url == "/konto/zweiter-faktor/"


def test_demand_costs_no_query(client, django_assert_num_queries):
    client.force_login(UserFactory())
    with django_assert_num_queries(4):  # session, person, roles, whether there is a factor
        client.get("/konto/")


def test_administration_takes_lost_factors_away(client):
    user = UserFactory()
    add_app(user)
    theirs = Client()
    theirs.force_login(user)
    client.force_login(UserFactory(superuser=True))
    data = {"action": "remove_second_factors", "_selected_action": [user.pk]}
    client.post(address(type(user), "changelist"), data)
    assert not Authenticator.objects.filter(user=user).exists()
    assert get_user(theirs).is_anonymous
    assert [(message.subject, message.to) for message in mail.outbox] == [
        ("Zielvereinbarungen: Zweiter Faktor entfernt", [user.email])
    ]
    assert log_in(user)[1].url == "/"


def test_codes_are_limited():
    user = UserFactory()
    add_app(user)
    client, _ = log_in(user)
    for _ in range(5):
        client.post("/anmelden/code/", {"code": "000000"})
    answer = client.post("/anmelden/code/", {"code": code_now()})
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Bitte warten Sie fünf Minuten" in answer.content.decode()
    assert SESSION_KEY not in client.session


def test_codes_are_limited_where_one_confirms_who_one_is():
    user = UserFactory()
    add_app(user)
    client = Client()
    client.force_login(user)
    wrong = {"code": "000000"}
    codes = [client.post("/konto/bestaetigen/code/", wrong).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


def test_codes_are_limited_where_an_app_is_set_up():
    client = confirmed(UserFactory())
    client.get("/konto/zweiter-faktor/app/")
    wrong = {"code": "000000"}
    codes = [client.post("/konto/zweiter-faktor/app/", wrong).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]


@pytest.mark.parametrize("again", ["/anmelden/code/", "/konto/bestaetigen/code/"])
def test_code_that_set_the_app_up_opens_nothing_more(again):
    user = UserFactory()
    client = confirmed(user)
    page = client.get("/konto/zweiter-faktor/app/").content.decode()
    code = code_now(re.search(r'class="secret">(\w+)<', page).group(1))
    assert client.post("/konto/zweiter-faktor/app/", {"code": code}).status_code == 302
    if again == "/anmelden/code/":
        client, _ = log_in(user)
    answer = client.post(again, {"code": code})
    assert (answer.status_code, "Dieser Code stimmt nicht." in answer.content.decode()) == (
        200,
        True,
    )
