"""Writes what stands below a record in order: as a list of texts, or as a whole that came in."""

from collections.abc import Callable, Collection, Sequence

from django.db import models
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from bildung.annex.matching import out_of_order
from bildung.vocabulary.lines import continued

from .locking import WordingIsLocked
from .models import Agreement
from .origins import BROWSER

AT_ONCE = 200  # records a statement: SQLite allows 32,766 parameters


def hold_open(agreement: Agreement) -> Agreement:
    """Return `agreement` read anew, held so that nobody else writes its wording meanwhile.

    To be called in a transaction. Raises WordingIsLocked where the wording is not open (any more).
    """
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if not held.wording_is_open:
        raise WordingIsLocked
    return held


def save_lines(
    old: Sequence[models.Model], texts: Sequence[str], make: Callable, reason: str = BROWSER
) -> None:
    """Let the records `old`, in their order, say `texts`; `make` returns a new one.

    What stays, stays the same record with its history; nothing is written that did not change.
    """
    places = continued([record.text for record in old], texts)
    for index, record in enumerate(old):
        if index not in places:
            record._change_reason = reason
            record.delete()
    position = 0
    for text, index in zip(texts, places, strict=True):
        record = make() if index is None else old[index]
        # One that stands behind the one before it keeps its place, and so its history.
        known = record.position if record.pk else None
        position = known if known is not None and known > position else position + 1
        if (record.text, known) != (text, position):
            record.text, record.position = text, position
            record._change_reason = reason
            record.save()


def places(records: Sequence[models.Model]) -> list[int]:
    """Return the position of each of `records`, so that they stand in this order.

    As few of those that are stored get another one as can be: equal places keep the order in which
    records were made (see `Ordered`), so that a new one fits in behind any other.
    """
    stored = {place: each for place, each in enumerate(records) if each.pk is not None}
    ranks = {
        pk: rank
        for rank, (_, pk) in enumerate(sorted((each.position, each.pk) for each in stored.values()))
    }
    leaving = out_of_order({place: ranks[each.pk] for place, each in stored.items()})
    last = max(stored, default=-1)
    result: list[int] = []
    before = (0, 0)
    for place, record in enumerate(records):
        made = float("inf") if record.pk is None else record.pk
        kept = place in stored and place not in leaving
        # A new record is made later than any: behind the last one it needs no place of theirs.
        free = max(before[0], 0) if place < last else before[0] + 1
        here = (record.position, made) if kept else (free, made)
        if here < before:
            here = (before[0] + 1, made)
        result.append(here[0])
        before = here
    return result


def update_all(records: Sequence[models.Model], fields: Collection[str], reason: str) -> None:
    """Store the changed `fields` of stored records with their history, in a few statements.

    As `create_all`, and their versions rise. Tagged records are stored one by one: a history row
    made in bulk would say that their tags were gone.
    """
    if not records:
        return
    model = type(records[0])
    tagged = set()
    for field in model._meta.many_to_many:
        tags = field.remote_field.through._base_manager
        tagged |= set(tags.values_list(f"{field.m2m_field_name()}_id", flat=True))
    plain = [record for record in records if record.pk not in tagged]
    for record in plain:
        record.version += 1
    bulk_update_with_history(
        plain, model, {*fields, "version"}, batch_size=AT_ONCE, default_change_reason=reason
    )
    for record in records:
        if record.pk in tagged:
            record.save()


def create_all(records: Sequence[models.Model], reason: str) -> None:
    """Store new `records` with the beginning of their history, in a few statements.

    The wording's lock is not asked: the agreement is held (see `hold_open`).
    """
    if records:
        bulk_create_with_history(
            records, type(records[0]), batch_size=AT_ONCE, default_change_reason=reason
        )


def delete_all(records: Sequence[models.Model]) -> None:
    """Delete `records` of one kind and what is below them, each with the end of its history.

    What is below is looked up for many at once. The reason is that which is named (origins.py).
    """
    for start in range(0, len(records), AT_ONCE):
        some = records[start : start + AT_ONCE]
        type(some[0])._base_manager.filter(pk__in=[record.pk for record in some]).delete()
