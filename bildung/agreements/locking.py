"""The last line before the wording: no record of it is changed while its agreement is locked.

Views and forms ask access.py and never come this far. What does, because the agreement was frozen a
moment ago or because somebody works past the pages, is refused here, by save() and delete(). A
`QuerySet.update()` passes, as it passes the history: it is for what is no wording. So does
loaddata: it brings a whole database back, locked agreements with it. Title and parties of the
agreement itself are kept by the admin, the only place to change them. Dates beside a locked wording
are read anew where an operator names the agreement (`save_though_locked`).

Whoever writes holds the agreement's row as weakly as a foreign key does, until the transaction
ends; whoever freezes (bildung/editions) holds it alone. So the one waits for the other, and nothing
is written between the moment in which an edition is read and that in which the wording is locked.
"""

from collections.abc import Collection
from functools import cache
from typing import ClassVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.signals import class_prepared, pre_delete
from django.dispatch import receiver

from . import acts
from .phases import WORDING_IS_OPEN

LOCKED = "Der Wortlaut ist festgeschrieben und kann zurzeit nicht geändert werden."


class WordingIsLocked(ValidationError):
    """Somebody tried to change the wording of an agreement in a phase in which it stands."""

    def __init__(self):
        super().__init__(LOCKED, code="wording_is_locked")


class Wording(models.Model):
    """A record of what the parties agree on.

    `agreement_path` is the lookup from it to its agreement. `working` names the fields that are no
    wording and change any day: the working state.
    """

    agreement_path: ClassVar[str]
    working: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not transaction.get_connection().in_atomic_block:
            with transaction.atomic():  # in which what is checked stays so until it is written
                return self.save(*args, **kwargs)
        require_open(self, among=kwargs.get("update_fields"))
        return super().save(*args, **kwargs)

    def save_though_locked(self, *fields: str) -> None:
        """Store `fields` in whatever phase, with an entry in the history.

        For what an operator does to the dates beside a wording (bildung/history/rereading.py), and
        for nothing else. The agreement is to be held.
        """
        super().save(update_fields=fields)

    @property
    def row_key(self) -> str:
        """Return what names the record in its annex and on the agreement's page: „measure-17“."""
        return self.key_of(self.pk)

    @classmethod
    def key_of(cls, pk: int) -> str:
        return f"{cls._meta.model_name}-{pk}"

    @classmethod
    def wording_fields(cls) -> tuple[models.Field, ...]:
        """Return the fields that are wording, but for those of many records (topics)."""
        others = {cls._meta.pk.name, "version", *cls.working}
        return tuple(field for field in cls._meta.concrete_fields if field.name not in others)


def require_open(
    record: Wording, among: Collection[str] | None = None, whole: bool = False
) -> None:
    """Raise WordingIsLocked where saving `record` would change a wording that is locked.

    `among` names the fields that are to be written, where not all are; with `whole` the record is
    to go, or what it is tagged with to change. 1 query where the wording is open.
    """
    fields = record.wording_fields()
    if among is not None and not whole:
        fields = [field for field in fields if {field.name, field.attname} & set(among)]
        if not fields:
            return
    if _phases(record) <= WORDING_IS_OPEN:
        return
    if whole or record._state.adding or _rewords(record, fields):
        raise WordingIsLocked


def hold_agreement_of(record: models.Model) -> None:
    """Hold the agreement of `record` as save() does. To be called before a row of it is locked.

    Who freezes, or takes over a file, holds the agreement first and its rows after it. Whoever
    held a row and then asked for the agreement would wait for them in a circle, and the database
    would end one of the two. What is no wording has no agreement to hold.
    """
    locks_rows = transaction.get_connection().features.has_select_for_no_key_update
    if locks_rows and isinstance(record, Wording):
        _phases(record)


def _rewords(record: Wording, fields: Collection[models.Field]) -> bool:
    names = [field.attname for field in fields]
    stored = type(record)._base_manager.filter(pk=record.pk).values(*names).first()
    return stored is None or any(
        field.to_python(stored[field.attname]) != field.to_python(getattr(record, field.attname))
        for field in fields
    )


def _phases(record: Wording) -> set[str]:
    """Return the phases of the agreements that `record` belongs to, as stored and as it says now.

    That is one, but for a record on its way from one to another. Both stay held (see above).
    """
    name, _, _ = record.agreement_path.partition("__")
    parent = getattr(record, record._meta.get_field(name).attname)
    keys = [key for key in (record.pk, parent) if key is not None]
    if not keys:
        return set()
    sql = _question(type(record), record.pk is not None, parent is not None)
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(sql, keys)
        found = cursor.fetchall()
    if len(found) == 1:  # which then need not be looked for when the history is written
        ((agreement, _),) = found
        if record.pk is not None:
            acts.know(type(record), record.pk, agreement)
        if parent is not None:
            acts.know(record._meta.get_field(name).related_model, parent, agreement)
    return {phase for _, phase in found}


@cache
def _question(model: type[Wording], by_key: bool, by_parent: bool) -> str:
    """Return the SQL that asks for the phases by a record's key, by its parent's, or by both.

    Put in words once: every change of a record asks it, and Django takes longer for the words than
    the database for the answer.
    """
    agreements = apps.get_model("agreements", "Agreement")
    name, _, path = model.agreement_path.partition("__")
    above, places = model._meta.get_field(name).related_model, models.Q()
    if by_key:
        stored = model._base_manager.filter(pk=0)
        places |= models.Q(pk__in=stored.values(model.agreement_path))
    if by_parent:
        said = above._base_manager.filter(pk=0)
        places |= models.Q(pk__in=said.values(path)) if path else models.Q(pk=0)
    found = agreements._base_manager.filter(places).order_by().values_list("pk", "phase")
    sql, _ = found.query.sql_with_params()
    if transaction.get_connection().features.has_select_for_no_key_update:
        # Django knows no FOR KEY SHARE. What is read here is the agreement's own table alone, the
        # others are in subqueries, which are not held.
        return f"{sql} FOR KEY SHARE"
    return sql


@receiver(class_prepared)
def watch_deletions(sender, **kwargs) -> None:
    if issubclass(sender, Wording) and not sender._meta.abstract:
        pre_delete.connect(keep_while_locked, sender=sender)


def keep_while_locked(instance: Wording, origin, **kwargs) -> None:
    """Ask for the records whose deletion somebody began; what goes along goes by their leave.

    An agreement as a whole is kept by its editions.
    """
    if getattr(origin, "model", type(origin)) is type(instance):
        require_open(instance, whole=True)


def keep_tags_while_locked(instance: models.Model, action: str, **kwargs) -> None:
    """For the signal m2m_changed: topics of a record are part of what was agreed."""
    if action in ("pre_add", "pre_remove", "pre_clear") and isinstance(instance, Wording):
        require_open(instance, whole=True)
