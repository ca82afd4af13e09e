"""Finds the organisation that a page is about, for those alone who lead it."""

from django.shortcuts import get_object_or_404

from bildung.agreements.access import led_by
from bildung.agreements.models import Organisation, User


def led_organisation(user: User, pk: int) -> Organisation:
    """Return the organisation; raises Http404 for everybody who does not lead it."""
    return get_object_or_404(led_by(user), pk=pk)


def locked_organisation(user: User, pk: int) -> Organisation:
    """Return the organisation, locked until the transaction ends; raises Http404.

    Asked once more behind the lock: the role may have gone while others were waited for.
    """
    led_organisation(user, pk).lock_members()
    user.forget_roles()
    return led_organisation(user, pk)
