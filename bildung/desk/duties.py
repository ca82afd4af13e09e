"""What a municipality's people have to look after: due, overdue, or long without a Sachstand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest

from django.urls import reverse

from bildung.agreements.models import Agreement, User
from bildung.vocabulary.status import Status
from goals.models import Measure, MeasureReport

from .standing import Standing

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
    person: User,
    agreements: Iterable[Agreement],
    measures: Iterable[Standing],
    today: date,
    only_own: bool,
) -> tuple[DueGroup, ...]:
    """Return the three groups of `measures`, which are all those of `agreements` (2 queries).

    With `only_own`, those measures alone that name the person as Ansprechperson (3).
    """
    names = {each.pk: str(each) for each in agreements}
    unfinished = [each for each in measures if each.is_open()]
    own: dict[str, str] = {}
    if only_own:
        own = {"person": str(person)}
        theirs = Measure.objects.filter(objective__goal__agreement__in=names)
        theirs = set(theirs.with_contact(str(person)).values_list("pk", flat=True))
        unfinished = [each for each in unfinished if each.pk in theirs]
    recent = _reported_on(names, today - SILENT)
    late = [each for each in unfinished if each.is_overdue(today)]
    soon = [each for each in unfinished if each.ends_on and today <= each.ends_on <= today + SOON]
    silent = [
        each
        for each in unfinished
        if (each.starts_on is None or each.starts_on <= today) and each.pk not in recent
    ]
    return _groups(
        names,
        today,
        own,
        ("Überfällig", "Nichts ist überfällig.", late, {"overdue": "yes"}),
        (
            f"In den nächsten {SOON.days} Tagen fällig",
            f"In den nächsten {SOON.days} Tagen endet keine Maßnahme.",
            soon,
            {"sort": "timeframe"},
        ),
        (
            f"Seit {SILENT.days} Tagen ohne Sachstand",
            "Zu allen begonnenen Maßnahmen gibt es einen Sachstand der letzten "
            f"{SILENT.days} Tage.",
            silent,
            {},
        ),
    )


def _reported_on(agreements: Iterable[int], after: date) -> set[int]:
    """Return the keys of the measures with a Sachstand `after` a day (1 query)."""
    reports = MeasureReport.objects.filter(
        measure__objective__goal__agreement__in=agreements, reported_on__gt=after
    )
    return set(reports.order_by().values_list("measure", flat=True))


def _groups(
    names: dict[int, str], today: date, own: dict[str, str], *groups
) -> tuple[DueGroup, ...]:
    """Return the groups, given by titles, measures and the list's parameters (1 query)."""
    firsts = [nsmallest(MOST, found, key=_urgency) for _, _, found, _ in groups]
    shown = Measure.objects.filter(pk__in={each.pk for first in firsts for each in first})
    texts = {
        pk: texts for pk, *texts in shown.order_by().values_list("pk", "text", "timeframe_wording")
    }
    return tuple(
        DueGroup(
            title,
            none,
            # One that has gone since is not shown.
            tuple(_line(each, texts[each.pk], names, today) for each in first if each.pk in texts),
            len(found),
            reverse("goals:list", query=query | own),
        )
        for (title, none, found, query), first in zip(groups, firsts, strict=True)
    )


def _urgency(measure: Standing) -> tuple[date, int]:
    return measure.ends_on or date.max, measure.pk


def _line(measure: Standing, texts: list[str], names: dict[int, str], today: date) -> DueMeasure:
    text, timeframe = texts
    return DueMeasure(
        text=text,
        url=reverse("goals:reports", args=[measure.pk]),
        agreement=names[measure.agreement],
        timeframe=timeframe,
        days=(measure.ends_on - today).days if measure.ends_on else None,
        status=Status(measure.status),
    )
