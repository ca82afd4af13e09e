"""Who may see and do what. Every view, every form field and every query asks here.

`LEAST_ROLE` is the table: for each act and each side of an agreement the least role in which a
member may do it; a side that is missing may not. To anyone else the agreement, and all that belongs
to it, is as if none existed. A superuser who is no member of a party works in the admin, which
nobody else enters, and is „anyone else“ here.
"""

from collections.abc import Mapping
from enum import Enum, auto

from django.db.models import Q, QuerySet

from .models import Agreement, Organisation, Party, Role, User


class Act(Enum):
    """Something a person may do in an agreement."""

    SEE = auto()  # look at both annexes and print them
    EDIT_ANNEX_1 = auto()  # goals, explanations, measures with their steps; topics
    REPORT_ON_MEASURES = auto()  # Sachstand, status, ticked steps: the working state, any day
    NOTE_ON_MEASURES = auto()  # a Sachstand that leaves the status as it is
    EDIT_ANNEX_2 = auto()  # milestones, stages, the duties of either side
    EDIT_DUTIES_OF_MUNICIPALITY = auto()  # its own column of Anlage 2
    REPORT_ON_STAGES = auto()
    NOTE_ON_STAGES = auto()


LEAST_ROLE: Mapping[Act, Mapping[Party, Role]] = {
    Act.SEE: {Party.MUNICIPALITY: Role.READING, Party.AGENCY: Role.READING},
    Act.EDIT_ANNEX_1: {Party.MUNICIPALITY: Role.EDITING},
    Act.REPORT_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING},
    Act.NOTE_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.EDIT_ANNEX_2: {Party.AGENCY: Role.EDITING},
    Act.EDIT_DUTIES_OF_MUNICIPALITY: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.REPORT_ON_STAGES: {Party.AGENCY: Role.EDITING},
    Act.NOTE_ON_STAGES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
}


def agreements_of(user: User, act: Act = Act.SEE) -> QuerySet[Agreement]:
    """Return the agreements in which `user` may do `act`.

    To be used as a filter on what belongs to an agreement, too (`goal__agreement__in=…`).
    """
    allowed = Q()
    for side, least in LEAST_ROLE[act].items():
        allowed |= Q(**{f"{side}__in": _organisations(user, least)})
    return Agreement.objects.filter(allowed)


def agreements_on(user: User, side: Party) -> QuerySet[Agreement]:
    """Return the agreements on whose `side` the person stands, in whatever role."""
    return Agreement.objects.filter(**{f"{side}__in": _organisations(user, Role.READING)})


def sides_of(user: User, agreement: Agreement) -> set[Party]:
    """Return the sides of `agreement` that `user` acts for."""
    return set(_roles(user, agreement))


def acts_of(user: User, agreement: Agreement) -> frozenset[Act]:
    """Return all that `user` may do in `agreement`; nothing for a stranger."""
    return frozenset(act for act in Act if may(user, act, agreement))


def may(user: User, act: Act, agreement: Agreement) -> bool:
    """Whether `user` may do `act` in `agreement`."""
    roles, least = _roles(user, agreement), LEAST_ROLE[act]
    return any(role.includes(least[side]) for side, role in roles.items() if side in least)


def led_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose members `user` invites, changes and removes."""
    return Organisation.objects.filter(pk__in=_organisations(user, Role.LEADING))


def _organisations(user: User, least: Role) -> list[int]:
    return [pk for pk, role in user.roles.items() if role.includes(least)]


def _roles(user: User, agreement: Agreement) -> dict[Party, Role]:
    sides = {side: user.roles.get(getattr(agreement, f"{side}_id")) for side in Party}
    return {side: role for side, role in sides.items() if role is not None}
