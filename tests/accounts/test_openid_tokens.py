"""What of a provider's answer is believed: its signature, for whom it is, whom it names."""

import json
from itertools import count

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import SESSION_KEY
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bildung.accounts.provider import discovery
from tests.accounts.provider import (
    CONFIGURATION,
    asked_of,
    come_back,
    go_there,
    is_told_that_it_is_unreachable,
    key,
    log_in,
    public,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

KIM = {"email": "kim@example.org", "email_verified": True}


@pytest.fixture(autouse=True)
def kim():
    return UserFactory(email="kim@example.org")


def is_refused(response, client) -> bool:
    said = "Die Anmeldung beim Anbieter ist gescheitert" in response.content.decode()
    return response.status_code == 401 and said and SESSION_KEY not in client.session


def ago(seconds: int):
    """Return what the provider says for a time that is `seconds` before the login."""
    return lambda now: now - seconds


WRONG_CLAIMS = {
    "foreign issuer": {"iss": "https://boese.example"},
    "no issuer": {"iss": None},
    "for somebody else": {"aud": "andere"},
    "for nobody": {"aud": None},
    "for several, and not said for whom": {"aud": ["bildung", "andere"]},
    "for us by somebody else": {"azp": "andere"},
    "for several by somebody else": {"aud": ["bildung", "andere"], "azp": "andere"},
    "run out": {"exp": ago(1)},
    "never runs out": {"exp": None},
    "runs out some day": {"exp": "bald"},
    "of tomorrow": {"iat": ago(-86400)},
    "of yesterday": {"iat": ago(86400)},
    "of no time": {"iat": None},
    "of another login": {"nonce": "0" * 64},
    "without a nonce": {"nonce": None},
    "nonce is no text": {"nonce": ["x"]},
    "of another person": {"sub": "2"},
    "of nobody": {"sub": None},
}


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_token_that_is_not_of_this_login_is_refused(provider, claims):
    provider.claims = claims
    assert is_refused(*log_in(provider, **KIM))
    assert SocialAccount.objects.count() == 0


@pytest.mark.parametrize("claims", [{"aud": ["bildung"]}, {"azp": "bildung"}, {"iat": ago(300)}])
def test_token_that_says_more_than_it_must_is_taken(provider, claims):
    provider.claims = claims
    response, _ = log_in(provider, **KIM)
    assert response.url == "/"


SIGNED_WRONGLY = {
    "not at all": {"algorithm": "none", "secret": None},
    "by the secret that is ours too": {"algorithm": "HS256", "secret": "geheim" * 8},
    "by the public key as a secret": {"algorithm": "HS256", "secret": str(public()) * 2},
    "by a foreign key": {"secret": key("foreign")},
    "by a foreign key of no name": {"secret": key("foreign"), "header": {}},
    "by a key that nobody knows": {"header": {"kid": "2"}},
}


@pytest.mark.parametrize("signed", SIGNED_WRONGLY.values(), ids=SIGNED_WRONGLY)
def test_token_that_the_provider_has_not_signed_is_refused(provider, signed):
    for name, value in signed.items():
        setattr(provider, name, value)
    assert is_refused(*log_in(provider, **KIM))


def test_key_for_shared_secrets_among_the_provider_s_keys_signs_nothing(provider):
    provider.algorithm, provider.secret = "HS256", "a" * 32
    provider.instead["/keys"] = {"keys": [{"kty": "oct", "kid": "1", "k": "YWFh" * 11}]}
    assert is_refused(*log_in(provider, **KIM))


def test_token_signed_by_rsa_is_taken(provider):
    secret = rsa.generate_private_key(65537, 2048)
    half = jwt.algorithms.RSAAlgorithm.to_jwk(secret.public_key(), as_dict=True)
    provider.algorithm, provider.secret = "RS256", secret
    provider.instead["/keys"] = {"keys": [{"kty": "XY", "kid": "1"}, half | {"kid": "1"}]}
    assert log_in(provider, **KIM)[0].url == "/"


def test_keys_are_asked_for_again_when_the_provider_signs_by_a_new_one(provider):
    assert log_in(provider, **KIM)[0].url == "/"
    provider.secret, provider.header = key("new"), {"kid": "2"}
    provider.instead["/keys"] = {"keys": [public(), public("new") | {"kid": "2"}]}
    assert log_in(provider, **KIM)[0].url == "/"
    assert provider.asked.count("/keys") == 2


def test_configuration_and_keys_are_kept(provider):
    for _ in range(3):
        log_in(provider, **KIM)
    assert (provider.asked.count(CONFIGURATION), provider.asked.count("/keys")) == (1, 1)


@pytest.mark.parametrize("issuer", ["https://boese.example", None, 7, "{address}/realm"])
def test_configuration_of_another_issuer_is_nonsense(client, provider, issuer):
    named = issuer.format(address=provider.address) if isinstance(issuer, str) else issuer
    provider.instead[CONFIGURATION] = provider.configuration() | {"issuer": named}
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))


