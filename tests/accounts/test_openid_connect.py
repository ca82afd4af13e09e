"""Login by an OpenID Connect provider: verified addresses open existing accounts, and no others."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import SESSION_KEY
from django.test import Client

from bildung.agreements.models import User
from tests.accounts.factors import add_app
from tests.accounts.provider import running_provider
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider(settings):
    with running_provider() as provider:
        settings.OIDC_CLIENT_ID = "bildung"
        app = {
            "provider_id": "oidc",
            "name": "Dienstkonto",
            "client_id": "bildung",
            "secret": "geheim",
            "settings": {"server_url": provider.address, "verified_email": False},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
        yield provider


def log_in(provider, client=None, **person):
    """Go to the provider and come back as `person`; the last response, and the client."""
    client = client or Client()
    provider.person = {"sub": "1"} | person
    there = client.get("/anmelden/oidc/")
    assert there.url.startswith(f"{provider.address}/authorize?")
    state = parse_qs(urlsplit(there.url).query)["state"][0]
    return client.get("/anmelden/oidc/antwort/", {"code": "x", "state": state}), client


def test_verified_address_opens_its_account_and_stays_connected(provider):
    user = UserFactory(email="kim@example.org")
    response, client = log_in(provider, email="Kim@example.org", email_verified=True)
    assert response.url == "/"
    assert client.session[SESSION_KEY] == str(user.pk)
    assert User.objects.get().has_usable_password()
    User.objects.filter(pk=user.pk).update(email="neu@example.org")
    _, client = log_in(provider, email="kim@example.org", email_verified=True)
    assert client.session[SESSION_KEY] == str(user.pk)


@pytest.mark.parametrize("verified", [False, None, "false", "no", 0])
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
