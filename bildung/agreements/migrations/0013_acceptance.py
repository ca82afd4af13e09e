"""Agreements that there are already count as accepted."""

from django.db import migrations, models

CHOICES = [("offered", "angeboten"), ("accepted", "angenommen"), ("declined", "abgelehnt")]


def field():
    return models.CharField(choices=CHOICES, default="accepted", editable=False, max_length=8, verbose_name="Annahme")


class Migration(migrations.Migration):
    dependencies = [("agreements", "0012_german_order")]
    operations = [
        migrations.AddField(model_name="agreement", name="acceptance", field=field()),
        migrations.AddField(model_name="historicalagreement", name="acceptance", field=field()),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("acceptance", "accepted"),
                    models.Q(("acceptance__in", ("offered", "declined")), ("phase", "draft")),
                    _connector="OR",
                ),
                name="agreement_is_accepted_beyond_draft",
            ),
        ),
    ]
