"""Bring the data of an installation up to date: database, static files, first content.

One process for all of it, because each start of Django takes a second. Safe to run again.
"""

import hashlib
import os
import sys
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildung.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.staticfiles.finders import get_finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from bildung.agreements.management.commands.begin_history import begin_history  # noqa: E402
from bildung.agreements.models import Agreement  # noqa: E402


def static_digest() -> str:
    """Return a digest of what collectstatic would read: paths, sizes, times."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = os.stat(storage.path(name))
            digest.update(f"{storage.path(name)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Run collectstatic unless nothing changed: compressing everything takes seconds."""
    stamp = Path(settings.STATIC_ROOT, "collected.stamp")
    digest = static_digest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(digest)


call_command("migrate", interactive=False, verbosity=0)
call_command("createcachetable", verbosity=0)
collect_static()
if not Agreement.objects.exists():
    with transaction.atomic():
        call_command("loaddata", "eisenach", verbosity=0)
        begin_history()  # which loaddata does not
    print("Loaded the Eisenach agreement")
call_command("demo_users")
