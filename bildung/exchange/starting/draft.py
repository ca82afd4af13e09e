"""A new agreement as it will be, and the one transaction that makes it."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

import goals.plan
import goals.writing
import milestones.plan
import milestones.writing
from bildung.agreements import offers
from bildung.agreements.access import agencies_to_begin_for
from bildung.agreements.acts import Origin, act
from bildung.agreements.models import Agreement, Organisation, Party, User
from bildung.agreements.phases import Acceptance
from bildung.annex.schema import canonical_table

from .slips import Slip, slips_in
from .sources import Annexes, Source, Wording

# Small letters and digits that are not taken for one another.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Draft:
    """An agreement that is not stored, nor need its city be, and what it begins with."""

    agreement: Agreement
    wording: Wording
    source: Source

    @property
    def annexes(self) -> Annexes:
        return self.wording.annexes

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        return tuple(slip for table in self.annexes for slip in slips_in(table))

    @cached_property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """What no record can say: the key of the row, and a sentence about it."""
        first, second = self.annexes
        return (
            *goals.plan.faults(goals.plan.read(first)),
            *milestones.plan.faults(milestones.plan.read(second)),
        )

    @cached_property
    def digest(self) -> str:
        """What tells whether somebody saw this, and nothing else."""
        agreement = self.agreement
        said = [agreement.title, agreement.slug, agreement.municipality.name, agreement.agency.name]
        seen = "\n".join([json.dumps(said), *map(canonical_table, self.annexes)])
        return hashlib.sha256(seen.encode()).hexdigest()


class OfferedTooOften(Exception):
    """The agency has offered the city as much as it may, some of it a moment ago."""


class BegunAlready(Exception):
    """The agency has an agreement of this slug by now: two clicks, or two people, began it."""


def begin(draft: Draft, by: User) -> Agreement:
    """Store the agreement, its city where there is none of that name, and both annexes.

    All of it stands in the history with the source as its reason. What has faults must not come
    this far. A city with which the agency does not work is offered it, and told. Raises
    BegunAlready, OfferedTooOften, or PermissionDenied where `by` may not begin an agreement for the
    agency (any more), and stores nothing.
    """
    try:
        return _begun(draft, by)
    except IntegrityError:
        # Another agency took the slug, or made the city, at the same moment. Now it is seen.
        return _begun(draft, by)


def _begun(draft: Draft, by: User) -> Agreement:
    reason = draft.source.reason
    with act(Origin.IMPORT, draft.source.reason), transaction.atomic():
        _let_others_of_the_agency_wait(draft.agreement.agency)
        by.forget_roles()  # which were looked up before others were waited for
        if not agencies_to_begin_for(by).filter(pk=draft.agreement.agency_id).exists():
            raise PermissionDenied
        mine = Agreement.objects.filter(agency=draft.agreement.agency)
        if mine.filter(slug=draft.agreement.slug).exists():
            raise BegunAlready
        city = _city_called(draft.agreement.municipality.name, reason)
        if offers.may_offer_from(draft.agreement.agency, city):
            raise OfferedTooOften
        is_served = offers.works_with(draft.agreement.agency, city)
        agreement = Agreement(
            slug=_free_slug(draft.agreement.slug),
            title=draft.agreement.title,
            municipality=city,
            agency=draft.agreement.agency,
            acceptance=Acceptance.ACCEPTED if is_served else Acceptance.OFFERED,
        )
        agreement._change_reason = reason
        agreement.save()
        first, second = draft.annexes
        goals.writing.write(agreement, first, reason)
        milestones.writing.write(agreement, second, reason)
        if not is_served:
            offers.tell_municipality(agreement)
    return agreement


def _let_others_of_the_agency_wait(agency: Organisation) -> None:
    """Let only one begin at a time, until the transaction ends."""
    held = Organisation.objects.select_for_update(no_key=True).filter(pk=agency.pk)
    held.values_list("pk").first()


def _city_called(name: str, reason: str) -> Organisation:
    found = Organisation.objects.filter(name=name, kind=Party.MUNICIPALITY).first()
    if found is None:
        found = Organisation(name=name, kind=Party.MUNICIPALITY)
        found._change_reason = reason
        found.save()
    return found


def _free_slug(slug: str) -> str:
    """Return `slug`; where it is taken, with letters by chance behind it.

    Of those that the person sees none is taken (forms.py asks). Of others nothing is told before,
    so that nobody finds out by asking which agreements there are.
    """
    longest = Agreement._meta.get_field("slug").max_length
    free = slug
    while Agreement.objects.filter(slug=free).exists():
        free = f"{slug[: longest - 5]}-{get_random_string(4, LETTERS)}"
    return free
