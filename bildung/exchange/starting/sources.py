"""What a new agreement may begin with."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

import goals.annex
import milestones.annex
from bildung.agreements.access import agencies_to_begin_for, agreements_of, templates_of
from bildung.agreements.models import Agreement, Organisation, User
from bildung.annex.table import AnnexTable

from .filling import AGENCY_PLACEHOLDER, CITY_PLACEHOLDER, Filling, filled

EMPTY = "leer"
TEMPLATE = "vorlage"
AGREEMENT = "vereinbarung"

Annexes = tuple[AnnexTable, AnnexTable]


@dataclass(frozen=True)
class Source:
    """Where the wording comes from. `ref` names it in an address, `name` on the page.

    `reason` is what the history says of all that is made from it.
    """

    ref: str
    name: str
    reason: str

    def agencies(self, user: User) -> QuerySet[Organisation]:
        """Return the agencies for which `user` may begin an agreement with this."""
        return agencies_to_begin_for(user)

    @property
    def counts_months(self) -> bool:
        """Whether its time frames count from a first month, which has to be known."""
        return False

    @property
    def title(self) -> str:
        """What the new agreement is called unless somebody says otherwise."""
        return Agreement._meta.get_field("title").default

    def annexes(self, agreement: Agreement, begin=None) -> Annexes:
        """Return both annexes for `agreement`, which need not be stored."""
        return blank(agreement)


@dataclass(frozen=True)
class StoredSource(Source):
    """A template, or another agreement of the same agency: its wording, and nothing else of it."""

    agreement: Agreement

    def agencies(self, user):
        return super().agencies(user).filter(pk=self.agreement.agency_id)

    @property
    def counts_months(self):
        return self.agreement.is_template

    @property
    def title(self):
        return super().title if self.agreement.is_template else self.agreement.title

    def annexes(self, agreement, begin=None):
        filling = Filling(self._words(agreement), begin)
        like_first, like_second = blank(agreement)
        first = filled(goals.annex.build(self.agreement), like_first, filling)
        # A page shows both, and has no key twice.
        number = len(first.rows) + 1
        return first, filled(milestones.annex.build(self.agreement), like_second, filling, number)

    def _words(self, agreement: Agreement) -> dict[str, str]:
        """Return what stands for the names of the parties, with the names of the new ones."""
        city = CITY_PLACEHOLDER if self.counts_months else self.agreement.municipality.name
        agency = AGENCY_PLACEHOLDER if self.counts_months else self.agreement.agency.name
        return {city: agreement.municipality.name, agency: agreement.agency.name}


def blank(agreement: Agreement) -> Annexes:
    """Return both annexes of `agreement` with nothing in them; no query."""
    return goals.annex.table_of([]), milestones.annex.table_of(agreement, [])


def templates_for(user: User, agencies: Iterable[Organisation]) -> list[Agreement]:
    """Return the templates that `agencies` keep, by title."""
    return list(templates_of(user).filter(agency__in=agencies).order_by("title", "pk"))


def agreements_for(user: User, agencies: Iterable[Organisation]) -> list[Agreement]:
    return list(agreements_of(user).filter(agency__in=agencies))


def source_of(user: User, ref: str) -> Source | None:
    """Return what `ref` names („vorlage:standardplan“) for `user`; None for all that is none."""
    kind, _, slug = ref.partition(":")
    if ref == EMPTY:
        return Source(EMPTY, "Ohne Vorlage", "Neu begonnen")
    if kind not in (TEMPLATE, AGREEMENT):
        return None
    stored = templates_of(user) if kind == TEMPLATE else agreements_of(user)
    agreement = stored.filter(slug=slug, agency__in=agencies_to_begin_for(user)).first()
    return stored_source(agreement) if agreement else None


def stored_source(agreement: Agreement) -> StoredSource:
    if agreement.is_template:
        name = f"Vorlage „{agreement.title}“"
    else:
        name = f"Vereinbarung „{agreement}“"
    kind = TEMPLATE if agreement.is_template else AGREEMENT
    return StoredSource(f"{kind}:{agreement.slug}", name, reason_from(name), agreement)


def reason_from(name: str) -> str:
    """Return the history's reason, which has room for 100 characters."""
    reason = f"Aus {name}"
    return reason if len(reason) <= 100 else f"{reason[:98]}…“"
