"""Whether what a few do holds up all others: prints, uploads, slow connections, big imports.

    .venv/bin/python tests/stress/crowd.py [--seconds 20] [--only slow]

Each is done on a running server while other people look at pages, and their times are held to
bounds; so are time and memory of one big import by itself. Works in a temporary folder;
DATABASE_URL may name an empty database of PostgreSQL. The exit code says whether all is well.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "bildung.settings"
GOALS = 56  # of five measures
# Seconds, of 95 in 100 answers. What a page takes while nothing else is done comes off the
# machine, and is told beside it.
PAGES, ALIVE = 0.5, 0.2
# Of one import of 5,000 rows by itself: seconds, MiB of its process, MiB that the server keeps.
SECONDS, PEAK_MIB, KEPT_MIB = 5, 300, 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--only", help="one of the crowds, or single")
    options = parser.parse_args()
    sys.path[0] = str(ROOT)  # in place of tests/stress, whose modules are tests.stress.…
    from tests.serving.installation import installation

    wrong = []
    with installation(SETTINGS) as folder:
        from django.db import connection

        from bildung.agreements.models import Agreement
        from tests.bench import stored
        from tests.serving import server
        from tests.stress import crowds, records, single

        eisenach = Agreement.objects.get()
        stored.add_agreement(eisenach, "gross", GOALS)
        sessions = records.add_editors(eisenach, 14)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # which PostgreSQL does by itself a minute later
        print(
            f"{connection.display_name}: p95 of others' pages, and of /lebenszeichen/", flush=True
        )
        for name, crowd in crowds.CROWDS.items():
            if options.only in (None, name):
                with server.running(folder / f"{name}.log", SETTINGS) as port:
                    seen = crowds.watched(port, sessions, crowd, options.seconds)
                print(f"{name:8} {seen}", flush=True)
                wrong += [f"{name}: {each}" for each in seen.faults(PAGES, ALIVE)]
        if options.only in (None, "single"):
            with server.running(folder / "single.log", SETTINGS) as port:
                cost = single.preview(port, sessions[0], eisenach)
            print(cost, flush=True)
            wrong += cost.faults(SECONDS, PEAK_MIB, KEPT_MIB)
    for line in wrong:
        print(f"FAIL: {line}")
    if not wrong:
        print("Sound: others are served while it lasts.")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
