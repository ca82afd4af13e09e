"""Makes the person who was invited a member."""

from django.db import IntegrityError, transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone

from bildung.agreements.models import Membership, User

from .models import Invitation


class NotJoined(Exception):
    """The invitation was accepted, withdrawn or has expired in the meantime."""


class AccountExists(Exception):
    """Somebody has made an account with this address in the meantime."""


def account_exists(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


@transaction.atomic
def join(invitation: Invitation, user: User) -> None:
    """Make `user` a member, with the role of the invitation; raises NotJoined."""
    invitation = _usable(invitation)
    _join(invitation, user)


@transaction.atomic
def join_as_new(invitation: Invitation, person: User) -> None:
    """Save `person`, whose names and password are set, and make them a member.

    Raises NotJoined and AccountExists; then nothing is saved.
    """
    invitation = _usable(invitation)
    if account_exists(invitation.email):
        raise AccountExists
    person.email = invitation.email
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:  # by another invitation, at the same time
        raise AccountExists from error
    _join(invitation, person)


def _usable(invitation: Invitation) -> Invitation:
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("organisation")
    current = locked.filter(pk=invitation.pk).first()
    if current is None or not current.can_be_accepted():
        raise NotJoined
    return current


def _join(invitation: Invitation, user: User) -> None:
    invitation.accepted_at = timezone.now()
    invitation._history_user = user  # who was not logged in when the request began
    invitation.save()
    membership = Membership(organisation=invitation.organisation, user=user, role=invitation.role)
    membership._history_user = user
    membership.save()


@receiver(post_save, sender=Membership)
def withdraw_where_joined(instance: Membership, created: bool, raw: bool = False, **kwargs):
    """Let an invitation end where its address becomes a member by another way.

    Else it would open the organisation once more after the person's removal.
    """
    if created and not raw and instance.user.email:
        invited = Invitation.objects.open().filter(
            organisation=instance.organisation, email=instance.user.email.lower()
        )
        for invitation in invited:
            invitation.withdraw()
