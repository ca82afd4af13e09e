"""Bring the data of an installation up to date: database, static files, first content.

One process for all of it, because each start of Django takes a second. Safe to run again, and twice
at once: the second waits for the first, and finds that all is done.
"""

import signal

# Ctrl-C ends it at once and without a traceback: what is half done is rolled back.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection, transaction

# Any number that nobody else locks in the database.
ADVISORY_LOCK = 8_512_011


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait for whoever prepares the same data folder, or from another one the same database."""
    with Path(settings.VAR_DIR, "prepare.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # given back when the connection ends
                cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        yield


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


def load_eisenach() -> bool:
    """Give an installation that has no agreement its first one, with a history; False else."""
    # Models can be imported only once Django is set up.
    from bildung.agreements.management.commands.begin_history import begin_history
    from bildung.agreements.models import Agreement

    if not Agreement.objects.exists():
        with transaction.atomic():
            # One after the other: the first has keys, which the database must have counted before
            # it gives keys of its own to the second.
            for fixture in ("eisenach", "vorlagen"):
                call_command("loaddata", fixture, verbosity=0)
            begin_history()  # which loaddata does not
        print("Loaded the Eisenach agreement and the template")
        return True
    return False


def make_demo_users(is_first: bool) -> None:
    """Make them where nobody exists, or, beside a superuser, for the first content alone."""
    from bildung.agreements.management.commands.demo_users import EXIST
    from bildung.agreements.models import User

    if is_first or not User.objects.exists():
        call_command("demo_users")
    else:
        print(EXIST)


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildung.settings")
    django.setup()
    from bildung.outage import out_of_reach

    try:
        with one_at_a_time():
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
            collect_static()
            make_demo_users(load_eisenach())
    except Exception as error:
        if reason := out_of_reach(error):
            sys.exit(f"Out of reach for now: {reason}")
        raise


main()
