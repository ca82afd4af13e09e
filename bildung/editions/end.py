"""Ends an agreement: its last edition no longer holds; all of it stays to be read."""

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, Phase, User
from bildung.vocabulary.characters import cleaned

from .holding import Refused, enter, hold, require_words
from .models import Ending

REASON = "Bitte nennen Sie den Grund, warum die Vereinbarung endet."
FUTURE = "Das Ende darf nicht in der Zukunft liegen: Von da an ist alles gesperrt."


@transaction.atomic
def end(agreement: Agreement, on: date, reason: str, by: User) -> Ending:
    """End `agreement` on a day. A Fortschreibung is given up, or signed, before.

    Raises Refused, PermissionDenied.
    """
    require_words(reason=(reason, REASON))
    if on > localdate():
        raise Refused(FUTURE)
    held = hold(agreement, by, Right.END)
    ending = Ending.objects.create(
        agreement=held, ended_on=on, reason=cleaned(reason).strip(), user=by, user_name=str(by)
    )
    enter(held, Phase.ENDED)
    return ending
