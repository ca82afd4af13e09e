"""New keys for what comes in: none that a row has, or had before it was deleted."""

from django.db import connection

from .belonging import Table


def take(table: Table, count: int) -> list[int]:
    """Take `count` keys of `table` from its sequence, in rising order; nobody gets them again."""
    if not count:
        return []
    take_from = {"postgresql": _from_sequence, "sqlite": _from_counter}[connection.vendor]
    return take_from(table._meta.db_table, table._meta.pk.column, count)


def _from_sequence(table: str, column: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [connection.ops.quote_name(table), column, count],
        )
        return sorted(key for (key,) in cursor.fetchall())


def _from_counter(table: str, column: str, count: int) -> list[int]:
    """SQLite counts in a table of its own (AUTOINCREMENT), and one transaction writes at a time."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        counted = cursor.fetchone()
        cursor.execute(f"SELECT MAX({quote(column)}) FROM {quote(table)}")  # noqa: S608 (a model's)
        (highest,) = cursor.fetchone()
        last = max(counted[0] if counted else 0, highest or 0)
        if counted:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table]
            )
        else:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count]
            )
    return list(range(last + 1, last + count + 1))
