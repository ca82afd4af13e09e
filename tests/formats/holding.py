"""Others who hold places at the press."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bildung.formats.pdf.places import asked_by, place


@contextmanager
def held(folder: Path, count: int, *person: int | None) -> Iterator[None]:
    """Let as many threads hold a place each meanwhile, for `person` where one is named.

    Raises Busy where there are not so many.
    """
    taken, end = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        try:
            with asked_by(lambda: person[0]) if person else nullcontext(), place(folder):
                taken.release()
                end.wait()
        finally:
            taken.release()

    with ThreadPoolExecutor(count) as threads:
        holders = [threads.submit(hold) for _ in range(count)]
        for _ in holders:
            taken.acquire()
        try:
            yield
        finally:
            end.set()
    for each in holders:
        each.result()
