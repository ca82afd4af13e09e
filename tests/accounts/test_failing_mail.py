"""A mail server that refuses or says nothing decides no answer but that about the mail itself."""

import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bildung.agreements import mailing
from bildung.agreements.factors import FACTORS
from bildung.agreements.models import Role
from tests.accounts.factors import add_app, code_now
from tests.factories import PASSWORD, MembershipFactory, UserFactory
from tests.mail_server import REFUSALS, MailServer, serving

# The notices go once all is stored.
pytestmark = pytest.mark.django_db(transaction=True)

NEW = "ein-ganz-neues-2026"
REFUSING = [*REFUSALS, "closed", "mute"]
SHORT = 0.3  # seconds, in place of EMAIL_TIMEOUT


@pytest.fixture
def mail_server(request, settings):
    """A server that takes all, or fails in the way that the test is parametrized with."""
    cache.clear()  # whose table no test's end empties
    way = getattr(request, "param", None)
    server = MailServer(way if way in REFUSALS else None, mute=way == "mute")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = SHORT if way == "mute" else 10
    if way == "closed":
        server.server_close()
        yield server
    else:
        with serving(server):
            yield server
    assert mailing.wait(30)
    cache.clear()


def any_failing(test):
    return pytest.mark.parametrize("mail_server", REFUSING, indirect=True)(test)


def confirmed(user) -> Client:
    client = Client()
    client.force_login(user)
    client.post("/konto/bestaetigen/", {"password": PASSWORD})
    return client


@any_failing
def test_password_is_changed_whatever_the_mail_server_does(mail_server):
    user = UserFactory()
    client = confirmed(user)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post("/passwort/", data, follow=True)
    assert "Ihr neues Passwort gilt ab sofort." in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)


@any_failing
def test_recovery_codes_are_shown_whatever_the_mail_server_does(mail_server):
    client = confirmed(UserFactory())
    page = client.get("/konto/zweiter-faktor/app/").content.decode()
    secret = re.search(r'class="secret">(\w+)<', page).group(1)
    answer = client.post("/konto/zweiter-faktor/app/", {"code": code_now(secret)})
    assert answer.url == "/konto/ersatzcodes/"
    assert len(re.findall(r"<li><code>\d{8}</code>", client.get(answer.url).content.decode())) == 10


@any_failing
def test_app_is_removed_whatever_the_mail_server_does(mail_server):
    user = UserFactory()
    add_app(user)
    client = confirmed(user)
    assert client.post("/konto/zweiter-faktor/app/ende/").url == "/konto/zweiter-faktor/"
    assert not Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("mail_server", [w for w in REFUSING if w != "the mail"], indirect=True)
def test_reset_that_cannot_be_mailed_says_so_and_keeps_what_was_typed(mail_server, known):
    email = UserFactory().email if known else "niemand@example.org"
    answer = Client().post("/passwort/vergessen/", {"email": email})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "E-Mail nicht gesendet" in page
    assert f'value="{email}"' in page


@pytest.mark.parametrize("mail_server", ["the mail"], indirect=True)
def test_reset_refused_after_the_server_was_asked_stands_in_the_log(mail_server, caplog):
    answers = [
        Client().post("/passwort/vergessen/", {"email": email}).url
        for email in (UserFactory().email, "niemand@example.org")
    ]
    assert answers == ["/passwort/vergessen/gesendet/"] * 2  # nor shows who has an account
    assert mailing.wait(30)
    assert re.findall(r"Not mailed: „(.+?)“", caplog.text) == [
        "Zielvereinbarungen: Neues Passwort setzen"
    ]


def test_reset_mails_those_who_have_an_account_and_nobody_else(mail_server):
    user, address = UserFactory(), "niemand@example.org"
    answers = [
        Client().post("/passwort/vergessen/", {"email": email}) for email in (user.email, address)
    ]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, "/passwort/vergessen/gesendet/")
    }
    assert mailing.wait(30)
    assert [mail["To"] for mail in mail_server.mails] == [user.email]


