"""How the measures and stages of many agreements stand, read once for all an overview says of them.

Plain values and not records: there may be thousands.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from bildung.agreements.records import FINISHED, SILENT, SOON, ScheduledQuerySet
from goals.models import Measure
from milestones.models import Stage

from .prepared import prepared, unconverted


class Standing(NamedTuple):
    """One measure or stage. `above` is the key of its goal or milestone; a stage has no steps."""

    pk: int
    agreement: int
    above: int
    status: str
    starts_on: date | None
    ends_on: date | None
    steps: int = 0
    ticked: int = 0

    def is_open(self) -> bool:
        return self.status not in FINISHED


# The values of a Standing without their names, which take longer to give than to read.
Plain = tuple[int, int, int, str, date | None, date | None, int, int]


class Pressing(NamedTuple):
    """What is unfinished and past its end, what ends soon, and what is long without a Sachstand.

    The last may be one of the others, too.
    """

    overdue: list[Standing]
    soon: list[Standing]
    silent: list[Standing]


def pressing(standings: Iterable[Standing], today: date, reported: Mapping[int, date]) -> Pressing:
    """Select as `late`, `due_soon` and `silent` of the records do.

    `reported` are the days of the last Sachstände by key.
    """
    found = Pressing([], [], [])
    until, since = today + SOON, today - SILENT
    for each in standings:
        if not each.is_open():
            continue
        if each.ends_on is not None and each.ends_on <= until:
            (found.overdue if each.ends_on < today else found.soon).append(each)
        has_begun = each.starts_on is None or each.starts_on <= today
        if has_begun and reported.get(each.pk, since) <= since:
            found.silent.append(each)
    return found


def overdue_by_agreement(standings: Iterable[Standing | Plain], today: date) -> Counter[int]:
    """Count what `late` selects of the records."""
    return Counter(
        agreement
        for _, agreement, _, status, _, ends_on, _, _ in standings
        if ends_on is not None and ends_on < today and status not in FINISHED
    )


def measures_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each measure of `agreements`, given by their keys, stands (1 query)."""
    return list(map(Standing._make, plain_measures_of(agreements)))


def plain_measures_of(agreements: Collection[int]) -> list[Plain]:
    """Return the same without names, for what counts all of many agreements (1 query)."""
    first: dict[int, tuple] = {}
    others: defaultdict[int, list[bool]] = defaultdict(list)
    # A line for each step, or one for a measure without any. Counted here: the database would sort
    # all of them for it.
    for line in _measures(agreements):
        if first.setdefault(line[0], line) is not line:
            others[line[0]].append(line[-1])
    plain = {key: line[:-1] + _COUNTED[line[-1]] for key, line in first.items()}
    for key, more in others.items():
        *rest, steps, ticked = plain[key]
        plain[key] = (*rest, steps + len(more), ticked + sum(more))
    return list(plain.values())


def stages_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each stage of `agreements`, given by their keys, stands (1 query)."""
    return [Standing(*line) for line in _stages(agreements)]


# What a measure's first line says of its steps, as how many there are and how many are ticked.
_COUNTED = {None: (0, 0), False: (1, 0), True: (1, 1)}


@prepared
def _measures(agreements: Sequence[int]) -> QuerySet:
    return _lines(Measure.objects.in_agreements(agreements), "objective__goal", "steps__done")


@prepared
def _stages(agreements: Sequence[int]) -> QuerySet:
    return _lines(Stage.objects.in_agreements(agreements), "milestone")


def _lines(records: ScheduledQuerySet, above: str, *further: str) -> QuerySet:
    path = records.model.agreement_path
    plain = map(unconverted, ("starts_on", "ends_on", *further))
    return records.order_by().values_list("pk", path, above, "status", *plain)
