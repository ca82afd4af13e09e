"""A page of history rows, put together to acts, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.timezone import localtime

from bildung.agreements import origins
from bildung.agreements.access import Act
from bildung.agreements.models import Agreement, FocusTopic, Unit
from bildung.history.kinds import ALL, GAP, KINDS, MEASURE, STAGE, STATES, Kind, Rows

from .telling import FieldChange, Names, Told

PAGE_SIZE = 50

NOBODY = "System"
NO_LONGER_KNOWN = "(nicht mehr vorhandene Person)"
STOCK = "Erstbestand"
ORIGINS = {
    origins.BROWSER: origins.BROWSER,
    origins.ADMIN: origins.ADMIN,
    origins.IMPORT: origins.IMPORT,
    origins.STOCK: STOCK,
}
# Kind and key of a record.
Place = tuple[str, int]

PAGES = {MEASURE.key: "desk:measure_history", STAGE.key: "desk:stage_history"}


@dataclass(frozen=True)
class Restoring:
    """A button that brings something back; `context` is read out after its label.

    `version` is that of the stored record on the page; None where something deleted comes back.
    """

    url: str
    label: str
    context: str
    version: int | None = None


@dataclass(frozen=True)
class Change:
    """What one act did to one record; `url` leads to the record's own history, if it has one."""

    label: str
    name: str
    url: str
    what: tuple[FieldChange, ...]
    restoring: tuple[Restoring, ...] = ()


@dataclass(frozen=True)
class HistoryAct:
    """All that one person saved at once."""

    when: datetime
    who: str
    origin: str
    changes: tuple[Change, ...]

    @property
    def is_stock(self) -> bool:
        """Whether it took in many records at once, as when an agreement was loaded."""
        return self.origin == STOCK and len(self.changes) > 1


@dataclass(frozen=True)
class Day:
    when: datetime
    acts: tuple[HistoryAct, ...]


@dataclass(frozen=True)
class History:
    """One page of a history; `page` says which one of how many."""

    days: tuple[Day, ...]
    page: Page


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
    def owner(self) -> Place:
        """The record this is told with."""
        return self.above if self.kind.told_with_parent else self.place


@dataclass(frozen=True)
class Reader:
    """Reads histories in `agreement` for somebody with the rights `acts`.

    `record` is the stored measure or stage whose own history is read; None for the agreement's,
    and for that of what was deleted.
    """

    agreement: Agreement
    acts: frozenset[Act]
    record: Model | None = None

    def read(self, rows: Rows, number: str | None) -> History:
        """Return page `number` of `rows`, newest first."""
        page = Paginator(_located(rows), PAGE_SIZE).get_page(number)
        entries = _entries(page.object_list)
        namer = _Namer(entries)
        acts = [act for group in _acts(entries) if (act := self._act(group, namer)).changes]
        days = groupby(acts, key=lambda act: localtime(act.when).date())
        return History(
            tuple(Day(group[0].when, group) for _, each in days if (group := tuple(each))), page
        )

    def _act(self, entries: list[Entry], namer: "_Namer") -> HistoryAct:
        first = entries[0].row
        # What goes along when a record is deleted may have no reason of its own.
        reason = next((reason for e in entries if (reason := e.row.history_change_reason)), "")
        who = _who(first, reason)
        by_owner = defaultdict(list)
        for entry in reversed(entries):
            by_owner[entry.owner].append(entry)
        gone = {entry.place for entry in entries if entry.is_end}
        changes = (
            self._change(owner, told, who, namer, tuple(self._restoring(told, gone)))
            for owner, told in by_owner.items()
        )
        return HistoryAct(
            first.history_date, who, _origin(reason), tuple(c for c in changes if c.what)
        )

    def _change(
        self,
        owner: Place,
        entries: list[Entry],
        who: str,
        namer: "_Namer",
        restoring: tuple[Restoring, ...],
    ) -> Change:
        kind, pk = KINDS[owner[0]], owner[1]
        reported = frozenset(entry.row.text for entry in entries if entry.kind.is_report)
        what: list[FieldChange] = []
        for entry in entries:
            told = Told(entry.kind, entry.row, entry.previous, who, reported)
            what += [change for change in told.changes(namer.names) if change not in what]
        url = reverse(PAGES[kind.key], args=[pk]) if kind.key in PAGES else ""
        return Change(
            kind.label,
            namer.name_of(kind, pk),
            "" if self.record is not None else url,
            tuple(what),
            restoring,
        )

    def _restoring(self, entries: list[Entry], gone: set[Place]) -> Iterator[Restoring]:
        states = [entry for entry in entries if self._is_earlier_state(entry)]
        for entry in states[-1:]:
            when = f"{localtime(entry.row.history_date):%d.%m.%Y, %H:%M} Uhr"
            label = "Diesen Stand wiederherstellen"
            yield Restoring(self._url(entry), label, when, self.record.version)
        for entry in entries:
            # With a record comes back what was deleted with it.
            is_top = entry.is_end and entry.above not in gone
            if is_top and entry.kind.restored_by in self.acts:
                yield self._bringing_back(entry)

    def _bringing_back(self, entry: Entry) -> Restoring:
        name = f"{entry.kind.label} „{Truncator(entry.kind.name_of(entry.row)).chars(60)}“"
        if entry.kind.told_with_parent:  # what of several bullets is meant must be seen
            return Restoring(self._url(entry), f"{name} wiederherstellen", "")
        return Restoring(self._url(entry), "Wiederherstellen", name)

    def _is_earlier_state(self, entry: Entry) -> bool:
        return (
            type(self.record) is entry.kind.model  # nothing where no record is shown
            and entry.kind.key in STATES
            and entry.kind.restored_by in self.acts
            and entry.row.history_type != "-"
            and not entry.is_newest
        )

    def _url(self, entry: Entry) -> str:
        args = [self.agreement.slug, entry.kind.key, entry.row.history_id]
        return reverse("desk:restore", args=args)


