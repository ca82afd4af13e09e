"""Brings back what was deleted, and the earlier wording of what is there."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils.timezone import localtime

from bildung.agreements.acts import Origin, act
from bildung.agreements.locking import WordingIsLocked, hold_agreement_of
from bildung.agreements.models import FocusTopic
from bildung.agreements.scheduled import Scheduled
from bildung.agreements.writing import AT_ONCE

from .kinds import KINDS, Kind, children_of
from .parts import Part, others_fields
from .past import Difference, LinesDifference, Past

RESTORED = "Wiederhergestellt"


class NotRestored(Exception):
    """Nothing was changed. `message` says why, for the person who asked."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


def restore_deleted(kind: Kind, row: models.Model) -> models.Model:
    """Store again what `row`, a history row of a deletion, was the end of; return the record.

    All that was deleted with it comes back too, with the keys it had. Raises NotRestored where
    that cannot be: it is there already, what it stood below is gone, its number is taken …
    """
    with act(Origin.RESTORE), _refusing():
        hold_agreement_of(record_of(kind, row))
        _hold_above(kind, row)
        if kind.model._base_manager.filter(pk=row.id).exists():
            raise NotRestored(f"{kind.label}: Dieser Eintrag ist schon wieder da.")
        return _restore(kind, row)


def restore_part(
    part: Part, kind: Kind, row: models.Model, version: int | None
) -> models.Model | None:
    """Let `part` of a record be again as it was when `row` was written; return the record.

    `row` is of the record's own history or, by its `kind`, of a line's. None, and nothing is
    written, where it is so already. Raises NotRestored where the record was changed after a page
    with `version` was shown, or where what it said is no longer valid.
    """
    owner, pk = kind.owner_of(row)
    with act(Origin.RESTORE), _refusing():
        hold_agreement_of(record_of(kind, row))
        record = owner.model._base_manager.select_for_update().filter(pk=pk).first()
        if record is None:
            raise NotRestored(f"{owner.label}: Dieser Eintrag wurde inzwischen gelöscht.")
        if version != record.version:
            raise NotRestored(
                f"{owner.label}: Dieser Eintrag wurde inzwischen geändert. Bitte sehen Sie sich "
                "erst an, was sich geändert hat."
            )
        difference = Past(owner, record).difference(part, kind, row)
        when = f"{localtime(row.history_date):%d.%m.%Y, %H:%M} Uhr"
        reason = f"{part.name} vom {when} wiederhergestellt"
        return _set(owner, record, part, difference, reason)


@contextmanager
def _refusing() -> Iterator[None]:
    """Do all or nothing; raise NotRestored where models or database refuse.

    A wording that was locked a moment ago is for the page to answer, as everywhere.
    """
    try:
        with transaction.atomic():
            yield
    except WordingIsLocked:
        raise
    except ValidationError as error:
        raise NotRestored(" ".join(error.messages)) from error
    except IntegrityError as error:  # somebody was quicker
        raise NotRestored(
            "Der Eintrag passt nicht mehr zu dem, was inzwischen gespeichert ist."
        ) from error


def _hold_above(kind: Kind, row: models.Model) -> None:
    """Lock what the record stood below; raise NotRestored where that is gone."""
    parent = KINDS[kind.parent]
    stored = parent.model._base_manager.select_for_update(no_key=True)
    if stored.filter(pk=getattr(row, kind.parent_attname)).first() is None:
        raise NotRestored(
            f"{parent.label}: Auch dieser Eintrag wurde gelöscht. "
            f"Bitte stellen Sie zuerst {parent.object} wieder her."
        )


def _restore(kind: Kind, row: models.Model) -> models.Model:
    record = _again(kind, row)
    record.full_clean()
    record.save(force_insert=True)
    _restore_tags(kind, {record.pk: record}, row.act_id)
    if kind.model is FocusTopic:
        _tag_again(record, row)
    _restore_below(kind, {row.id}, row.act_id)
    return record


def _again(kind: Kind, row: models.Model) -> models.Model:
    record = record_of(kind, row)
    record._change_reason = RESTORED
    if hasattr(record, "version"):
        record.version += 1  # pages from before the deletion stay stale
    return record


def _restore_below(kind: Kind, keys: Collection[int], act: UUID) -> None:
    """Store what stood below the records of `keys`, and went in the act that took them.

    Whether its wording is open was asked for what stands above. As many statements for a thousand
    as for one, but for what was tagged.
    """
    for child in children_of(kind):
        ends = child.history.objects.filter(act=act, history_type="-").order_by("id", "history_id")
        alive = child.model._base_manager.filter(pk=OuterRef("id"))
        gone = ends.filter(~Exists(alive))
        records = {
            row.id: _again(child, row) for row in gone if getattr(row, child.parent_attname) in keys
        }
        if not records:
            continue
        _require_what_is_pointed_to(child, records.values())
        # Not by a manager: that of Sachstände refuses what does not come by `reporting.report`.
        models.QuerySet(child.model).bulk_create(records.values(), batch_size=AT_ONCE)
        child.model.history.bulk_history_create(
            records.values(), batch_size=AT_ONCE, default_change_reason=RESTORED
        )
        _restore_tags(child, records, act)
        _restore_below(child, records.keys(), act)


