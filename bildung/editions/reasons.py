"""„Begründung“: why a row of the next edition is to differ, written while it is drafted."""

from django.db import transaction

from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, User
from bildung.agreements.origins import BROWSER

from .holding import Refused, hold
from .models import Reason

NONE = 0  # the version of a Begründung that is not there


@transaction.atomic
def give(
    agreement: Agreement, key: str, text: str, by: User, shown: int | None = NONE
) -> Reason | None:
    """Write down why the row `key` is to differ; return that. An empty text takes it away.

    `shown` is the version of the Begründung that the person saw. Raises Refused where somebody
    wrote another one since, or `key` may not be written about; PermissionDenied.
    """
    held = hold(agreement, by, Right.GIVE_REASONS)
    text = text.strip()
    reason = held.reasons.filter(key=key).first()
    if reason is None:
        reason = Reason(agreement=held, key=key)
    elif reason.text == text:
        return reason
    if shown != (reason.version if reason.pk else NONE):
        raise Refused(_changed(reason))
    reason._change_reason = BROWSER
    if not text:
        if reason.pk:
            reason.delete()
        return None
    reason.text, reason.author, reason.author_name = text, by, str(by)
    reason.save()
    return reason


def _changed(reason: Reason) -> str:
    if not reason.pk:
        return "Die Begründung wurde inzwischen entfernt. Ihre steht noch im Feld."
    return (
        f"{reason.author_name} hat inzwischen geschrieben: „{reason.text}“ "
        "Ihre Begründung steht noch im Feld; speichern Sie sie noch einmal, gilt sie."
    )
