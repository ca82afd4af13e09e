"""Many editors at once on few measures, against the running server: is an edit lost?

    .venv/bin/python tests/stress/run.py [--seconds 30] [--editors 200] [--rows 20]

Twice: as it is, when nothing may be lost and nothing fail, and with the comparison of versions
taken out, when something must be lost: else this would prove nothing. Works in a temporary folder;
DATABASE_URL may name an empty database of PostgreSQL. The exit code says whether all is well.
"""

import argparse
import sys
from pathlib import Path
from statistics import quantiles

ROOT = Path(__file__).resolve().parents[2]
CHECKED, UNCHECKED = "bildung.settings", "tests.stress.unchecked"
# What must not stand in the server's log.
ALARMS = ("database is locked", "deadlock", "Traceback", "CRITICAL", " ERROR ")


def main() -> int:
    options = _options()
    sys.path[0] = str(ROOT)  # in place of tests/stress, whose modules are tests.stress.…
    from tests.serving.installation import installation

    with installation(CHECKED) as folder:
        from django.db import connection

        from bildung.agreements.models import Agreement
        from tests.stress import records

        eisenach = Agreement.objects.get()
        sessions = records.add_editors(eisenach, options.editors)
        print(
            f"{connection.display_name}: {options.editors} editors on {options.rows} measures "
            f"for {options.seconds:g} s",
            flush=True,
        )
        wrong = []
        for name, settings in (("checked", CHECKED), ("unchecked", UNCHECKED)):
            measures = records.add_measures(eisenach, name, options.rows)
            wrong += _round(name, settings, folder, sessions, measures, options.seconds)
    for line in wrong:
        print(f"FAIL: {line}")
    if not wrong:
        print("Sound: no edit is lost, and without the check edits are.")
    return int(bool(wrong))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--editors", type=int, default=200)
    parser.add_argument("--rows", type=int, help="5 editors on each, 20 rows at most")
    options = parser.parse_args()
    # Where each editor has a row of their own, nothing can be lost.
    options.rows = options.rows or max(1, min(20, options.editors // 5))
    return options


def _round(
    name: str, settings: str, folder: Path, sessions: list, measures: list, seconds: float
) -> list[str]:
    """Let the editors work on a server with `settings`, print the figures, return what is wrong."""
    from tests.serving import server
    from tests.stress import editors, records

    log = folder / f"{name}.log"
    with server.running(log, settings) as port:
        results = editors.edit(port, sessions, measures, seconds)
    verdict = records.judge(results.acknowledged, measures)
    print(_figures(name, results, verdict), flush=True)
    failures = [
        f"{name}: {method} was answered {code}, {count} times"
        for (method, code), count in sorted(results.codes.items())
        if code >= 500
    ]
    failures += [f"{name}: {trouble}" for trouble in results.troubles[:5]]
    failures += [
        f"{name}: the server's log says {line}"
        for line in log.read_text().splitlines()
        if any(alarm in line for alarm in ALARMS)
    ][:5]
    if not results.acknowledged:
        failures.append(f"{name}: nobody saved anything")
    if settings == UNCHECKED:
        if not verdict.lost:
            failures.append(f"{name}: nothing was lost, so this run could not have found a loss")
    elif not verdict.is_sound:
        failures.append(
            f"{name}: lost {verdict.lost[:5]}, not once in the history {verdict.unwritten[:5]}, "
            f"entries that nobody made: {verdict.unasked}"
        )
    return failures


def _figures(name: str, results, verdict) -> str:
    cuts = quantiles(results.times, n=20) if len(results.times) > 1 else [0] * 19
    conflicts = sum(count for (_, code), count in results.codes.items() if code == 409)
    return (
        f"{name:10} {len(results.acknowledged):6,} edits  {conflicts:6,} conflicts  "
        f"{len(verdict.lost):5,} lost  {len(results.times) / results.seconds:6.1f} requests/s  "
        f"p50 {1000 * cuts[9]:6,.0f} ms  p95 {1000 * cuts[18]:6,.0f} ms"
    )


if __name__ == "__main__":
    sys.exit(main())
