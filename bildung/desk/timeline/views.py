"""The timeline's page and its PDF, filtered as the lists are."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from bildung.agreements.filter_form import ALL_FIELDS, Chip, FilterPanels, asks_for_all, panels_of
from bildung.agreements.paging import Pager, asked_page, pager_of
from bildung.formats import pdf
from bildung.formats.answers import Origin, not_made
from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe import NOT_READABLE

from .filtering import Found, TimelineFilter
from .layout import Item, Picture, draw, screen_width
from .paper import SHEETS, TimelineDocument, document_of, hint_of
from .reading import groups_of, items_of
from .scale import Scale, Window, cut_window, default_scale, whole_window

PER_PAGE = 100
# A sheet of A4 holds some ten bars: more would be a book, and take the press minutes.
MOST_ON_PAPER = 500
FEWER = "Filtern Sie, was gedruckt werden soll, zum Beispiel nach Ziel, Meilenstein oder Status."


@dataclass(frozen=True)
class Choice:
    """A scale or a paper size to choose."""

    label: str
    url: str
    is_current: bool = False


@dataclass(frozen=True)
class TimelinePage:
    """All that the page shows."""

    total: int
    pager: Pager
    filters: FilterPanels
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    scale: str  # kept by the form; empty for the one that suits the span
    scales: tuple[Choice, ...]
    picture: Picture | None
    statuses: tuple[Status, ...]
    unplaced: tuple[Item, ...]
    groups: tuple[tuple[str, tuple[Item, ...]], ...]
    prints: tuple[Choice, ...]
    prints_hint: str
    reset_url: str
    not_readable: str = NOT_READABLE
    most_on_paper: int = MOST_ON_PAPER


@dataclass(frozen=True)
class Span:
    """The years and the scale in which they are shown, and what is to be said of them."""

    window: Window
    scale: Scale
    notes: tuple[str, ...]


@require_safe
def page(request):
    shown = TimelineFilter(request.GET, request.user)
    query = _canonical(shown, request.GET, "scale", "page")
    if query.urlencode() != request.GET.urlencode():
        return redirect(_url("timeline", query))
    counted = shown.counted()
    found = shown.found(counted)
    notices = list(shown.notices)
    current = _page(found.total, request.GET.get("page", ""), notices)
    scale = _scale(request.GET.get("scale", ""), notices)
    span = _span(found, shown, scale)
    items = items_of(shown, found, max(current.start_index() - 1, 0), PER_PAGE)
    width = screen_width(span.window, span.scale)
    pictures = draw(items, span.window, span.scale, shown.today, width)
    kept = "" if scale is None else scale.value
    filters = shown.canonical()
    return render(
        request,
        "desk/timeline/page.html",
        {
            "page": TimelinePage(
                total=found.total,
                pager=pager_of(
                    current, lambda number: _url("timeline", filters, scale=kept, page=number)
                ),
                filters=panels_of(
                    shown.fields(counted),
                    _url("timeline", filters, scale=kept, page=asked_page(current), **ALL_FIELDS),
                ),
                chips=shown.chips(lambda rest: _url("timeline", rest, scale=kept)),
                notices=(*notices, *span.notes),
                scale=kept,
                scales=tuple(
                    Choice(
                        each.label,
                        _url("timeline", filters, scale=each.value, page=asked_page(current)),
                        each is span.scale,
                    )
                    for each in Scale
                ),
                picture=pictures[0] if pictures else None,
                statuses=tuple(Status),
                unplaced=tuple(item for item in items if not item.is_placed),
                groups=groups_of(items),
                prints=_prints(found, filters, kept),
                prints_hint=hint_of(found.total, span.window, span.scale),
                reset_url=reverse("desk:timeline"),
            )
        },
    )


@require_safe
def print_pdf(request):
    """The whole timeline that the filters let through, on A4 or A3; 503 if it cannot be printed.

    One that is too long for paper leads to the page, which says so.
    """
    shown = TimelineFilter(request.GET, request.user)
    query = _canonical(shown, request.GET, "scale", "format")
    if query.urlencode() != request.GET.urlencode():
        return redirect(_url("timeline_print", query))
    try:
        with pdf.place():
            found = shown.found(shown.counted())
            if found.total > MOST_ON_PAPER:
                return redirect(_url("timeline", shown.canonical()))
            content = pdf.render_markup(_document(request.GET, shown, found).markup)
    except pdf.PrintError as error:
        return _failed(request, shown, error.message)
    name = f"zeitstrahl-{shown.today.isoformat()}.pdf"
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}"',
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _document(asked: QueryDict, shown: TimelineFilter, found: Found) -> TimelineDocument:
    format = asked.get("format", "")
    span = _span(found, shown, _scale(asked.get("scale", ""), []))
    return document_of(
        items_of(shown, found, 0, MOST_ON_PAPER),
        span.window,
        span.scale,
        shown.today,
        title=_title(shown),
        format=format if format in SHEETS else "a4",
        filters=tuple(f"{chip.label}: {chip.value}" for chip in shown.chips(lambda rest: "")),
        notes=(*shown.notices, *span.notes),
    )


def _failed(request, shown: TimelineFilter, reason: str) -> HttpResponse:
    url = _url("timeline", shown.canonical())
    origin = Origin("Zeitstrahl", url, "Zurück zum Zeitstrahl", FEWER)
    return not_made(request, origin, reason)


def _title(shown: TimelineFilter) -> str:
    """Return „Zeitstrahl“ and whose, where it is of one agreement."""
    return f"Zeitstrahl {shown.measure_filter.agreement_name}".rstrip()


def _span(found: Found, shown: TimelineFilter, scale: Scale | None) -> Span:
    """Return the years of the period filtered by, else those of all records and today."""
    start, end = shown.period
    whole = whole_window(found.days, shown.today)
    if start or end:
        first = start.year if start else min(whole.first, end.year)
        whole = Window(first, end.year if end else max(whole.last, first))
    scale = scale or default_scale(whole)
    window = cut_window(whole, scale, shown.today)
    notes = []
    if window != whole:
        notes.append(
            f"Das Bild reicht nur von {window.first} bis {window.last}: Auf der Skala "
            f"„{scale.label}“ zeigt es höchstens {scale.most_years} Jahre. Was darüber hinausgeht, "
            "endet mit einem Pfeil; alle Daten stehen in der Tabelle."
        )
    if not window.holds(shown.today):
        side = "rechts" if shown.today.year > window.last else "links"
        notes.append(f"Der heutige Tag liegt {side} außerhalb des Bildes.")
    return Span(window, scale, tuple(notes))


def _scale(value: str, notices: list[str]) -> Scale | None:
    if not value:
        return None
    try:
        return Scale(value)
    except ValueError:
        notices.append("Diese Skala gibt es nicht. Gezeigt wird die passende.")
        return None


class Numbered(Paginator):
    """Pages over records that are counted already."""

    @cached_property
    def count(self):
        return len(self.object_list)


def _page(total: int, asked: str, notices: list[str]) -> Page:
    paginator = Numbered(range(total), PER_PAGE)
    shown = paginator.get_page(asked or 1)
    if asked and asked != str(shown.number):
        notices.append(f"Diese Seite gibt es nicht. Gezeigt wird Seite {shown.number}.")
    return shown


def _prints(found: Found, query: QueryDict, scale: str) -> tuple[Choice, ...]:
    if not 0 < found.total <= MOST_ON_PAPER:
        return ()
    return tuple(
        Choice(name.upper(), _url("timeline_print", query, scale=scale, format=name))
        for name in SHEETS
    )


def _canonical(shown: TimelineFilter, given: QueryDict, *names: str) -> QueryDict:
    """Return the one way to write the address: without what is empty or says nothing."""
    query = shown.canonical()
    for name in names:
        value = given.get(name, "").strip()
        if value and (name, value) != ("page", "1"):
            query[name] = value
    if asks_for_all(given):
        query.update(ALL_FIELDS)
    return query


def _url(name: str, query: QueryDict, **changes: str) -> str:
    query = query.copy()
    for key, value in changes.items():
        if value:
            query[key] = value
    address = reverse(f"desk:{name}")
    return f"{address}?{query.urlencode()}" if query else address
