"""Maintenance: a switch in the data folder that all workers read on each request.

While it is on, every page is answered 503, for superusers too: whoever moves data or upgrades must
be sure that nobody writes. Static files, the sign of life and `manage.py` go on.
"""

from datetime import datetime
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

RETRY_SECONDS = 600  # where nobody said until when
AT_LEAST_SECONDS = 60  # when the time named has come and it is not over yet


def switch() -> Path:
    """Return the file that is there while maintenance lasts."""
    return settings.VAR_DIR / "maintenance"


def turn_on(until: datetime | None) -> None:
    """Begin, or name another end. `until` is aware of its zone."""
    # Renamed into place: no worker reads half a file.
    new = switch().with_suffix(".new")
    new.write_text(until.isoformat() if until else "", encoding="ascii")
    new.replace(switch())


def turn_off() -> None:
    switch().unlink(missing_ok=True)


def announced_end() -> datetime | None:
    """Return the end as announced, None where none is. Raises FileNotFoundError when it is off."""
    text = switch().read_text(encoding="utf-8", errors="replace").strip()
    try:
        end = datetime.fromisoformat(text)
    except ValueError:  # empty, or made by hand
        return None
    return end if timezone.is_aware(end) else timezone.make_aware(end)


def maintenance_middleware(get_response):
    """Answer 503 while the switch is on. Stands below what serves static files."""

    def middleware(request):
        try:
            until = announced_end()
        except FileNotFoundError:
            is_on = False
        else:
            is_on = True
        # Not in the except: a fault of the page would be told as one that came of the other.
        return _unavailable(request, until) if is_on else get_response(request)

    return middleware


def _unavailable(request, until: datetime | None) -> HttpResponse:
    now = timezone.now()
    context = {
        "until": until if until and until > now else None,
        "is_today": bool(until) and timezone.localdate(until) == timezone.localdate(now),
        "was_sent": request.method == "POST",
    }
    left = int((until - now).total_seconds()) if until else RETRY_SECONDS
    return HttpResponse(
        render_to_string("maintenance.html", context),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={
            "Retry-After": str(max(left, AT_LEAST_SECONDS)),
            "Cache-Control": "no-store",
        },
    )
