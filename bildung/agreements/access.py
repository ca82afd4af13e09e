"""Who may see and do what. Every view and every query asks here.

`SIDES_OF` is the table: each act and the sides of an agreement whose members may do it. To anyone
else the agreement, and all that belongs to it, is as if none existed. A superuser who is no member
of a party works in the admin and is „anyone else“ here.
"""

from collections.abc import Mapping
from enum import Enum, auto

from django.db.models import Q, QuerySet

from .models import Agreement, Party, User


class Act(Enum):
    """Something a person may do in an agreement."""

    SEE = auto()  # look at both annexes and print them
    EDIT_MEASURES = auto()  # Anlage 1
    REPORT_ON_MEASURES = auto()  # Sachstand, status, ticked steps: the working state, any day
    REPORT_ON_STAGES = auto()  # the same of Anlage 2


SIDES_OF: Mapping[Act, frozenset[Party]] = {
    Act.SEE: frozenset({Party.MUNICIPALITY, Party.AGENCY}),
    Act.EDIT_MEASURES: frozenset({Party.MUNICIPALITY}),
    Act.REPORT_ON_MEASURES: frozenset({Party.MUNICIPALITY}),
    Act.REPORT_ON_STAGES: frozenset({Party.AGENCY}),
}


def agreements_of(user: User, act: Act = Act.SEE) -> QuerySet[Agreement]:
    """Return the agreements in which `user` may do `act`.

    To be used as a filter on what belongs to an agreement, too (`goal__agreement__in=…`).
    """
    mine = user.memberships.values("organisation")
    allowed = Q()
    for side in SIDES_OF[act]:
        allowed |= Q(**{f"{side}__in": mine})
    return Agreement.objects.filter(allowed)


def sides_of(user: User, agreement: Agreement) -> set[Party]:
    """Return the sides of `agreement` that `user` acts for (1 query)."""
    mine = set(user.memberships.values_list("organisation", flat=True))
    return {side for side in Party if getattr(agreement, f"{side}_id") in mine}


def acts_of(user: User, agreement: Agreement) -> frozenset[Act]:
    """Return all that `user` may do in `agreement`; nothing for a stranger (1 query)."""
    sides = sides_of(user, agreement)
    return frozenset(act for act, allowed in SIDES_OF.items() if sides & allowed)
