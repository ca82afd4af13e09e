"""How far an agreement has come, counted among the records its page has loaded."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bildung.agreements.scheduled import Scheduled
from bildung.vocabulary.status import Status
from goals.annex import measures_below
from goals.models import Goal
from milestones.models import Milestone


@dataclass(frozen=True)
class Progress:
    """How many records of one kind there are, by status, and how many are overdue."""

    total: int
    by_status: tuple[tuple[Status, int], ...]
    overdue: int


@dataclass(frozen=True)
class Summary:
    measures: Progress
    stages: Progress


def summary_of(goals: Iterable[Goal], milestones: Iterable[Milestone], today: date) -> Summary:
    """Count measures and stages, given what `goals_of` and `milestones_of` return (no query)."""
    return Summary(
        measures=_counted([each for goal in goals for each in measures_below(goal)], today),
        stages=_counted([each for above in milestones for each in above.stages.all()], today),
    )


def _counted(records: Sequence[Scheduled], today: date) -> Progress:
    counts = Counter(record.signs for record in records)
    return Progress(
        total=len(records),
        by_status=tuple((status, counts[status]) for status in Status if status in counts),
        overdue=sum(record.is_overdue(today) for record in records),
    )
