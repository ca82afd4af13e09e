"""Second factors of members, as those who lead look after them."""

import pytest
from django.urls import reverse

from bildung.agreements.models import Organisation, Role
from tests.accounts.factors import add_app, add_codes, add_passkey
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

UNCHANGED = "Es gab nichts zu speichern: Alles ist, wie es war."


@pytest.fixture
def leading():
    return MembershipFactory(role=Role.LEADING, user__first_name="Lou", user__last_name="Leitung")


@pytest.fixture
def organisation(leading):
    return leading.organisation


@pytest.fixture
def member(organisation):
    return MembershipFactory(
        organisation=organisation, user__first_name="Kim", user__last_name="Muster"
    )


@pytest.fixture
def browser(client, leading):
    client.force_login(leading.user)
    return client


def members_of(organisation) -> str:
    return reverse("members:members", args=[organisation.pk])


def demand(client, organisation, demanded: bool, was: bool):
    data = {"was": str(was)} | ({"second_factor_required": "on"} if demanded else {})
    return client.post(reverse("members:demand_factor", args=[organisation.pk]), data)


def is_demanded(organisation) -> bool:
    return Organisation.objects.get(pk=organisation.pk).second_factor_required


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_demand_is_made_and_taken_back_with_author_and_origin(browser, leading, organisation):
    add_app(leading.user)
    for demanded, words in (
        (True, "Von allen Mitgliedern wird jetzt ein zweiter Faktor verlangt."),
        (False, "Ein zweiter Faktor wird nicht mehr verlangt."),
    ):
        answer = demand(browser, organisation, demanded, was=not demanded)
        assert answer.url == f"{members_of(organisation)}#zweiter-faktor"
        assert said(browser.get(answer.url)) == [words]
        assert is_demanded(organisation) == demanded
        latest = organisation.history.first()
        assert (
            latest.second_factor_required,
            latest.history_user,
            latest.history_change_reason,
        ) == (demanded, leading.user, "Browser")


def test_same_demand_writes_nothing(browser, organisation):
    before = organisation.history.count()
    answer = demand(browser, organisation, demanded=False, was=False)
    assert said(browser.get(answer.url)) == [UNCHANGED]
    assert organisation.history.count() == before


def test_demand_that_somebody_else_made_meanwhile_is_kept(browser, leading, organisation):
    add_app(leading.user)
    Organisation.objects.filter(pk=organisation.pk).update(second_factor_required=True)
    answer = demand(browser, organisation, demanded=False, was=False)
    assert answer.status_code == 409
    assert "inzwischen geändert" in answer.context["page"].refusal
    assert answer.context["page"].demand["second_factor_required"].value() is True
    assert is_demanded(organisation)


def test_post_changes_nothing_but_the_demand(browser, organisation):
    data = {"second_factor_required": "on", "was": "False", "name": "Anders", "kind": "agency"}
    browser.post(reverse("members:demand_factor", args=[organisation.pk]), data)
    stored = Organisation.objects.get(pk=organisation.pk)
    assert (stored.name, stored.kind, stored.second_factor_required) == (
        organisation.name,
        organisation.kind,
        True,
    )


def test_page_tells_who_has_a_factor_and_whom_the_demand_would_lead_away(
    browser, leading, organisation, member
):
    add_passkey(MembershipFactory(organisation=organisation).user)
    add_codes(member.user)  # which are none
    MembershipFactory(organisation=organisation, user__is_active=False)
    page = browser.get(members_of(organisation)).context["page"]
    assert {line.name for line in page.without_factor} == {"Lou Leitung", "Kim Muster"}
    assert page.is_oneself_without
    html = browser.get(members_of(organisation)).content.decode()
    assert "Zurzeit fehlt er 2 von 3 Mitgliedern" in html
    assert "auch Ihnen selbst" in html
    add_app(leading.user)
    assert "auch Ihnen selbst" not in browser.get(members_of(organisation)).content.decode()
    add_app(member.user)
    html = browser.get(members_of(organisation)).content.decode()
    assert "Zurzeit haben ihn alle Mitglieder." in html


def test_page_tells_that_a_trusted_provider_is_enough(browser, organisation, settings):
    for client_id, trusted, told in (("", True, False), ("x", False, False), ("x", True, True)):
        settings.OIDC_CLIENT_ID, settings.OIDC_SECOND_FACTOR_TRUSTED = client_id, trusted
        html = browser.get(members_of(organisation)).content.decode()
        assert ("mit Dienstkonto anmeldet, braucht hier keinen eigenen" in html) == told


def test_leitung_without_a_factor_sets_one_up_and_comes_back(browser, leading, organisation):
    answer = demand(browser, organisation, demanded=True, was=False)
    page = browser.get(answer.url, follow=True)
    assert page.redirect_chain == [("/konto/zweiter-faktor/", 302)]
    assert "Ihre Organisation verlangt einen zweiten Faktor." in page.content.decode()
    add_app(leading.user)
    assert browser.get(members_of(organisation)).status_code == 200
    assert demand(browser, organisation, demanded=False, was=True).status_code == 302
    assert not is_demanded(organisation)
