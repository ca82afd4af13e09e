"""The start page: what a municipality's people look after, and what an agency's people serve."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bildung.agreements.access import agreements_on, leads, may_begin, offers_to, stands_on
from bildung.agreements.models import Agreement, Party, User
from bildung.agreements.paging import SortColumn, sort_column
from goals.models import Goal

from . import shares, visits
from .bars import Chart, agreement_chart, goal_chart
from .changes import AGREEMENTS_TOLD
from .duties import DueGroup, groups_of
from .served import SORTS, Served, Wanted, served_by
from .standing import Standing, measures_of

COLUMNS = (
    ("name", "Zielvereinbarung"),
    ("measures", "Fortschritt Anlage\N{NO-BREAK SPACE}1"),
    ("stages", "Fortschritt Anlage\N{NO-BREAK SPACE}2"),
    ("overdue", "Überfällig"),
    ("next", "Nächster Meilenstein"),
    ("municipality", "Kommune zuletzt aktiv"),
    ("agency", "Agentur zuletzt aktiv"),
)


class WantedForm(forms.Form):
    """What the table of an agency is cut down to."""

    text = forms.CharField(label="Kommune oder Titel", required=False, max_length=200)
    silent_days = forms.IntegerField(
        label="Ohne Aktivität seit so vielen Tagen", required=False, min_value=1, max_value=9999
    )
    overdue = forms.BooleanField(label="nur mit Überfälligem", required=False)


@dataclass(frozen=True)
class CitySide:
    """What the page shows somebody of a municipality; `since` is None in a first visit.

    What others changed since then comes by itself (changes.py): to put it in words takes longer
    than all else here.
    """

    agreements: tuple[Agreement, ...]
    groups: tuple[DueGroup, ...]
    only_own: bool
    charts: tuple[tuple[Agreement | None, Chart], ...]
    since: datetime | None


@dataclass(frozen=True)
class AgencySide:
    """What the page shows somebody of an agency: the table, and how it is cut down and sorted."""

    total: int
    lines: tuple[Served, ...]
    form: WantedForm
    columns: tuple[SortColumn, ...]
    sort: str


@dataclass(frozen=True)
class StartPage:
    offers: tuple[Agreement, ...]
    city: CitySide | None
    agency: AgencySide | None
    may_begin: bool


@require_safe
def start(request):
    """All that a person is concerned with, on one page for either side or both."""
    since = visits.begin(request.user, timezone.now())
    canonical = _canonical(request.GET)
    if canonical.urlencode() != request.GET.urlencode():
        return redirect(f"{request.path}?{canonical.urlencode()}".rstrip("?"))
    page = StartPage(
        _offers(request.user), _city(request, since), _agency(request), may_begin(request.user)
    )
    return render(request, "desk/start.html", {"page": page})


def _offers(person: User) -> tuple[Agreement, ...]:
    """Return what waits for an answer of those who lead a municipality (1 query for them)."""
    return tuple(offers_to(person)) if leads(person) else ()


def _canonical(query: QueryDict) -> QueryDict:
    """Return the query without what is empty, so that each table has one address."""
    kept = QueryDict(mutable=True)
    for name in ("text", "overdue", "silent_days", "mine", "sort"):
        if value := query.get(name, "").strip():
            kept[name] = value
    return kept


def _city(request, since) -> CitySide | None:
    if not stands_on(request.user, Party.MUNICIPALITY):
        return None
    agreements = tuple(agreements_on(request.user, Party.MUNICIPALITY))
    if not agreements:
        return None
    only_own = "mine" in request.GET
    measures = measures_of([each.pk for each in agreements])
    return CitySide(
        agreements,
        groups_of(request.user, agreements, measures, timezone.localdate(), only_own),
        only_own,
        _charts(agreements, measures),
        since,
    )


def _charts(
    agreements: tuple[Agreement, ...], measures: list[Standing]
) -> tuple[tuple[Agreement | None, Chart], ...]:
    """Return the chart of the goals of each agreement that has any (1 query).

    Of more agreements than a person can look through it is one chart, with a bar for each (none).
    """
    found = shares.cases_of(measures)
    if len(agreements) > AGREEMENTS_TOLD:
        bars = [(str(each), shares.tally_of_agreement(found[each.pk])) for each in agreements]
        return ((None, agreement_chart(bars)),)
    goals = Goal.objects.filter(agreement__in=agreements).order_by("number")
    lines = defaultdict(list)
    for pk, agreement, number, title in goals.values_list("pk", "agreement", "number", "title"):
        below = shares.tally_of(found[agreement][pk])
        lines[agreement].append((Goal.name_of(number, title), below))
    return tuple((each, goal_chart(lines[each.pk])) for each in agreements if each.pk in lines)


def _agency(request) -> AgencySide | None:
    served = served_by(request.user, timezone.localdate())
    if not served:
        return None
    form = WantedForm(request.GET)
    wanted = Wanted(**form.cleaned_data) if form.is_valid() else Wanted()
    sort = request.GET.get("sort", "")
    key = sort.removeprefix("-")
    if key not in SORTS:
        sort = key = "name"
    lines = [each for each in served if wanted.admits(each, timezone.now())]
    lines.sort(key=SORTS["name"])
    if sort != "name":
        lines.sort(key=SORTS[key], reverse=sort.startswith("-"))
    columns = tuple(_column(*column, sort, request.GET) for column in COLUMNS)
    return AgencySide(
        len(served), tuple(lines), form, columns, sort if "sort" in request.GET else ""
    )


def _column(key: str, title: str, sort: str, query: QueryDict) -> SortColumn:
    def url(by: str) -> str:
        turned = query.copy()
        turned["sort"] = by
        return f"?{turned.urlencode()}"

    return sort_column(key, title, sort, url)
