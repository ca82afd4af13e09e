"""What is signed, without its triggers: for tests alone, the product has no such door."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction

from bildung.editions.immutable import Immutable

GUARDED = tuple(model for model in apps.get_models() if issubclass(model, Immutable))


@contextmanager
def unguarded() -> Iterator[None]:
    """Drop all triggers, and put them back as they were."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks are pending
        dropped = triggers()
        for name, (table, _) in dropped.items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _, statement in dropped.values():
            cursor.execute(statement)


def triggers() -> dict[str, tuple[str, str]]:
    """Return the table and the statement that makes it of each trigger by its name."""
    of = {
        "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid)"
        " FROM pg_trigger WHERE NOT tgisinternal",
        "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(of[connection.vendor])
        return {name: (table, statement) for name, table, statement in cursor.fetchall()}


def raw(model: type[models.Model]) -> models.QuerySet:
    """Return the rows of `model` by a query set that refuses nothing."""
    return models.QuerySet(model)
