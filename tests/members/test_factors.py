"""Second factors of members, as those who lead look after them."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from bildung.agreements.models import Organisation, Role, User
from tests.accounts.factors import add_app, add_codes, add_passkey
from tests.budget import MANY
from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db

UNCHANGED = "Es gab nichts zu speichern: Alles ist, wie es war."


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


# A lost factor, taken away


@pytest.fixture
def secured(member):
    for add in (add_app, add_codes, add_passkey):
        add(member.user)
    return member


def removal_of(membership, organisation=None) -> str:
    organisation = organisation or membership.organisation
    return reverse("members:remove_factor", args=[organisation.pk, membership.pk])


def confirm(client):
    client.post("/konto/bestaetigen/", {"password": PASSWORD})


def factors_of(membership) -> int:
    return Authenticator.objects.filter(user=membership.user_id).count()


def test_lost_factor_is_removed_told_by_mail_and_ends_sessions(browser, leading, secured):
    User.objects.filter(pk=leading.user_id).update(last_name="O’Neil & 'Söhne'")
    theirs = Client()
    theirs.force_login(secured.user)
    assert "Verloren?" in browser.get(members_of(secured.organisation)).content.decode()
    assert "Kim Muster selbst darum bittet" in browser.get(removal_of(secured)).content.decode()
    confirm(browser)
    answer = browser.post(removal_of(secured))
    assert answer.url == f"{members_of(secured.organisation)}#mitglied-{secured.pk}"
    page = browser.get(answer.url)
    assert said(page) == [
        "Der zweite Faktor von Kim Muster ist entfernt. "
        f"Wir haben es {secured.user.email} geschrieben."
    ]
    assert "Verloren?" not in page.content.decode()
    assert factors_of(secured) == 0
    assert get_user(theirs).is_anonymous
    (message,) = mail.outbox
    assert (message.subject, message.to, message.alternatives) == (
        "Zielvereinbarungen: Zweiter Faktor entfernt",
        [secured.user.email],
        [],
    )
    assert "Lou O’Neil & 'Söhne' hat am " in message.body
    assert "wenden Sie sich an Ihre Administration" in message.body
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.change_message) == (
        leading.user,
        str(secured.user_id),
        "Zweiter Faktor entfernt.",
    )
    answer = Client().post("/anmelden/", {"login": secured.user.email, "password": PASSWORD})
    assert answer.url == "/"


def test_password_is_asked_for_before_and_the_removal_goes_on_after_it(browser, secured):
    answer = browser.post(removal_of(secured))
    where = urlsplit(answer.url)
    assert (where.path, parse_qs(where.query)) == (
        "/konto/bestaetigen/",
        {"next": [removal_of(secured)]},
    )
    assert factors_of(secured) == 3
    answer = browser.post(answer.url, {"password": PASSWORD, "next": removal_of(secured)})
    assert answer.url == f"{members_of(secured.organisation)}#mitglied-{secured.pk}"
    assert (factors_of(secured), len(mail.outbox)) == (0, 1)


@pytest.mark.parametrize("who", ["member elsewhere", "superuser", "oneself"])
def test_who_else_counts_on_a_factor_is_left_alone(browser, leading, secured, who):
    target, reason = secured, "Nur die Administration kann hier"
    if who == "member elsewhere":
        MembershipFactory(user=secured.user, role=Role.READING)
    elif who == "superuser":
        User.objects.filter(pk=secured.user_id).update(is_superuser=True)
    else:
        target, reason = leading, "Ihren eigenen zweiten Faktor verwalten Sie unter „Mein Konto“."
        add_app(leading.user)
    before = factors_of(target)
    confirm(browser)
    for answer, code in (
        (browser.get(removal_of(target)), 200),
        (browser.post(removal_of(target)), 403),
    ):
        page = answer.content.decode()
        assert (answer.status_code, reason in page) == (code, True)
        assert "Zweiten Faktor entfernen</button>" not in page
    assert (factors_of(target), mail.outbox, LogEntry.objects.count()) == (before, [], 0)


def test_colleague_who_leads_too_can_be_helped(browser, secured):
    secured.role = Role.LEADING
    secured.save()
    confirm(browser)
    assert browser.post(removal_of(secured)).status_code == 302
    assert factors_of(secured) == 0


@pytest.mark.parametrize("role", [Role.READING, Role.EDITING, None])
def test_to_those_who_do_not_lead_it_is_nonexistent_byte_for_byte(client, secured, role):
    person = (
        MembershipFactory(organisation=secured.organisation, role=role)
        if role
        else MembershipFactory(role=Role.LEADING)
    )
    client.force_login(person.user)
    confirm(client)
    for address in (removal_of(secured), removal_of(secured, person.organisation)):
        for method in ("get", "post"):
            found = getattr(client, method)(address)
            nowhere = getattr(client, method)(address.replace(f"/{secured.pk}/", "/1000000000/"))
            assert (found.status_code, found.content) == (404, nowhere.content)
    assert (factors_of(secured), mail.outbox) == (3, [])


def test_removed_twice_says_that_there_is_none(browser, secured):
    confirm(browser)
    browser.post(removal_of(secured))
    browser.get(members_of(secured.organisation))
    answer = browser.post(removal_of(secured))
    assert said(browser.get(answer.url)) == ["Kim Muster hat keinen zweiten Faktor."]
    assert (len(mail.outbox), LogEntry.objects.count()) == (1, 1)


def test_removal_whose_mail_fails_is_done_and_says_so(browser, secured, monkeypatch):
    def fail(*args):
        raise OSError

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    confirm(browser)
    answer = browser.post(removal_of(secured))
    assert said(browser.get(answer.url)) == [
        "Der zweite Faktor von Kim Muster ist entfernt, aber die E-Mail darüber konnte nicht "
        "gesendet werden. Bitte sagen Sie es der Person selbst."
    ]
    assert factors_of(secured) == 0


def test_member_of_whom_a_factor_is_demanded_sets_up_a_new_one(browser, leading, secured):
    add_app(leading.user)
    Organisation.objects.filter(pk=secured.organisation_id).update(second_factor_required=True)
    browser.post("/konto/bestaetigen/", {"password": PASSWORD})
    browser.post(removal_of(secured))
    theirs = Client()
    theirs.post("/anmelden/", {"login": secured.user.email, "password": PASSWORD})
    assert theirs.get("/").url == "/konto/zweiter-faktor/"


@pytest.mark.parametrize("count", [1, MANY])
def test_removal_asks_as_often_however_many_there_are(
    browser, secured, count, django_assert_num_queries
):
    MembershipFactory.create_batch(count, organisation=secured.organisation)
    confirm(browser)
    ContentType.objects.clear_cache()
    with django_assert_num_queries(24):
        assert browser.post(removal_of(secured)).status_code == 302
