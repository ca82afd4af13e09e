"""Measures printing and pages, and prints one table.

    .venv/bin/python tests/bench/run.py [--goals 5,50,500] [--rounds N] [--quick]

Works in a temporary folder with a database of its own. Nothing else should run on the machine.
"""

import argparse
import io
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = ((10, 9), (100, 5))  # up to so many goals, so many rounds; two for more
WARM_UP_GOALS = 5


def main() -> int:
    options = _options()
    began = time.monotonic()
    sys.path[0] = str(ROOT)  # in place of tests/bench, whose modules are tests.bench.…
    with _installation() as folder:
        _bench(options, folder)
    print(f"\n{(time.monotonic() - began) / 60:.1f} minutes; {_load()}")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "--goals",
        type=_numbers,
        default=[5, 50, 500],
        metavar="N,N",
        help="sizes to print (5,50,500)",
    )
    parser.add_argument("--rounds", type=int, help="for each size (9, 5 and 2, fewer for more)")
    parser.add_argument("--quick", action="store_true", help="a trial: 5 goals, two rounds")
    options = parser.parse_args()
    if options.quick:
        options.goals, options.rounds = [5], options.rounds or 2
    return options


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _rounds(goals: int, wanted: int | None) -> int:
    return wanted or next((rounds for most, rounds in ROUNDS if goals <= most), 2)


@contextmanager
def _installation() -> Iterator[Path]:
    """Set up the application in a temporary folder: database, fixture, style sheets, fonts."""
    with TemporaryDirectory(prefix="bildung-bench-") as name:
        folder = Path(name)
        os.environ.update(
            DJANGO_SETTINGS_MODULE="bildung.settings",
            BILDUNG_VAR=str(folder / "var"),
            DATABASE_URL=f"sqlite:///{folder / 'db.sqlite3'}",
            ALLOWED_HOSTS="localhost",
            BILDUNG_HTTPS="false",
            DEBUG="false",
            LOG_LEVEL="ERROR",
            # Same fonts for all that print, found without a search. The press has its own copy.
            FONTCONFIG_FILE=str(folder / "fonts.conf"),
        )
        import django

        django.setup()
        from django.core.management import call_command

        from bildung.formats.pdf import fonts

        (folder / "fonts.conf").write_text(fonts.configuration(folder / "fontconfig"))
        # Loads all addresses and views: edits made meanwhile do not reach this process.
        call_command("check", stdout=io.StringIO())
        call_command("migrate", verbosity=0)
        call_command("loaddata", "eisenach", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
        yield folder


def _bench(options: argparse.Namespace, folder: Path) -> None:
    from bildung.agreements.models import Agreement
    from bildung.desk import printing
    from tests.bench import pages, report

    eisenach = Agreement.objects.get()
    document = printing.document_for(eisenach, "1", pages.AS_OF)
    print(f"{_load()}\n{report.head()}", flush=True)
    _compare_prints(options, document, folder)
    print(flush=True)
    _measure_pages(eisenach, _rounds(WARM_UP_GOALS, options.rounds))


def _compare_prints(options: argparse.Namespace, document, folder: Path) -> None:
    from tests.bench import content, report, ways

    with ExitStack() as stack:
        compared = [way(folder) for way in ways.ALL]
        for way in compared:
            stack.callback(way.close)
        # One print of each that is not counted: profiles made, caches filled, servers started.
        _say("warming up")
        _compared(content.repeated(document, WARM_UP_GOALS), compared, 1, folder)
        for goals in options.goals:
            rounds = _rounds(goals, options.rounds)
            repeated = content.repeated(document, goals)
            results = _compared(repeated, compared, rounds, folder)
            print(report.prints(goals, content.words_of(repeated), rounds, results), flush=True)


def _compared(document, compared: Sequence, rounds: int, folder: Path) -> list:
    from tests.bench import prints

    (place := folder / "prints").mkdir()
    try:
        return prints.compare(document, compared, rounds, place, _say)
    finally:
        shutil.rmtree(place)
        _say("")


def _measure_pages(eisenach, rounds: int) -> None:
    from bildung.agreements.models import Party
    from tests.bench import editions, pages, report, stored

    few = stored.add_agreement(eisenach, "few", 2)
    some = stored.add_agreement(eisenach, "some", 50)
    many = stored.add_agreement(eisenach, "many", 200)
    user = stored.add_member(eisenach, Party.MUNICIPALITY)
    kept = [
        pages.kept("Eisenach", eisenach, user, rounds),
        pages.kept("50 goals", some, user, rounds),
    ]
    print(report.kept_prints(kept), flush=True)
    costs = [
        pages.cost("2 goals, 10 measures", few, user, rounds),
        pages.cost("200 goals, 1,000 measures", many, user, rounds),
    ]
    print(f"\n{report.pages(costs)}", flush=True)
    frozen = editions.freezing("200 goals, 1,000 measures", many, rounds)
    print(f"\n{report.editions(frozen, editions.listing(many))}", flush=True)
    print(f"\n{report.synopses(_compare_editions(many, rounds))}", flush=True)


def _compare_editions(agreement, rounds: int) -> list:
    """Compare Anlage 1 of a large agreement with what became of it."""
    import goals.annex
    from tests.bench import synopses

    old = goals.annex.build(agreement)
    second, all_new = synopses.reworded(old, 2), synopses.reworded(old, 1)
    return [
        synopses.compared("every second measure", old, second, rounds),
        synopses.compared("all measures", old, all_new, rounds),
        synopses.compared("all measures, all keys", old, synopses.rekeyed(all_new), rounds),
    ]


def _load() -> str:
    """Tell how busy the machine is, by which readers judge the figures."""
    return f"Load of the last minute: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _say(text: str) -> None:
    """Show what is going on, on a terminal that can take it back."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
