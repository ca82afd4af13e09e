"""Times the freezing of an agreement, but for its print, and the list of its editions."""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.models import Agreement
from bildung.editions import snapshot
from bildung.editions.freeze import preview
from bildung.editions.models import Edition

from .pages import AS_OF

EDITIONS = 50


@dataclass(frozen=True)
class Freezing:
    """What freezing costs between database and stored edition (seconds, medians; bytes)."""

    name: str
    content: float  # both annexes, their JSON and its digest
    records: float  # the wording as records, for the way back
    size: int


@dataclass(frozen=True)
class Listing:
    """What a list of editions with their state costs."""

    editions: int
    queries: int
    seconds: float


def freezing(name: str, agreement: Agreement, rounds: int) -> Freezing:
    content, records = [], []
    for _ in range(rounds):
        began = perf_counter()
        draft = preview(Agreement.objects.get(pk=agreement.pk), "Fassung", AS_OF)
        content.append(perf_counter() - began)
        began = perf_counter()
        snapshot.take(agreement)
        records.append(perf_counter() - began)
    size = len(draft.edition.content.encode())
    return Freezing(name, median(content), median(records), size)


def listing(agreement: Agreement) -> Listing:
    """Store as many editions of `agreement` as are to be listed, and list them."""
    content = preview(agreement, "Fassung", AS_OF).edition.content
    for number in range(1, EDITIONS + 1):
        Edition.objects.create(
            agreement=agreement,
            number=number,
            label=f"Fassung {number}",
            as_of=AS_OF,
            author_name="Kim Muster",
            schema_version=1,
            content=content,
            sha256="0" * 64,
            print_sha256="0" * 64,
            wording={},
        )
    with CaptureQueriesContext(connection) as queries:
        began = perf_counter()
        editions = Edition.objects.with_state().light().filter(agreement=agreement)
        states = [
            (edition.state, list(edition.approvals.all()))
            for edition in editions.prefetch_related("approvals")
        ]
        seconds = perf_counter() - began
    return Listing(len(states), len(queries), seconds)
