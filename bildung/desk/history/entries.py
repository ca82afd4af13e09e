"""History rows as a page shows them: found, in their order, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Value

from bildung.agreements import origins
from bildung.history.kinds import ALL, KINDS, Kind, Rows

PAGE_SIZE = 50
# So many rows of what was loaded at once are read to be named; the others are only counted.
NAMED = 200
# Kind and key of a record, or of a history row.
Place = tuple[str, int]
# What rows of all kinds are put in order by, the newest act first.
ORDERED = ("kind", "history_id", "history_date", "act", "acted_at")


@dataclass(frozen=True)
class Entry:
    """A history row as it was found: with the one before it, and whether none came later."""

    kind: Kind
    row: Model
    previous: Model | None
    is_newest: bool

    @property
    def is_end(self) -> bool:
        """Whether the record was deleted and has not come back."""
        return self.row.history_type == "-" and self.is_newest

    @property
    def place(self) -> Place:
        return self.kind.key, self.row.id

    @property
    def above(self) -> Place | None:
        if not self.kind.parent:
            return None
        return self.kind.parent, getattr(self.row, self.kind.parent_attname)

    @property
    def way(self) -> tuple[int, int]:
        """The keys of what the record stood below, and of what it stands below since."""
        attname = self.kind.parent_attname
        return getattr(self.previous, attname), getattr(self.row, attname)

    @property
    def is_move(self) -> bool:
        """Whether the record was moved below another one."""
        known = self.previous is not None and self.row.history_type == "~"
        return known and bool(self.kind.parent) and self.way[0] != self.way[1]

    @property
    def owner(self) -> Place:
        """The record this is told with."""
        kind, pk = self.kind.owner_of(self.row)
        return kind.key, pk


@dataclass(frozen=True)
class Stock:
    """What was loaded at once: its rows, the newest first, and of how many records they tell."""

    rows: tuple[Place, ...]
    records: int


def page_of(rows: Rows, number: str | None) -> tuple[Page, list[Entry]]:
    """Return page `number` of `rows`, newest first, and its entries."""
    page = Paginator(_located(rows), PAGE_SIZE).get_page(number)
    return page, _entries(page.object_list)


def page_with_stock(rows: Rows, number: str | None) -> tuple[Page, list[Entry], dict[Place, int]]:
    """Return the same with all that was loaded at once counted as one entry (1 query more).

    The last value is of how many records such an entry tells, by the place of its first row.
    """
    stock = {each.rows[0]: each for each in _stock(rows)}
    page = Paginator(_located(rows, stock), PAGE_SIZE).get_page(number)
    shown: list[Place] = []
    for key, history_id, *_ in page.object_list:
        loaded = stock.get((key, history_id))
        shown += loaded.rows[:NAMED] if loaded else [(key, history_id)]
    return page, _entries(shown), {place: each.records for place, each in stock.items()}


def _located(rows: Rows, stock: Collection[Place] | None = None) -> QuerySet:
    """Return kind and key of history rows, newest first; of the stock only what `stock` names."""
    found = []
    for key, query in rows.items():
        if stock is not None:
            first = [history_id for kind, history_id in stock if kind == key]
            is_stock = Q(history_change_reason=origins.STOCK)
            query = query.filter(~is_stock | Q(history_id__in=first))
        found.append(_placed(key, query).values_list(*ORDERED))
    return _joined(found)


def _stock(rows: Rows) -> Iterator[Stock]:
    """Yield what each act loaded at once, the newest first (1 query)."""
    queries = []
    for key, query in rows.items():
        kind = KINDS[key]
        owner, owner_kind = "id", key
        if kind.told_with_parent:
            owner, owner_kind = kind.parent_attname, kind.parent
        loaded = _placed(key, query.filter(history_change_reason=origins.STOCK))
        owned = loaded.annotate(owner_kind=Value(owner_kind), owner=F(owner))
        queries.append(owned.values_list(*ORDERED, "owner_kind", "owner"))
    for _, group in groupby(_joined(queries), key=lambda found: found[3]):
        some = list(group)
        records = len({(owner_kind, owner) for *_, owner_kind, owner in some})
        yield Stock(tuple((key, history_id) for key, history_id, *_ in some), records)


def _placed(key: str, query: QuerySet) -> QuerySet:
    return query.order_by().annotate(kind=Value(key), acted_at=F("act__at"))


def _joined(queries: list[QuerySet]) -> QuerySet:
    first, *others = queries
    together = first.union(*others, all=True)
    return together.order_by("-acted_at", "act", "-history_date", "kind", "-history_id")


def _entries(order: Iterable[tuple]) -> list[Entry]:
    """Return the rows at these places (2 queries a kind that occurs, 2 more with topics)."""
    order = [(key, history_id) for key, history_id, *_ in order]
    found: dict[Place, Entry] = {}
    for kind in ALL:
        wanted = [history_id for key, history_id in order if key == kind.key]
        if not wanted:
            continue
        rows = list(
            _with_neighbours(kind, wanted).select_related("history_user", "act__author__user")
        )
        before = _stored(kind).in_bulk({row.before for row in rows} - {None})
        for row in rows:
            previous = before.get(row.before)
            found[kind.key, row.history_id] = Entry(kind, row, previous, not row.has_later)
    return [found[place] for place in order]


def _with_neighbours(kind: Kind, history_ids: Collection[int]) -> QuerySet:
    same = kind.history.objects.filter(id=OuterRef("id"))
    here = {"history_date": OuterRef("history_date")}
    earlier = Q(history_date__lt=OuterRef("history_date")) | Q(
        **here, history_id__lt=OuterRef("history_id")
    )
    later = Q(history_date__gt=OuterRef("history_date")) | Q(
        **here, history_id__gt=OuterRef("history_id")
    )
    latest = same.filter(earlier).order_by("-history_date", "-history_id")
    return (
        _stored(kind)
        .filter(history_id__in=history_ids)
        .annotate(
            before=Subquery(latest.values("history_id")[:1]), has_later=Exists(same.filter(later))
        )
    )


def _stored(kind: Kind) -> QuerySet:
    return kind.history.objects.prefetch_related(*kind.tag_rows.values())


def acts_of_entries(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries of each act, as they follow each other."""
    for _, act in groupby(entries, key=lambda entry: entry.row.act_id):
        yield list(act)
