"""Inviting, inviting again, withdrawing; and the mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from bildung.agreements.models import Role
from bildung.members import inviting
from bildung.members.models import Invitation
from tests.access.pages import forms_of
from tests.factories import InvitationFactory, MembershipFactory, UserFactory
from tests.members.links import address_in

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def leading():
    return MembershipFactory(
        role=Role.LEADING,
        organisation__name="Stadt Musterstadt",
        user__first_name="Lou",
        user__last_name="Leitung",
    )


@pytest.fixture
def organisation(leading):
    return leading.organisation


@pytest.fixture
def browser(client, leading):
    client.force_login(leading.user)
    return client


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def send(client, organisation, email="neu@example.org", role="editing", more=()):
    data = {"email": email, "role": role, **dict(more)}
    return client.post(url("invite", organisation.pk), data)


def said(response):
    return [str(message) for message in response.context["messages"]]


def errors(response):
    return {name: list(found) for name, found in response.context["page"].form.errors.items()}


def test_invitation_is_mailed_and_listed(browser, leading, organisation):
    response = send(browser, organisation, role=Role.READING)
    assert response.url == f"{url('members', organisation.pk)}#einladungen"
    page = browser.get(response.url)
    assert said(page) == ["Die Einladung an neu@example.org ist gesendet."]
    invitation = organisation.invitations.get()
    assert page.context["page"].invitations == (invitation,)
    assert (invitation.email, invitation.role, invitation.invited_by) == (
        "neu@example.org",
        Role.READING,
        leading.user,
    )
    history = invitation.history.get()
    assert (history.history_user, history.history_change_reason) == (leading.user, "Browser")


@pytest.mark.parametrize("again", [False, True])
def test_invitation_sent_by_two_clicks_is_one_with_one_mail(browser, organisation, again):
    target = url("invite", organisation.pk)
    if again:
        former = InvitationFactory(organisation=organisation, email="neu@example.org")
        target = url("invite_again", organisation.pk, former.pk)
    page = browser.get(url("members", organisation.pk)).content.decode()
    (form,) = [form for form in forms_of(page) if form.action == target]
    data = form.values | ({} if again else {"email": "neu@example.org"})
    answers = [browser.post(target, data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert Invitation.objects.open().count() == len(mail.outbox) == 1
    assert said(browser.get(answers[1].url)) == ["Die Einladung an neu@example.org ist gesendet."]


def test_mail_is_german_plain_text_with_the_link(browser, organisation):
    send(browser, organisation)
    (message,) = mail.outbox
    assert message.to == ["neu@example.org"]
    assert message.subject == "Einladung: Zielvereinbarungen von Stadt Musterstadt"
    assert message.message().get_content_type() == "text/plain"
    until = timezone.localtime(organisation.invitations.get().expires_at)
    assert "Lou Leitung lädt Sie ein, Mitglied von Stadt Musterstadt zu werden." in message.body
    assert "Ihre Rolle: Bearbeitung" in message.body
    assert f"{until:%Y, %H:%M} Uhr und nur einmal." in message.body
    assert address_in(message).startswith("/einladung/")


def test_link_is_stored_nowhere(browser, organisation):
    send(browser, organisation)
    token = address_in(mail.outbox[0]).split("/")[2].split(".")[0]
    invitation = organisation.invitations.get()
    rows = [Invitation.objects.values().get(), invitation.history.values().get()]
    assert not any(token in str(row) for row in rows)
    assert len(invitation.token_hash) == 64
    assert "token_hash" not in rows[1]


@pytest.mark.parametrize("email", [" Neu@Example.ORG ", "NEU@EXAMPLE.ORG", "neu@example.org\t"])
def test_address_is_kept_in_lower_case_without_blanks(browser, organisation, email):
    send(browser, organisation, email)
    assert organisation.invitations.get().email == "neu@example.org"
    assert mail.outbox[0].to == ["neu@example.org"]


@pytest.mark.parametrize(
    "email",
    [
        "",
        "neu",
        "neu@example",
        "a b@example.org",
        "a@example.org, b@example.org",
        "neu@example.org\nBcc: alle@example.org",
        "neu@example.org\r\n\r\nText",
        f"{'n' * 250}@example.org",
        "neu@example.org\0",
    ],
)
def test_address_that_is_none_is_refused(browser, organisation, email):
    response = send(browser, organisation, email)
    assert (response.status_code, list(errors(response))) == (200, ["email"])
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


@pytest.mark.parametrize("role", ["", "superuser", "LEADING"])
def test_role_that_is_none_is_refused(browser, organisation, role):
    assert list(errors(send(browser, organisation, role=role))) == ["role"]
    assert Invitation.objects.count() == 0


@pytest.mark.parametrize("email", ["kim@example.org", " KIM@example.org"])
def test_member_is_not_invited(browser, organisation, email):
    MembershipFactory(organisation=organisation, user__email="Kim@example.org")
    assert errors(send(browser, organisation, email)) == {
        "email": ["Wer diese Adresse hat, ist schon Mitglied."]
    }
    assert mail.outbox == []


def test_address_is_invited_once_only(browser, organisation):
    send(browser, organisation)
    response = send(browser, organisation, "NEU@example.org")  # as by a double click
    assert errors(response) == {
        "email": ["Diese Adresse ist schon eingeladen. Sie können die Einladung erneut senden."]
    }
    assert (Invitation.objects.count(), len(mail.outbox)) == (1, 1)


def test_two_organisations_invite_the_same_address(browser, leading, organisation):
    other = MembershipFactory(user=leading.user, role=Role.LEADING).organisation
    for each in (organisation, other):
        assert send(browser, each).status_code == 302
    assert len(mail.outbox) == 2


def test_post_decides_nothing_but_address_and_role(browser, leading, organisation):
    other = MembershipFactory()
    more = {
        "organisation": other.organisation_id,
        "invited_by": other.user_id,
        "accepted_at": "2026-01-01",
        "created_at": "2030-01-01",
        "token_hash": "0" * 64,
    }
    send(browser, organisation, more=more)
    invitation = Invitation.objects.get()
    assert (invitation.organisation, invitation.invited_by) == (organisation, leading.user)
    assert invitation.accepted_at is None
    assert invitation.created_at <= timezone.now()
    assert invitation.token_hash != "0" * 64


def test_sent_again_it_is_a_new_link_and_the_former_one_ends(browser, client, organisation):
    send(browser, organisation)
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=8))
    page = browser.get(url("members", organisation.pk)).content.decode()
    assert "abgelaufen" in page
    former = organisation.invitations.get()
    response = browser.post(url("invite_again", organisation.pk, former.pk))
    assert said(browser.get(response.url)) == ["Die Einladung an neu@example.org ist gesendet."]
    browser.logout()
    codes = [client.get(address_in(message)).status_code for message in mail.outbox]
    assert codes == [410, 200]
    assert organisation.invitations.open().count() == 1


def test_sent_again_twice_is_nonexistent(browser, organisation):
    invitation = InvitationFactory(organisation=organisation)
    address = url("invite_again", organisation.pk, invitation.pk)
    assert [browser.post(address).status_code for _ in range(2)] == [302, 404]
    assert len(mail.outbox) == 1


def test_withdrawn_invitation_opens_nothing(browser, client, leading, organisation):
    send(browser, organisation)
    invitation = organisation.invitations.get()
    response = browser.post(url("withdraw", organisation.pk, invitation.pk))
    page = browser.get(response.url)
    assert said(page)[-1] == (
        "Die Einladung an neu@example.org ist zurückgenommen. Ihr Link gilt nicht mehr."
    )
    assert page.context["page"].invitations == ()
    assert invitation.history.first().history_user == leading.user
    assert browser.post(url("withdraw", organisation.pk, invitation.pk)).status_code == 404
    browser.logout()
    assert client.get(address_in(mail.outbox[0])).status_code == 410
    assert send_and_count(browser, leading) == 1


def send_and_count(browser, leading):
    """Invite the same address again, after its invitation was withdrawn."""
    browser.force_login(leading.user)
    send(browser, leading.organisation)
    return leading.organisation.invitations.open().count()


def test_day_has_its_limit(browser, leading, organisation, monkeypatch):
    monkeypatch.setattr(inviting, "A_DAY", 3)
    InvitationFactory.create_batch(2, organisation=organisation, invited_by=leading.user)
    InvitationFactory(organisation=organisation)  # by somebody else
    InvitationFactory(
        organisation=organisation,
        invited_by=leading.user,
        created_at=timezone.now() - timedelta(hours=25),
    )
    assert send(browser, organisation).status_code == 302
    response = send(browser, organisation, "noch@example.org")
    assert errors(response) == {"__all__": [inviting.TOO_MANY]}
    again = url("invite_again", organisation.pk, organisation.invitations.open().first().pk)
    refused = browser.post(again)
    assert (refused.status_code, refused.context["page"].refusal) == (409, inviting.TOO_MANY)
    assert len(mail.outbox) == 1


def test_withdrawing_gives_nothing_of_the_limit_back(browser, leading, organisation, monkeypatch):
    monkeypatch.setattr(inviting, "A_DAY", 1)
    send(browser, organisation)
    browser.post(url("withdraw", organisation.pk, organisation.invitations.get().pk))
    assert errors(send(browser, organisation)) == {"__all__": [inviting.TOO_MANY]}


def test_names_write_no_headers_of_their_own(browser, leading, organisation):
    organisation.name = "Stadt\r\nBcc: alle@example.org"
    organisation.save()
    leading.user.last_name = "Leitung\nBcc: alle@example.org"
    leading.user.save()
    assert send(browser, organisation).status_code == 302
    (message,) = mail.outbox
    assert message.subject == "Einladung: Zielvereinbarungen von Stadt Bcc: alle@example.org"
    assert message.recipients() == ["neu@example.org"]
    assert message.message()["Bcc"] is None
    assert "\nBcc" not in message.body


def test_mail_that_cannot_be_sent_is_told_and_can_be_sent_again(browser, organisation, monkeypatch):
    def refuse(self, fail_silently=False):
        raise ConnectionRefusedError

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        response = send(browser, organisation)
    assert response.status_code == 503
    assert response.context["page"].refusal.endswith("Bitte senden Sie sie später erneut.")
    (invitation,) = response.context["page"].invitations
    assert browser.post(url("invite_again", organisation.pk, invitation.pk)).status_code == 302
    assert len(mail.outbox) == 1


def test_admin_shows_invitations_and_changes_none(client, organisation):
    invitation = InvitationFactory(organisation=organisation)
    client.force_login(UserFactory(superuser=True))
    address = reverse("admin:members_invitation_change", args=[invitation.pk])
    assert client.get(reverse("admin:members_invitation_changelist")).status_code == 200
    assert invitation.email in client.get(address).content.decode()
    assert client.post(address, {"email": "x@example.org"}).status_code == 403
    assert client.get(reverse("admin:members_invitation_add")).status_code == 403
    page = client.post(
        reverse("admin:agreements_organisation_delete", args=[organisation.pk]), {"post": "yes"}
    )
    assert (page.status_code, Invitation.objects.count()) == (302, 0)
