"""The names of all that a page „Verlauf“ speaks of, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from django.db.models import Model, OuterRef, Subquery
from django.utils.text import Truncator

from bildung.agreements.models import FocusTopic, Unit
from bildung.history.kinds import KINDS, STAGE, Kind

from .entries import Entry, Place
from .telling import Names

# From where to where something was moved: by the kind it stands below.
FROM_AND_TO = {
    "ziel": "von Ziel {} zu Ziel {}",
    "erlaeuterung": "von der Erläuterung „{}“ zur Erläuterung „{}“",
    "meilenstein": "vom Meilenstein „{}“ zum Meilenstein „{}“",
}


class Namer:
    """Knows the names of all that `entries` speak of."""

    def __init__(self, entries: list[Entry]):
        owners = defaultdict(set)
        for entry in entries:
            key, pk = entry.owner
            owners[key].add(pk)
        self._names = {key: names_of(KINDS[key], pks) for key, pks in owners.items()}
        self.names = Names(*_pointed_to(entries), _ways(entries))

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


def _ways(entries: list[Entry]) -> dict[Place, str]:
    """Return from where to where each entry moved its record (1 query for each kind above).

    Told by the goals where these differ, with the numbers they had at that time.
    """
    moved = [entry for entry in entries if entry.is_move]
    ends = defaultdict(set)
    for entry in moved:
        ends[entry.kind.parent] |= set(entry.way)
    past = {key: _Past(KINDS[key], pks) for key, pks in ends.items()}
    if "erlaeuterung" in past:
        goals = {row.goal_id for row in past["erlaeuterung"].rows}
        past["ziel"] = _Past(KINDS["ziel"], goals | ends["ziel"])
    return {(entry.kind.key, entry.row.history_id): _way(entry, past) for entry in moved}


class _Past:
    """The whole history of some records of one kind (1 query)."""

    def __init__(self, kind: Kind, pks: Collection[int]):
        found = kind.history.objects.filter(id__in=pks)
        self.rows = list(found.order_by("history_date", "history_id"))
        self._by_record = defaultdict(list)
        for row in self.rows:
            self._by_record[row.id].append(row)

    def at(self, pk: int, when: datetime) -> Model | None:
        """Return what held at that time; the first row there is where the history begins later."""
        rows = self._by_record[pk]
        return next((row for row in reversed(rows) if row.history_date <= when), (*rows, None)[0])


def _way(entry: Entry, past: Mapping[str, _Past]) -> str:
    """Return „von Ziel 3 zu Ziel 1“; empty where the history does not know."""
    key, when = entry.kind.parent, entry.row.history_date
    ends = [past[key].at(pk, when) for pk in entry.way]
    if key == "erlaeuterung" and None not in ends and ends[0].goal_id != ends[1].goal_id:
        key, ends = "ziel", [past["ziel"].at(row.goal_id, when) for row in ends]
    if None in ends:
        return ""
    return FROM_AND_TO[key].format(*(_name_of(KINDS[key], row) for row in ends))


def _name_of(kind: Kind, row: Model) -> str:
    if hasattr(row, "number"):
        return str(row.number)
    return Truncator(kind.name_of(row) or "(ohne Text)").chars(60)
