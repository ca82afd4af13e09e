"""A row of the database as JSON, and back.

Keys stay as they are in an archive. Who did something stands there by e-mail, an organisation by
its name, a PDF as the name of a member.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BinaryField, Field, JSONField, Model

from bildung.agreements.acts import Act
from bildung.agreements.models import Organisation, User

from .belonging import Table, key_in
from .package import ArchiveError

Row = dict[str, Any]
# By what is named in an archive: how whoever has that name is called by key, and the other way.
NAMED = (User, Organisation)


@dataclass(frozen=True)
class Writer:
    """Makes rows; collects the bytes of what is no text in `files`, by the name of the member."""

    emails: Mapping[int, str]
    organisations: Mapping[int, str]
    files: dict[str, bytes] = field(default_factory=dict)

    def row(self, record: Model) -> Row:
        return {
            each.attname: self._value(each, getattr(record, each.attname))
            for each in record._meta.concrete_fields
        }

    def _value(self, each: Field, value: Any) -> Any:
        if each.is_relation and each.related_model is User:
            return self.emails.get(value) or None
        if each.is_relation and each.related_model is Organisation:
            return self.organisations.get(value)
        if each.is_relation and each.related_model is Act:
            return str(value)
        if isinstance(each, BinaryField):
            content = bytes(value)
            name = f"files/{hashlib.sha256(content).hexdigest()}"
            self.files[name] = content
            return name
        return value.isoformat() if isinstance(value, date) else value


@dataclass(frozen=True)
class Reader:
    """Makes records of rows. `keys` are the new keys by table and former key."""

    keys: Mapping[Table, Mapping[Any, Any]]
    users: Mapping[str, int]
    organisations: Mapping[str, int]
    files: Mapping[str, bytes]

    def record(self, table: Table, row: Row) -> Model:
        """Return the record, not stored. Raises ArchiveError for a value that it cannot have."""
        try:
            values = {
                each.attname: self._value(table, each, row[each.attname])
                for each in table._meta.concrete_fields
            }
        except (KeyError, TypeError, ValueError, ValidationError) as error:
            raise ArchiveError(
                f"Eine Zeile von {table._meta.label} hat einen falschen Wert: {error!r}"
            ) from error
        return table(**values)

    def _value(self, table: Table, each: Field, value: Any) -> Any:
        if value is None:
            return checked(each, None)
        if each.is_relation and each.related_model is User:
            return self.users.get(value)
        if each.is_relation and each.related_model is Organisation:
            return self.organisations[value]
        if (keyed := key_in(table, each)) is not None:
            return self.keys[keyed][value]
        if isinstance(each, BinaryField):
            return self.files[value]
        return checked(each, value)


def checked(each: Field, value: Any) -> Any:
    """Return `value` as a field that is no relation has it.

    Raises TypeError, ValueError or ValidationError where it cannot have it. Its choices are asked
    here, for the database does not know those of the history and of what an edition keeps.
    """
    if value is None:
        if not each.null:
            raise ValueError(f"„{each.attname}“ sagt nichts.")
        return None
    value = each.to_python(value)
    each.run_validators(value)
    is_left_blank = each.blank and value == ""
    if each.choices and not is_left_blank and value not in dict(each.flatchoices):
        raise ValueError(f"„{each.attname}“ kann nicht {value!r:.80} sein.")
    return value


def has_fields_of(table: Table, row: object) -> bool:
    """Whether `row` has the fields of `table`, and lists or objects only where it has such."""
    fields = {each.attname: each for each in table._meta.concrete_fields}
    return (
        isinstance(row, dict)
        and set(row) == set(fields)
        and all(
            isinstance(fields[name], JSONField)
            for name, value in row.items()
            if isinstance(value, (list, dict))
        )
    )


def keys_in(table: Table, rows: list[Row]) -> Iterator[tuple[Table, int]]:
    """Yield each key that `rows` of `table` hold, with the table whose it is."""
    for each in table._meta.concrete_fields:
        keyed = key_in(table, each)
        if keyed is None or keyed in NAMED or keyed is Act:
            continue
        for row in rows:
            value = row.get(each.attname)
            if isinstance(value, int) and not isinstance(value, bool):
                yield keyed, value
