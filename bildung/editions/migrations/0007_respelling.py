from django.db import migrations

from bildung.agreements.respelling import respelling_of


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0006_guards"),
    ]

    operations = [
        migrations.RunPython(respelling_of("editions"), migrations.RunPython.noop),
    ]
