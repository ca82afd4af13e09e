"""The page of members: who sees it, roles, removals, and what it asks of the database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test import Client
from django.urls import reverse

from bildung.agreements.models import Membership, Organisation, Role
from tests.budget import MANY
from tests.factories import InvitationFactory, MembershipFactory, MunicipalityFactory, UserFactory
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

NEVER = 10**9
TOO_LARGE = 10**30


def page_of(organisation):
    return reverse("members:members", args=[organisation.pk])


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def role_of(membership):
    return Membership.objects.get(pk=membership.pk).role


def send_role(client, membership, role, was=None):
    address = url("change_role", membership.organisation_id, membership.pk)
    return client.post(address, {"role": role, "was": was or role_of(membership)})


def said(response):
    return [str(message) for message in response.context["messages"]]


def addresses(organisation, membership, invitation):
    """Each address below an organisation's members, with the methods it knows."""
    page = page_of(organisation)
    invitations = f"/organisationen/{organisation.pk}/einladungen/{invitation.pk}/"
    return {
        page: ("get",),
        f"{page}einladen/": ("post",),
        f"{page}{membership.pk}/rolle/": ("post",),
        f"{page}{membership.pk}/entfernen/": ("get", "post"),
        f"{invitations}erneut/": ("post",),
        f"{invitations}zuruecknehmen/": ("post",),
    }


def test_addresses_are_german_and_stable(organisation, member):
    invitation = InvitationFactory(organisation=organisation)
    assert list(addresses(organisation, member, invitation)) == [
        url("members", organisation.pk),
        url("invite", organisation.pk),
        url("change_role", organisation.pk, member.pk),
        url("remove", organisation.pk, member.pk),
        url("invite_again", organisation.pk, invitation.pk),
        url("withdraw", organisation.pk, invitation.pk),
    ]


def test_page_names_members_with_role_and_last_login(browser, organisation, member):
    MembershipFactory(organisation=organisation, user__is_active=False, role=Role.READING)
    page = browser.get(page_of(organisation)).context["page"]
    assert [(line.name, line.role, line.is_oneself, line.is_active) for line in page.members] == [
        ("Lou Leitung", Role.LEADING, True, True),
        ("Kim Muster", Role.EDITING, False, True),
        (str(organisation.members.get(is_active=False)), Role.READING, False, False),
    ]
    html = browser.get(page_of(organisation)).content.decode()
    assert member.user.email in html
    assert html.count("noch nie") == 2
    assert "gesperrt" in html


@pytest.mark.parametrize("who", ["reading", "editing", "other", "superuser", "partner"])
def test_to_all_others_it_is_nonexistent_byte_for_byte(client, organisation, member, who):
    invitation = InvitationFactory(organisation=organisation)
    person = {
        "reading": lambda: MembershipFactory(organisation=organisation, role=Role.READING).user,
        "editing": lambda: MembershipFactory(organisation=organisation, role=Role.EDITING).user,
        "other": lambda: MembershipFactory(role=Role.LEADING).user,
        "superuser": lambda: UserFactory(superuser=True),
        "partner": lambda: _leading_partner(organisation),
    }[who]()
    client.force_login(person)
    for address, methods in addresses(organisation, member, invitation).items():
        for method in methods:
            missing = address.replace(
                f"/organisationen/{organisation.pk}/", f"/organisationen/{NEVER}/"
            )
            found, nowhere = (getattr(client, method)(each) for each in (address, missing))
            assert (address, found.status_code, nowhere.status_code) == (address, 404, 404)
            assert found.content == nowhere.content
    assert role_of(member) == Role.EDITING
    assert organisation.invitations.open().count() == 1


def _leading_partner(organisation):
    """Make somebody who leads the other party of the organisation's agreement."""
    agency = make_scene(municipality=organisation).agreement.agency
    return MembershipFactory(organisation=agency, role=Role.LEADING).user


def test_members_and_invitations_of_others_are_nonexistent(browser, organisation):
    foreign, invitation = MembershipFactory(), InvitationFactory()
    for address, methods in addresses(organisation, foreign, invitation).items():
        for method in methods:
            if address.split("/")[-2] not in ("mitglieder", "einladen"):
                assert getattr(browser, method)(address).status_code == 404, address
    assert role_of(foreign) == Role.EDITING
    for pk in (NEVER, TOO_LARGE):
        assert browser.get(f"/organisationen/{pk}/mitglieder/").status_code == 404
        assert browser.get(url("remove", organisation.pk, pk)).status_code == 404


