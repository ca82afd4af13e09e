"""The link of an invitation: its key and a random token, signed; the token's hash is stored."""

import hashlib
import secrets

from django.core import signing
from django.utils.crypto import constant_time_compare

from .models import Invitation

# In place of the colon, at which some mail programs end a link.
_signer = signing.Signer(sep=".", salt="bildung.members.invitation")


class ForgedLink(ValueError):
    """The link was not made here."""


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def sign(invitation: Invitation, token: str) -> str:
    """Return the last part of the address: letters, digits and `-_.` alone."""
    return _signer.sign_object([invitation.pk, token])


def read(link: str) -> Invitation | None:
    """Return the invitation of a link, None where it is gone; raises ForgedLink."""
    try:
        pk, token = _signer.unsign_object(link)
    except (signing.BadSignature, ValueError) as error:  # ValueError: signed, and yet no list
        raise ForgedLink from error
    invitation = Invitation.objects.select_related("organisation").filter(pk=pk).first()
    if invitation and constant_time_compare(invitation.token_hash, hash_of(token)):
        return invitation
    return None
