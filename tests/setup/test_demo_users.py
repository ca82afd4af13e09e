import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from bildung.agreements.models import Membership, Phase, Role, User
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


def demo_users():
    call_command("demo_users", stdout=(out := StringIO()))
    return out.getvalue()


def printed_passwords(output):
    return dict(
        re.findall(r"^  (\w+@example\.org) .* ([a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5})$", output, re.M)
    )


def test_demo_users_stand_on_their_sides_of_the_agreement():
    AgreementFactory(phase=Phase.TEMPLATE)
    agreement = AgreementFactory()
    demo_users()
    assert {user.username: list(user.organisations.all()) for user in User.objects.all()} == {
        "verwaltung": [],
        "stadt1": [agreement.municipality],
        "stadt2": [agreement.municipality],
        "agentur": [agreement.agency],
    }
    assert dict(Membership.objects.values_list("user__username", "role")) == {
        "stadt1": Role.LEADING,
        "stadt2": Role.EDITING,
        "agentur": Role.LEADING,
    }
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["verwaltung"]
    assert [user.username for user in User.objects.filter(is_staff=True)] == ["verwaltung"]


def test_demo_users_printed_passwords_log_in():
    AgreementFactory()
    passwords = printed_passwords(demo_users())
    assert {
        address: authenticate(email=address, password=passwords[address]).username
        for address in passwords
    } == {f"{name}@example.org": name for name in ("verwaltung", "stadt1", "stadt2", "agentur")}
    assert len(set(passwords.values())) == 4


def test_demo_users_without_agreement_are_the_superuser_alone():
    assert list(printed_passwords(demo_users())) == ["verwaltung@example.org"]
    assert User.objects.count() == 1


def test_demo_users_leave_existing_users_alone():
    AgreementFactory()
    User.objects.create_user("frau-beispiel")
    output = demo_users()
    assert output == "Users exist. To reset a password: manage.py changepassword NAME\n"
    assert User.objects.count() == 1


def test_demo_users_come_beside_the_superuser_who_is_there():
    AgreementFactory()
    User.objects.create_superuser("chefin", "chefin@example.org", "geheim-genug")
    assert list(printed_passwords(demo_users())) == [
        "stadt1@example.org",
        "stadt2@example.org",
        "agentur@example.org",
    ]
    assert [user.username for user in User.objects.filter(is_superuser=True)] == ["chefin"]
    assert demo_users().startswith("Users exist.")


def test_without_an_agreement_a_superuser_is_enough():
    User.objects.create_superuser("chefin", "chefin@example.org", "geheim-genug")
    assert printed_passwords(demo_users()) == {}
    assert User.objects.count() == 1
