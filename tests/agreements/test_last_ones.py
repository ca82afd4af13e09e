"""The last Leitung of an organisation and the last superuser keep their rights, in every way."""

import threading
from contextlib import closing

import pytest
from django.db import connection, transaction

from bildung.agreements.last_ones import LastSuperuser
from bildung.agreements.models import LastLeading, Membership, Role, User
from tests.admin_pages import address, send
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def save(person: User, right: str) -> None:
    setattr(person, right, False)
    person.save()


def save_alone(person: User, right: str) -> None:
    setattr(person, right, False)
    person.save(update_fields=[right])


def update(person: User, right: str) -> None:
    User.objects.filter(pk=person.pk).update(**{right: False})


def update_in_bulk(person: User, right: str) -> None:
    setattr(person, right, False)
    User.objects.bulk_update([person], [right])


def delete(person: User, right: str) -> None:
    person.delete()


def delete_selection(person: User, right: str) -> None:
    User.objects.filter(pk=person.pk).delete()


WAYS = (save, save_alone, update, update_in_bulk, delete, delete_selection)


def rights(person: User) -> tuple[bool, bool]:
    return User.objects.values_list("is_active", "is_superuser").get(pk=person.pk)


@pytest.mark.parametrize("way", WAYS)
def test_last_leitung_is_neither_set_inactive_nor_deleted(way):
    leading = MembershipFactory(role=Role.LEADING)
    MembershipFactory(organisation=leading.organisation, role=Role.EDITING)
    MembershipFactory(organisation=leading.organisation, role=Role.LEADING, user__is_active=False)
    with pytest.raises(LastLeading), transaction.atomic():
        way(User.objects.get(pk=leading.user_id), "is_active")
    assert rights(leading.user) == (True, False)
    assert Membership.objects.filter(pk=leading.pk).exists()


@pytest.mark.parametrize("way", WAYS)
def test_one_of_two_who_lead_is_set_inactive_or_deleted(way):
    leading = MembershipFactory(role=Role.LEADING)
    MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    way(User.objects.get(pk=leading.user_id), "is_active")
    assert list(leading.organisation.leaders().values_list("user", flat=True)) != [leading.user_id]
    assert leading.organisation.leaders().count() == 1


@pytest.mark.parametrize("right", ["is_active", "is_superuser"])
@pytest.mark.parametrize("way", WAYS)
def test_last_superuser_keeps_the_right(way, right):
    person = UserFactory(superuser=True)
    UserFactory(superuser=True, is_active=False)
    with pytest.raises(LastSuperuser), transaction.atomic():
        way(User.objects.get(pk=person.pk), right)
    assert rights(person) == (True, True)


@pytest.mark.parametrize("right", ["is_active", "is_superuser"])
@pytest.mark.parametrize("way", WAYS)
def test_one_of_two_superusers_goes(way, right):
    person, other = UserFactory(superuser=True), UserFactory(superuser=True)
    way(User.objects.get(pk=person.pk), right)
    assert list(User.objects.filter(is_superuser=True, is_active=True)) == [other]


def test_all_superusers_at_once_keep_the_right():
    for _ in range(2):
        UserFactory(superuser=True)
    with pytest.raises(LastSuperuser), transaction.atomic():
        User.objects.update(is_superuser=False)
    with pytest.raises(LastSuperuser), transaction.atomic():
        User.objects.all().delete()
    assert User.objects.filter(is_superuser=True).count() == 2


def test_stale_state_of_a_person_takes_no_right_of_the_last_one():
    person = UserFactory()
    stale = User.objects.get(pk=person.pk)
    User.objects.filter(pk=person.pk).update(is_superuser=True)
    with pytest.raises(LastSuperuser):
        stale.save()


def test_platform_without_superusers_changes_as_it_likes():
    person = UserFactory()
    person.is_active = False
    person.save()
    person.delete()
    assert User.objects.count() == 0


def test_last_leitung_keeps_the_role_in_a_selection():
    leading = MembershipFactory(role=Role.LEADING)
    with pytest.raises(LastLeading), transaction.atomic():
        leading.organisation.memberships.update(role=Role.READING)
    other = MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    Membership.objects.filter(pk=leading.pk).update(role=Role.READING)
    assert list(leading.organisation.leaders()) == [other]


def test_ordinary_save_of_a_person_asks_one_thing_more(django_assert_num_queries):
    person = MembershipFactory().user
    with django_assert_num_queries(1):
        person.save(update_fields=["first_name"])
    with django_assert_num_queries(1):
        User.objects.filter(pk=person.pk).update(first_name="Robin")


@pytest.mark.parametrize("right", ["is_active", "is_superuser"])
def test_admin_says_why_the_last_superuser_keeps_the_right(client, right):
    person = UserFactory(superuser=True)
    client.force_login(person)
    response = send(client, address(person), **{right: ""})
    page = client.get(response.url).content.decode()
    assert "Nicht gespeichert: Die Plattform braucht mindestens eine Person" in page
    assert rights(person) == (True, True)


def test_admin_says_why_the_last_leitung_stays_active(client):
    leading = MembershipFactory(role=Role.LEADING)
    client.force_login(UserFactory(superuser=True))
    response = send(client, address(leading.user), is_active="")
    page = client.get(response.url).content.decode()
    assert f"Nicht gespeichert: {leading.organisation} braucht mindestens" in page
    assert rights(leading.user) == (True, False)


def at_once(*acts) -> list[type[Exception]]:
    """Do all in threads that begin together; return what they raised."""
    raised, ready = [], threading.Barrier(len(acts), timeout=20)

    def run(act):
        with closing(connection):
            ready.wait()
            try:
                with transaction.atomic():
                    act()
            except Exception as error:
                raised.append(type(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


@pytest.mark.dialect
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("right", ["is_active", "is_superuser"])
def test_two_superusers_do_not_lose_the_right_at_once(right):
    people = [UserFactory(superuser=True) for _ in range(2)]
    raised = at_once(*(lambda person=person: save(person, right) for person in people))
    assert raised == [LastSuperuser]
    assert User.objects.filter(is_active=True, is_superuser=True).count() == 1


@pytest.mark.dialect
@pytest.mark.django_db(transaction=True)
def test_two_who_lead_are_not_set_inactive_at_once():
    one = MembershipFactory(role=Role.LEADING)
    two = MembershipFactory(organisation=one.organisation, role=Role.LEADING)
    raised = at_once(
        lambda: save(one.user, "is_active"), lambda: User.objects.filter(pk=two.user_id).delete()
    )
    assert raised == [LastLeading]
    assert one.organisation.leaders().count() == 1


@pytest.mark.dialect
@pytest.mark.django_db(transaction=True)
def test_who_gets_the_role_is_not_set_inactive_meanwhile():
    """The one becomes inactive while the other hands the role over to them."""
    heir = MembershipFactory()
    leading = MembershipFactory(organisation=heir.organisation, role=Role.LEADING)

    def hand_over():
        heir.role = Role.LEADING
        heir.save()
        leading.role = Role.READING
        leading.save()

    raised = at_once(hand_over, lambda: save(User.objects.get(pk=heir.user_id), "is_active"))
    assert raised == [LastLeading]
    assert heir.organisation.leaders().count() == 1
