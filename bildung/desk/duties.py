"""What a municipality's people have to look after: due, overdue, or long without a Sachstand."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from django.db.models import Max, QuerySet
from django.urls import reverse

from bildung.agreements.access import stands_on
from bildung.agreements.addresses import address_of
from bildung.agreements.models import Agreement, Party, User
from bildung.agreements.records import FINISHED, SILENT, SOON
from bildung.vocabulary.status import Status
from goals.models import Measure, MeasureReport

from .prepared import prepared
from .standing import Standing, pressing

# So many of each group at most; the list of measures has them all.
MOST = 10


@dataclass(frozen=True)
class DueMeasure:
    """One line: `days` until the end, negative where it is past; None without an end.

    `reported_on` is the day of the last Sachstand, None where there is none.
    """

    text: str
    url: str
    agreement: str
    timeframe: str
    days: int | None
    reported_on: date | None
    status: Status


@dataclass(frozen=True)
class DueGroup:
    """Measures that share a reason to be looked at, the most urgent first; `total` in all.

    The list at `list_url` shows just these. With `tells_reports`, the last Sachstand is told.
    """

    title: str
    none: str
    lines: tuple[DueMeasure, ...]
    total: int
    list_url: str
    tells_reports: bool

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Reason:
    """Why measures are looked at: the words, the list's parameters, and what is most urgent."""

    title: str
    none: str
    query: Mapping[str, str]
    measures: list[Standing]
    urgency: Callable[[Standing], object]
    tells_reports: bool = False


def groups_of(
    person: User,
    agreements: Iterable[Agreement],
    measures: Sequence[Standing],
    today: date,
    only_own: bool,
) -> tuple[DueGroup, ...]:
    """Return the three groups of `measures`, which are all those of `agreements` (2 queries).

    With `only_own`, those measures alone that name the person as Ansprechperson (3).
    """
    agreements = list(agreements)
    names = {each.pk: str(each) for each in agreements}
    scope = _scope(person, agreements)
    if only_own:
        scope["person"] = str(person)
        theirs = Measure.objects.filter(objective__goal__agreement__in=names)
        theirs = set(theirs.with_contact(str(person)).values_list("pk", flat=True))
        measures = [each for each in measures if each.pk in theirs]
    reported = dict(_last_reports(names))
    reasons = _reasons(measures, reported, today)
    firsts = [nsmallest(MOST, each.measures, key=each.urgency) for each in reasons]
    shown = {each.pk for first in firsts for each in first}
    texts = {pk: words for pk, *words in _words(shown)}
    return tuple(
        DueGroup(
            reason.title,
            reason.none,
            tuple(
                _line(each, texts[each.pk], names, reported, today)
                for each in first
                if each.pk in texts  # one that has gone since is not shown
            ),
            len(reason.measures),
            reverse("goals:list", query={**reason.query, **scope}),
            reason.tells_reports,
        )
        for reason, first in zip(reasons, firsts, strict=True)
    )


def _scope(person: User, agreements: list[Agreement]) -> dict[str, str]:
    """Return the list's parameters that leave out the agreements of the person's other side.

    None for who stands on this side alone: the list has no others then. Of several agreements of
    somebody who stands on both sides it cannot show just those; it shows all.
    """
    if stands_on(person, Party.AGENCY) and len(agreements) == 1:
        return {"agreement": agreements[0].slug}
    return {}


def _reasons(
    measures: Sequence[Standing], reported: Mapping[int, date], today: date
) -> tuple[Reason, ...]:
    def by_end(measure: Standing):
        return measure.ends_on, measure.pk

    def by_silence(measure: Standing):
        last = reported.get(measure.pk, date.min)
        return last, measure.starts_on or date.max, measure.pk

    found = pressing(measures, today, reported)
    return (
        Reason(
            "Überfällig",
            "Nichts ist überfällig.",
            {"overdue": "yes"},
            found.overdue,
            by_end,
        ),
        Reason(
            f"In den nächsten {SOON.days} Tagen fällig",
            f"In den nächsten {SOON.days} Tagen endet keine Maßnahme.",
            {"overdue": "soon"},
            found.soon,
            by_end,
        ),
        Reason(
            f"Seit {SILENT.days} Tagen ohne Sachstand",
            "Zu allen begonnenen Maßnahmen gibt es einen Sachstand der letzten "
            f"{SILENT.days} Tage.",
            {"silent": "yes"},
            found.silent,
            by_silence,
            tells_reports=True,
        ),
    )


@prepared
def _words(measures: Sequence[int]) -> QuerySet:
    """Return the text and time frame of `measures` (1 query)."""
    shown = Measure.objects.filter(pk__in=measures)
    return shown.order_by().values_list("pk", "text", "timeframe_wording")


@prepared
def _last_reports(agreements: Sequence[int]) -> QuerySet:
    """Return each unfinished measure that has a Sachstand, and the day of the last (1 query)."""
    reports = MeasureReport.objects.filter(measure__objective__goal__agreement__in=agreements)
    # Most reports are on what is finished, and nothing is told of that here.
    reports = reports.exclude(measure__status__in=FINISHED)
    return reports.order_by().values_list("measure").annotate(Max("reported_on"))


def _line(
    measure: Standing,
    texts: list[str],
    names: Mapping[int, str],
    reported: Mapping[int, date],
    today: date,
) -> DueMeasure:
    text, timeframe = texts
    return DueMeasure(
        text=text,
        url=address_of("goals:reports", measure.pk),
        agreement=names[measure.agreement],
        timeframe=timeframe,
        days=(measure.ends_on - today).days if measure.ends_on else None,
        reported_on=reported.get(measure.pk),
        status=Status(measure.status),
    )
