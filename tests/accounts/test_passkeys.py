"""Passkeys under attack: stolen devices, copied ones, and challenges used for something else."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.core.cache import cache
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from tests.accounts.device import Device
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/anmelden/passkey/"
CODE = "/anmelden/code/"
NEW = "/konto/passkeys/neu/"


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def challenge_to_log_in(client) -> str:
    options = client.get(LOGIN, headers={"x-requested-with": "XMLHttpRequest"}).json()
    return options["request_options"]["publicKey"]["challenge"]


def challenge_of(response) -> str:
    (options,) = response.context["js_data"].values()
    return options["publicKey"]["challenge"]


def after_password(user) -> Client:
    """Return a browser that is asked for the second factor."""
    client = browser()
    response = client.post("/anmelden/", {"login": user.email, "password": PASSWORD})
    assert response.url == CODE
    return client


def post(client, address: str, answer, **data):
    return client.post(address, {"credential": json.dumps(answer)} | data)


def who(client) -> str | None:
    return client.session.get(SESSION_KEY)


@pytest.fixture
def owner():
    return UserFactory(email="kim@example.org")


@pytest.fixture
def confirmed(owner):
    """The browser of the owner, who has just entered the password again."""
    client = browser()
    client.force_login(owner)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


def log_in(client, device, owner):
    post(client, LOGIN, device.sign(challenge_to_log_in(client), owner))
    return who(client)


def test_passkey_for_login_alone_logs_in(owner):
    device = Device()
    device.add_to(owner)
    assert log_in(browser(), device, owner) == str(owner.pk)


def test_stolen_device_without_its_pin_does_not_log_in_by_the_challenge_of_a_second_factor(
    owner, settings
):
    stolen = Device(verified=False)
    stolen.add_to(owner)
    thief = UserFactory()
    Device().add_to(thief)
    client = after_password(thief)
    challenge = challenge_of(client.get(CODE))
    settings.ACCOUNT_LOGIN_TIMEOUT = -1  # allauth forgets the login half done, not its challenge
    post(client, LOGIN, stolen.sign(challenge, owner))
    assert who(client) is None


def test_challenge_for_login_alone_is_no_second_factor(owner):
    device = Device()
    device.add_to(owner)
    client = browser()
    challenge = challenge_to_log_in(client)
    client.post("/anmelden/", {"login": owner.email, "password": PASSWORD})
    post(client, CODE, device.sign(challenge))
    assert who(client) is None


def test_page_without_the_device_s_pin_logs_in_nobody(owner):
    stolen = Device(verified=False)
    stolen.add_to(owner)
    assert log_in(browser(), stolen, owner) is None


def test_passkey_that_was_not_made_for_login_alone_is_a_second_factor_only(owner):
    device = Device()
    device.add_to(owner, login_alone=False)
    assert log_in(browser(), device, owner) is None
    client = after_password(owner)
    post(client, CODE, device.sign(challenge_of(client.get(CODE))))
    assert who(client) == str(owner.pk)


def test_second_factor_needs_no_pin_after_the_password(owner):
    device = Device(verified=False)
    device.add_to(owner)
    client = after_password(owner)
    post(client, CODE, device.sign(challenge_of(client.get(CODE))))
    assert who(client) == str(owner.pk)


def test_challenge_is_good_for_one_answer(owner):
    device = Device()
    device.add_to(owner)
    client = browser()
    challenge = challenge_to_log_in(client)
    wrong = Device().sign(challenge, owner)
    right = device.sign(challenge, owner)
    post(client, LOGIN, wrong)
    post(client, LOGIN, right)
    assert who(client) is None
    assert log_in(client, device, owner) == str(owner.pk)


@pytest.mark.parametrize(
    ("known", "shown", "goes_on"),
    [(0, 0, True), (0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)],
)
def test_counter_that_does_not_go_on_is_refused_and_told(owner, known, shown, goes_on):
    device = Device(counter=known)
    device.add_to(owner)
    device.counter = shown
    mail.outbox.clear()
    assert log_in(browser(), device, owner) == (str(owner.pk) if goes_on else None)
    told = [(message.to, message.subject) for message in mail.outbox]
    subject = "Zielvereinbarungen: Passkey abgelehnt"
    assert told == ([] if goes_on else [([owner.email], subject)])
    if told:
        assert "„Diensthandy“ abgelehnt: Sein Zähler ging zurück" in mail.outbox[0].body


def test_counter_goes_on_from_the_last_answer_wherever_it_was_given(owner):
    device = Device(counter=1)
    device.add_to(owner)
    device.counter = 9
    client = after_password(owner)
    post(client, CODE, device.sign(challenge_of(client.get(CODE))))
    assert who(client) == str(owner.pk)
    device.counter = 8  # as the copy shows it
    assert log_in(browser(), device, owner) is None
    client = after_password(owner)
    post(client, CODE, device.sign(challenge_of(client.get(CODE))))
    assert who(client) is None


@pytest.mark.parametrize(
    ("told", "chosen", "marked"),
    [
        ({"credProps": {"rk": True}}, True, True),
        ({"credProps": {"rk": True}}, False, False),
        ({}, True, True),
        ({"credProps": {"rk": False}}, True, False),
        ({"credProps": 7}, False, False),
    ],
    ids=str,
)
def test_owner_s_choice_marks_a_new_passkey(confirmed, told, chosen, marked):
    answer = Device().register(challenge_of(confirmed.get(NEW)), told)
    post(confirmed, NEW, answer, name="Neu", **({"passwordless": "on"} if chosen else {}))
    passkey = Authenticator.objects.get(type="webauthn")
    assert bool(passkey.wrap().is_passwordless) == marked


def test_new_passkey_for_login_alone_needs_the_device_s_pin(confirmed):
    answer = Device().register(challenge_of(confirmed.get(NEW)), verified=False)
    assert post(confirmed, NEW, answer, name="Neu", passwordless="on").status_code == 200
    assert not Authenticator.objects.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
PLACES = ("id", "rawId", "type", "response", "clientExtensionResults")
INNER = ("clientDataJSON", "authenticatorData", "signature", "userHandle", "attestationObject")


WRONG = st.one_of(
    JSON,
    st.fixed_dictionaries({}, optional=dict.fromkeys(PLACES, JSON)),
    st.tuples(st.sampled_from(PLACES), JSON),
    st.tuples(st.sampled_from(INNER), JSON),
)


def spoilt(answer: dict, wrong):
    """Return `answer` with one part replaced, or what comes in its place."""
    if not isinstance(wrong, tuple):
        return wrong
    place, value = wrong
    (answer if place in PLACES else answer["response"])[place] = value
    return answer


@pytest.mark.parametrize("place", ["id", "rawId", *INNER])
def test_number_instead_of_bytes_is_refused_and_takes_no_memory(owner, place):
    """Else a stranger's few bytes would be that many zeros: past what any machine has."""
    device = Device()
    device.add_to(owner)
    client = browser()
    answer = spoilt(device.sign(challenge_to_log_in(client), owner), (place, 2**62))
    assert (post(client, LOGIN, answer).status_code, who(client)) == (302, None)


@budget(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wrong=WRONG)
def test_nonsense_instead_of_a_device_s_answer_logs_in_nobody(owner, wrong):
    cache.clear()  # the limit
    device = Device()
    if not owner.authenticator_set.exists():
        device.add_to(owner)
    client = browser()
    answer = spoilt(device.sign(challenge_to_log_in(client), owner), wrong)
    assert (post(client, LOGIN, answer).status_code, who(client)) == (302, None)


@budget(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wrong=WRONG)
def test_nonsense_instead_of_a_new_passkey_is_refused(confirmed, wrong):
    cache.clear()
    answer = spoilt(Device().register(challenge_of(confirmed.get(NEW))), wrong)
    assert post(confirmed, NEW, answer, name="Neu").status_code in (200, 302)
    Authenticator.objects.all().delete()
