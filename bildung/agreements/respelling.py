"""Stored texts once in the characters in which texts are stored since, for the migrations.

    operations = [migrations.RunPython(respelling_of("goals"), migrations.RunPython.noop)]

Each record that changes gets an entry in its history, and a new version where it counts them, so
that a form opened before is known to be stale. Editions, and what else is signed, stay as they are:
they have no history here, and are compared cleaned.
"""

import logging
from collections.abc import Callable, Iterator, Mapping

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from bildung.vocabulary.characters import cleaned

from .origins import RESPELLED

log = logging.getLogger(__name__)

# A person has no history; of all that is stored of one, these are texts.
NAMES = ("first_name", "last_name")


def respelling_of(app: str, counted_with: Mapping[str, str] | None = None) -> Callable:
    """Return the function of a migration that cleans all texts of `app`.

    `counted_with` names the field of a model by which its changes count as those of another record.
    """

    def respell(apps, schema_editor):
        database = schema_editor.connection.alias
        for model in apps.get_app_config(app).get_models():
            name = model._meta.object_name
            fields, history = _fields(apps, model)
            for key, texts in list(_changes(model.objects.using(database), fields)):
                if not _write(model.objects.using(database), key, texts):
                    log.warning("%s %s keeps its spelling: another one is called so.", name, key)
                elif history:
                    _tell(apps, model, history, key, database)
                    if counted := (counted_with or {}).get(name):
                        _count(model, counted, key, database)

    return respell


def _fields(apps, model) -> tuple[list[models.Field], type[models.Model] | None]:
    """Return the text fields of a model that are cleaned, and the model of its history."""
    name = f"Historical{model._meta.object_name}"
    try:
        history = apps.get_model(model._meta.app_label, name)
    except LookupError:
        return [f for f in model._meta.concrete_fields if f.name in NAMES], None
    texts = (models.CharField, models.TextField)
    return [f for f in model._meta.concrete_fields if type(f) in texts and not f.choices], history


def _changes(records, fields: list[models.Field]) -> Iterator[tuple[int, dict[str, str]]]:
    names = [field.name for field in fields]
    for key, *texts in records.order_by("pk").values_list("pk", *names) if names else ():
        changed = {
            field.name: new
            for field, text in zip(fields, texts, strict=True)
            if (new := cleaned(text)) != text and len(new) <= (field.max_length or len(new))
        }
        if changed:
            yield key, changed


def _write(records, key: int, texts: dict) -> bool:
    """Store `texts`; return False where the database refuses: another record says the same.

    That one is to be renamed by a person, who is told which.
    """
    if any(field.name == "version" for field in records.model._meta.concrete_fields):
        texts = {**texts, "version": F("version") + 1}
    try:
        with transaction.atomic(records.db):
            records.filter(pk=key).update(**texts)
    except IntegrityError:
        return False
    return True


def _tell(apps, model, history, key: int, database: str) -> None:
    """Write the entry of the history, with what the record is tagged with."""
    record = model.objects.using(database).get(pk=key)
    row = history.objects.using(database).create(
        **{field.attname: getattr(record, field.attname) for field in model._meta.concrete_fields},
        history_date=timezone.now(),
        history_type="~",
        history_change_reason=RESPELLED,
    )
    for field in model._meta.many_to_many:
        through = field.remote_field.through
        if not through._meta.auto_created:
            continue  # records of their own
        tags = apps.get_model(model._meta.app_label, f"{history._meta.object_name}_{field.name}")
        mine = through._meta.get_field(field.m2m_field_name()).attname
        for tag in through.objects.using(database).filter(**{mine: key}).values():
            tags.objects.using(database).create(history=row, **tag)


def _count(model, field: str, key: int, database: str) -> None:
    counted = model._meta.get_field(field)
    parents = model.objects.using(database).filter(pk=key).values(counted.attname)
    records = counted.related_model.objects.using(database)
    records.filter(pk__in=parents).update(version=F("version") + 1)
