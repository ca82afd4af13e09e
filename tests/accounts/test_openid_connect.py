"""Login by an OpenID Connect provider: verified addresses open existing accounts, and no others."""

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.test import Client

from bildung.accounts.provider import calls, discovery
from bildung.agreements.models import User
from tests.accounts.factors import add_app
from tests.accounts.provider import (
    CONFIGURATION,
    come_back,
    go_there,
    is_told_that_it_is_unreachable,
    log_in,
)
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_verified_address_opens_its_account_and_stays_connected(provider):
    user = UserFactory(email="kim@example.org")
    response, client = log_in(provider, email="Kim@example.org", email_verified=True)
    assert response.url == "/"
    assert client.session[SESSION_KEY] == str(user.pk)
    assert User.objects.get().has_usable_password()
    User.objects.filter(pk=user.pk).update(email="neu@example.org")
    _, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert client.session[SESSION_KEY] == str(user.pk)


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0, 1, [True]])
def test_unverified_address_opens_nothing(provider, verified):
    UserFactory(email="kim@example.org")
    response, client = log_in(provider, email="kim@example.org", email_verified=verified)
    assert "Für Sie gibt es hier noch kein Konto" in response.content.decode()
    assert SESSION_KEY not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 0)


def test_unknown_person_gets_no_account_and_is_told_what_to_do(provider):
    response, client = log_in(provider, email="neu@example.org", email_verified=True)
    page = response.content.decode()
    assert "Bitten Sie die Leitung Ihrer Organisation um eine Einladung" in page
    assert SESSION_KEY not in client.session
    assert User.objects.count() == 0


def test_address_that_somebody_only_claims_does_not_bring_them_its_owner(provider):
    claimer = UserFactory()
    EmailAddress.objects.create(user=claimer, email="kim@example.org")
    _, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert SESSION_KEY not in client.session


def test_inactive_person_stays_out(provider):
    UserFactory(email="kim@example.org", is_active=False)
    response, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert response.url == "/anmelden/gesperrt/"
    assert SESSION_KEY not in client.session


def test_second_factor_of_the_account_is_asked_for_here_too(provider):
    add_app(UserFactory(email="kim@example.org"))
    response, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert response.url == "/anmelden/code/"
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(("trusted", "code"), [(False, 302), (True, 200)])
def test_demanded_factor_may_be_the_provider_s_if_the_setting_says_so(
    provider, settings, trusted, code
):
    settings.OIDC_SECOND_FACTOR_TRUSTED = trusted
    user = UserFactory(email="kim@example.org")
    MembershipFactory(user=user, organisation__second_factor_required=True)
    _, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert client.get("/").status_code == code
    by_password = Client()
    by_password.force_login(user)
    assert by_password.get("/").url == "/konto/zweiter-faktor/"


def test_foreign_answer_and_connecting_by_link_are_refused(provider):
    UserFactory(email="kim@example.org")
    provider.person = {"sub": "1", "email": "kim@example.org", "email_verified": True}
    client = Client()
    answer = client.get("/anmelden/oidc/antwort/", {"code": "x", "state": "erraten"})
    assert "gescheitert" in answer.content.decode()
    assert SESSION_KEY not in client.session
    assert client.get("/anmelden/oidc/?process=connect").status_code == 404


def test_connection_is_shown_and_can_be_undone(provider):
    UserFactory(email="kim@example.org")
    _, client = log_in(provider, email="kim@example.org", email_verified=True)
    account = SocialAccount.objects.get()
    assert "Verknüpfung lösen" in client.get("/konto/verknuepfung/").content.decode()
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    client.post("/konto/verknuepfung/", {"account": account.pk})
    assert SocialAccount.objects.count() == 0


def test_login_page_offers_it_only_where_it_is_set_up(client, provider, settings):
    assert "Anmelden mit Dienstkonto" in client.get("/anmelden/").content.decode()
    settings.OIDC_CLIENT_ID = ""
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Dienstkonto" not in client.get("/anmelden/").content.decode()
    assert client.get("/anmelden/oidc/").status_code == 404


# A provider that is out of order

NOWHERE = "http://127.0.0.1:9"  # nobody listens there
NONSENSE = (
    (200, b"<html>Wartung</html>"),
    (200, b"\xff\xfe"),
    (200, b""),
    (404, b"{}"),
    (502, b"Bad Gateway"),
    [],
    "unsinn",
    None,
    {},
)


def move_away(settings):
    """Let nobody answer at the provider's address any more."""
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["server_url"] = NOWHERE


def test_unreachable_provider_is_told_in_german_with_the_way_in(client, provider, settings, caplog):
    move_away(settings)
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))
    assert "OpenID Connect provider is out of order" in caplog.text


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
def test_nonsense_instead_of_the_configuration_is_as_unreachable(client, provider, answer):
    provider.instead[CONFIGURATION] = answer
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))


