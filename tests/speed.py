"""Bounds on time that hold on a slow or busy machine, too."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

# What the yardstick takes on the machine that the bounds were found on, undisturbed.
REFERENCE = 0.024


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail where the block takes more computing time than `seconds`, on the reference machine.

    A yardstick before and after the block tells how much slower this one is at the moment.
    """
    before = _yardstick()
    begun = process_time()
    yield
    took = process_time() - begun
    slowness = max(REFERENCE, before, _yardstick()) / REFERENCE
    assert took < seconds * slowness, f"{took:.1f} s, with a machine {slowness:.1f} times slower"


def _yardstick() -> float:
    begun = process_time()
    lengths: dict[str, int] = {}
    for number in range(60_000):
        word = f"Wort {number % 977}"
        lengths[word] = lengths.get(word, 0) + len(word.split())
    return process_time() - begun
