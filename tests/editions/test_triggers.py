"""The database itself keeps what is signed, whatever statement comes; by raw SQL on each table."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from bildung.editions.end import end
from bildung.editions.models import Approval, Edition, Ending, Scan
from bildung.editions.papers import withdraw_scan
from bildung.editions.triggers import GUARDED as KNOWN
from tests.factories import PDF, ScanFactory
from tests.unguarded import GUARDED, raw, triggers, unguarded

from .scene import DAY, in_force

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

EVENTS = {"postgresql": ("update", "delete", "truncate"), "sqlite": ("insert", "update", "delete")}
OF_PERSONS = (Approval, Scan, Ending)


@pytest.fixture
def written(parties):
    """One of each of what is kept."""
    edition = in_force(parties)
    ScanFactory(edition=edition, user=parties.city)
    end(parties.agreement, DAY, "Projektende", parties.city)
    return parties


@pytest.fixture(params=GUARDED, ids=lambda model: model.__name__)
def model(request):
    return request.param


def rows(model):
    return list(raw(model).order_by("pk").values())


def execute(statement, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def refused(model, *statement) -> bool:
    """Whether the trigger stops a statement, and all rows stay as they are."""
    before = rows(model)
    with pytest.raises(DatabaseError, match=f"{model._meta.db_table} is immutable"):
        execute(*statement)
    return rows(model) == before


def other(field: models.Field, value):
    """Return another value that the column of `field` takes."""
    if isinstance(field, models.JSONField):
        return '{"anders": 1}'
    if isinstance(field, models.BinaryField):
        return b"anders"
    if isinstance(field, (models.DateField, models.DateTimeField)):
        day = value or timezone.now()
        return (day + timedelta(days=1)).isoformat(*" " if isinstance(day, datetime) else "")
    if isinstance(field, (models.CharField, models.TextField)):
        return "x"
    return (value or 0) + 1000


def test_every_table_that_is_kept_has_its_triggers():
    """A migration that has SQLite build a table anew loses them, and has to make them again."""
    assert {model.__name__ for model in GUARDED} == set(KNOWN)
    assert set(triggers()) == {
        f"{model._meta.db_table}_keep_{event}"
        for model in GUARDED
        for event in EVENTS[connection.vendor]
    }


def test_no_column_is_changed(written, model):
    row = rows(model)[0]
    for field in model._meta.concrete_fields:
        value = other(field, row[field.attname])
        table, column = model._meta.db_table, field.column
        assert refused(model, f"UPDATE {table} SET {column} = %s WHERE id = %s", value, row["id"])
    assert refused(model, f"UPDATE {model._meta.db_table} SET id = id")


def test_nothing_is_deleted_or_emptied_away(written, model):
    table = model._meta.db_table
    assert refused(model, f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        execute("SET CONSTRAINTS ALL IMMEDIATE")  # else pending checks refuse it before us
        before = rows(model)
        with pytest.raises(DatabaseError, match="is immutable"):  # of any of those that go along
            execute(f"TRUNCATE {table} CASCADE")
        assert rows(model) == before


def test_nothing_is_written_over(written, model):
    table = model._meta.db_table
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    others = columns.removeprefix("id, ")
    same_key = f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}"
    where = "WHERE true"  # else SQLite takes ON for that of a join
    assert refused(model, f"{same_key} {where} ON CONFLICT (id) DO UPDATE SET id = excluded.id")
    if connection.vendor == "sqlite":
        same_values = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT id + 1000, {others}"
        assert refused(model, same_key.replace("INSERT", "INSERT OR REPLACE"))
        assert refused(model, same_key.replace("INSERT", "REPLACE"))
        assert refused(model, f"{same_values} FROM {table}")
        assert refused(model, f"UPDATE OR REPLACE {table} SET id = id + 1")


@pytest.mark.parametrize("model", OF_PERSONS, ids=lambda model: model.__name__)
def test_key_of_a_person_is_emptied_and_nothing_beside_it(written, model):
    table, row = model._meta.db_table, rows(model)[0]
    assert refused(model, f"UPDATE {table} SET user_id = %s", row["user_id"] + 1)
    for field in model._meta.concrete_fields:
        if field.attname != "user_id":
            change = f"UPDATE {table} SET user_id = NULL, {field.column} = %s WHERE id = %s"
            assert refused(model, change, other(field, row[field.attname]), row["id"])
    assert execute(f"UPDATE {table} SET user_id = NULL WHERE id = %s", row["id"]) == 1
    assert rows(model)[0] == row | {"user_id": None}
    assert refused(model, f"UPDATE {table} SET user_id = NULL WHERE id = %s", row["id"])
    assert refused(model, f"UPDATE {table} SET user_id = 1 WHERE id = %s", row["id"])


WITHDRAW = (
    "UPDATE editions_scan SET pdf = %s, withdrawn_at = %s, withdrawn_by = %s, withdrawn_reason = %s"
)


def test_scan_is_withdrawn_whole_and_nothing_beside_it(written):
    row, now = rows(Scan)[0], "2016-02-01 10:00:00+00:00"
    assert refused(Scan, WITHDRAW, b"%PDF", now, "Kim Muster", "falsch")
    assert refused(Scan, WITHDRAW, b"", None, "Kim Muster", "falsch")
    assert refused(Scan, WITHDRAW, b"", now, "", "falsch")
    assert refused(Scan, WITHDRAW, b"", now, "Kim Muster", "")
    kept = ("pdf", "withdrawn_at", "withdrawn_by", "withdrawn_reason")
    for field in Scan._meta.concrete_fields:
        if field.column not in kept:
            change = f"{WITHDRAW}, {field.column} = %s"
            value = other(field, row[field.attname])
            assert refused(Scan, change, b"", now, "Kim Muster", "falsch", value)
    withdraw_scan(Scan.objects.get(), "falsch", written.city)
    assert refused(Scan, WITHDRAW, b"", now, "Kim Muster", "anders")
    assert refused(Scan, "UPDATE editions_scan SET pdf = %s", PDF)
    assert refused(Scan, "UPDATE editions_scan SET withdrawn_at = NULL")


def test_tests_alone_lift_the_triggers_and_put_them_back(written):
    before = triggers()
    with unguarded():
        assert triggers() == {}
        raw(Edition).update(label="Anders")
    assert triggers() == before
    assert isinstance(Edition.objects.get().as_of, date)