def _located(rows: Rows) -> QuerySet:
    """Return kind and key of all history rows, newest first."""
    first, *others = (
        query.order_by().annotate(kind=Value(key)).values_list("kind", "history_id", "history_date")
        for key, query in rows.items()
    )
    return first.union(*others, all=True).order_by("-history_date", "kind", "-history_id")


def _entries(located: Iterable[tuple[str, int, datetime]]) -> list[Entry]:
    """Return the located rows in their order (2 queries a kind that occurs, 2 more with topics)."""
    order = [(key, history_id) for key, history_id, _ in located]
    found: dict[Place, Entry] = {}
    for kind in ALL:
        wanted = [history_id for key, history_id in order if key == kind.key]
        if not wanted:
            continue
        rows = list(_with_neighbours(kind, wanted).select_related("history_user"))
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


def _acts(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Yield the entries that one person made at once, newest first."""
    act: list[Entry] = []
    for entry in entries:
        if act and not belongs_together(act[-1].row, entry.row):
            yield act
            act = []
        act.append(entry)
    if act:
        yield act


def belongs_together(later: Model, earlier: Model) -> bool:
    """Whether two neighbouring history rows were written by one act."""
    return (
        later.history_user_id == earlier.history_user_id
        and later.history_date - earlier.history_date <= GAP
        and _agree(later.history_change_reason, earlier.history_change_reason)
    )


def _agree(reason: str | None, other: str | None) -> bool:
    """Whether two rows give one reason. Those that went along with others may give none."""
    return reason == other or (not (reason and other) and origins.STOCK not in (reason, other))


def _who(row: Model, reason: str) -> str:
    """Name the person. Only with a person do the pages write, so without one she was deleted."""
    if row.history_user is not None:
        return str(row.history_user)
    return NO_LONGER_KNOWN if _origin(reason) in (origins.BROWSER, origins.ADMIN) else NOBODY


def _origin(reason: str) -> str:
    """Return the origin to show; what was brought back was so in the browser."""
    if not reason:
        return ""
    return ORIGINS.get(reason, origins.BROWSER if "wiederhergestellt" in reason.lower() else reason)


class _Namer:
    """Knows the names of all that a page speaks of."""

    def __init__(self, entries: list[Entry]):
        owners = defaultdict(set)
        for entry in entries:
            key, pk = entry.owner
            owners[key].add(pk)
        self._names = {key: names_of(KINDS[key], pks) for key, pks in owners.items()}
        self.names = Names(*_pointed_to(entries))

    def name_of(self, kind: Kind, pk: int) -> str:
        """Return a record's name by its latest history row; empty where it has none."""
        return self._names[kind.key].get(pk, "")


def names_of(kind: Kind, pks: Collection[int]) -> dict[int, str]:
    """Return the names of records, stored or deleted (1 query; for stages, which need more, 2)."""
    rows = _latest(kind, pks)
    if kind is not STAGE:
        return {pk: kind.name_of(row) or "(ohne Text)" for pk, row in rows.items()}
    milestones = _latest(KINDS[STAGE.parent], {row.milestone_id for row in rows.values()})
    names = {}
    for pk, row in rows.items():
        milestone = milestones.get(row.milestone_id)
        parts = (milestone and milestone.title, kind.name_of(row) or row.timeframe_wording)
        names[pk] = ": ".join(filter(None, parts))
    return names


def _latest(kind: Kind, pks: Collection[int]) -> Mapping[int, Model]:
    """Return the latest history row of each record (1 query)."""
    if not pks:
        return {}
    latest = kind.history.objects.filter(id=OuterRef("id")).order_by("-history_date", "-history_id")
    rows = kind.history.objects.filter(
        id__in=pks, history_id=Subquery(latest.values("history_id")[:1])
    )
    return {row.id: row for row in rows}


def _pointed_to(entries: list[Entry]) -> Iterator[dict[int, str]]:
    """Yield the names of units and of topics that stand in the rows."""
    units, topics = set(), set()
    for entry in entries:
        for row in filter(None, (entry.row, entry.previous)):
            units.add(getattr(row, "lead_unit_id", None))
            for field in entry.kind.tag_rows:
                topics |= entry.kind.tags_of(row, field)
    for model, keys in ((Unit, units - {None}), (FocusTopic, topics)):
        yield {pk: record.name for pk, record in model.objects.in_bulk(keys).items()}