def test_each_login_has_a_nonce_of_its_own(client, provider):
    first, second = (asked_of(provider, client)["nonce"] for _ in range(2))
    assert first != second


def test_nonce_of_one_s_other_login_is_refused(client, provider):
    provider.person = {"sub": "1"} | KIM
    state = go_there(provider, client)
    go_there(provider, client)  # whose nonce the provider gives
    assert is_refused(come_back(client, state), client)


def test_link_changes_nothing_of_what_is_asked(client, provider):
    plain = asked_of(provider, client)
    trap = asked_of(
        provider,
        client,
        "/anmelden/oidc/?scope=offline_access,admin&auth_params=prompt%3Dnone%26nonce%3Dx"
        "%26redirect_uri%3Dhttps%3A%2F%2Fboese.example&action=rerequest",
    )
    assert set(trap) == set(plain)
    same = [name for name in plain if name not in {"state", "nonce", "code_challenge"}]
    assert {name: set(trap[name].split()) for name in same} == {
        name: set(plain[name].split()) for name in same
    }


def test_provider_without_https_is_asked_on_this_machine_alone(client, provider, settings):
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    app["settings"]["server_url"] = "http://login.example.org"
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))


@pytest.mark.parametrize("path", [CONFIGURATION, "/token", "/userinfo", "/keys"])
def test_nothing_is_sent_on_to_another_host(client, provider, path):
    provider.person = {"sub": "1"} | KIM
    elsewhere = provider.address.replace("127.0.0.1", "localhost")
    provider.redirects[path] = f"{elsewhere}/elsewhere"
    if path == CONFIGURATION:
        response = client.get("/anmelden/oidc/")
    else:
        response = come_back(client, go_there(provider, client))
    assert is_told_that_it_is_unreachable(response)
    assert "/elsewhere" not in provider.asked


def test_token_is_not_asked_for_where_a_redirect_leads(client, provider):
    provider.person = {"sub": "1"} | KIM
    state = go_there(provider, client)
    provider.redirects["/token"] = "/moved"
    assert is_told_that_it_is_unreachable(come_back(client, state))
    assert "/moved" not in provider.asked


def test_redirect_within_the_provider_is_followed_some_times(client, provider):
    provider.redirects[CONFIGURATION] = "/moved"
    provider.instead["/moved"] = provider.configuration()
    assert asked_of(provider, client)["client_id"] == "bildung"
    discovery.forget()
    provider.redirects["/moved"] = CONFIGURATION
    assert is_told_that_it_is_unreachable(client.get("/anmelden/oidc/"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
PARTS = {
    CONFIGURATION: (*discovery.ENDPOINTS, "issuer", "token_endpoint_auth_methods_supported"),
    "/token": ("access_token", "id_token", "expires_in", "refresh_token", "token_type"),
    "/userinfo": ("sub", "email", "email_verified", "name", "preferred_username", "picture"),
    "/keys": ("keys",),
    "claims": ("iss", "sub", "aud", "exp", "iat", "nonce", "azp", "jti", "nbf", "at_hash"),
}
number = count()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_provider_says_is_told_and_nothing_fails(provider, settings, data):
    settings.ACCOUNT_RATE_LIMITS = False
    discovery.forget()
    provider.instead, provider.claims, provider.nonce = {}, {}, ""
    provider.person = {"sub": f"{next(number)}"} | KIM
    path = data.draw(st.sampled_from(list(PARTS)))
    client = Client()
    if path == "claims":
        try:
            provider.claims = {data.draw(st.sampled_from(PARTS[path])): data.draw(JSON)}
            provider.id_token()
        except TypeError:  # no token can be made of it
            return
    elif data.draw(st.booleans()):
        provider.instead[path] = (200, data.draw(st.binary(max_size=40)))
    elif data.draw(st.booleans()):
        provider.instead[path] = data.draw(JSON)
    else:
        said = provider.answer(path)[1]
        provider.instead[path] = json.loads(said) | {
            data.draw(st.sampled_from(PARTS[path])): data.draw(JSON)
        }
    there = client.get("/anmelden/oidc/")
    if there.status_code == 503:
        return
    provider.nonce = there.url.partition("nonce=")[2].partition("&")[0]
    state = there.url.partition("state=")[2].partition("&")[0]
    assert come_back(client, state).status_code in (200, 302, 401, 403, 503)
