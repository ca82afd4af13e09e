"""What counts as a second factor of a person, and how others take a lost one away."""

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .models import User

# Recovery codes are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(person: str) -> Exists:
    """Return the condition that the person whose key the field `person` holds has one."""
    return Exists(Authenticator.objects.filter(user=OuterRef(person), type__in=FACTORS))


@transaction.atomic
def remove_factors(person: User, by: User) -> bool:
    """Remove all factors with their recovery codes, and end all sessions; False if there was none.

    Whoever found the device may have a session on it. The administration reads in the person's
    history who did it, since factors have none of their own. Tell them with `message_of_removal`.
    """
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        person.end_sessions()
        LogEntry.objects.log_actions(
            by.pk, [person], CHANGE, change_message="Zweiter Faktor entfernt.", single_object=True
        )
    return bool(removed)


def message_of_removal(request, person: User, by: User) -> EmailMessage | None:
    """Return the mail that tells `person` that `by` has removed their factors, if they have one."""
    if not person.email:
        return None
    context = {"by": str(by), "timestamp": timezone.now()}
    return get_adapter(request).message("mfa/email/factors_removed", person.email, context)
