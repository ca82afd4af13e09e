"""Reads thousands of mutated files: each is read, or refused with a German reason, in its limits.

    .venv/bin/python tests/fuzz/run.py [--count 10000] [--seed 1]

Files that fail are kept in the folder „fuzz“ of BILDUNG_VAR, named by their seed. The exit code
says whether there are any.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    options = _options()
    sys.path[0] = str(ROOT)  # in place of tests/fuzz, whose modules are tests.fuzz.…
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from django.conf import settings

    from tests.fuzz.checking import Log, check_all, tally
    from tests.fuzz.mutations import mutated

    log = Log()
    press = logging.getLogger("bildung.formats.pdf.press")
    press.addHandler(log)
    press.propagate = False
    folder = settings.VAR_DIR / "fuzz"
    outcomes = []
    for outcome in check_all(range(options.seed, options.seed + options.count)):
        outcomes.append(outcome)
        if outcome.fault:
            name, content = mutated(outcome.seed)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{outcome.seed}-{name}").write_bytes(content)
            print(f"FAIL: seed {outcome.seed}, {name}: {outcome.fault}", flush=True)
        if len(outcomes) % 500 == 0:
            print(f"{len(outcomes)} files", flush=True)
    for (name, result), count in sorted(tally(outcomes).items()):
        print(f"{count:6} {name:16} {result}")
    for line, count in sorted(_counted(log.lines).items(), key=lambda item: -item[1])[:20]:
        print(f"{count:6} fell over: {line[:200]}")
    failed = sum(bool(outcome.fault) for outcome in outcomes)
    slowest = max(outcome.seconds for outcome in outcomes)
    print(f"{len(outcomes)} files, the slowest in {slowest:.2f} s; {failed} failed.")
    return int(bool(failed))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _counted(lines: list[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in lines:
        line = line.rpartition(" at ")[0] or line
        counted[line] = counted.get(line, 0) + 1
    return counted


if __name__ == "__main__":
    sys.exit(main())
