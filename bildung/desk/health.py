"""What a supervisor asks: whether the process answers, and whether it can serve pages.

Answered before all else, so that it takes neither a host's name nor HTTPS, as one asks by address
and port from the machine itself; and while maintenance goes on.
"""

from collections.abc import Callable
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.views.decorators.http import require_safe

HEADERS = {"Cache-Control": "no-store"}


def health_middleware(get_response):
    """Answer the two addresses themselves. Stands above all others."""

    def middleware(request):
        view = VIEWS.get(request.path_info)
        return view(request) if view else get_response(request)

    return middleware


@login_not_required
@require_safe
def alive(request):
    """The process answers. Reads no database."""
    return _answer("lebt")


@login_not_required
@require_safe
def ready(request):
    """Database, migrations and static files are in order: 200, else 503 and what is not."""
    lacking = missing()
    return _answer(f"nicht bereit: {', '.join(lacking)}", 503) if lacking else _answer("bereit")


def missing() -> list[str]:
    """Return the names of what is not in order, in German; none where pages can be served."""
    return [name for name, is_there in CHECKS.items() if not is_there()]


def _has_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _is_migrated() -> bool:
    try:
        return _migrations() <= MigrationRecorder(connection).applied_migrations().keys()
    except Error:
        return False


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """Return all migrations that this version of the software has."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _has_static_files() -> bool:
    try:
        return bool(staticfiles_storage.url("bildung/base.css"))
    except ValueError:  # not in the list that collectstatic makes
        return False


CHECKS: dict[str, Callable[[], bool]] = {
    "Datenbank": _has_database,
    "Migrationen": _is_migrated,
    "statische Dateien": _has_static_files,
}


VIEWS = {"/lebenszeichen/": alive, "/bereit/": ready}


def _answer(text: str, status: int = 200) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return HttpResponse(f"{text}\n", status=status, content_type=kind, headers=HEADERS)