def test_anonymous_is_sent_to_login(client, organisation, member):
    invitation = InvitationFactory(organisation=organisation)
    for address in ("/organisationen/", *addresses(organisation, member, invitation)):
        for method in ("get", "post"):
            response = getattr(client, method)(address)
            unsent = "&unsent=1" if method == "post" else ""
            assert (response.status_code, response.url) == (
                302,
                f"/anmelden/?next={address}{unsent}",
            )


def test_what_changes_something_wants_a_post(browser, organisation, member):
    invitation = InvitationFactory(organisation=organisation)
    for address, methods in addresses(organisation, member, invitation).items():
        if "get" not in methods:
            assert browser.get(address).status_code == 405
    assert browser.get(url("remove", organisation.pk, member.pk)).status_code == 200
    assert organisation.memberships.count() == 2


def test_role_is_changed_with_author_and_origin(browser, leading, member):
    response = send_role(browser, member, Role.READING)
    assert response.url == f"{page_of(leading.organisation)}#mitglied-{member.pk}"
    assert said(browser.get(response.url)) == ["Kim Muster hat jetzt die Rolle „Lesen“."]
    latest = member.history.first()
    assert (latest.role, latest.history_user, latest.history_change_reason) == (
        Role.READING,
        leading.user,
        "Browser",
    )


def test_same_role_writes_nothing(browser, member):
    response = send_role(browser, member, Role.EDITING)
    assert said(browser.get(response.url)) == ["Es gab nichts zu speichern: Alles ist, wie es war."]
    assert member.history.count() == 1


def test_role_that_somebody_else_changed_meanwhile_is_kept(browser, member):
    member.role = Role.READING
    member.save()
    response = send_role(browser, member, Role.LEADING, was=Role.EDITING)
    assert response.status_code == 409
    assert response.context["page"].refusal == (
        "Kim Muster hat inzwischen die Rolle „Lesen“. Es wurde nichts geändert."
    )
    assert role_of(member) == Role.READING


def test_role_that_does_not_exist_is_refused(browser, member):
    for data in ({}, {"role": "superuser", "was": "editing"}, {"role": "leading", "was": ""}):
        address = url("change_role", member.organisation_id, member.pk)
        assert browser.post(address, data).status_code == 400
    assert role_of(member) == Role.EDITING


def test_post_changes_nothing_but_the_role(browser, organisation, member):
    other = MunicipalityFactory()
    address = url("change_role", organisation.pk, member.pk)
    data = {"role": "reading", "was": "editing", "organisation": other.pk, "user": 1, "id": 7}
    browser.post(address, data | {"is_superuser": "on"})
    stored = Membership.objects.get(pk=member.pk)
    assert (stored.organisation, stored.user, stored.role) == (organisation, member.user, "reading")
    assert not stored.user.is_superuser


def test_last_leading_member_cannot_demote_herself(browser, leading, member):
    response = send_role(browser, leading, Role.EDITING)
    assert response.status_code == 409
    assert response.context["page"].refusal == (
        f"{leading.organisation} braucht mindestens ein Mitglied mit der Rolle „Leitung“. "
        "Bitte geben Sie diese Rolle zuerst einer anderen Person."
    )
    assert role_of(leading) == Role.LEADING


def test_one_of_two_who_lead_demotes_herself_and_sees_no_more_of_it(browser, leading, member):
    send_role(browser, member, Role.LEADING)
    assert send_role(browser, leading, Role.READING).url == "/"
    assert browser.get(page_of(leading.organisation)).status_code == 404


def test_removed_member_is_logged_out_at_once(browser, leading, member):
    theirs = Client()
    theirs.force_login(member.user)
    assert get_user(theirs).is_authenticated
    response = browser.post(url("remove", leading.organisation_id, member.pk))
    assert response.url == f"{page_of(leading.organisation)}#mitglieder"
    assert said(browser.get(response.url)) == [
        f"Kim Muster gehört nicht mehr zu {leading.organisation} und ist abgemeldet."
    ]
    assert get_user(theirs).is_anonymous
    latest = Membership.history.filter(id=member.pk).first()
    assert (latest.history_type, latest.history_user) == ("-", leading.user)
    assert latest.history_change_reason == "Browser"


