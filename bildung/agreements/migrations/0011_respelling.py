from django.db import migrations

from bildung.agreements.respelling import respelling_of


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0010_people_keep_their_rights"),
    ]

    operations = [
        migrations.RunPython(respelling_of("agreements"), migrations.RunPython.noop),
    ]
