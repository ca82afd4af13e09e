"""Brings back what was deleted, and earlier states of what is there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.timezone import localtime

from bildung.agreements.locking import hold_agreement_of
from bildung.agreements.models import FocusTopic

from .kinds import GAP, KINDS, MEASURE, STATES, STEP, Kind, children_of

RESTORED = "Wiederhergestellt"
# What goes in one transaction has rows this close to each other; no person deletes as fast twice.
DELETION = timedelta(seconds=5)


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
    with _refusing():
        hold_agreement_of(record_of(kind, row))
        _hold_above(kind, row)
        if kind.model._base_manager.filter(pk=row.id).exists():
            raise NotRestored(f"{kind.label}: Dieser Eintrag ist schon wieder da.")
        return _restore(kind, row)


def restore_state(kind: Kind, row: models.Model, version: int | None) -> models.Model | None:
    """Let the record be again as `row`, an earlier history row of it, says; return it.

    None, and nothing is written, where it is so already. Raises NotRestored where the record was
    changed after a page with `version` was shown, or where the state is no longer a valid one.
    """
    with _refusing():
        hold_agreement_of(record_of(kind, row))
        record = kind.model._base_manager.select_for_update().filter(pk=row.id).first()
        if record is None:
            raise NotRestored(f"{kind.label}: Dieser Eintrag wurde inzwischen gelöscht.")
        if version != record.version:
            raise NotRestored(
                f"{kind.label}: Dieser Eintrag wurde inzwischen geändert. Bitte sehen Sie sich "
                "erst an, was sich geändert hat."
            )
        return _set_state(kind, record, row)


@contextmanager
def _refusing() -> Iterator[None]:
    """Do all or nothing; raise NotRestored where models or database refuse."""
    try:
        with transaction.atomic():
            yield
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
    record = record_of(kind, row)
    if hasattr(record, "version"):
        record.version += 1  # pages from before the deletion stay stale
    record.full_clean()
    record._change_reason = RESTORED
    record.save(force_insert=True)
    _restore_tags(kind, record, row)
    if kind.model is FocusTopic:
        _tag_again(record, row)
    for child in children_of(kind):
        for deleted in _deleted_with(child, row):
            _restore(child, deleted)
    return record


def record_of(kind: Kind, row: models.Model) -> models.Model:
    """Return the record, not stored, as a history row of it says."""
    names = [field.attname for field in kind.model._meta.concrete_fields]
    return kind.model(**{name: getattr(row, name) for name in names})


def _restore_tags(kind: Kind, record: models.Model, row: models.Model) -> None:
    """Tag the record as it was before; its tags were gone when the row of its deletion was made."""
    for field in kind.tag_rows:
        before = kind.history.objects.filter(id=row.id).exclude(history_type="-")
        last = before.filter(history_date__lte=row.history_date).first()
        keys = kind.tags_of(last, field) if last else ()
        if alive := field.related_model.objects.filter(pk__in=keys):
            getattr(record, field.name).set(alive)


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
        and abs(later.history_date - row.history_date) <= DELETION
        for later, earlier in pairwise(kind.history.objects.filter(id=record.pk))
    )


def _deleted_with(child: Kind, row: models.Model) -> list[models.Model]:
    """Return the rows of what stood below and went in the same act as `row`."""
    together = (row.history_date - DELETION, row.history_date + DELETION)
    return list(
        child.history.objects.filter(
            **{child.parent_attname: row.id},
            history_type="-",
            history_user=row.history_user_id,
            history_date__range=together,
        )
        .exclude(id__in=child.model._base_manager.values("pk"))
        .order_by("id")
    )


def _set_state(kind: Kind, record: models.Model, row: models.Model) -> models.Model | None:
    before = [getattr(record, name) for name in STATES[kind.key]]
    for name in STATES[kind.key]:
        setattr(record, name, getattr(row, name))
    record.full_clean()
    steps = _StepsOf(record, row) if kind is MEASURE else None
    changed = before != [getattr(record, name) for name in STATES[kind.key]]
    if not changed and not (steps and steps.differ):
        return None
    reason = f"Stand vom {localtime(row.history_date):%d.%m.%Y, %H:%M} Uhr wiederhergestellt"
    record._change_reason = reason
    record.save()
    if steps:
        steps.restore(reason)
    return record


class _StepsOf:
    """The Teilschritte of a measure as they were at the time of `row`, beside those of today."""

    def __init__(self, measure: models.Model, row: models.Model):
        history = STEP.history.objects.filter(measure_id=measure.pk)
        # They are saved after their measure, in the same act.
        until = history.filter(history_date__lte=row.history_date + GAP)
        then = {step.id: step for step in until.order_by("history_date", "history_id")}
        now = {step.pk: step for step in measure.steps.all()}
        known = set(history.values_list("id", flat=True))
        there = {pk: step for pk, step in then.items() if step.history_type != "-"}
        self.superfluous = [s for pk, s in now.items() if pk in known and pk not in there]
        self.missing = [record_of(STEP, step) for pk, step in there.items() if pk not in now]
        self.changed = [
            (now[pk], step)
            for pk, step in there.items()
            if pk in now and (now[pk].text, now[pk].position) != (step.text, step.position)
        ]

    @property
    def differ(self) -> bool:
        return bool(self.superfluous or self.missing or self.changed)

    def restore(self, reason: str) -> None:
        """Write what differs. Whether a step is done is not undone by an older wording."""
        for step in self.superfluous:
            step._change_reason = reason
            step.delete()
        for step in self.missing:
            step._change_reason = reason
            step.save(force_insert=True)
        for step, row in self.changed:
            step.text, step.position = row.text, row.position
            step._change_reason = reason
            step.save()
