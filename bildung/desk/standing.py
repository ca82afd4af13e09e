"""How the measures and stages of many agreements stand, read once for all an overview says of them.

Plain values and not records: there may be thousands.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from bildung.agreements.records import FINISHED, SILENT, SOON, ScheduledQuerySet
from goals.models import Measure
from milestones.models import Stage


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

    def is_overdue(self, today: date) -> bool:
        """As `Scheduled.is_overdue` says of the record."""
        return self.ends_on is not None and self.ends_on < today and self.is_open()


def due_soon(standings: Iterable[Standing], today: date) -> list[Standing]:
    """Select as `records.due_soon` does."""
    until = today + SOON
    return [
        each
        for each in standings
        if each.ends_on and today <= each.ends_on <= until and each.is_open()
    ]


def silent(
    standings: Iterable[Standing], today: date, reported: Mapping[int, date]
) -> list[Standing]:
    """Select as `records.silent` does, given the days of the last Sachstände by key."""
    since = today - SILENT
    return [
        each
        for each in standings
        if reported.get(each.pk, since) <= since
        and (each.starts_on is None or each.starts_on <= today)
        and each.is_open()
    ]


def measures_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each measure of `agreements`, given by their keys, stands (1 query)."""
    measures = Measure.objects.in_agreements(agreements)
    first: dict[int, tuple] = {}
    others: defaultdict[int, list[bool]] = defaultdict(list)
    # A line for each step, or one for a measure without any. Counted here: the database would sort
    # all of them for it.
    for line in _read(measures, "objective__goal", "steps__done"):
        if line[0] in first:
            others[line[0]].append(line[-1])
        else:
            first[line[0]] = line
    standings = []
    for key, line in first.items():
        done, more = line[-1], others.get(key, ())
        steps, ticked = (done is not None) + len(more), bool(done) + sum(more)
        standings.append(Standing(*line[:-1], steps, ticked))
    return standings


def stages_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each stage of `agreements`, given by their keys, stands (1 query)."""
    stages = Stage.objects.in_agreements(agreements)
    return [Standing(*values) for values in _read(stages, "milestone")]


def _read(records: ScheduledQuerySet, above: str, *further: str):
    path = records.model.agreement_path
    fields = ("pk", path, above, "status", "starts_on", "ends_on", *further)
    return records.order_by().values_list(*fields)
