from django.db import migrations

from bildung.agreements.respelling import respelling_of


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_sent_forms"),
    ]

    operations = [
        migrations.RunPython(respelling_of("agreements"), migrations.RunPython.noop),
    ]
