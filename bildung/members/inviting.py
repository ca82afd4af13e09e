"""Invites people to an organisation, and tells them by mail."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from bildung.agreements import mailing
from bildung.agreements.addresses import public_address
from bildung.agreements.models import Organisation, User

from . import links
from .models import VALID_FOR, Invitation

A_DAY = 50  # as many may one person invite within 24 hours, whatever the organisation
TOO_MANY = (
    f"Sie haben in den letzten 24 Stunden schon {A_DAY} Einladungen gesendet. "
    "Bitte warten Sie bis morgen."
)


def has_invited_enough(user: User) -> bool:
    """Whether `user` may send no more invitations for now; one sent again counts again."""
    since = timezone.now() - timedelta(days=1)
    return Invitation.objects.filter(invited_by=user, created_at__gt=since).count() >= A_DAY


def invite(organisation: Organisation, email: str, role: str, by: User) -> tuple[Invitation, str]:
    """Return a new invitation and its link; `email` is in lower case and not invited yet."""
    token = links.new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email,
        role=role,
        invited_by=by,
        token_hash=links.hash_of(token),
    )
    return invitation, links.sign(invitation, token)


def invite_again(invitation: Invitation, by: User) -> tuple[Invitation, str]:
    """Replace an open invitation: the former link opens nothing any more."""
    invitation.withdraw()
    return invite(invitation.organisation, invitation.email, invitation.role, by)


def send(invitation: Invitation, link: str) -> None:
    """Mail the link; raises NotSent (bildung/agreements/mailing.py).

    To be called after the transaction: no mail for what was taken back, no lock while it is sent.
    """
    context = {
        "organisation": _one_line(invitation.organisation.name),
        "invited_by": _one_line(str(invitation.invited_by)),
        "role": invitation.get_role_display(),
        "url": public_address(reverse("members:invitation", args=[link])),
        "expires_at": invitation.expires_at,
        "days": VALID_FOR.days,
    }
    mailing.send(
        EmailMessage(
            f"Einladung: Zielvereinbarungen von {context['organisation']}",
            render_to_string("members/invitation.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [invitation.email],
        )
    )


def _one_line(text: str) -> str:
    """Return `text` without line breaks, by which a name would write headers of its own."""
    return " ".join(text.split())
