"""The triggers by which the database itself refuses to change what is signed, come what may.

Guarded are the tables of GUARDED. Of their rows none is changed, deleted, emptied away (TRUNCATE)
or written over: SQLite's `INSERT OR REPLACE` deletes without asking a trigger for deletions, so
that there an insert is refused whose key, or whose unique values, a row has already. Two changes
pass, and nothing else beside them: the key of a person whose account goes becomes null, and a scan
that is withdrawn loses its bytes, once.

SQLite loses the triggers of a table that a migration builds anew, and those of a new field do not
know it. Whoever migrates a guarded table ends with `RunPython(triggers.guard, triggers.unguard)`;
a test finds what is missing.
"""

from collections.abc import Iterator

from django.db.models import UniqueConstraint

PERSON = "user_id"
# By model: whether a person's key may be emptied, and a withdrawn scan.
GUARDED = {
    "Edition": (),
    "EditionPrint": (),
    "Approval": ("forget",),
    "EntryIntoForce": (),
    "Scan": ("forget", "withdraw"),
    "Ending": ("forget",),
}
WITHDRAWAL = ("pdf", "withdrawn_at", "withdrawn_by", "withdrawn_reason")
WITHDRAWN = (
    "OLD.withdrawn_at IS NULL AND NEW.withdrawn_at IS NOT NULL AND length(NEW.pdf) = 0"
    " AND NEW.withdrawn_by <> '' AND NEW.withdrawn_reason <> ''"
)
FORGOTTEN = f"OLD.{PERSON} IS NOT NULL AND NEW.{PERSON} IS NULL"
EVENTS = ("insert", "update", "delete", "truncate")


def guard(apps, schema_editor) -> None:
    """Give each guarded table that there is by now its triggers, by the columns it has by now."""
    unguard(apps, schema_editor)
    if schema_editor.connection.vendor == "postgresql":
        _run(schema_editor, POSTGRESQL_FUNCTION)
    for model, allowed in _models(apps):
        for statement in _triggers(schema_editor.connection.vendor, model, allowed):
            _run(schema_editor, statement)


def unguard(apps, schema_editor) -> None:
    """Take the triggers away; what had none is left as it is."""
    for model, _ in _models(apps):
        table = model._meta.db_table
        on = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for event in EVENTS:
            _run(schema_editor, f"DROP TRIGGER IF EXISTS {_name(table, event)}{on}")


def _models(apps) -> Iterator[tuple]:
    for name, allowed in GUARDED.items():
        try:
            yield apps.get_model("editions", name), allowed
        except LookupError:  # it comes with a later migration
            continue


def _triggers(vendor: str, model, allowed: tuple[str, ...]) -> Iterator[str]:
    table = model._meta.db_table
    condition = _but_for(vendor, model, allowed)
    if vendor == "postgresql":
        refuse = "EXECUTE FUNCTION editions_keep()"
        row = f"ON {table} FOR EACH ROW"
        yield f"CREATE TRIGGER {_name(table, 'update')} BEFORE UPDATE {row} {condition} {refuse}"
        yield f"CREATE TRIGGER {_name(table, 'delete')} BEFORE DELETE {row} {refuse}"
        yield (
            f"CREATE TRIGGER {_name(table, 'truncate')} BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT {refuse}"
        )
        return
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is immutable.'); END"
    same = " OR ".join(f"({_same(vendor, columns, table)})" for columns in _unique(model))
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (a model's)
    for event, when in (("insert", taken), ("update", condition), ("delete", "")):
        yield f"CREATE TRIGGER {_name(table, event)} BEFORE {event} ON {table} {when} {refuse}"


def _but_for(vendor: str, model, allowed: tuple[str, ...]) -> str:
    """Return when a change is refused: always, or whenever it is another one than `allowed`."""
    columns = [field.column for field in model._meta.concrete_fields]
    changes = {"forget": (FORGOTTEN, (PERSON,)), "withdraw": (WITHDRAWN, WITHDRAWAL)}
    passes = []
    for each in allowed:
        condition, changed = changes[each]
        kept = [column for column in columns if column not in changed]
        passes.append(f"({condition} AND {_same(vendor, kept, 'OLD')})")
    return f"WHEN (NOT ({' OR '.join(passes)}))" if passes else ""


def _same(vendor: str, columns, other: str) -> str:
    equal = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    return " AND ".join(f'{other}."{column}" {equal} NEW."{column}"' for column in columns)


def _unique(model) -> Iterator[list[str]]:
    """Yield the columns whose values only one row may have."""
    for field in model._meta.concrete_fields:
        if field.unique:
            yield [field.column]
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [model._meta.get_field(name).column for name in constraint.fields]


def _name(table: str, event: str) -> str:
    return f"{table}_keep_{event}"


def _run(schema_editor, statement: str) -> None:
    schema_editor.execute(statement, params=None)


POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION editions_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable.', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
