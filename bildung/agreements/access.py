"""Who may see and do what. Every view, every form field and every query asks here.

`LEAST_ROLE` is the table: for each right and each side of an agreement the least role in which a
member has it; a side that is missing may not. To anyone else the agreement, and all that belongs
to it, is as if none existed. `PHASES` says in which phases of the agreement there is a right; in
the others it is as if the person had no right to it. A superuser who is no member of a party works
in the admin, which nobody else enters, and is „anyone else“ here.

What an agency offers a municipality is the agency's draft until one of the municipality's Leitung
accepts it: `IN_OFFERS` says who may do what meanwhile, and `IN_DECLINED` once it is declined.

A template is kept as an agreement whose city is nobody's. It has a table of its own, and stands
among agreements only where somebody asks for it.
"""

from collections.abc import Collection, Mapping
from enum import Enum, auto

from django.db.models import Q, QuerySet

from .models import Agreement, Membership, Organisation, Party, Role, User
from .phases import EVERY_PHASE, WORDING_IS_OPEN, Acceptance, Phase


class Right(Enum):
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
    ANSWER_OFFER = auto()  # accept or decline, for the municipality, to work on what is offered
    FREEZE = auto()  # make an edition of the wording, for both parties to sign
    APPROVE = auto()  # approve an edition, or refuse it, for the side one leads, and no other
    CARRY_ON = auto()  # open the wording for the next edition
    GIVE_UP = auto()  # go back from there to the edition in force
    END = auto()
    FILE_PAPERS = auto()  # what the council and the archive know of an edition
    WITHDRAW_SCAN = auto()  # of the signed paper, for the side that filed it


LEAST_ROLE: Mapping[Right, Mapping[Party, Role]] = {
    Right.SEE: {Party.MUNICIPALITY: Role.READING, Party.AGENCY: Role.READING},
    Right.EDIT_ANNEX_1: {Party.MUNICIPALITY: Role.EDITING},
    Right.EDIT_PERSONS: {Party.MUNICIPALITY: Role.EDITING},
    Right.REPORT_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING},
    Right.NOTE_ON_MEASURES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Right.EDIT_ANNEX_2: {Party.AGENCY: Role.EDITING},
    Right.EDIT_DUTIES_OF_MUNICIPALITY: {
        Party.MUNICIPALITY: Role.EDITING,
        Party.AGENCY: Role.EDITING,
    },
    Right.REPORT_ON_STAGES: {Party.AGENCY: Role.EDITING},
    Right.NOTE_ON_STAGES: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Right.GIVE_REASONS: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Right.ANSWER_OFFER: {Party.MUNICIPALITY: Role.LEADING},  # once more, by two clicks
    Right.FREEZE: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Right.APPROVE: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Right.CARRY_ON: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Right.GIVE_UP: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Right.END: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
    Right.FILE_PAPERS: {Party.MUNICIPALITY: Role.EDITING, Party.AGENCY: Role.EDITING},
    Right.WITHDRAW_SCAN: {Party.MUNICIPALITY: Role.LEADING, Party.AGENCY: Role.LEADING},
}

# What an agency does in a draft of its own, to which nobody has agreed.
DRAFTING = (
    Right.SEE,
    Right.EDIT_ANNEX_2,
    Right.EDIT_DUTIES_OF_MUNICIPALITY,
    Right.NOTE_ON_MEASURES,
    Right.REPORT_ON_STAGES,
    Right.NOTE_ON_STAGES,
)
IN_DECLINED: Mapping[Right, Mapping[Party, Role]] = {
    right: {Party.AGENCY: LEAST_ROLE[right][Party.AGENCY]} for right in DRAFTING
}
# Those who answer look at what they are offered.
IN_OFFERS: Mapping[Right, Mapping[Party, Role]] = IN_DECLINED | {
    Right.SEE: IN_DECLINED[Right.SEE] | {Party.MUNICIPALITY: Role.LEADING},
    Right.ANSWER_OFFER: {Party.MUNICIPALITY: Role.LEADING},
}
OF_ACCEPTANCE = {
    Acceptance.ACCEPTED: LEAST_ROLE,
    Acceptance.OFFERED: IN_OFFERS,
    Acceptance.DECLINED: IN_DECLINED,
}

