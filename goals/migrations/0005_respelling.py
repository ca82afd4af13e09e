from django.db import migrations

from bildung.agreements.respelling import respelling_of


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0004_texts_have_an_end"),
    ]

    operations = [
        migrations.RunPython(respelling_of("goals", {"Step": "measure"}), migrations.RunPython.noop),
    ]
