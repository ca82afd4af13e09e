"""What counts as a second factor of a person, for all who ask or demand it."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef

# Recovery codes are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(person: str) -> Exists:
    """Return the condition that the person whose key the field `person` holds has one."""
    return Exists(Authenticator.objects.filter(user=OuterRef(person), type__in=FACTORS))
