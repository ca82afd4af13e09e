"""The wording as records, with their keys: kept with an edition, and brought back exactly.

    {"schema": 1,
     "records": {"goal": [{"id": 7, "number": 1, "title": "…", …}, …], …},
     "topics": {"goal": [[7, 3], …], "measure": […]}}

Each record with its key and the fields that are wording, and which of them have which topic. What
is working state (status, ticks, persons, Sachstände) is not in it: it stays as it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from bildung.agreements.locking import Wording
from bildung.agreements.models import Agreement, FocusTopic
from bildung.agreements.scheduled import Scheduled
from bildung.history.kinds import ALL, Kind, children_of
from bildung.history.restoring import record_of
from goals.models import Goal
from milestones.models import Milestone

SCHEMA = 1
# What stands above comes first.
KINDS = tuple(kind for kind in ALL if issubclass(kind.model, Wording))
TAGGED = tuple(kind for kind in KINDS if kind.model._meta.many_to_many)
# What must be there once in an agreement, and so stands aside while others take its place.
ONCE = {FocusTopic: "name", Goal: "number", Milestone: "title"}

Rows = Mapping[int, Mapping[str, Any]]


def take(agreement: Agreement) -> dict[str, Any]:
    """Return the wording of `agreement` as stored (10 queries)."""
    return {
        "schema": SCHEMA,
        "records": {_name(kind): list(_rows(kind, agreement)) for kind in KINDS},
        "topics": {_name(kind): _tags(kind, agreement) for kind in TAGGED},
    }


@transaction.atomic
def bring_back(agreement: Agreement, wording: Mapping[str, Any], reason: str) -> None:
    """Let the wording of `agreement` be again what `take` found; `reason` goes into the history.

    What was deleted since comes back with its working state and its Sachstände, what is new goes.
    Only what differs is written.
    """
    then = {kind: {row["id"]: row for row in wording["records"][_name(kind)]} for kind in KINDS}
    now = {kind: _stored(kind, agreement) for kind in KINDS}
    for kind in KINDS:
        _stand_aside(kind, now[kind], then[kind])
    for kind in KINDS:
        for key, row in then[kind].items():
            _set(kind, now[kind].get(key), row, reason)
    for kind in TAGGED:
        _tag(kind, agreement, wording["topics"][_name(kind)], reason)
    for kind in KINDS:
        for key in now[kind].keys() - then[kind].keys():
            _remove(kind, now[kind][key], reason)


def _name(kind: Kind) -> str:
    return kind.model._meta.model_name


def _fields(kind: Kind) -> tuple[models.Field, ...]:
    return kind.model.wording_fields()


def _rows(kind: Kind, agreement: Agreement) -> Iterable[dict[str, Any]]:
    names = ("id", *(field.attname for field in _fields(kind)))
    of_agreement = kind.model._base_manager.filter(**{kind.path: agreement.pk})
    for row in of_agreement.order_by("pk").values(*names):
        yield {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
        }


def _tags(kind: Kind, agreement: Agreement) -> list[list[int]]:
    tags = kind.model.topics.through._base_manager
    of_agreement = tags.filter(**{f"{_name(kind)}__{kind.path}": agreement.pk})
    pairs = of_agreement.values_list(f"{_name(kind)}_id", "focustopic_id")
    return sorted(list(pair) for pair in pairs)


def _stored(kind: Kind, agreement: Agreement) -> dict[int, models.Model]:
    of_agreement = kind.model._base_manager.filter(**{kind.path: agreement.pk})
    return {record.pk: record for record in of_agreement}


def _stand_aside(kind: Kind, now: Mapping[int, models.Model], then: Rows) -> None:
    """Free what others are to be called: in the database alone, for that is no change of anybody.

    The records in `now` keep what they were called, and so do the entries of their history.
    """
    name = ONCE.get(kind.model)
    if name is None:
        return
    leaving = [
        key
        for key, record in now.items()
        if key not in then or then[key][name] != getattr(record, name)
    ]
    used = {row[name] for row in then.values()} | {getattr(each, name) for each in now.values()}
    numbers = (number for number in count(1) if number not in used)
    for key in leaving:
        free = next(numbers) if kind.model is Goal else uuid4().hex
        kind.model._base_manager.filter(pk=key).update(**{name: free})


def _set(kind: Kind, record: models.Model | None, row: Mapping[str, Any], reason: str) -> None:
    is_gone = record is None
    if is_gone:
        record = _deleted(kind, row["id"])
    values = {field.attname: field.to_python(row[field.attname]) for field in _fields(kind)}
    changed = [name for name, value in values.items() if getattr(record, name) != value]
    if not (changed or is_gone):
        return
    for name in changed:
        setattr(record, name, values[name])
    if isinstance(record, Scheduled):
        record.keep_dates()  # those that were agreed, however their wording is read today
    record._change_reason = reason
    record.save(force_insert=is_gone)
    if is_gone:
        _bring_reports_back(kind, record, reason)


def _deleted(kind: Kind, key: int) -> models.Model:
    """Return the record as it was when it was deleted; without a history, its key alone."""
    row = kind.history.objects.filter(id=key).first()
    if row is None:
        return kind.model(pk=key)
    record = record_of(kind, row)
    if hasattr(record, "version"):
        record.version += 1  # pages from before the deletion stay stale
    return _without_what_is_gone(record)


def _bring_reports_back(kind: Kind, record: models.Model, reason: str) -> None:
    """Store the Sachstände again that went with `record`; nothing else ever takes one away."""
    for child in children_of(kind):
        if child.is_report:
            rows = child.history.objects.filter(**{child.parent_attname: record.pk})
            latest = {row.id: row for row in rows.order_by("history_date", "history_id")}
            for key in sorted(latest):
                report = _without_what_is_gone(record_of(child, latest[key]))
                report._change_reason = reason
                report.save()


def _without_what_is_gone(record: models.Model) -> models.Model:
    """Empty what points to a unit or a person that is no more; what it stands below is no such."""
    for field in record._meta.concrete_fields:
        key = getattr(record, field.attname)
        if field.is_relation and field.null and not _is_stored(field, key):
            setattr(record, field.attname, None)
    return record


def _is_stored(field: models.Field, key) -> bool:
    return key is None or field.related_model._base_manager.filter(pk=key).exists()


def _tag(kind: Kind, agreement: Agreement, pairs: Iterable[list[int]], reason: str) -> None:
    wanted, stored = defaultdict(set), defaultdict(set)
    for tags, found in ((wanted, pairs), (stored, _tags(kind, agreement))):
        for key, topic in found:
            tags[key].add(topic)
    kept = _stored(kind, agreement)
    for key in sorted(wanted.keys() | stored.keys()):
        if wanted[key] != stored[key]:
            kept[key]._change_reason = reason
            kept[key].topics.set(wanted[key])


def _remove(kind: Kind, record: models.Model, reason: str) -> None:
    if kind.model._base_manager.filter(pk=record.pk).exists():  # else it went with one above
        record._change_reason = reason
        record.delete()
