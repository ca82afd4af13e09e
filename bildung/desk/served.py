"""The agreements an agency serves, in one table: how far, how late, what next, who was active."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from bildung.agreements.access import agreements_on, stands_on
from bildung.agreements.models import Agreement, Party, User
from bildung.vocabulary import folding
from milestones.models import Milestone

from . import shares, standing
from .activity import activity_of
from .bars import Bar, bar
from .prepared import prepared
from .standing import Standing


@dataclass(frozen=True)
class NextStage:
    """The unfinished stage whose end comes next."""

    milestone: str
    ends_on: date


@dataclass(frozen=True)
class Served:
    """One agreement. The times are those of the latest change on either side, None for none."""

    agreement: Agreement
    measures: Bar
    stages: Bar
    overdue: int
    next_stage: NextStage | None
    active: dict[Party, datetime | None]

    @property
    def last_active(self) -> datetime | None:
        return max(filter(None, self.active.values()), default=None)

    @property
    def active_municipality(self) -> datetime | None:
        return self.active[Party.MUNICIPALITY]

    @property
    def active_agency(self) -> datetime | None:
        return self.active[Party.AGENCY]


def _or_lowest(value):
    """Let what is missing sort before all that is there."""
    return (value is not None, value or 0)


SORTS: dict[str, Callable[[Served], object]] = {
    "name": lambda served: folding.dictionary(str(served.agreement)),
    "measures": lambda served: _or_lowest(served.measures.percent),
    "stages": lambda served: _or_lowest(served.stages.percent),
    "overdue": lambda served: served.overdue,
    "next": lambda served: served.next_stage.ends_on if served.next_stage else date.max,
    "municipality": lambda served: _timestamp(served.active_municipality),
    "agency": lambda served: _timestamp(served.active_agency),
}


def _timestamp(when: datetime | None) -> float:
    return when.timestamp() if when else 0


def served_by(person: User, today: date) -> list[Served]:
    """Return the agreements on whose agency side the person stands.

    None, and no query, for others; else 5.
    """
    if not stands_on(person, Party.AGENCY):
        return []
    agreements = list(agreements_on(person, Party.AGENCY))
    keys = [each.pk for each in agreements]
    measures, stages = standing.plain_measures_of(keys), standing.stages_of(keys)
    found = shares.cases_of(measures), shares.cases_of(stages)
    late = standing.overdue_by_agreement((*measures, *stages), today)
    following = _next_stages(stages, today)
    active = activity_of(agreements)
    return [
        Served(
            each,
            *(bar(shares.tally_of_agreement(cases[each.pk])) for cases in found),
            late[each.pk],
            following.get(each.pk),
            {side: active.get((each.pk, side)) for side in Party},
        )
        for each in agreements
    ]


def _next_stages(stages: list[Standing], today: date) -> dict[int, NextStage]:
    """Return the next stage of each agreement that has one (1 query)."""
    coming = [each for each in stages if each.ends_on and each.ends_on >= today and each.is_open()]
    coming.sort(key=lambda each: (each.ends_on, each.pk), reverse=True)
    following = {each.agreement: each for each in coming}
    titles = dict(_titles({each.above for each in following.values()}))
    return {
        agreement: NextStage(titles.get(each.above, ""), each.ends_on)
        for agreement, each in following.items()
    }


@prepared
def _titles(milestones: Sequence[int]) -> QuerySet:
    return Milestone.objects.filter(pk__in=milestones).order_by().values_list("pk", "title")


@dataclass(frozen=True)
class Wanted:
    """What the table is cut down to: by words of the names, what is late, and long silence."""

    text: str = ""
    overdue: bool = False
    silent_days: int | None = None

    def admits(self, served: Served, now: datetime) -> bool:
        if self.text and not self._names(served.agreement):
            return False
        if self.overdue and not served.overdue:
            return False
        if self.silent_days is None:
            return True
        last = served.last_active
        return last is None or now - last >= timedelta(days=self.silent_days)

    def _names(self, agreement: Agreement) -> bool:
        name = folding.forms(str(agreement))
        return all(folding.dictionary(word) in name for word in folding.words(self.text))
