"""One's own name, changed in the account: members lists and histories show it."""

import pytest
from django.urls import reverse

from bildung.agreements.models import Role, User
from tests.factories import GoalFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

NAMES = {"first_name": "Alex", "last_name": "Neuer-Name"}


def names_of(user) -> tuple[str, str]:
    return User.objects.values_list("first_name", "last_name").get(pk=user.pk)


def said(page) -> list[str]:
    return [str(message) for message in page.context["messages"]]


def test_name_is_changed_for_members_list_and_history(client):
    goal = GoalFactory()
    member = MembershipFactory(organisation=goal.agreement.municipality, role=Role.LEADING)
    goal._history_user = member.user
    goal.title = "Beteiligung"
    goal.save()
    client.force_login(member.user)
    page = client.post("/konto/name/", NAMES, follow=True)
    assert page.redirect_chain == [("/konto/", 302)]
    assert said(page) == ["Sie heißen hier jetzt Alex Neuer-Name."]
    assert names_of(member.user) == ("Alex", "Neuer-Name")
    members = reverse("members:members", args=[member.organisation_id])
    for path in (members, f"/vereinbarungen/{goal.agreement.slug}/verlauf/"):
        # Once in the head of the page, and once where the person is listed.
        assert client.get(path).content.decode().count("Alex Neuer-Name") > 1, path


def test_name_needs_both_parts_and_no_invisible_signs(client):
    user = UserFactory(first_name="Kim", last_name="Muster")
    client.force_login(user)
    for wrong in ({}, {"last_name": " "}, {"first_name": "Al\N{RIGHT-TO-LEFT OVERRIDE}ex"}):
        page = client.post("/konto/name/", NAMES | wrong if wrong else {})
        assert (page.status_code, bool(page.context["form"].errors)) == (200, True)
        assert page.context["user"].get_full_name() == "Kim Muster"
    assert names_of(user) == ("Kim", "Muster")


def test_same_name_is_not_saved(client, django_assert_num_queries):
    user = UserFactory(first_name="Kim", last_name="Muster")
    client.force_login(user)
    with django_assert_num_queries(3):  # session, person, memberships
        answer = client.post("/konto/name/", {"first_name": " Kim ", "last_name": "Muster"})
    assert said(client.get(answer.url)) == ["Es gab nichts zu speichern: Alles ist, wie es war."]


def test_change_of_name_keeps_sessions_address_and_rights(client):
    user = UserFactory()
    client.force_login(user)
    client.post(
        "/konto/name/", NAMES | {"email": "fremd@example.org", "username": "x", "is_superuser": "1"}
    )
    stored = User.objects.get(pk=user.pk)
    assert (stored.email, stored.username, stored.is_superuser) == (
        user.email,
        user.username,
        False,
    )
    assert client.get("/konto/").status_code == 200
