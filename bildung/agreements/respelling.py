"""Stored texts once in the characters in which texts are stored since, for the migrations.

    operations = [migrations.RunPython(respelling_of("goals"), migrations.RunPython.noop)]

Each record that changes gets an entry in its history, and a new version where it counts them, so
that a form opened before is known to be stale. Editions, and what else is signed, stay as they are:
they have no history here, and are compared cleaned.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils import timezone

from bildung.vocabulary.characters import cleaned

from .origins import RESPELLED

log = logging.getLogger(__name__)

# A person has no history; of all that is stored of one, these are texts.
NAMES = ("first_name", "last_name")
# No name has so many others that differ from it in their spelling alone.
MOST = 1_000


def respelling_of(app: str, counted_with: Mapping[str, str] | None = None) -> Callable:
    """Return the function of a migration that cleans all texts of `app`.

    `counted_with` names the field of a model by which its changes count as those of another record.
    """

    def respell(apps, schema_editor):
        database = schema_editor.connection.alias
        for model in apps.get_app_config(app).get_models():
            name = model._meta.object_name
            fields, history = _fields(apps, model)
            records = model.objects.using(database)
            for key, texts in list(_changes(records, fields)):
                for renamed in _write(records, key, texts, fields):
                    log.warning("%s %s is now „%s“: another one was called so.", name, key, renamed)
                if history:
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
    return [f for f in model._meta.concrete_fields if _is_text(f) and not f.choices], history


def _is_text(field: models.Field) -> bool:
    """Whether a field is what migrations know as text; an address or a Kürzel is something else."""
    _, path, _, _ = field.deconstruct()
    return path in ("django.db.models.CharField", "django.db.models.TextField")


def _changes(records, fields: list[models.Field]) -> Iterator[tuple[int, dict[str, str]]]:
    names = [field.name for field in fields]
    rows = records.order_by("pk").values_list("pk", *names).iterator() if names else ()
    for key, *texts in rows:
        changed = {
            field.name: new
            for field, text in zip(fields, texts, strict=True)
            if (new := cleaned(text)) != text and len(new) <= (field.max_length or len(new))
        }
        if changed:
            yield key, changed


def _write(records, key: int, texts: dict, fields: Sequence[models.Field]) -> list[str]:
    """Store `texts`. What another record says already gets a number; return those texts.

    „Jugendamt (2)“ is seen, told in the history, and renamed or merged by a person. Left as it was
    it would look like the other one, and be refused whenever its record is saved.
    """
    if any(field.name == "version" for field in records.model._meta.concrete_fields):
        records.filter(pk=key).update(version=F("version") + 1)
    if _is_stored(records, key, texts):
        return []
    lengths = {field.name: field.max_length for field in fields}
    renamed = []
    for name, text in texts.items():
        if not _is_stored(records, key, {name: text}):
            tried = (_numbered(text, number, lengths[name]) for number in range(2, MOST))
            renamed.append(next(new for new in tried if _is_stored(records, key, {name: new})))
    return renamed


def _is_stored(records, key: int, texts: dict) -> bool:
    try:
        with transaction.atomic(records.db):
            records.filter(pk=key).update(**texts)
    except IntegrityError:
        return False
    return True


def _numbered(text: str, number: int, longest: int | None) -> str:
    end = f" ({number})"
    return text[: longest and longest - len(end)].rstrip() + end


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
