"""Who may see and do what. Every view, every form field and every query asks here.

`LEAST_ROLE` is the table: for each act and each side of an agreement the least role in which a
member may do it; a side that is missing may not. To anyone else the agreement, and all that belongs
to it, is as if none existed. `PHASES` says in which phases of the agreement an act is possible; in
the others it is as if the person had no right to it. A superuser who is no member of a party works
in the admin, which nobody else enters, and is „anyone else“ here.
"""

from collections.abc import Mapping
from enum import Enum, auto

from django.db.models import Q, QuerySet

from .models import Agreement, Organisation, Party, Role, User
from .phases import EVERY_PHASE, WORDING_IS_OPEN, Phase


class Act(Enum):
    """Something a person may do in an agreement."""

    SEE = auto()  # look at both annexes and print them
    EDIT_ANNEX_1 = auto()  # goals, explanations, measures with their steps; topics
    EDIT_PERSONS = auto()  # lead unit, partners, contact of a measure: the working state
    REPORT_ON_MEASURES = auto()  # Sachstand, status, ticked steps: the working state, any day
    NOTE_ON_MEASURES = auto()  # a Sachstand that leaves the status as it is
    EDIT_ANNEX_2 = auto()  # milestones, stages, the duties of either side
    EDIT_DUTIES_OF_MUNICIPALITY = auto()  # its own column of Anlage 2
    REPORT_ON_STAGES = auto()
    NOTE_ON_STAGES = auto()
    GIVE_REASONS = auto()  # why the next edition is to differ from the one in force
    FREEZE = auto()  # make an edition of the wording, for both parties to sign
    APPROVE = auto()  # approve an edition, or refuse it, for the side one leads, and no other
    CARRY_ON = auto()  # open the wording for the next edition
    GIVE_UP = auto()  # go back from there to the edition in force
    END = auto()
    FILE_PAPERS = auto()  # what the council and the archive know of an edition


LEAST_ROLE: Mapping[Act, Mapping[Party, Role]] = {
    Act.SEE: {Party.MUNICIPALITY: Role.READING, Party.AGENCY: Role.READING},
    Act.EDIT_ANNEX_1: {Party.MUNICIPALITY: Role.EDITING},
    Act.EDIT_PERSONS: {Party.MUNICIPALITY: Role.EDITING},
    Act.REPORT_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING},
    Act.NOTE_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.EDIT_ANNEX_2: {Party.AGENCY: Role.EDITING},
    Act.EDIT_DUTIES_OF_MUNICIPALITY: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.REPORT_ON_STAGES: {Party.AGENCY: Role.EDITING},
    Act.NOTE_ON_STAGES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.GIVE_REASONS: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Act.FREEZE: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Act.APPROVE: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Act.CARRY_ON: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Act.GIVE_UP: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Act.END: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Act.FILE_PAPERS: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
}

# What goes on from day to day, until the agreement ends.
WORKING_ACTS = (
    Act.EDIT_PERSONS,
    Act.REPORT_ON_MEASURES,
    Act.NOTE_ON_MEASURES,
    Act.REPORT_ON_STAGES,
    Act.NOTE_ON_STAGES,
)
# An act that is missing is possible in every phase.
PHASES: Mapping[Act, frozenset[Phase]] = {
    Act.EDIT_ANNEX_1: WORDING_IS_OPEN,
    Act.EDIT_ANNEX_2: WORDING_IS_OPEN,
    Act.EDIT_DUTIES_OF_MUNICIPALITY: WORDING_IS_OPEN,
    **dict.fromkeys(WORKING_ACTS, EVERY_PHASE - {Phase.ENDED}),
    Act.GIVE_REASONS: WORDING_IS_OPEN,
    Act.FREEZE: WORDING_IS_OPEN,
    Act.APPROVE: frozenset((Phase.SIGNING,)),
    Act.CARRY_ON: frozenset((Phase.IN_FORCE,)),
    Act.GIVE_UP: frozenset((Phase.CONTINUING,)),
    Act.END: frozenset((Phase.IN_FORCE,)),
}


def agreements_of(user: User, act: Act = Act.SEE) -> QuerySet[Agreement]:
    """Return the agreements in which `user` may do `act`.

    To be used as a filter on what belongs to an agreement, too (`goal__agreement__in=…`).
    """
    allowed = Q()
    for side, least in LEAST_ROLE[act].items():
        allowed |= Q(**{f"{side}__in": _organisations(user, least)})
    if act in PHASES:
        allowed &= Q(phase__in=PHASES[act])
    return Agreement.objects.filter(allowed)


def agreements_on(user: User, side: Party) -> QuerySet[Agreement]:
    """Return the agreements on whose `side` the person stands, in whatever role."""
    return Agreement.objects.filter(**{f"{side}__in": _organisations(user, Role.READING)})


def sides_of(user: User, agreement: Agreement) -> set[Party]:
    """Return the sides of `agreement` that `user` acts for."""
    return set(_roles(user, agreement))


def acts_of(user: User, agreement: Agreement) -> frozenset[Act]:
    """Return all that `user` may do in `agreement` by now; nothing for a stranger."""
    return frozenset(act for act in Act if may(user, act, agreement))


def may(user: User, act: Act, agreement: Agreement) -> bool:
    """Whether `user` may do `act` in `agreement` by now."""
    is_possible = agreement.phase in PHASES.get(act, EVERY_PHASE)
    return is_possible and bool(sides_for(user, agreement, act))


def sides_for(user: User, agreement: Agreement, act: Act) -> frozenset[Party]:
    """Return the sides for which `user` has the role for `act`, whatever the phase."""
    roles, least = _roles(user, agreement), LEAST_ROLE[act]
    return frozenset(
        side for side, role in roles.items() if side in least and role.includes(least[side])
    )


def led_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose members `user` invites, changes and removes."""
    return Organisation.objects.filter(pk__in=_organisations(user, Role.LEADING))


def _organisations(user: User, least: Role) -> list[int]:
    return [pk for pk, role in user.roles.items() if role.includes(least)]


def _roles(user: User, agreement: Agreement) -> dict[Party, Role]:
    sides = {side: user.roles.get(getattr(agreement, f"{side}_id")) for side in Party}
    return {side: role for side, role in sides.items() if role is not None}
