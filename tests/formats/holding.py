"""Others who hold places at the press."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from bildung.formats.pdf.places import asked_by, big, place


@contextmanager
def held(folder: Path, count: int, *person: int | None) -> Iterator[None]:
    """Let as many threads hold a place each meanwhile, for `person` where one is named.

    Raises Busy where there are not so many.
    """
    one = (*person[:1],)
    with _each_held([lambda: place(folder)] * count, [one] * count):
        yield


@contextmanager
def big_held(folder: Path, *people: int) -> Iterator[None]:
    """Let each of `people` hold one of the few places for what is big. Raises Busy likewise."""
    with _each_held([lambda: big(folder)] * len(people), [(person,) for person in people]):
        yield


@contextmanager
def _each_held(
    places: list[Callable[[], AbstractContextManager]], people: list[tuple]
) -> Iterator[None]:
    taken, end = threading.Semaphore(0), threading.Event()

    def hold(entered: Callable[[], AbstractContextManager], person: tuple) -> None:
        try:
            with asked_by(lambda: person[0]) if person else nullcontext(), entered():
                taken.release()
                end.wait()
        finally:
            taken.release()

    with ThreadPoolExecutor(len(places)) as threads:
        holders = [threads.submit(hold, *each) for each in zip(places, people, strict=True)]
        for _ in holders:
            taken.acquire()
        try:
            yield
        finally:
            end.set()
    for each in holders:
        each.result()
