"""The names of all that a page „Verlauf“ speaks of, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db.models import Model, OuterRef, Subquery

from bildung.agreements.models import FocusTopic, Unit
from bildung.history.kinds import KINDS, STAGE, Kind

from .entries import Entry
from .telling import Names


class Namer:
    """Knows the names of all that `entries` speak of."""

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
