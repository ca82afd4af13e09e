"""Who takes rights away holds organisations first and people after them, each by their keys.

Were a person held first somewhere, two would wait for each other, and PostgreSQL would end one of
them (deadlock).
"""

import pytest
from django.db import connection, transaction  # noqa: F401 (connection: above all tests)
from django.test import Client

from bildung.agreements.models import Membership, Organisation, Role, User
from tests.admin_pages import address, send
from tests.beside import beside
from tests.factories import MembershipFactory, UserFactory

from .test_waiting import SECONDS, wait_for_somebody_who_waits

pytestmark = [
    pytest.mark.dialect,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="in SQLite one writes, and holds all, at a time"
    ),
]


@pytest.fixture
def membership():
    """That of a superuser, who shares role and right with others."""
    UserFactory(superuser=True)
    membership = MembershipFactory(role=Role.LEADING, user__superuser=True)
    MembershipFactory(organisation=membership.organisation, role=Role.LEADING)
    return membership


def saved_in_admin(record, **changes):
    """Return the act of saving the admin page of `record`."""
    client = Client()
    client.force_login(UserFactory(superuser=True))
    url = address(record)

    def act():
        assert send(client, url, **changes).status_code == 302

    return act


def deactivate(person):
    person.is_active = False
    person.save()


PERSON = {"memberships-0-role": "reading", "first_name": "Robin"}
ACTS = {
    "person with roles in admin": lambda m: saved_in_admin(m.user, **PERSON),
    "person and right in admin": lambda m: saved_in_admin(m.user, **PERSON, is_superuser=""),
    "person without role in admin": lambda m: saved_in_admin(
        m.user, **{"memberships-0-DELETE": "on", "first_name": "Robin"}
    ),
    "organisation in admin": lambda m: saved_in_admin(
        m.organisation, **{"memberships-0-role": "reading"}
    ),
    "set inactive": lambda m: lambda: deactivate(m.user),
    "delete person": lambda m: lambda: m.user.delete(),
    "delete people": lambda m: lambda: User.objects.filter(pk=m.user_id).delete(),
    "delete membership": lambda m: lambda: m.delete(),
    "delete memberships": lambda m: lambda: Membership.objects.filter(pk=m.pk).delete(),
}


@pytest.mark.parametrize("name", ACTS)
def test_people_are_held_after_their_organisation(membership, name):
    act = ACTS[name](membership)
    with transaction.atomic():
        membership.organisation.lock_members()
        thread, errors = beside(act)
        wait_for_somebody_who_waits()
        list(User.objects.select_for_update(no_key=True).order_by("pk"))
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert errors == []


def of(both) -> tuple:
    """Return the people and the memberships of `both`."""
    return (
        User.objects.filter(memberships__in=both).order_by("-pk"),
        Membership.objects.filter(pk__in=[each.pk for each in both]).order_by("organisation__pk"),
    )


IN_ORDER = {
    "delete people": (User, lambda people, memberships: people.delete()),
    "set people inactive": (User, lambda people, memberships: people.update(is_active=False)),
    "delete memberships": (Organisation, lambda people, memberships: memberships.delete()),
}


@pytest.mark.parametrize("name", IN_ORDER)
def test_several_are_held_by_their_keys(membership, name):
    """The first of two is held; what waits for it must not hold the second."""
    model, act = IN_ORDER[name]
    both = []
    for superuser in (False, True):
        each = MembershipFactory(user__superuser=superuser, role=Role.LEADING)
        MembershipFactory(organisation=each.organisation, user=membership.user, role=Role.LEADING)
        both.append(each)
    if model is Organisation:  # found, and so deleted, in the other order than their organisations
        first, second = both
        Membership.objects.filter(pk=first.pk).update(organisation=second.organisation)
        Membership.objects.filter(pk=second.pk).update(organisation=first.organisation)
    keys = sorted(each.organisation_id if model is Organisation else each.user_id for each in both)
    with transaction.atomic():
        model.objects.select_for_update(no_key=True).get(pk=keys[0])
        thread, errors = beside(lambda: act(*of(both)))
        wait_for_somebody_who_waits()
        model.objects.select_for_update(no_key=True).get(pk=keys[1])
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert errors == []
