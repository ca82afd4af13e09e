"""„Fortschreibung“: the wording is open for the next edition, or goes back to the one in force."""

from django.db import transaction

from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, Phase, User

from . import snapshot
from .holding import Refused, enter, hold
from .models import Edition

GIVEN_UP = "Fortschreibung aufgegeben"


@transaction.atomic
def begin(agreement: Agreement, by: User) -> Agreement:
    """Open the wording of `agreement`, whose edition stays in force; return it.

    Raises Refused, PermissionDenied.
    """
    held = hold(agreement, by, Right.CARRY_ON)
    enter(held, Phase.CONTINUING)
    return held


@transaction.atomic
def give_up(agreement: Agreement, by: User) -> Agreement:
    """Let the wording be again that of the edition in force, and lock it; return the agreement.

    Status, ticked steps, persons and Sachstände stay as they are, also those of what was deleted
    meanwhile and comes back. Reasons for the changes go with them. Raises Refused,
    PermissionDenied.
    """
    held = hold(agreement, by, Right.GIVE_UP)
    edition = Edition.objects.in_force_of(held)
    if edition is None:
        raise Refused("Es gibt keine geltende Fassung, deren Wortlaut zurückkehren könnte.")
    snapshot.bring_back(held, edition.wording, GIVEN_UP)
    for reason in held.reasons.all():
        reason._change_reason = GIVEN_UP
        reason.delete()
    enter(held, Phase.IN_FORCE)
    return held
