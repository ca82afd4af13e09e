"""Keeps allauth's addresses at the one that a person has: an address given up opens nothing."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver

from bildung.agreements.models import User

# Stands in for whoever an address that no account has would belong to.
NOBODY = User(pk=0)


@transaction.atomic
def keep_address(user: User):
    """Let allauth know the person's address as confirmed, and no earlier one.

    Whoever made the account vouches for it: nobody signs up, and who changes their own address
    confirms it first. By an earlier address nobody shall log in or have the password reset. One
    that waits to be confirmed stays.
    """
    addresses = EmailAddress.objects.filter(user=user)
    addresses.filter(Q(verified=True) | Q(primary=True)).exclude(email=user.email).delete()
    if user.email:
        addresses.update_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )


@receiver(post_save, sender=User)
def follow_the_person(instance: User, raw: bool = False, update_fields=None, **kwargs):
    if not raw and (update_fields is None or "email" in update_fields):
        keep_address(instance)
