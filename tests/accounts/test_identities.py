"""One account has one identity at the provider, and the administration can undo it."""

import pytest
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.core import mail
from django.test import Client

from bildung.accounts.identities import connect_once
from tests.accounts.provider import log_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

KIM = {"email": "kim@example.org", "email_verified": True}


@pytest.fixture
def kim():
    return UserFactory(email="kim@example.org")


@pytest.fixture
def administration():
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True, email="a@example.org"))
    return client


def unlink(client, *people):
    return client.post(
        "/admin/agreements/user/",
        {"action": "disconnect_from_provider", "_selected_action": [one.pk for one in people]},
    )


def identities() -> list[tuple]:
    return list(SocialAccount.objects.order_by("uid").values_list("user__email", "uid"))


def test_second_identity_with_the_same_address_stays_out(provider, kim):
    log_in(provider, sub="1", **KIM)
    for sub in "2345":
        response, client = log_in(provider, sub=sub, **KIM)
        assert response.status_code == 403
        assert "Ihr Konto ist anders verknüpft" in response.content.decode()
        assert SESSION_KEY not in client.session
    assert identities() == [("kim@example.org", "1")]
    assert log_in(provider, sub="1", **KIM)[0].url == "/"


@pytest.mark.parametrize(("subs", "connected"), [("12", "1"), ("11", "1")])
def test_two_first_logins_at_once_connect_one_identity(provider, rf, kim, subs, connected):
    request = rf.get("/")
    first, second = (  # both found by the address before either is connected
        SocialLogin(user=kim, account=SocialAccount(provider="oidc", uid=sub)) for sub in subs
    )
    with request_context(request):
        connect_once(request, first)
        try:
            connect_once(request, second)
        except ImmediateHttpResponse as refused:
            assert (refused.response.status_code, subs) == (403, "12")
    assert identities() == [("kim@example.org", connected)]


def test_administration_undoes_the_connection_and_the_next_one_is_taken(
    provider, kim, administration
):
    _, wrong = log_in(provider, sub="1", **KIM)
    mail.outbox.clear()
    assert unlink(administration, kim).status_code == 302
    assert identities() == []
    assert wrong.get("/").status_code == 302  # logged out
    assert LogEntry.objects.get(object_id=kim.pk).change_message == "Verknüpfung gelöst."
    ((told, subject),) = [(message.to, message.subject) for message in mail.outbox]
    assert (told, subject) == (["kim@example.org"], "Zielvereinbarungen: Verknüpfung gelöst")
    assert log_in(provider, sub="2", **KIM)[0].url == "/"
    assert identities() == [("kim@example.org", "2")]


def test_nothing_to_undo_is_told_to_nobody(kim, administration):
    mail.outbox.clear()
    unlink(administration, kim)
    assert (mail.outbox, LogEntry.objects.count()) == ([], 0)
