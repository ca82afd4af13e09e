"""Triggers on all that is signed, in the place of the one that only editions had."""

from django.db import migrations, models

from bildung.editions import triggers


def drop_former(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS editions_edition_immutable ON editions_edition")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS editions_edition_immutable")


class Migration(migrations.Migration):
    dependencies = [("editions", "0005_what_was_signed_before")]
    operations = [
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.UniqueConstraint(fields=("edition", "sha256"), name="scan_once_in_edition"),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["", "municipality", "agency"])), name="scan_side_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="scan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", ""), ("withdrawn_reason", "")),
                    models.Q(
                        models.Q(("withdrawn_at", None), _negated=True),
                        models.Q(("withdrawn_by", ""), _negated=True),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="scan_withdrawal_is_whole",
            ),
        ),
        migrations.RunPython(drop_former, migrations.RunPython.noop),
        migrations.RunPython(triggers.guard, triggers.unguard),
    ]
