"""What all acts begin with: the agreement held alone, the phase and the right looked up."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction

from bildung.agreements.access import EVERY_PHASE, PHASES, Right, sides_for
from bildung.agreements.models import Agreement, Party, Phase, User
from bildung.agreements.origins import BROWSER
from bildung.vocabulary.characters import is_blank


class Refused(Exception):
    """An act cannot be, and nothing changed. `reasons` are German sentences for the person."""

    def __init__(self, *reasons: str):
        super().__init__(*reasons)  # which is what is left of it in another process
        self.reasons = reasons

    def __str__(self) -> str:
        return " ".join(self.reasons)


def hold(agreement: Agreement, by: User, right: Right) -> Agreement:
    """Lock the row of `agreement`, alone, until the transaction ends; return it read anew.

    Whoever writes its wording meanwhile waits, or is waited for (bildung/agreements/locking.py).
    Raises Refused where `right` is not possible in its phase, PermissionDenied where it is not for
    `by`, whoever that is otherwise.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An act takes place in transaction.atomic().")
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    require(held, by, right)
    return held


def require(agreement: Agreement, by: User, right: Right) -> frozenset[Party]:
    """Return the sides for which `by` has `right`; raises as `hold` does, and holds nothing."""
    # Read anew: what a person may sign is not left to what a page looked up before.
    by.forget_roles()
    sides = sides_for(by, agreement, right)
    if not sides:
        raise PermissionDenied
    if agreement.phase not in PHASES.get(right, EVERY_PHASE):
        raise Refused(
            "Das ist in dieser Phase nicht möglich. "
            f"Die Vereinbarung ist jetzt: {Phase(agreement.phase).label}."
        )
    return sides


def enter(agreement: Agreement, phase: Phase) -> None:
    """Take a held agreement to `phase`, with an entry in its history."""
    agreement.phase = phase
    agreement._change_reason = BROWSER
    agreement.save()


def require_words(**texts: tuple[str, str]) -> None:
    """Raise Refused where one of `texts`, each with its sentence for that, says nothing."""
    missing: Iterable[str] = (sentence for text, sentence in texts.values() if is_blank(text))
    if missing := tuple(missing):
        raise Refused(*missing)
