"""Keeps allauth's addresses at the one that a person has: an address given up opens nothing."""

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver

from bildung.agreements.models import User


@receiver(post_save, sender=User)
def forget_former_addresses(instance: User, raw: bool = False, **kwargs):
    """Delete what allauth keeps of earlier addresses; one that waits to be confirmed stays.

    Otherwise somebody could log in, and have the password reset, by an address that the
    administration has replaced.
    """
    if raw:
        return
    kept = EmailAddress.objects.filter(Q(verified=True) | Q(primary=True), user=instance)
    kept.exclude(email=instance.email).delete()
