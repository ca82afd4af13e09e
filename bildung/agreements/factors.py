"""What counts as a second factor of a person, and how others take a lost one away."""

import logging
import smtplib

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .models import User

# Recovery codes are none: they stand in for one of these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

log = logging.getLogger(__name__)


def has_factor(person: str) -> Exists:
    """Return the condition that the person whose key the field `person` holds has one."""
    return Exists(Authenticator.objects.filter(user=OuterRef(person), type__in=FACTORS))


@transaction.atomic
def remove_factors(person: User, by: User) -> bool:
    """Remove all factors with their recovery codes, and end all sessions; False if there was none.

    Whoever found the device may have a session on it. The administration reads in the person's
    history who did it, since factors have none of their own. Mail them with `tell_of_removal`.
    """
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        person.end_sessions()
        LogEntry.objects.log_actions(
            by.pk, [person], CHANGE, change_message="Zweiter Faktor entfernt.", single_object=True
        )
    return bool(removed)


def tell_of_removal(request, person: User, by: User) -> bool:
    """Mail the person that `by` has removed their factors; False where no mail could be sent.

    To be called after the transaction: no mail for what was taken back, no lock while it is sent.
    """
    if not person.email:
        return False
    context = {"by": str(by), "timestamp": timezone.now()}
    try:
        get_adapter(request).send_mail("mfa/email/factors_removed", person.email, context)
    except (OSError, smtplib.SMTPException):
        log.exception("Person %s could not be mailed that their factors are removed.", person.pk)
        return False
    return True
