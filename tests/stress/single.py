"""One big import by itself: how long its preview takes, and in how much memory."""

import os
import threading
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

from bildung.agreements.models import Agreement
from bildung.formats import csv
from goals.annex import build
from tests.bench import stored

from . import crowds

KIB_A_MIB = 1024
CHANGED = 500


@dataclass(frozen=True)
class Cost:
    """Seconds until the answer, MiB of the largest process made for it, MiB the server keeps."""

    code: int
    seconds: float
    peak: int
    kept: int

    def __str__(self) -> str:
        return (
            f"preview of {crowds.ROWS:,} rows by itself: {self.seconds:.1f} s, {self.peak} MiB in "
            f"its largest process, {self.kept} MiB kept by the server"
        )

    def faults(self, seconds: float, peak: int, kept: int) -> list[str]:
        """Return what is more than it may be."""
        found = [] if self.code == 200 else [f"the preview was answered {self.code}"]
        measured = ((self.seconds, seconds), (self.peak, peak), (self.kept, kept))
        return [*found, *([str(self)] if any(is_ > most for is_, most in measured) else [])]


def preview(port: int, session: str, model: Agreement) -> Cost:
    """Return what one preview costs on a quiet server that this process has started.

    Imported is a plan of ROWS measures as it left, of which CHANGED say something else. A small
    import goes before, so that what is loaded once is loaded.
    """
    crowds.ask(port, *crowds.upload(session, "plan.csv", "Erste Maßnahme\nAnalyse\n".encode()))
    agreement = stored.add_agreement(model, "voll", crowds.ROWS // stored.MEASURES)
    plan = csv.render(build(agreement)).replace("Stadtrat", "Rat der Stadt", CHANGED)
    path = f"{agreement.get_absolute_url()}anlage-1/einlesen/"
    request = crowds.upload(session, "plan.csv", plan.encode(), path)
    before = _memory()
    peaks: dict[int, int] = {}
    is_done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(before.keys(), peaks, is_done))
    watcher.start()
    code, seconds = crowds.ask(port, *request)
    is_done.set()
    watcher.join()
    after = _memory()
    kept = sum(after.get(process, 0) - mib for process, mib in before.items())
    return Cost(code, seconds, max(peaks.values(), default=0), max(kept, 0))


def _watch(known: Set[int], peaks: dict[int, int], is_done: threading.Event) -> None:
    while not is_done.wait(0.05):
        for process in {*_descendants(os.getpid())} - {*known}:
            peaks[process] = max(peaks.get(process, 0), _mib(process, "VmHWM"))


def _memory() -> Mapping[int, int]:
    """Return the resident memory, in MiB, of each process of the server."""
    return {process: _mib(process, "VmRSS") for process in _descendants(os.getpid())}


def _descendants(process: int) -> Iterator[int]:
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            below = children.read_text().split()
        except OSError:  # ended meanwhile
            continue
        for child in map(int, below):
            yield child
            yield from _descendants(child)


def _mib(process: int, name: str) -> int:
    """Return a figure of memory of a process; 0 of one that has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    found = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return int(next(found, 0)) // KIB_A_MIB
