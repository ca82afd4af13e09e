"""All that the database holds, and how two states of it differ."""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models

# Counted or read by the models themselves, beside what a form shows. A stage's note is the text of
# the Sachstand that set its status; the epoch ends the sessions of who is no member any more; into
# another phase an agreement goes by an act on its editions. A scan that is withdrawn loses its
# bytes, and says who gave the reason.
COMPUTED = frozenset(
    (
        "version",
        "position",
        "number",
        "starts_on",
        "ends_on",
        "note",
        "session_epoch",
        "phase",
        "pdf",
        "withdrawn_by",
        "withdrawn_reason",
    )
)

# Never the same twice, from the same input; where a sent form led, and what was said there, name
# keys that were given anew.
SALTED = frozenset(("password", "token_hash", "digest", "form", "location", "said"))

Key = tuple[type[models.Model], object]
State = dict[Key, dict[str, object]]


@dataclass(frozen=True)
class Difference:
    """What became of a state: new records without their keys and times, changed fields, deletions.

    Two differences are equal where the same was done twice, whatever keys the database gave.
    """

    new: tuple[str, ...]
    changed: dict[tuple[str, object], dict[str, object]]
    gone: frozenset[tuple[str, object]]

    @property
    def touched(self) -> set[tuple[str, object]]:
        """Return which records are no more as they were; entries of histories are none."""
        return set(self.changed) | set(self.gone)


def state() -> State:
    """Return all fields of all records, but of sessions (1 query a model).

    They are as the database says them: turning them into Django's values would take most of the
    time, and to see that two are equal it is not needed.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model is not Session:
                query, key = _query(model)
                cursor.execute(query)
                names = [column[0] for column in cursor.description]
                for row in cursor.fetchall():
                    values = dict(zip(names, row, strict=True))
                    found[model, values[key]] = values
    return found


@cache
def _query(model: type[models.Model]) -> tuple[str, str]:
    """Return the query of all records with their fields by name, and the name of the key."""
    quoted = connection.ops.quote_name
    columns = (
        f"{quoted(field.column)} AS {quoted(field.attname)}"
        for field in model._meta.concrete_fields
    )
    return (
        f"SELECT {', '.join(columns)} FROM {quoted(model._meta.db_table)}",
        model._meta.pk.attname,
    )


def difference(before: State, after: State) -> Difference:
    new = {key: row for key, row in after.items() if key not in before}
    changed = {
        _named(key): {
            name: "by chance" if name in SALTED else row[name]
            for name in _lasting(key, row)
            if row[name] != before[key][name]
        }
        for key, row in after.items()
        if key in before and row != before[key]
        if _lasting(key, row) != _lasting(key, before[key])
    }
    gone = frozenset(_named(key) for key in before if key not in after)
    return Difference(
        tuple(sorted(map(str, (_new(*item, new) for item in new.items())))), changed, gone
    )


def _named(key: Key) -> tuple[str, object]:
    return key[0]._meta.model_name, key[1]


def _lasting(key: Key, row: dict) -> dict:
    """Return the fields of a record that do not depend on when it was written."""
    return {
        field.attname: row[field.attname]
        for field in key[0]._meta.concrete_fields
        if not field.primary_key and not isinstance(field, models.DateTimeField)
    }


def _new(key: Key, row: dict, new: State) -> tuple:
    """Return a new record, in which other new ones are not told by their keys."""
    fields = {field.attname: field for field in key[0]._meta.concrete_fields}
    told = {
        name: "new" if (to := _leads_to(key[0], fields[name])) and (to, value) in new else value
        for name, value in _lasting(key, row).items()
        if name not in SALTED
    }
    return key[0]._meta.label, sorted(told.items(), key=str)


def _leads_to(model, field) -> type[models.Model] | None:
    if field.is_relation:
        return field.related_model
    # Entries of a history tell the key of their record by a plain number.
    recorded = getattr(model, "instance_type", None)
    return recorded if recorded and field.name == recorded._meta.pk.name else None
