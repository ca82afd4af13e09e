"""An installation of its own for what starts servers: in a temporary folder, with Eisenach."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


@contextmanager
def installation(settings: str) -> Iterator[Path]:
    """Yield its folder; sets Django up in this process, as .setup/prepare.py does for `make run`.

    SQLite, where DATABASE_URL names no empty database.
    """
    with TemporaryDirectory(prefix="bildung-serving-") as name:
        folder = Path(name)
        os.environ.update(
            DJANGO_SETTINGS_MODULE=settings,
            BILDUNG_VAR=str(folder / "var"),
            ALLOWED_HOSTS="localhost",
            BILDUNG_HTTPS="false",
            DEBUG="false",
            LOG_LEVEL="WARNING",
        )
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder / 'db.sqlite3'}")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("loaddata", "eisenach", verbosity=0)
        _collect_static()
        yield folder


def _collect_static() -> None:
    """Collect them as the server finds them, but do not compress them, which takes longest."""
    from django.conf import settings
    from django.core.management import call_command
    from django.test import override_settings

    plain = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": plain}}
    with override_settings(STORAGES=storages):
        call_command("collectstatic", verbosity=0, interactive=False)
