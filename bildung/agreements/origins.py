"""Where a change came from, kept in the history as its reason.

Whoever writes may set `_change_reason` on the record. What a page writes without saying so is
named here: the admin's inlines and actions, tags, and all that goes when a record is deleted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

BROWSER = "Browser"
ADMIN = "Verwaltung"
IMPORT = "Import"
RESPELLED = "Schreibweise vereinheitlicht"  # see respelling.py
STOCK = "Bestand übernommen"  # see the command begin_history
REREAD = "Zeitrahmen neu gelesen"  # see the command reread_timeframes

_named: ContextVar[str] = ContextVar("named", default="")


@contextmanager
def named(reason: str) -> Iterator[None]:
    """Give all that is written meanwhile `reason`, where it has none of its own."""
    token = _named.set(reason)
    try:
        yield
    finally:
        _named.reset(token)


@receiver(pre_create_historical_record)
def name_origin(history_instance, **kwargs):
    """Give a history row without a reason the one that is named, or that of the page writing it."""
    if history_instance.history_change_reason:
        return
    if reason := _named.get():
        history_instance.history_change_reason = reason
        return
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None:
        return
    match = getattr(request, "resolver_match", None)
    if match is not None:
        history_instance.history_change_reason = ADMIN if match.app_name == "admin" else BROWSER
