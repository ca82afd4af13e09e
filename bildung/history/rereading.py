"""Reads the wordings of stored time frames anew, where the software reads better than it did.

Nothing else does: what was stored keeps its dates (bildung/agreements/scheduled.py). Editions are
never touched, nor is anything in them made of these dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from bildung.agreements.acts import Origin, act
from bildung.agreements.models import Agreement
from bildung.agreements.origins import REREAD
from bildung.agreements.scheduled import Scheduled
from bildung.vocabulary.timeframe import Timeframe

from .kinds import ALL

KINDS = tuple(kind for kind in ALL if issubclass(kind.model, Scheduled))


@dataclass(frozen=True)
class Rereading:
    """A record, its dates as stored (None: none), and what its wording is read as today."""

    record: Scheduled
    stored: Timeframe | None
    read: Timeframe


def differing(agreement: Agreement) -> list[Rereading]:
    """Return the records of `agreement` that would have other dates, in their order (2 queries)."""
    return list(_differing(agreement, hold=False))


@act(Origin.COMMAND, "reread_timeframes")
@transaction.atomic
def reread(agreement: Agreement) -> list[Rereading]:
    """Give each such record the dates it is read as; return which had others.

    All stand in the history as one act with the reason REREAD, and their versions rise, so that no
    page from before overwrites them. Whether the wording is locked is for the caller to ask.
    """
    held = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    found = list(_differing(held, hold=True))
    for each in found:
        record = each.record
        record.starts_on, record.ends_on = each.read.start, each.read.end
        record.keep_dates()
        record._change_reason = REREAD
        record.save_though_locked("starts_on", "ends_on")
    return found


def _differing(agreement: Agreement, hold: bool) -> Iterator[Rereading]:
    for kind in KINDS:
        records = kind.model._base_manager.filter(**{kind.path: agreement.pk})
        if hold:
            records = records.select_for_update(of=("self",))
        for record in records.exclude(timeframe_wording="").order_by("pk"):
            if read := record.otherwise_read():
                yield Rereading(record, _dates(record), read)


def _dates(record: Scheduled) -> Timeframe | None:
    if record.starts_on is None and record.ends_on is None:
        return None
    return Timeframe(record.starts_on, record.ends_on)
