"""A party approves an edition, or refuses it. Nobody speaks for the other one."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, Party, Phase, User
from bildung.agreements.origins import BROWSER
from bildung.vocabulary.characters import cleaned

from .holding import Refused, enter, hold, require, require_words
from .models import BOTH, Approval, Decision, Edition, EntryIntoForce, State

NAME = "Bitte geben Sie Ihren Namen an."
FUNCTION = "Bitte geben Sie Ihre Funktion an."
REASON = "Bitte nennen Sie den Grund, warum Sie die Fassung ablehnen."


@transaction.atomic
def approve(edition: Edition, side: Party, by: User, name: str, function: str) -> Approval:
    """Approve `edition` for `side`. With the second party's word it is in force, and the one before
    is superseded; the reasons that are in it now are no longer kept beside.

    Raises Refused, and PermissionDenied for whoever does not lead that side.
    """
    require_words(name=(name, NAME), function=(function, FUNCTION))
    agreement = _hold(edition, side, by)
    approval = _decide(edition, side, by, Decision.APPROVED, name, function)
    if edition.approvals.filter(decision=Decision.APPROVED).count() == BOTH:
        for reason in agreement.reasons.all():
            reason._change_reason = BROWSER
            reason.delete()
        EntryIntoForce.of(edition).save()
        enter(agreement, Phase.IN_FORCE)
    return approval


@transaction.atomic
def refuse(
    edition: Edition, side: Party, by: User, name: str, function: str, reason: str
) -> Approval:
    """Refuse `edition` for `side` with a `reason`: its wording is open again, as before.

    Raises Refused, and PermissionDenied for whoever does not lead that side.
    """
    require_words(name=(name, NAME), function=(function, FUNCTION), reason=(reason, REASON))
    agreement = _hold(edition, side, by)
    approval = _decide(edition, side, by, Decision.REFUSED, name, function, reason)
    is_first = Edition.objects.in_force_of(agreement) is None
    enter(agreement, Phase.DRAFT if is_first else Phase.CONTINUING)
    return approval


def _hold(edition: Edition, side: Party, by: User) -> Agreement:
    agreement = hold(edition.agreement, by, Right.APPROVE)
    if side not in require(agreement, by, Right.APPROVE):
        raise PermissionDenied
    if edition.approvals.filter(side=side).exists():
        raise Refused(f"Die {Party(side).label} hat sich zu dieser Fassung schon geäußert.")
    if Edition.objects.with_state().get(pk=edition.pk).state != State.SIGNING:
        raise Refused("Diese Fassung liegt nicht zur Unterzeichnung vor.")
    return agreement


def _decide(edition, side, by, decision, name, function, reason="") -> Approval:
    return Approval.objects.create(
        edition=edition,
        side=side,
        decision=decision,
        name=cleaned(name).strip(),
        function=cleaned(function).strip(),
        reason=cleaned(reason).strip(),
        user=by,
    )
