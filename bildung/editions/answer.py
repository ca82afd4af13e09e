"""A municipality accepts or declines what an agency offers it; till then it is a draft."""

from django.db import transaction

from bildung.agreements import offers
from bildung.agreements.access import Right
from bildung.agreements.models import Agreement, User
from bildung.agreements.origins import BROWSER
from bildung.agreements.phases import Acceptance

from .holding import Refused, hold

ANSWERED = "Das Angebot ist schon beantwortet."


@transaction.atomic
def accept(agreement: Agreement, by: User) -> Agreement:
    """Let the municipality take part in `agreement`; return it.

    Raises Refused, PermissionDenied.
    """
    return _answer(agreement, by, Acceptance.ACCEPTED)


@transaction.atomic
def decline(agreement: Agreement, by: User) -> Agreement:
    """Leave `agreement` to the agency as its draft, which the municipality sees no more; return it.

    Raises Refused, PermissionDenied.
    """
    return _answer(agreement, by, Acceptance.DECLINED)


def _answer(agreement: Agreement, by: User, answer: Acceptance) -> Agreement:
    held = hold(agreement, by, Right.ANSWER_OFFER)
    if held.acceptance == answer:  # two clicks
        return held
    if held.acceptance != Acceptance.OFFERED:
        raise Refused(ANSWERED)
    held.acceptance = answer
    held._change_reason = BROWSER
    held.save()
    offers.tell_agency(held, by)
    return held
