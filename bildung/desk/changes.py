"""What others changed since one's last visit, in the words of the Verlauf.

A page by itself, which the start page takes into its own when it stands.
"""

from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from bildung.agreements.access import agreements_on
from bildung.agreements.addresses import address_of
from bildung.agreements.models import Agreement, Party, User
from bildung.history.kinds import rows_of_agreement

from .history.reading import Reader

# So many acts at most; the Verlauf has them all.
MOST = 10
# A municipality has one agreement, or few. Of more than these only the whole is shown; the Verlauf
# and the page of each have the rest.
AGREEMENTS_TOLD = 3


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


@require_safe
@vary_on_headers("HX-Request")
def changes(request):
    """What others changed in the agreements of a person's municipality since their last visit."""
    since = request.user.last_visit_at
    agreements = agreements_on(request.user, Party.MUNICIPALITY)[:AGREEMENTS_TOLD] if since else ()
    told = [changes_of(agreement, request.user, since) for agreement in agreements]
    template = "desk/changes_list.html" if request.htmx else "desk/changes.html"
    return render(request, template, {"since": since, "told": told})


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
    url = address_of("desk:history", agreement.slug)
    return Changes(agreement, told, has_more, url)
