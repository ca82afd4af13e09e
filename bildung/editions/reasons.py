"""„Begründung“: why a row of the next edition is to differ, written while it is drafted."""

from django.db import transaction

from bildung.agreements.access import Act
from bildung.agreements.models import Agreement, User
from bildung.agreements.origins import BROWSER

from .holding import hold
from .models import Reason


@transaction.atomic
def give(agreement: Agreement, key: str, text: str, by: User) -> Reason | None:
    """Write down why the row `key` is to differ; return that. An empty text takes it away.

    Raises Refused, PermissionDenied.
    """
    held = hold(agreement, by, Act.GIVE_REASONS)
    text = text.strip()
    reason = held.reasons.filter(key=key).first()
    if reason is None:
        reason = Reason(agreement=held, key=key)
    elif reason.text == text:
        return reason
    reason._change_reason = BROWSER
    if not text:
        if reason.pk:
            reason.delete()
        return None
    reason.text, reason.author, reason.author_name = text, by, str(by)
    reason.save()
    return reason