@any_failing
def test_address_whose_mail_fails_does_not_wait_to_be_confirmed(mail_server):
    user = UserFactory()
    former = EmailAddress.objects.create(user=user, email="vorher@example.org")
    client = confirmed(user)
    data = {"email": "neu@example.org", "action_add": "1"}
    answer = client.post("/konto/e-mail/", data)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "E-Mail nicht gesendet" in page
    assert 'value="neu@example.org"' in page
    waiting = EmailAddress.objects.filter(user=user, verified=False)
    assert list(waiting.values_list("pk", "email")) == [(former.pk, former.email)]
    again = client.post("/konto/e-mail/", {"email": former.email, "action_send": "1"})
    assert again.status_code == 503
    assert "Das ist schon Ihre E-Mail-Adresse" not in again.content.decode()


@any_failing
def test_invitation_whose_mail_fails_is_kept_and_says_so(mail_server):
    leading = MembershipFactory(role=Role.LEADING)
    client = confirmed(leading.user)
    address = f"/organisationen/{leading.organisation_id}/mitglieder/einladen/"
    answer = client.post(address, {"email": "neu@example.org", "role": Role.READING})
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "konnte nicht gesendet werden" in answer.content.decode()
    assert leading.organisation.invitations.open().count() == 1


@pytest.mark.parametrize("mail_server", ["mute"], indirect=True)
def test_few_wait_for_a_mute_server_and_the_others_are_told_at_once(mail_server, settings):
    settings.EMAIL_TIMEOUT = 30
    for _ in range(mailing.WAITING_AT_ONCE):
        assert mailing._waiting.acquire(blocking=False)
    try:
        began = time.monotonic()
        answer = Client().post("/passwort/vergessen/", {"email": "niemand@example.org"})
        took = time.monotonic() - began
    finally:
        for _ in range(mailing.WAITING_AT_ONCE):
            mailing._waiting.release()
    assert (answer.status_code, mail_server.calls) == (503, 0)
    assert took < 15


@pytest.mark.parametrize("mail_server", ["mute"], indirect=True)
def test_nobody_waits_for_notices(mail_server, settings):
    settings.EMAIL_TIMEOUT = 30
    client = confirmed(UserFactory())
    began = time.monotonic()
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post("/passwort/", data).status_code == 302
    assert time.monotonic() - began < 15
    assert not mailing.wait(0)
    mail_server.let_go.set()


def test_links_lead_to_the_address_that_all_know(mail_server, settings):
    settings.PUBLIC_URL = "https://plan.example.org"
    leading = MembershipFactory(role=Role.LEADING)
    client = confirmed(leading.user)
    poisoned = {"headers": {"host": "testserver:9999"}}
    Client().post("/passwort/vergessen/", {"email": leading.user.email}, **poisoned)
    client.post("/konto/e-mail/", {"email": "neu@example.org", "action_add": "1"}, **poisoned)
    client.post(
        f"/organisationen/{leading.organisation_id}/mitglieder/einladen/",
        {"email": "gast@example.org", "role": Role.READING},
        **poisoned,
    )
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post("/passwort/", data, **poisoned)
    assert mailing.wait(30)
    assert len(mail_server.mails) == 4
    for mail in mail_server.mails:
        links = re.findall(r"https?://[^/\s]*/", mail.get_content())
        assert set(links) == {"https://plan.example.org/"}


def test_reset_takes_as_long_for_an_account_as_for_none(mail_server):
    """Compares what a request does, not the clock: queries, mail server, mails made."""
    done = []
    for email in (UserFactory().email, "niemand@example.org"):
        before = mail_server.calls
        with CaptureQueriesContext(connection) as queries:
            Client().post("/passwort/vergessen/", {"email": email})
        assert mailing.wait(30)
        done.append((len(queries), mail_server.calls - before - len(mail_server.mails)))
        mail_server.mails.clear()
    assert done[0] == done[1]