# In a template there is nothing but its wording, all of which the agency writes. A city has none.
LEAST_ROLE_IN_TEMPLATE: Mapping[Right, Mapping[Party, Role]] = {
    Right.SEE: {Party.AGENCY: Role.READING},
    Right.EDIT_ANNEX_1: {Party.AGENCY: Role.EDITING},
    Right.EDIT_ANNEX_2: {Party.AGENCY: Role.EDITING},
    Right.EDIT_DUTIES_OF_MUNICIPALITY: {Party.AGENCY: Role.EDITING},
}

EVERY_ACCEPTANCE = frozenset(Acceptance)

# Beginning one takes no right in it: whoever has this role in an agency begins its agreements.
LEAST_ROLE_TO_BEGIN = Role.EDITING

# Nor is what an organisation decides for itself: its members and invitations, its offices, and
# whether it demands a second factor.
LEAST_ROLE_TO_LEAD = Role.LEADING

# What goes on from day to day, until the agreement ends.
WORKING_RIGHTS = (
    Right.EDIT_PERSONS,
    Right.REPORT_ON_MEASURES,
    Right.NOTE_ON_MEASURES,
    Right.REPORT_ON_STAGES,
    Right.NOTE_ON_STAGES,
)
# A template is in none of them, for it has a table of its own.
OF_AGREEMENTS = EVERY_PHASE - {Phase.TEMPLATE}
# A right that is missing is there in every phase.
PHASES: Mapping[Right, frozenset[Phase]] = {
    Right.EDIT_ANNEX_1: WORDING_IS_OPEN,
    Right.EDIT_ANNEX_2: WORDING_IS_OPEN,
    Right.EDIT_DUTIES_OF_MUNICIPALITY: WORDING_IS_OPEN,
    **dict.fromkeys(WORKING_RIGHTS, EVERY_PHASE - {Phase.ENDED}),
    Right.GIVE_REASONS: WORDING_IS_OPEN,
    Right.ANSWER_OFFER: frozenset((Phase.DRAFT,)),
    Right.FREEZE: WORDING_IS_OPEN,
    Right.APPROVE: frozenset((Phase.SIGNING,)),
    Right.CARRY_ON: frozenset((Phase.IN_FORCE,)),
    Right.GIVE_UP: frozenset((Phase.CONTINUING,)),
    Right.END: frozenset((Phase.IN_FORCE,)),
}


def agreements_of(
    user: User, right: Right = Right.SEE, with_templates: bool = False
) -> QuerySet[Agreement]:
    """Return the agreements in which `user` has `right`; templates only where asked for."""
    return Agreement.objects.filter(allowing(user, right, with_templates=with_templates))


def templates_of(user: User, right: Right = Right.SEE) -> QuerySet[Agreement]:
    """Return the templates with which `user` has `right`."""
    return Agreement.objects.filter(_in_templates(user, right))


def allowing(user: User, right: Right, path: str = "", with_templates: bool = False) -> Q:
    """Return the condition on records that they belong to an agreement as of `agreements_of`.

    `path` is the lookup that leads from a record to its agreement.
    """
    phases = PHASES.get(right, OF_AGREEMENTS) & OF_AGREEMENTS
    condition = _standing_for(user, _roles_by_side(right), phases, path)
    if with_templates:
        condition |= _in_templates(user, right, path)
    return condition


def agreements_on(user: User, side: Party) -> QuerySet[Agreement]:
    """Return the agreements on whose `side` the person stands, in whatever role; no mere offers."""
    whose = Acceptance if side == Party.AGENCY else (Acceptance.ACCEPTED,)
    roles = {side: {Role.READING: frozenset(whose)}}
    return Agreement.objects.filter(_standing_for(user, roles, OF_AGREEMENTS))


def offers_to(user: User) -> QuerySet[Agreement]:
    """Return what is offered to municipalities that the person leads, for an answer."""
    return agreements_of(user, Right.ANSWER_OFFER).filter(acceptance=Acceptance.OFFERED)


def sides_of(user: User, agreement: Agreement) -> set[Party]:
    """Return the sides of `agreement` that `user` acts for."""
    return set(_roles(user, agreement))


def rights_of(user: User, agreement: Agreement) -> frozenset[Right]:
    """Return all that `user` may do in `agreement` by now; nothing for a stranger."""
    return frozenset(right for right in Right if may(user, right, agreement))


