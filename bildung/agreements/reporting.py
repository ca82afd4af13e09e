"""The act of reporting: a Sachstand, the status it sets, and the history of both, or nothing."""

from datetime import date

from django.db import models, transaction

from bildung.vocabulary.status import Status

from .locking import hold_agreement_of
from .models import User
from .reports import CONFIRMED, ProgressReport


@transaction.atomic
def report(
    record: models.Model,
    status: str,
    text: str,
    author: User,
    on: date,
    origin: str = "Browser",
) -> ProgressReport:
    """Write a Sachstand on `record` (a measure or a stage) and give the record what it sets.

    Returns the report; `record` itself is left as it is, the row is read anew and locked. A record
    that stands as the report says is not saved again. Raises ValueError for an unknown status,
    ValidationError where a reason is missing, DoesNotExist where the record is gone.
    """
    hold_agreement_of(record)
    current = type(record)._base_manager.select_for_update().get(pk=record.pk)
    written = _written(current, Status(status).value, text, author, on, origin)
    if current.take_report(written):
        current._change_reason = origin
        current.save()
    return written


def confirm(record: models.Model, author: User, on: date) -> ProgressReport:
    """Report that `record` stands as it stood: its present status, and words that say so."""
    return note(record, CONFIRMED, author, on)


@transaction.atomic
def note(
    record: models.Model, text: str, author: User, on: date, origin: str = "Browser"
) -> ProgressReport:
    """Write a Sachstand that leaves `record` as it is, for whoever may not set its status.

    Returns the report, with the present status. Raises DoesNotExist where the record is gone.
    """
    hold_agreement_of(record)
    current = type(record)._base_manager.select_for_update().get(pk=record.pk)
    return _written(current, current.status, text, author, on, origin)


def _written(
    record: models.Model, status: str, text: str, author: User, on: date, origin: str
) -> ProgressReport:
    written = record.reports.model(status=status, text=text, author=author, reported_on=on)
    setattr(written, written.about, record)
    written.clean()
    written._change_reason = origin
    written.save()
    return written
