"""The address of an account: one each, changed by confirming it, and no way in by a former one."""

import re
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from bildung.agreements.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def confirm(client):
    """Enter the password once more, as pages of the account ask for."""
    assert client.post("/konto/bestaetigen/", {"password": PASSWORD}).status_code == 302


def test_address_belongs_to_one_person_whatever_its_case():
    UserFactory(email="kim@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(username="zwei", email="KIM@example.org")])
    for name in ("ohne", "auch-ohne"):
        User.objects.create_user(name)


def test_technical_name_follows_from_the_address():
    first = User.objects.create(email="Kim@example.org")
    assert first.username == "kim@example.org"
    first.email = "kim.muster@example.org"
    first.save()
    second = User.objects.create(email="kim@example.org")
    assert re.fullmatch(r"kim@example\.org-\w{8}", second.username)


def test_address_is_changed_by_confirming_the_new_one(client):
    user = UserFactory(email="alt@example.org")
    client.force_login(user)
    confirm(client)
    client.post("/konto/e-mail/", {"email": "neu@example.org", "action_add": "1"})
    user.refresh_from_db()
    assert user.email == "alt@example.org"
    message = next(m for m in mail.outbox if m.to == ["neu@example.org"])
    assert message.subject == "Zielvereinbarungen: E-Mail-Adresse bestätigen"
    link = re.search(r"http://testserver(/konto/e-mail/\S+)", message.body).group(1)
    assert "neu@example.org" in client.get(link).content.decode()
    client.post(link)
    user.refresh_from_db()
    assert user.email == "neu@example.org"
    client.post("/abmelden/")
    for email, code in (("alt@example.org", 200), ("neu@example.org", 302)):
        response = client.post("/anmelden/", {"login": email, "password": PASSWORD})
        assert (email, response.status_code) == (email, code)


def test_address_of_somebody_else_cannot_be_confirmed_nor_found_out(client):
    other, user = UserFactory(), UserFactory(email="alt@example.org")
    client.force_login(user)
    confirm(client)
    data = {"email": other.email.upper(), "action_add": "1"}
    assert client.post("/konto/e-mail/", data).url == "/konto/e-mail/"
    link = re.search(r"http://testserver(/konto/e-mail/\S+)", mail.outbox[-1].body).group(1)
    assert "gehört inzwischen zu einem anderen Konto" in client.get(link).content.decode()
    client.post(link)
    user.refresh_from_db()
    assert user.email == "alt@example.org"


def test_former_address_opens_nothing_once_the_administration_replaced_it():
    user = UserFactory(email="alt@example.org")
    assert user.emailaddress_set.get().verified
    waiting = EmailAddress.objects.create(user=user, email="wartet@example.org")
    user.email = "neu@example.org"
    user.save()
    left = user.emailaddress_set.order_by("email").values_list("email", "verified")
    assert list(left) == [("neu@example.org", True), (waiting.email, False)]


def test_command_gives_an_address():
    user = User.objects.create_user("stadt1")
    call_command("set_email", "stadt1", "Stadt1@example.org", stdout=StringIO())
    user.refresh_from_db()
    assert user.email == "stadt1@example.org"
    UserFactory(email="vergeben@example.org")
    for name, email in (
        ("niemand", "a@b.de"),
        ("stadt1", "unsinn"),
        ("stadt1", "vergeben@example.org"),
    ):
        with pytest.raises(CommandError):
            call_command("set_email", name, email)
