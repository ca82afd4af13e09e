"""The test database from prepared ones: what takes seconds to make is made once and copied.

On SQLite only; PostgreSQL migrates, flushes and loads as Django's tests do anywhere.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TypeVar

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MIGRATED = ROOT / ".pytest_cache" / "migrated"
EMPTY = "empty"

Made = TypeVar("Made")

# Of this process: databases in memory by name, and what the function that filled one returned.
_kept: dict[str, tuple[sqlite3.Connection, object]] = {}


def is_copied() -> bool:
    """Whether databases are copied here."""
    return connection.vendor == "sqlite"


def prepared(name: str, make: Callable[[], Made]) -> Made:
    """Fill the database as `make` does, and return what it returns.

    It is called once a process; from then on what it left is copied over all that is stored. Call
    this outside a transaction, with the database as it was for the first call.
    """
    if not is_copied():
        return make()
    if name in _kept:
        restore(name)
    else:
        keep(name, make())
    return deepcopy(_kept[name][1])


def keep(name: str, made: object = None) -> None:
    """Keep the database as it is under `name`."""
    copy = sqlite3.connect(":memory:", check_same_thread=False)
    _source().backup(copy)
    _kept[name] = copy, made


def restore(name: str) -> None:
    """Let the database be as it was when it was kept under `name`, triggers and all."""
    copy, _ = _kept[name]
    copy.backup(_source())


def clear() -> None:
    """Let the database have no table."""
    nothing = sqlite3.connect(":memory:")
    nothing.backup(_source())
    nothing.close()


def _source() -> sqlite3.Connection:
    connection.ensure_connection()
    return connection.connection


def migrated(place: Path) -> None:
    """Put an empty database with all migrations at `place`.

    Of this code there is one, made by the first who asks. The workers of a run take turns.
    """
    MIGRATED.mkdir(parents=True, exist_ok=True)
    ready = MIGRATED / f"{_digest()}.sqlite3"
    with (MIGRATED / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _migrate(ready)
        shutil.copyfile(ready, place)


def _migrate(ready: Path) -> None:
    for old in MIGRATED.glob("*.sqlite3*"):
        old.unlink()
    unfinished = ready.with_suffix(".sqlite3-unfinished")
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity=0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{unfinished}"},
        check=True,
    )
    unfinished.rename(ready)


def _digest() -> str:
    """Return a digest of all that migrations could depend on: our code, and the packages."""
    digest = hashlib.sha256((ROOT / ".setup" / "run.txt").read_bytes())
    for package in ("bildung", "goals", "milestones"):
        for path in sorted((ROOT / package).rglob("*.py")):
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]
