"""How the measures and stages of many agreements stand, read once for all an overview says of them.

Plain values and not records: there may be thousands.
"""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from bildung.vocabulary.status import Status
from goals.models import Measure
from milestones.models import Stage


class Standing(NamedTuple):
    """One measure or stage. `above` is the key of its goal or milestone."""

    pk: int
    agreement: int
    above: int
    status: str
    starts_on: date | None
    ends_on: date | None

    def is_open(self) -> bool:
        return not Status(self.status).finished

    def is_overdue(self, today: date) -> bool:
        """As `Scheduled.is_overdue` says of the record."""
        return self.ends_on is not None and self.ends_on < today and self.is_open()


def measures_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each measure of `agreements`, given by their keys, stands (1 query)."""
    goal = "objective__goal"
    measures = Measure.objects.filter(**{f"{goal}__agreement__in": agreements})
    return _read(measures, f"{goal}__agreement", goal)


def stages_of(agreements: Collection[int]) -> list[Standing]:
    """Return how each stage of `agreements`, given by their keys, stands (1 query)."""
    stages = Stage.objects.filter(milestone__agreement__in=agreements)
    return _read(stages, "milestone__agreement", "milestone")


def _read(records, agreement: str, above: str) -> list[Standing]:
    fields = ("pk", agreement, above, "status", "starts_on", "ends_on")
    return list(map(Standing._make, records.order_by().values_list(*fields)))
