"""What others changed in an agreement since a point in time, in the words of its Verlauf."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bildung.agreements.models import Agreement, User
from bildung.history.kinds import rows_of_agreement

from .history.reading import Reader

# So many acts at most; the Verlauf has them all.
MOST = 10


@dataclass(frozen=True)
class ChangedRecord:
    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """What one person did at once."""

    when: datetime
    records: tuple[ChangedRecord, ...]


@dataclass(frozen=True)
class Changes:
    """The latest of an agreement; `has_more` where its Verlauf, at `url`, tells of others."""

    agreement: Agreement
    acts: tuple[Changed, ...]
    has_more: bool
    url: str


def changes_of(agreement: Agreement, person: User, since: datetime) -> Changes:
    """Return what others than `person` did in `agreement` after `since`, the newest first."""
    rows = {
        key: query.filter(history_date__gt=since).exclude(history_user=person)
        for key, query in rows_of_agreement(agreement).items()
    }
    history = Reader(agreement, frozenset()).latest(rows)
    acts = [act for day in history.days for act in day.acts]
    told = tuple(
        Changed(
            act.when,
            tuple(
                ChangedRecord(
                    f"{change.label} {change.name}".strip(),
                    tuple(field.sentence.rstrip(":") for field in change.what),
                )
                for change in act.changes
            ),
        )
        for act in acts[:MOST]
    )
    has_more = len(acts) > MOST or history.page.has_next()
    url = reverse("desk:history", args=[agreement.slug])
    return Changes(agreement, told, has_more, url)