def _require_what_is_pointed_to(kind: Kind, records: Collection[models.Model]) -> None:
    """Raise ValidationError where one of `records` points to what is gone, or is nobody's, by now.

    As an office that was deleted meanwhile, or given to another organisation.
    """
    above, _, path = kind.path.partition("__")
    for field in kind.model._meta.concrete_fields:
        if not field.is_relation:
            continue
        keys = {getattr(record, field.attname) for record in records} - {None}
        stored = field.related_model._base_manager.filter(pk__in=keys)
        if field.name == above and path:
            stored = stored.select_related(path)
        found = {each.pk: each for each in stored} if keys else {}
        for record in records:
            key = getattr(record, field.attname)
            if key in found:
                setattr(record, field.name, found[key])
            elif key is not None:
                record.full_clean()
    fields = kind.model._meta.fields
    unasked = [field.name for field in fields if not (field.is_relation and field.null)]
    pointing = [field.attname for field in fields if field.name not in unasked]
    for record in records:
        if any(getattr(record, attname) is not None for attname in pointing):
            record.clean_fields(exclude=unasked)


def record_of(kind: Kind, row: models.Model) -> models.Model:
    """Return the record, not stored, as a history row of it says."""
    names = [field.attname for field in kind.model._meta.concrete_fields]
    record = kind.model(**{name: getattr(row, name) for name in names})
    if isinstance(record, Scheduled):
        record.keep_dates()
    return record


def _restore_tags(kind: Kind, records: Mapping[int, models.Model], act: UUID) -> None:
    """Tag records, by their keys, as they were before `act` deleted them.

    Their tags were gone when the row of the deletion was made.
    """
    if not kind.tag_rows:
        return
    before = kind.history.objects.filter(id=OuterRef("id")).exclude(history_type="-")
    last = before.filter(history_date__lte=OuterRef("history_date"))
    ends = kind.history.objects.filter(act=act, history_type="-")
    lasts = ends.annotate(last=Subquery(last.values("history_id")[:1])).values("last")
    rows = kind.history.objects.filter(history_id__in=lasts).order_by("history_date", "history_id")
    for row in rows.prefetch_related(*kind.tag_rows.values()):
        for field in kind.tag_rows if row.id in records else ():
            keys = kind.tags_of(row, field)
            if keys and (alive := field.related_model.objects.filter(pk__in=keys)):
                getattr(records[row.id], field.name).set(alive)


def _tag_again(topic: FocusTopic, row: models.Model) -> None:
    """Give the topic back to what lost it when it was deleted (see `untag` in goals/models.py)."""
    for kind in KINDS.values():
        for field in kind.tag_rows:
            for record in _once_tagged(kind, field, topic):
                if _lost_tag(kind, field, record, row):
                    record._change_reason = RESTORED
                    getattr(record, field.name).add(topic)


def _once_tagged(kind: Kind, field: models.Field, topic: FocusTopic) -> models.QuerySet:
    tags = kind.tag_rows[field].removesuffix("_set")  # rows are filtered by another name
    tagged = kind.history.objects.filter(**{f"{tags}__focustopic": topic.pk})
    return kind.model._base_manager.filter(pk__in=tagged.values("id"))


def _lost_tag(kind: Kind, field: models.Field, record: models.Model, row: models.Model) -> bool:
    """Whether `record` lost the topic of `row` in the act that deleted it."""
    return any(
        row.id in kind.tags_of(earlier, field) - kind.tags_of(later, field)
        and later.act_id == row.act_id
        for later, earlier in pairwise(kind.history.objects.filter(id=record.pk))
    )


def _set(
    kind: Kind, record: models.Model, part: Part, difference: Difference, reason: str
) -> models.Model | None:
    before = {name: getattr(record, name) for name in difference.values}
    for name, value in difference.values.items():
        setattr(record, name, value)
    if isinstance(record, Scheduled):
        record.keep_dates()  # those it had then, however its wording is read today
    record.full_clean(exclude=others_fields(kind, part))
    stayed = all(getattr(record, name) == value for name, value in before.items())
    if stayed and not difference.tags and not difference.lines:
        return None
    record._change_reason = reason
    record.save()
    for name, keys in difference.tags.items():
        getattr(record, name).set(keys)
    if difference.lines:
        _set_lines(KINDS[part.lines], difference.lines, reason)
    return record


def _set_lines(kind: Kind, lines: LinesDifference, reason: str) -> None:
    """Write what differs. Whether a step is done is not undone by an older wording."""
    names = [each.attname for each in kind.model.wording_fields()]
    for line in lines.superfluous:
        line._change_reason = reason
        line.delete()
    for row in lines.missing:
        line = record_of(kind, row)
        line._change_reason = reason
        line.save(force_insert=True)
    for line, row in lines.changed:
        for name in names:
            setattr(line, name, getattr(row, name))
        line._change_reason = reason
        line.save()
