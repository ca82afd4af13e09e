"""How far an agreement has come, counted by the database."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Value

from bildung.agreements.models import Agreement
from bildung.agreements.records import late
from bildung.vocabulary.status import Status
from goals.models import Measure
from milestones.models import Stage


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


def summary_of(agreement: Agreement, today: date) -> Summary:
    """Count measures and stages of `agreement` (1 query)."""
    measures = Measure.objects.filter(objective__goal__agreement=agreement)
    stages = Stage.objects.filter(milestone__agreement=agreement)
    found = _counted(measures, "measures", today).union(_counted(stages, "stages", today), all=True)
    rows: dict[str, dict[Status, tuple[int, int]]] = {"measures": {}, "stages": {}}
    for kind, status, count, overdue in found:
        rows[kind][Status(status)] = (count, overdue)
    return Summary(**{kind: _progress(counts) for kind, counts in rows.items()})


def _counted(records: QuerySet, kind: str, today: date) -> QuerySet:
    return (
        records.order_by()
        .annotate(kind=Value(kind))
        .values("kind", "status")
        .annotate(count=Count("pk"), overdue=Count("pk", filter=late(today)))
        .values_list("kind", "status", "count", "overdue")
    )


def _progress(counts: dict[Status, tuple[int, int]]) -> Progress:
    return Progress(
        total=sum(count for count, _ in counts.values()),
        by_status=tuple((status, counts[status][0]) for status in Status if status in counts),
        overdue=sum(overdue for _, overdue in counts.values()),
    )