def test_removed_twice_is_nonexistent(browser, member):
    address = url("remove", member.organisation_id, member.pk)
    assert [browser.post(address).status_code for _ in range(2)] == [302, 404]


def test_last_leading_member_cannot_remove_herself(browser, leading, member):
    response = browser.post(url("remove", leading.organisation_id, leading.pk))
    assert response.status_code == 409
    assert "braucht mindestens ein Mitglied" in response.context["page"].refusal
    assert get_user(browser).is_authenticated


def test_one_of_two_who_lead_removes_herself_and_is_logged_out(browser, leading):
    MembershipFactory(organisation=leading.organisation, role=Role.LEADING)
    assert browser.post(url("remove", leading.organisation_id, leading.pk)).url == "/"
    page = browser.get("/", follow=True)
    assert page.redirect_chain == [("/anmelden/?next=/", 302)]
    assert said(page) == [f"Sie gehören nicht mehr zu {leading.organisation}."]


def test_overview_leads_to_the_only_organisation(browser, leading):
    assert browser.get("/organisationen/").url == page_of(leading.organisation)
    second = MembershipFactory(user=leading.user, role=Role.LEADING).organisation
    MembershipFactory(user=leading.user, role=Role.EDITING)
    response = browser.get("/organisationen/")
    assert response.context["organisations"] == [leading.organisation, second]


def test_overview_is_nonexistent_to_those_who_lead_nothing(client, member):
    client.force_login(member.user)
    assert client.get("/organisationen/").status_code == 404


def test_link_to_members_is_for_those_who_lead_and_takes_one_query(
    client, leading, member, django_assert_num_queries
):
    for person, shown in ((leading.user, True), (member.user, False)):
        client.force_login(person)
        for page in ("/konto/", "/massnahmen/"):
            assert ('href="/organisationen/"' in client.get(page).content.decode()) == shown
        with django_assert_num_queries(4):  # session, person, roles, second factors
            client.get("/konto/")


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_page_takes_six_queries(browser, organisation, count, django_assert_num_queries):
    MembershipFactory.create_batch(count - 1, organisation=organisation)
    InvitationFactory.create_batch(count, organisation=organisation)
    with django_assert_num_queries(6):  # session, person, roles, organisation, members, invitations
        page = browser.get(page_of(organisation)).context["page"]
    assert (len(page.members), len(page.invitations)) == (count, count)


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_change_of_role_asks_as_often_however_many_there_are(
    browser, organisation, member, count, django_assert_max_num_queries
):
    MembershipFactory.create_batch(count, organisation=organisation)
    with django_assert_max_num_queries(22):
        assert send_role(browser, member, Role.READING).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_demote_each_other_at_once_leave_one(monkeypatch):
    first = MembershipFactory(role=Role.LEADING)
    second = MembershipFactory(organisation=first.organisation, role=Role.LEADING)
    both_have_checked = threading.Barrier(2)
    check = Organisation.require_leaders

    def check_and_wait(organisation):
        """Hold the transaction open after its check, for the other one to check as well."""
        check(organisation)
        with suppress(threading.BrokenBarrierError):  # the other one waits for us
            both_have_checked.wait(1)

    monkeypatch.setattr(Organisation, "require_leaders", check_and_wait)

    def demote(mine, other):
        client = Client()
        client.force_login(mine.user)
        try:
            return send_role(client, other, Role.READING, was=Role.LEADING).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(demote, (first, second), (second, first)))
    assert list(first.organisation.leaders().values_list("role", flat=True)) == ["leading"]
    assert sorted(codes) == [302, 404]  # the second one leads no more when her turn comes


@pytest.mark.django_db(transaction=True)
def test_two_who_remove_each_other_at_once_leave_one():
    first = MembershipFactory(role=Role.LEADING)
    second = MembershipFactory(organisation=first.organisation, role=Role.LEADING)
    together = threading.Barrier(2, timeout=10)

    def remove(mine, other):
        client = Client()
        client.force_login(mine.user)
        together.wait()
        try:
            return client.post(url("remove", other.organisation_id, other.pk)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        codes = list(threads.map(remove, (first, second), (second, first)))
    assert first.organisation.leaders().count() == 1
    assert sorted(codes)[0] == 302
