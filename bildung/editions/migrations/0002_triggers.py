"""Lets the database itself refuse to change an edition, whatever way the change comes.

On SQLite a deletion is not refused: Django empties tables by deleting there, between tests and in
`flush`. A migration that makes SQLite build the table anew loses the trigger and has to make it
again (a test finds it missing).
"""

from django.db import migrations

MESSAGE = "An edition is immutable."

POSTGRESQL = (
    f"""
    CREATE FUNCTION editions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER editions_edition_immutable BEFORE UPDATE OR DELETE ON editions_edition
    FOR EACH ROW EXECUTE FUNCTION editions_refuse()
    """,
)
POSTGRESQL_BACK = (
    "DROP TRIGGER IF EXISTS editions_edition_immutable ON editions_edition",
    "DROP FUNCTION editions_refuse()",
)
SQLITE = (
    f"""
    CREATE TRIGGER editions_edition_immutable BEFORE UPDATE ON editions_edition
    BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
    """,
)
SQLITE_BACK = ("DROP TRIGGER IF EXISTS editions_edition_immutable",)


def forwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL, SQLITE)


def backwards(apps, schema_editor):
    _run(schema_editor, POSTGRESQL_BACK, SQLITE_BACK)


def _run(schema_editor, postgresql, sqlite):
    statements = {"postgresql": postgresql, "sqlite": sqlite}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("editions", "0001_editions")]
    operations = [migrations.RunPython(forwards, backwards)]
