"""Lists over all agreements a person may see: filtered, sorted, a page at a time, by GET alone.

The address says all that is shown, so that it can be mailed; one way of writing it is canonical,
and a form's empty fields are left out of it by a redirect. As a file, a list is there as a whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.generic import View

from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexTable, Block, Cell, Column, Row
from bildung.vocabulary.timeframe import NOT_READABLE

from .access import agreements_of
from .filter_form import ALL_FIELDS, Chip, FilterPanels, asks_for_all, panels_of
from .filters import PlanFilter
from .ordering import Place, ordered
from .paging import Pager, SortColumn, asked_page, pager_of, sort_column

PER_PAGE = 25
# In `orders`: the place of a record's agreement among those of the person.
AGREEMENT = object()


@dataclass(frozen=True)
class ListPage:
    """All that a list's page shows."""

    total: int
    filters: FilterPanels
    chips: tuple[Chip, ...]
    notices: tuple[str, ...]
    columns: tuple[SortColumn, ...]
    lines: tuple[Any, ...]
    pager: Pager
    downloads: Any  # bildung.formats.addresses.Downloads, on the same floor as this
    reset_url: str
    sort: str  # kept by the form; empty in the default order


class PlanListView(View):
    """Shows a list. A subclass says what stands in it:

    `filter_class`, a PlanFilter; `columns`, key and title; `orders`, what each key sorts by:
    expressions, or AGREEMENT (the first key is the default order); `for_lines` and `lines`. And
    what its files hold: `name` and `title`, `file_columns`, and `blocks`.
    """

    http_method_names = ("get", "head")
    filter_class: ClassVar[type[PlanFilter]]
    template_name: ClassVar[str]
    columns: ClassVar[tuple[tuple[str, str], ...]]
    orders: ClassVar[Mapping[str, tuple]]
    name: ClassVar[str]
    title: ClassVar[str]
    file_columns: ClassVar[tuple[Column, ...]]

    def for_lines(self, found: QuerySet) -> QuerySet:
        """Return the records `found` with all that a line shows."""
        raise NotImplementedError

    def lines(self, records, plan_filter: PlanFilter) -> tuple:
        """Return what the template shows of each record."""
        raise NotImplementedError

    def blocks(self, line) -> dict[str, tuple[Block, ...]]:
        """Return what a file says of a line, by the key of its column."""
        raise NotImplementedError

    def downloads(self, query: str, lines: int) -> Any:
        """Return the files of so many `lines`, with the filters and in the order of `query`."""
        raise NotImplementedError

    def document(self) -> AnnexDocument:
        """Return all lines that the filters let through, in the order asked for, as a document."""
        plan_filter = self._filter()
        keys, first = plan_filter.agreement_keys, self._first(self._sort([]), plan_filter)
        found = self.for_lines(plan_filter.qs).in_annex_order(keys, *first)
        lines = self.lines(found, plan_filter)
        columns = tuple(
            column
            for column in self.file_columns
            if column.key != "agreement" or len(plan_filter.agreements) > 1
        )
        rows = []
        for line in lines:
            blocks = self.blocks(line)
            cells = tuple(Cell(blocks[column.key]) for column in columns)
            rows.append(Row(line.key, cells))
        held = "; ".join(
            f"{chip.label}: {chip.value}" for chip in plan_filter.chips(lambda rest: "")
        )
        title = f"{self.title}: gefiltert nach {held}" if held else self.title
        return AnnexDocument(
            agreement=plan_filter.agreement_name or "Zielvereinbarungen",
            title=self.title,
            parties=(),
            state="Auszug" if held else "Liste",
            as_of=plan_filter.today,
            tables=(AnnexTable(self.name, title, columns, tuple(rows)),),
        )

    @property
    def file_name(self) -> str:
        return f"{self.name}-{localdate()}"

    def get(self, request):
        plan_filter = self._filter()
        canonical = self._canonical(plan_filter)
        if canonical.urlencode() != request.GET.urlencode():
            return redirect(self._url(canonical))
        return render(request, self.template_name, {"page": self._page(plan_filter)})

    def _filter(self) -> PlanFilter:
        asked = self.request.GET
        agreements = list(agreements_of(self.request.user))
        return self.filter_class(asked, agreements, self.filter_class.wants_all(asked))

    def _canonical(self, plan_filter: PlanFilter) -> QueryDict:
        query = plan_filter.canonical()
        for name, default in (("sort", next(iter(self.orders))), ("page", "1")):
            value = self.request.GET.get(name, "").strip()
            if value and value != default:
                query[name] = value
        if asks_for_all(self.request.GET):
            query.update(ALL_FIELDS)
        return query

    def _url(self, query: QueryDict, **changes: str) -> str:
        """Return the address with `query` and `changes`; an empty change leaves its name out."""
        query = query.copy()
        for name, value in changes.items():
            if value:
                query[name] = value
            else:
                query.pop(name, None)
        parameters = query.urlencode()
        return f"{self.request.path}?{parameters}" if parameters else self.request.path

    def _page(self, plan_filter: PlanFilter) -> ListPage:
        notices: list[str] = []
        sort = self._sort(notices)
        keys, counted = plan_filter.sifted(*self._first(sort, plan_filter))
        shown = self._shown(Paginator(keys, PER_PAGE), notices)
        records = self.for_lines(plan_filter.queryset).in_bulk(shown.object_list)
        query = plan_filter.canonical()
        asked = self.request.GET.get("sort", "") and sort  # what is not known is not passed on
        sorted_query = query.copy()
        if asked:
            sorted_query["sort"] = asked
        more_url = self._url(sorted_query, page=asked_page(shown), **ALL_FIELDS)
        return ListPage(
            total=counted.total,
            filters=panels_of(plan_filter.fields(counted), more_url),
            chips=plan_filter.chips(lambda rest: self._url(rest, sort=asked)),
            notices=tuple(notices),
            columns=tuple(self._column(key, title, sort, query) for key, title in self.columns),
            # One that has gone since is not shown.
            lines=self.lines([records[key] for key in shown if key in records], plan_filter),
            pager=pager_of(shown, lambda number: self._url(sorted_query, page=number)),
            downloads=self.downloads(
                f"?{sorted_query.urlencode()}" if sorted_query else "", counted.total
            ),
            reset_url=self.request.path,
            sort=asked,
        )

    def _sort(self, notices: list[str]) -> str:
        default = next(iter(self.orders))
        sort = self.request.GET.get("sort") or default
        if sort.removeprefix("-") in self.orders:
            return sort
        notices.append("Diese Sortierung gibt es nicht. Gezeigt wird die übliche Reihenfolge.")
        return default

    def _first(self, sort: str, plan_filter: PlanFilter) -> list:
        """Return what the order `sort` sorts by before all else."""
        expressions = tuple(
            Place(plan_filter.agreement_path, plan_filter.agreement_keys)
            if each is AGREEMENT
            else each
            for each in self.orders[sort.removeprefix("-")]
        )
        return ordered(expressions, descending=sort.startswith("-"))

    def _shown(self, paginator: Paginator, notices: list[str]):
        number = self.request.GET.get("page") or "1"
        try:
            return paginator.page(number)
        except PageNotAnInteger:
            notices.append("Diese Seite gibt es nicht. Gezeigt wird die erste.")
            return paginator.page(1)
        except EmptyPage:
            last = paginator.num_pages
            notices.append(f"Diese Seite gibt es nicht. Gezeigt wird die letzte, Seite {last}.")
            return paginator.page(last)

    def _column(self, key: str, title: str, sort: str, query: QueryDict) -> SortColumn:
        if key not in self.orders:
            return SortColumn(key, title)
        default = next(iter(self.orders))
        return sort_column(
            key, title, sort, lambda by: self._url(query, sort="" if by == default else by)
        )


def remark(line) -> str:
    """Return what a file says of a line's time frame; nothing where all is well."""
    if line.is_overdue:
        return "! überfällig"
    return NOT_READABLE if line.timeframe and not line.is_readable else ""
