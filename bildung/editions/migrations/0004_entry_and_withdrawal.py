import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("editions", "0003_row_keys")]
    operations = [
        migrations.CreateModel(
            name="EntryIntoForce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approvals_sha256", models.CharField(max_length=64, verbose_name="Prüfwert der Zustimmungen")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="am")),
                ("edition", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="entry", to="editions.edition", verbose_name="Fassung")),
            ],
            options={
                "verbose_name": "Inkrafttreten einer Fassung",
                "verbose_name_plural": "Inkrafttreten der Fassungen",
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AlterModelOptions(
            name="editionprint",
            options={"base_manager_name": "objects", "verbose_name": "Druck einer Fassung", "verbose_name_plural": "Drucke der Fassungen"},
        ),
        migrations.AddField(
            model_name="scan",
            name="side",
            field=models.CharField(blank=True, choices=[("municipality", "Kommune"), ("agency", "Transferagentur")], default="", max_length=12, verbose_name="abgelegt für"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="scan",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="zurückgezogen am"),
        ),
        migrations.AddField(
            model_name="scan",
            name="withdrawn_by",
            field=models.CharField(blank=True, default="", max_length=310, verbose_name="zurückgezogen von"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="scan",
            name="withdrawn_reason",
            field=models.TextField(blank=True, default="", verbose_name="Grund der Rücknahme"),
            preserve_default=False,
        ),
    ]