@pytest.mark.parametrize("endpoint", discovery.ENDPOINTS)
def test_configuration_that_leads_to_no_safe_address_is_nonsense(client, provider, endpoint):
    provider.instead[CONFIGURATION] = provider.configuration() | {endpoint: "http://a.example/"}
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "//boese.example",
        "http://boese.example/",
        "http://localhost.boese.example/",
        "https://",
        "https://a b.example/",
        "https://[boese/",
        "https://boese.example:x/",
        "https://boese.example/\r\nSet-Cookie: a=b",
        "https://kim@boese.example/",
        "https://boese.example/#teil",
        "https://boese.example/" + "a" * 5000,
        7,
        None,
    ],
)
def test_address_that_is_none_or_can_be_read_along_is_not_asked(address):
    with pytest.raises(calls.Unusable):
        calls.require_safe(address)


@pytest.mark.parametrize(
    "address", ["https://a.example:8443/x", "http://localhost:8080/", "http://[::1]/"]
)
def test_safe_address_may_be_asked(address):
    calls.require_safe(address)


def test_provider_that_goes_away_meanwhile_is_told_at_the_return(client, provider, settings):
    UserFactory(email="kim@example.org")
    state = go_there(provider, client)
    move_away(settings)
    assert is_told_that_it_is_unreachable(come_back(client, state))
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize("answer", NONSENSE, ids=str)
def test_configuration_that_is_nonsense_at_the_return(client, provider, answer):
    state = go_there(provider, client)
    discovery.forget()
    provider.instead[CONFIGURATION] = answer
    assert is_told_that_it_is_unreachable(come_back(client, state))


@pytest.mark.parametrize("part", ["token_endpoint", "userinfo_endpoint", "jwks_uri"])
def test_part_of_the_provider_that_goes_away_is_told_at_the_return(client, provider, part):
    provider.person = {"sub": "1"}
    provider.instead[CONFIGURATION] = provider.configuration() | {part: NOWHERE}
    state = go_there(provider, client)
    assert is_told_that_it_is_unreachable(come_back(client, state))


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", (200, b"<html>Wartung</html>")),
        ("/token", ["access_token"]),
        ("/token", {"access_token": "x"}),
        ("/token", {"access_token": "x", "id_token": 7}),
        ("/token", {"access_token": "x\r\ny", "id_token": "x.y.z"}),
        ("/token", {"access_token": ["x"], "id_token": "x.y.z"}),
        ("/keys", {}),
        ("/keys", {"keys": "unsinn"}),
        ("/keys", (404, b"{}")),
        ("/userinfo", (200, b"<html>Wartung</html>")),
        ("/userinfo", (502, b"Bad Gateway")),
        ("/userinfo", []),
        ("/userinfo", {"email": "kim@example.org", "email_verified": True}),
        ("/userinfo", {"sub": "1", "email": 7}),
        ("/userinfo", {"sub": "1", "given_name": ["Kim"]}),
        ("/userinfo", {"sub": "1" * 192}),
        ("/userinfo", {"sub": 1}),
        ("/userinfo", {"sub": "1", "name": "\0"}),
        ("/userinfo", {"sub": "1", "name": "\ud800"}),
        ("/userinfo", (200, b"[" * 100_000)),
        ("/userinfo", (200, b'{"sub": ' + b"9" * 5000 + b"}")),
        ("/userinfo", (200, b'{"sub": "' + b"1" * 2**21 + b'"}')),
    ],
    ids=lambda value: str(value)[:60],
)
def test_nonsense_about_the_person_opens_nothing_and_is_told(client, provider, path, answer):
    UserFactory(email="kim@example.org")
    provider.person = {"sub": "1", "email": "kim@example.org", "email_verified": True}
    state = go_there(provider, client)
    provider.instead[path] = answer
    assert is_told_that_it_is_unreachable(come_back(client, state))
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/token", (400, b'{"error": "invalid_grant"}')),
        ("/token", (502, b"Bad Gateway")),
        ("/token", {"error": "invalid_grant"}),
        ("/token", {"access_token": "x", "id_token": "unsinn"}),
        ("/keys", {"keys": []}),
        ("/keys", {"keys": [7, {"kty": "EC"}, {"kty": "EC", "kid": "1", "crv": []}]}),
        ("/userinfo", {"sub": "2"}),
        ("/userinfo", (401, b"")),
    ],
    ids=str,
)
def test_refusal_by_the_provider_is_told_as_one(client, provider, path, answer):
    provider.person = {"sub": "1"}
    state = go_there(provider, client)
    provider.instead[path] = answer
    response = come_back(client, state)
    assert response.status_code == 401
    assert "Die Anmeldung beim Anbieter ist gescheitert" in response.content.decode()