def may(user: User, right: Right, agreement: Agreement) -> bool:
    """Whether `user` has `right` in `agreement` by now."""
    is_possible = agreement.phase in PHASES.get(right, EVERY_PHASE)
    return is_possible and bool(sides_for(user, agreement, right))


def sides_for(user: User, agreement: Agreement, right: Right) -> frozenset[Party]:
    """Return the sides for which `user` has the role for `right`, whatever the phase."""
    is_template = agreement.phase == Phase.TEMPLATE
    table = LEAST_ROLE_IN_TEMPLATE if is_template else OF_ACCEPTANCE[agreement.acceptance]
    roles, least = _roles(user, agreement), table.get(right, {})
    return frozenset(
        side for side, role in roles.items() if side in least and role.includes(least[side])
    )


def leads(user: User, organisation: Organisation | None = None) -> bool:
    """Whether `user` leads `organisation`, or any at all (no query beside that of the roles)."""
    led = _led(user)
    return bool(led) if organisation is None else organisation.pk in led


def led_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations that `user` leads."""
    return Organisation.objects.filter(pk__in=_led(user))


def may_remove_factors(user: User, member: Membership) -> bool:
    """Whether `user` may take a lost second factor away from `member`, besides the administration.

    Those who lead may, within their organisation: not where the factor protects another one too,
    nor the platform, nor from themselves, for their own account asks for more (1 query).
    """
    person = member.user
    if not leads(user, member.organisation) or person == user or person.is_superuser:
        return False
    return not person.memberships.exclude(pk=member.pk).exists()


def stands_on(user: User, side: Party) -> bool:
    """Whether `user` belongs to an organisation of that side (no query beside the roles)."""
    return bool(user.roles[side])


def may_begin(user: User) -> bool:
    """Whether `user` may begin agreements for some agency (no query beside that of the roles)."""
    return bool(_organisations(user, Party.AGENCY, LEAST_ROLE_TO_BEGIN))


def agencies_to_begin_for(user: User) -> QuerySet[Organisation]:
    """Return the agencies for which `user` may begin agreements."""
    mine = _organisations(user, Party.AGENCY, LEAST_ROLE_TO_BEGIN)
    return Organisation.objects.filter(pk__in=mine)


# By side and least role, for which agreements that is enough: accepted ones, offers.
RolesBySide = Mapping[Party, Mapping[Role, frozenset[Acceptance]]]


def _roles_by_side(right: Right) -> RolesBySide:
    found: dict[Party, dict[Role, set[Acceptance]]] = {}
    for acceptance, table in OF_ACCEPTANCE.items():
        for side, role in table.get(right, {}).items():
            found.setdefault(side, {}).setdefault(role, set()).add(acceptance)
    return {
        side: {role: frozenset(which) for role, which in roles.items()}
        for side, roles in found.items()
    }


def _standing_for(user: User, roles: RolesBySide, phases: Collection[Phase], path: str = "") -> Q:
    """Return the condition that `user` has one of the roles on its side, in one of the phases."""
    above = f"{path}__" if path else ""
    standing = Q()
    for side, least_roles in roles.items():
        for least, which in least_roles.items():
            # Of that kind alone: an organisation keeps it while it stands on a side (models.py).
            if organisations := _organisations(user, side, least):
                mine = Q(**{f"{above}{side}__in": organisations})
                if which != EVERY_ACCEPTANCE:
                    mine &= Q(**{f"{above}acceptance__in": sorted(which)})
                standing |= mine
    if not standing:
        return Q(pk__in=())
    return standing & Q(**{f"{above}phase__in": sorted(phases)})


def _in_templates(user: User, right: Right, path: str = "") -> Q:
    least_roles = LEAST_ROLE_IN_TEMPLATE.get(right, {})
    roles = {side: {role: EVERY_ACCEPTANCE} for side, role in least_roles.items()}
    return _standing_for(user, roles, (Phase.TEMPLATE,), path)


def _led(user: User) -> list[int]:
    return [pk for side in Party for pk in _organisations(user, side, LEAST_ROLE_TO_LEAD)]


def _organisations(user: User, side: Party, least: Role) -> list[int]:
    return [pk for pk, role in user.roles[side].items() if role.includes(least)]


def _roles(user: User, agreement: Agreement) -> dict[Party, Role]:
    sides = {side: user.roles[side].get(getattr(agreement, f"{side}_id")) for side in Party}
    return {side: role for side, role in sides.items() if role is not None}
