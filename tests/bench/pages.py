"""Times what people wait for between prints: a PDF kept ready, and the agreement's page."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from bildung.agreements.models import Agreement, User
from bildung.desk import printing
from bildung.formats import prints
from bildung.formats.files import PDF

AS_OF = date(2026, 11, 24)


@dataclass(frozen=True)
class Kept:
    """How long an annex takes when it is printed, and when it has been (seconds, medians)."""

    name: str
    rendering: float
    lookup: float  # from a document made anew, as in each request, to its kept PDF
    building: float  # from the database to the document
    answer: float  # the whole answer of the application, kept PDF included
    unchanged: float  # the answer 304 to a browser that has it

    @property
    def factor(self) -> float:
        return self.rendering / self.lookup


@dataclass(frozen=True)
class PageCost:
    """What the page of one agreement costs."""

    name: str
    queries: int
    seconds: float


def kept(name: str, agreement: Agreement, user: User, rounds: int) -> Kept:
    """Measure Anlage 1 of `agreement` as stored."""
    client, address = _client(user), reverse("desk:file", args=[agreement.slug, "1", PDF])
    document = printing.document_for(agreement, "1", localdate())
    rendering = _seconds(lambda: prints.printed(document), rounds, before=prints.kept.clear)
    etag = client.get(address)["ETag"]
    return Kept(
        name,
        rendering,
        lookup=_seconds(lambda: prints.printed(document), 20 * rounds),
        building=_seconds(lambda: printing.document_for(agreement, "1", AS_OF), 5 * rounds),
        answer=_seconds(lambda: _get(client, address, 200), 5 * rounds),
        unchanged=_seconds(lambda: _get(client, address, 304, etag), 5 * rounds),
    )


def cost(name: str, agreement: Agreement, user: User, rounds: int) -> PageCost:
    """Measure the page of `agreement` as `user` sees it, links to edit included."""
    client, address = _client(user), agreement.get_absolute_url()
    _get(client, address, 200)  # templates loaded
    with CaptureQueriesContext(connection) as queries:
        _get(client, address, 200)
    return PageCost(name, len(queries), _seconds(lambda: _get(client, address, 200), rounds))


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def _get(client: Client, address: str, status: int, etag: str = ""):
    response = client.get(address, headers={"If-None-Match": etag} if etag else {})
    if response.status_code != status:
        raise RuntimeError(f"{address} answers {response.status_code}, not {status}.")
    return response


def _seconds(
    act: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None
) -> float:
    """Return the median time of `act`, called `rounds` times, each time after `before`."""
    times = []
    for _ in range(rounds):
        before()
        began = time.perf_counter()
        act()
        times.append(time.perf_counter() - began)
    return median(times)
