"""What a municipality's people have to look after: due, overdue, or long without a Sachstand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from bildung.agreements.models import Agreement, User
from bildung.agreements.records import FINISHED, late
from bildung.vocabulary.status import Status
from goals.models import Measure, MeasureReport

SOON = timedelta(days=60)
SILENT = timedelta(days=90)
# So many of each group at most; the list of measures has them all.
MOST = 10


@dataclass(frozen=True)
class DueMeasure:
    """One line: `days` until the end, negative where it is past; None without an end."""

    text: str
    url: str
    agreement: str
    timeframe: str
    days: int | None
    status: Status


@dataclass(frozen=True)
class DueGroup:
    """Measures that share a reason to be looked at, the most urgent first; `total` in all."""

    title: str
    none: str
    lines: tuple[DueMeasure, ...]
    total: int
    list_url: str

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def groups_of(
    person: User, agreements: Iterable[Agreement], today: date, only_own: bool
) -> tuple[DueGroup, ...]:
    """Return the three groups over `agreements`, those of the person's municipalities (4 queries).

    With `only_own`, those measures alone that name the person as Ansprechperson.
    """
    names = {each.pk: str(each) for each in agreements}
    measures = Measure.objects.filter(objective__goal__agreement__in=names).exclude(
        status__in=FINISHED
    )
    if only_own:
        measures = measures.with_contact(str(person))
    recent = MeasureReport.objects.filter(measure=OuterRef("pk"), reported_on__gt=today - SILENT)
    begun = Q(starts_on=None) | Q(starts_on__lte=today)
    reasons = {
        "late": late(today),
        "soon": Q(ends_on__range=(today, today + SOON)),
        "silent": begun & ~Exists(recent),
    }
    totals = measures.aggregate(**{name: Count("pk", filter=q) for name, q in reasons.items()})
    own = {"person": str(person)} if only_own else {}

    def group(name: str, title: str, none: str, **query: str) -> DueGroup:
        rows = _first(measures.filter(reasons[name]))
        lines = tuple(_line(*row, names, today) for row in rows)
        return DueGroup(title, none, lines, totals[name], reverse("goals:list", query=query | own))

    return (
        group("late", "Überfällig", "Nichts ist überfällig.", overdue="yes"),
        group(
            "soon",
            f"In den nächsten {SOON.days} Tagen fällig",
            f"In den nächsten {SOON.days} Tagen endet keine Maßnahme.",
            sort="timeframe",
        ),
        group(
            "silent",
            f"Seit {SILENT.days} Tagen ohne Sachstand",
            "Zu allen begonnenen Maßnahmen gibt es einen Sachstand der letzten "
            f"{SILENT.days} Tage.",
        ),
    )


def _first(measures: QuerySet) -> QuerySet:
    """Return of the most urgent of `measures` what `_line` takes."""
    place = ("objective__goal__number", "objective__position", "position", "pk")
    return measures.order_by(F("ends_on").asc(nulls_last=True), *place).values_list(
        "pk",
        "text",
        "timeframe_wording",
        "ends_on",
        "status",
        "objective__goal__agreement",
    )[:MOST]


def _line(pk, text, timeframe, ends_on, status, agreement, names, today) -> DueMeasure:
    return DueMeasure(
        text=text,
        url=reverse("goals:reports", args=[pk]),
        agreement=names[agreement],
        timeframe=timeframe,
        days=(ends_on - today).days if ends_on else None,
        status=Status(status),
    )
