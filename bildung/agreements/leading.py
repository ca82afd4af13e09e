"""Watches over memberships and people that go, wherever from: browser, admin, shell.

Whoever is removed is logged out at once; and no organisation that is led is left without anybody
who leads it (for a role that is taken away, see `Membership.save`).
"""

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from .last_ones import lock_superusers, require_superuser
from .models import Membership, Organisation, Role, User


@receiver(pre_delete, sender=Membership)
def wait_for_others(instance: Membership, origin, **kwargs):
    """Lock before anything goes, in the order of all who change members."""
    if not _goes_with_organisation(origin):
        instance.organisation.lock_members()


@receiver(post_delete, sender=Membership)
def keep_somebody_who_leads(instance: Membership, origin, **kwargs):
    """Raise LastLeading, so that the transaction is taken back, if nobody leads any more.

    Afterwards and not before, for a selection of all who lead may be deleted together.
    """
    led = instance.role == Role.LEADING and instance.user.is_active
    if led and not _goes_with_organisation(origin):
        instance.organisation.require_leaders()


@receiver(post_delete, sender=Membership)
def log_out(instance: Membership, **kwargs):
    instance.user.end_sessions()


@receiver(pre_delete, sender=User)
def wait_for_other_superusers(instance: User, **kwargs):
    if instance.is_superuser:
        lock_superusers()


@receiver(post_delete, sender=User)
def keep_a_superuser(instance: User, **kwargs):
    """Raise LastSuperuser, so that the transaction is taken back, if nobody has the right."""
    if instance.is_superuser and instance.is_active:
        require_superuser()


def _goes_with_organisation(origin) -> bool:
    """Whether the deletion began at the organisation: at the record, or a queryset of it."""
    return getattr(origin, "model", type(origin)) is Organisation
