"""A page of history rows, put together to acts, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.core.paginator import Page
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.timezone import localtime

from bildung.agreements import origins
from bildung.agreements.access import Right
from bildung.agreements.acts import Act, Origin
from bildung.agreements.addresses import address_of
from bildung.agreements.models import Agreement
from bildung.history.kinds import ALL, KINDS, Kind, Rows
from bildung.history.parts import Part, parts_for
from bildung.history.past import Past

from .entries import Entry, Place, acts_of_entries, page_of, page_with_stock
from .naming import Namer
from .telling import FieldChange, Told

NOBODY = "System"
NO_LONGER_KNOWN = "(nicht mehr vorhandene Person)"
STOCK = "Erstbestand"
# What nobody but a person does, who has logged in.
BY_SOMEBODY = (Origin.BROWSER, Origin.ADMIN, Origin.IMPORT, Origin.RESTORE, Origin.EDITION)
ORIGINS = {
    "": "",
    origins.BROWSER: origins.BROWSER,
    origins.ADMIN: origins.ADMIN,
    origins.IMPORT: origins.IMPORT,
    origins.STOCK: STOCK,
}


def history_url(kind: Kind, pk: int) -> str:
    """Return the address of a record's own history; empty for what is told elsewhere."""
    if not kind.has_page:
        return ""
    return address_of(f"desk:{kind.model._meta.model_name}_history", pk)


@dataclass(frozen=True)
class Restoring:
    """A button that brings something back; `context` is read out after its label.

    `version` is that of the stored record on the page, and `part` what of it comes back; without
    both something deleted does.
    """

    url: str
    label: str
    context: str
    version: int | None = None
    part: str = ""


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
    """All that one person saved at once.

    `records` is how many records it changed; of a large stock more than `changes` name.
    """

    when: datetime
    who: str
    origin: str
    changes: tuple[Change, ...]
    records: int

    @property
    def is_stock(self) -> bool:
        """Whether it took in many records at once, as when an agreement was loaded."""
        return self.origin == STOCK and self.records > 1

    @property
    def unnamed(self) -> int:
        return self.records - len(self.changes)


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
class Reader:
    """Reads histories in `agreement` for somebody with `rights`.

    `record` is the stored one whose own history is read; None for the agreement's, and for that of
    what was deleted.
    """

    agreement: Agreement
    rights: frozenset[Right]
    record: Model | None = None

    def read(self, rows: Rows, number: str | None) -> History:
        """Return page `number` of `rows`, newest first; what was loaded at once is one entry."""
        return self._history(*page_with_stock(rows, number))

    def latest(self, rows: Rows) -> History:
        """Return the first page with each row for itself (1 query less)."""
        return self._history(*page_of(rows, None), {})

    def _history(self, page: Page, entries: list[Entry], stock: Mapping[Place, int]) -> History:
        namer = Namer(entries)
        told = (self._act(group, namer, stock) for group in acts_of_entries(entries))
        acts = [act for act in told if act.changes]
        days = groupby(acts, key=lambda act: localtime(act.when).date())
        return History(
            tuple(Day(group[0].when, group) for _, each in days if (group := tuple(each))), page
        )

    def _act(self, entries: list[Entry], namer: Namer, stock: Mapping[Place, int]) -> HistoryAct:
        first = entries[0].row
        # What goes along when a record is deleted may have no reason of its own.
        reason = next((reason for e in entries if (reason := e.row.history_change_reason)), "")
        who = _who(first, reason)
        by_owner = defaultdict(list)
        for entry in reversed(entries):
            by_owner[entry.owner].append(entry)
        gone = {entry.place for entry in entries if entry.is_end}
        changes = tuple(
            change
            for owner, told in by_owner.items()
            if (change := self._change(owner, told, who, namer, gone)).what
        )
        records = stock.get((entries[0].kind.key, first.history_id), len(changes))
        return HistoryAct(first.act.at, who, _origin(first.act, reason), changes, records)

    def _change(
        self,
        owner: Place,
        entries: list[Entry],
        who: str,
        namer: Namer,
        gone: set[Place],
    ) -> Change:
        kind, pk = KINDS[owner[0]], owner[1]
        reported = frozenset(entry.row.text for entry in entries if entry.kind.is_report)
        what: list[FieldChange] = []
        for entry in entries:
            told = Told(entry.kind, entry.row, entry.previous, who, reported)
            what += [change for change in told.changes(namer.names) if change not in what]
        url = "" if self.record is not None else history_url(kind, pk)
        ways_back = (*self._earlier(owner, entries), *self._deleted(entries, gone))
        return Change(kind.label, namer.name_of(kind, pk), url, tuple(what), ways_back)

    def _earlier(self, owner: Place, entries: list[Entry]) -> Iterator[Restoring]:
        """Yield a way back for each part that was otherwise after this act than it is today."""
        if self._past is None or owner != (self._kind.key, self.record.pk):
            return
        said = [e for e in entries if e.row.history_type != "-" and not e.kind.is_report]
        # The record's own row tells also what was saved with it; lines may have been changed alone.
        own = [entry for entry in said if entry.kind is self._kind]
        for entry in (own or said)[-1:]:
            when = f"{localtime(entry.row.history_date):%d.%m.%Y, %H:%M} Uhr"
            for part in self._parts:
                if self._past.difference(part, entry.kind, entry.row):
                    label = f"{part.this} wiederherstellen"
                    yield Restoring(self._url(entry), label, when, self.record.version, part.key)

    def _deleted(self, entries: list[Entry], gone: set[Place]) -> Iterator[Restoring]:
        for entry in entries:
            # With a record comes back what was deleted with it.
            is_top = entry.is_end and entry.above not in gone
            if is_top and entry.kind.right_to_restore(entry.row) in self.rights:
                yield self._bringing_back(entry)

    @cached_property
    def _kind(self) -> Kind:
        return next(kind for kind in ALL if kind.model is type(self.record))

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        """What of the record the person may bring back; nothing where no record is shown."""
        return parts_for(self._kind, self.rights) if self.record is not None else ()

    @cached_property
    def _past(self) -> Past | None:
        return Past(self._kind, self.record) if self._parts else None

    def _bringing_back(self, entry: Entry) -> Restoring:
        name = f"{entry.kind.label} „{Truncator(entry.kind.name_of(entry.row)).chars(60)}“"
        if entry.kind.told_with_parent:  # what of several bullets is meant must be seen
            return Restoring(self._url(entry), f"{name} wiederherstellen", "")
        return Restoring(self._url(entry), "Wiederherstellen", name)

    def _url(self, entry: Entry) -> str:
        args = [self.agreement.slug, entry.kind.key, entry.row.history_id]
        return reverse("desk:restore", args=args)


def _who(row: Model, reason: str) -> str:
    """Name the person. The pages write only with one: without, the account is gone, or the name."""
    if row.history_user is not None:
        return str(row.history_user)
    if row.act.author is not None and str(row.act.author):
        return str(row.act.author)
    is_somebodys = row.act.origin in BY_SOMEBODY or reason in (origins.BROWSER, origins.ADMIN)
    return NO_LONGER_KNOWN if is_somebodys else NOBODY


def _origin(act: Act, reason: str) -> str:
    """Return the origin to show; what was brought back was so in the browser."""
    if reason and act.origin == Origin.RESTORE:
        return origins.BROWSER
    return ORIGINS.get(reason, reason)
