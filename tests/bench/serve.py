"""Measures pages on the running server against a bare view that sends the same bytes.

    .venv/bin/python tests/bench/serve.py [--rounds 5] [--requests 40]

gunicorn with two workers as `make run` starts it, 2,000 measures in 20 agreements. Page and bare
view take turns, so that a busy machine slows both. DATABASE_URL may name an empty database of
PostgreSQL.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "tests.bench.served"
AGREEMENTS, GOALS = 20, 20  # of five measures each
CLIENTS = (1, 8)
WARM_UP = 16
WIDTHS = (12, 9, 9, 9, 9, 9)
HEADINGS = ("requests/s", "p50, ms", "p95, ms", "bare p50", "bare p95", "× bare")


@dataclass(frozen=True)
class Page:
    name: str  # also of its bare counterpart
    title: str
    path: str
    session: str
    most: int  # times the bare view


@dataclass(frozen=True)
class Result:
    """One page with so many clients at once. Seconds; the factor is the median of the rounds."""

    page: Page
    clients: int
    per_second: float
    times: tuple[float, ...]
    bare_times: tuple[float, ...]
    factor: float


def main() -> int:
    options = _options()
    sys.path[0] = str(ROOT)  # in place of tests/bench, whose modules are tests.bench.…
    from tests.serving import installation, server

    with installation.installation(SETTINGS) as folder:
        from django.db import connection

        pages = _content()
        print(f"\n{_heading(connection.display_name)}", flush=True)
        with server.running(folder / "server.log", SETTINGS) as port:
            _print_once(port, pages)
            for page in pages:
                _keep_body(port, page)
                for clients in CLIENTS:
                    result = _compare(port, page, clients, options)
                    print(_line(result), flush=True)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=40, help="of each round")
    return parser.parse_args()


def _content() -> list[Page]:
    """Return the pages to measure, as people see them who may edit all that is their side's."""
    from django.db import connection

    from bildung.agreements.models import Agreement, Party
    from goals.models import Measure
    from tests.bench import stored
    from tests.serving.sessions import session_of

    eisenach = Agreement.objects.get()
    measure = Measure.objects.order_by("pk").first()
    city, agency = (session_of(stored.add_member(eisenach, side)) for side in Party)
    for number in range(AGREEMENTS):
        stored.add_agreement(eisenach, f"many-{number}", GOALS)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    form = f"/massnahmen/{measure.pk}/bearbeiten/"
    return [
        Page("list", "measures, 25 of 2,000", "/massnahmen/", city, 6),
        Page("form", "edit form of a measure", form, city, 6),
        Page("start", "start page of the city", "/", city, 6),
        Page("agency", "start page of the agency", "/", agency, 6),
        Page("annex", "both annexes of Eisenach", eisenach.get_absolute_url(), city, 10),
    ]


def _print_once(port: int, pages: list[Page]) -> None:
    """Let the server print: its workers load their presses meanwhile, which disturbs all else."""
    from tests.bench.clients import load

    annexes = next(page for page in pages if page.name == "annex")
    load(port, annexes.session, f"{annexes.path}anlagen.pdf", 2 * max(CLIENTS), WARM_UP)


def _keep_body(port: int, page: Page) -> None:
    """Store what the bare counterpart of `page` sends."""
    from django.conf import settings

    from tests.bench.clients import Client

    client = Client(port, page.session)
    bodies = settings.VAR_DIR / "bodies"
    bodies.mkdir(exist_ok=True)
    (bodies / page.name).write_bytes(client.get(page.path))
    client.close()


def _compare(port: int, page: Page, clients: int, options) -> Result:
    from tests.bench.clients import load

    bare = f"/bare/{page.name}/"
    for path in (page.path, bare):
        load(port, page.session, path, 2 * max(CLIENTS), WARM_UP)
    ours, bares, factors = [], [], []
    for _ in range(options.rounds):
        bares.append(load(port, page.session, bare, clients, options.requests))
        ours.append(load(port, page.session, page.path, clients, options.requests))
        factors.append(median(ours[-1].times) / median(bares[-1].times))
    return Result(
        page,
        clients,
        sum(len(each.times) for each in ours) / sum(each.seconds for each in ours),
        tuple(time for each in ours for time in each.times),
        tuple(time for each in bares for time in each.times),
        median(factors),
    )


def _heading(database: str) -> str:
    busy = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    title = f"Pages served, {database} ({busy})"
    return f"{title:44}{_row(HEADINGS)}"


def _line(result: Result) -> str:
    page = result.page
    at_once = f"{result.clients} client{'s' * (result.clients > 1)}"
    met = "met" if result.factor <= page.most else "MISSED"
    fields = (
        f"{result.per_second:.1f}",
        *(f"{1000 * value:.1f}" for value in _spread(result.times)),
        *(f"{1000 * value:.1f}" for value in _spread(result.bare_times)),
        f"{result.factor:.1f}",
    )
    return f"{page.title:32}{at_once:12}{_row(fields)}  ≤ {page.most} × bare: {met}"


def _spread(times: tuple[float, ...]) -> tuple[float, float]:
    cuts = quantiles(times, n=20)
    return cuts[9], cuts[18]


def _row(fields) -> str:
    return "".join(f"{text:>{width}}" for text, width in zip(fields, WIDTHS, strict=True))


if __name__ == "__main__":
    sys.exit(main())
