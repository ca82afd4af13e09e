"""No organisation that is led is left without Leitung; who is removed is logged out at once."""

import pytest
from django.contrib.auth import get_user
from django.db import transaction
from django.test import Client

from bildung.agreements.models import LastLeading, Membership, Organisation, Role, User
from tests.admin_pages import address, send
from tests.factories import MembershipFactory, MunicipalityFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def leading():
    return MembershipFactory(role=Role.LEADING)


@pytest.fixture
def browser(client):
    client.force_login(UserFactory(superuser=True))
    return client


def stored_roles(organisation):
    return list(organisation.memberships.order_by("pk").values_list("role", flat=True))


def message(organisation):
    return (
        f"{organisation} braucht mindestens ein Mitglied mit der Rolle „Leitung“. "
        "Bitte geben Sie diese Rolle zuerst einer anderen Person."
    )


def test_last_leading_member_keeps_the_role(leading):
    MembershipFactory(organisation=leading.organisation, role=Role.EDITING)
    leading.role = Role.EDITING
    with pytest.raises(LastLeading) as refusal:
        leading.save()
    assert refusal.value.message == message(leading.organisation)
    assert stored_roles(leading.organisation) == [Role.LEADING, Role.EDITING]
    assert leading.history.count() == 1


def test_last_leading_member_is_not_removed(leading):
    with pytest.raises(LastLeading), transaction.atomic():
        leading.delete()
    with pytest.raises(LastLeading), transaction.atomic():
        Membership.objects.filter(organisation=leading.organisation).delete()
    assert stored_roles(leading.organisation) == [Role.LEADING]


def test_all_who_lead_are_not_removed_together(leading):
    MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    with pytest.raises(LastLeading), transaction.atomic():
        leading.organisation.memberships.all().delete()
    assert stored_roles(leading.organisation) == [Role.LEADING, Role.LEADING]


def test_one_of_two_who_lead_goes_or_gets_another_role(leading):
    other = MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    other.role = Role.READING
    other.save()
    other.delete()
    assert stored_roles(leading.organisation) == [Role.LEADING]


def test_who_is_locked_out_does_not_count_as_leading(leading):
    MembershipFactory(
        organisation=leading.organisation, role=Role.LEADING, user__is_active=False
    ).delete()
    MembershipFactory(organisation=leading.organisation, role=Role.LEADING, user__is_active=False)
    with pytest.raises(LastLeading), transaction.atomic():
        leading.delete()


def test_organisation_that_nobody_leads_may_change_as_it_likes():
    membership = MembershipFactory(role=Role.EDITING)
    membership.role = Role.READING
    membership.save()
    membership.delete()
    assert stored_roles(membership.organisation) == []


def test_organisation_goes_with_all_its_members(leading):
    leading.organisation.delete()
    Organisation.objects.filter(pk=MembershipFactory(role=Role.LEADING).organisation_id).delete()
    assert Membership.objects.count() == 0


def test_removed_person_is_logged_out_everywhere(leading):
    membership = MembershipFactory(organisation=leading.organisation)
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(membership.user)
        assert get_user(browser).is_authenticated
    membership.delete()
    for browser in browsers:
        assert get_user(browser).is_anonymous
        response = browser.get("/")
        assert (response.status_code, response.url) == (302, "/anmelden/?next=/")


def test_removal_ends_sessions_of_nobody_else(client, leading):
    client.force_login(leading.user)
    MembershipFactory(organisation=leading.organisation).delete()
    assert get_user(client).is_authenticated


def test_member_elsewhere_logs_in_again(client, leading):
    membership = MembershipFactory()
    elsewhere = MembershipFactory(user=membership.user)
    client.force_login(membership.user)
    membership.delete()
    assert get_user(client).is_anonymous
    elsewhere.user.refresh_from_db()
    client.force_login(elsewhere.user)
    assert get_user(client).is_authenticated


def test_sessions_stay_ended_when_an_older_state_of_the_person_is_saved():
    person = UserFactory()
    stale = User.objects.get(pk=person.pk)
    person.end_sessions()
    stale.first_name = "Robin"
    stale.save()
    person.refresh_from_db()
    assert (person.first_name, person.session_epoch) == ("Robin", 1)


def test_person_read_in_part_is_saved_in_part():
    pk = UserFactory().pk
    person = User.objects.only("first_name").get(pk=pk)
    person.first_name = "Robin"
    User.objects.filter(pk=pk).update(last_name="Neu")
    person.save()
    assert str(User.objects.get(pk=pk)) == "Robin Neu"


def test_session_that_was_there_before_the_counter_goes_on():
    person = UserFactory()
    plain = super(type(person), person)._get_session_auth_hash()
    assert person.get_session_auth_hash() == plain


def test_admin_removes_no_last_leading_member(browser, leading):
    url = address(leading, "delete")
    response = browser.post(url, {"post": "yes"}, follow=True)
    assert [str(shown) for shown in response.context["messages"]] == [
        f"Nicht gespeichert: {message(leading.organisation)}"
    ]
    assert stored_roles(leading.organisation) == [Role.LEADING]


def test_admin_removes_no_selection_of_all_who_lead(browser, leading):
    other = MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    data = {"action": "delete_selected", "_selected_action": [leading.pk, other.pk], "post": "yes"}
    page = browser.post(address(Membership, "changelist"), data, follow=True).content.decode()
    assert "braucht mindestens ein Mitglied" in page
    assert stored_roles(leading.organisation) == [Role.LEADING, Role.LEADING]


@pytest.mark.parametrize("page", ["membership", "organisation", "person"])
def test_admin_takes_no_role_of_the_last_leading_member(browser, leading, page):
    record, field = {
        "membership": (leading, "role"),
        "organisation": (leading.organisation, "memberships-0-role"),
        "person": (leading.user, "memberships-0-role"),
    }[page]
    response = send(browser, address(record), **{field: Role.READING})
    assert (response.status_code, response.url) == (302, address(record))
    assert "braucht mindestens" in browser.get(address(record)).content.decode()
    assert stored_roles(leading.organisation) == [Role.LEADING]


def test_admin_moves_no_membership_elsewhere(browser, leading):
    send(browser, address(leading), organisation=MunicipalityFactory().pk, user=UserFactory().pk)
    assert list(Membership.objects.values_list("organisation", "user")) == [
        (leading.organisation_id, leading.user_id)
    ]


def test_admin_gives_the_role_to_another_one(browser, leading):
    other = MembershipFactory(organisation=leading.organisation)
    send(browser, address(other), role=Role.LEADING)
    send(browser, address(leading), role=Role.READING)
    assert stored_roles(leading.organisation) == [Role.READING, Role.LEADING]
