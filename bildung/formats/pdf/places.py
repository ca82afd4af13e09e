"""Who may have something done by the press now: few at once, and nobody waits for a turn.

A thread that waits answers no page. So whoever comes while all places are taken is told so at once
(Busy), and pages keep the other threads of the worker. Of one person there are at most two at a
time, counted over all workers: eight prints of one reader must not keep the others from theirs.
"""

import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import BoundedSemaphore

# Of a worker: its prints must not take the memory of the machine together, nor all its threads.
PRINTS_AT_ONCE = 2
OF_A_PERSON = 2
RETRY_SECONDS = 10

# Of all workers together: what takes so much that a process is made for it alone.
BIG_AT_ONCE = 2
# Where such places lie in the file, far behind those of any person.
_BIG, _BIG_OF_PERSON = 2**60, 2**61

# All presses of this process share them: what is printed, read and looked into.
_places = BoundedSemaphore(PRINTS_AT_ONCE)
_holding: ContextVar[bool] = ContextVar("holding", default=False)
_holding_big: ContextVar[bool] = ContextVar("holding_big", default=False)
_asking: ContextVar[Callable[[], int | None] | None] = ContextVar("asking", default=None)


class Busy(Exception):
    """All places are taken; it may be tried again in RETRY_SECONDS.

    `is_own` where it is the person's own prints and files that take them.
    """

    def __init__(self, is_own: bool = False):
        super().__init__("All places of a person are taken" if is_own else "All places are taken")
        self.is_own = is_own


@contextmanager
def asked_by(person: Callable[[], int | None]) -> Iterator[None]:
    """Count what is done meanwhile for the person whose key `person` returns when asked.

    Those without a key count as one. A program that names nobody has no limit of its own.
    """
    token = _asking.set(person)
    try:
        yield
    finally:
        _asking.reset(token)


@contextmanager
def place(folder: Path) -> Iterator[None]:
    """Hold a place in this worker, and one of the person's. Raises Busy where there is none.

    Within it, the same thread holds it already. `folder` is that of the installation: the places of
    persons are locked in a file there.
    """
    if _holding.get():
        yield
        return
    places = _places
    if not places.acquire(blocking=False):
        raise Busy
    token = _holding.set(True)
    try:
        with _own_place(folder):
            yield
    finally:
        _holding.reset(token)
        places.release()


@contextmanager
def _own_place(folder: Path) -> Iterator[None]:
    if (person := _asking.get()) is None:
        yield
        return
    first = (person() or 0) * OF_A_PERSON
    with _file(folder) as file:
        if not any(_locked(file, first + number) for number in range(OF_A_PERSON)):
            raise Busy(is_own=True)
        yield


@contextmanager
def big(folder: Path) -> Iterator[None]:
    """Hold one of few places of all workers, and the person's only one. Raises Busy for none.

    Within it, the same thread holds it already.
    """
    if _holding_big.get():
        yield
        return
    person = _asking.get()
    with _file(folder) as file:
        if person and not _locked(file, _BIG_OF_PERSON + (person() or 0)):
            raise Busy(is_own=True)
        if not any(_locked(file, _BIG + number) for number in range(BIG_AT_ONCE)):
            raise Busy
        token = _holding_big.set(True)
        try:
            yield
        finally:
            _holding_big.reset(token)


@contextmanager
def _file(folder: Path) -> Iterator[int]:
    """Open the file in which places are locked."""
    folder.mkdir(parents=True, exist_ok=True)
    # The kernel gives the locks back when the file is closed, be it because the worker died.
    file = os.open(folder / "places", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield file
    finally:
        os.close(file)


def _locked(file: int, place: int) -> bool:
    """Lock the byte `place` of an open file, for this opening of it alone (fcntl(2), OFD locks)."""
    # struct flock: type, whence, start, length, process (none).
    lock = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, place, 1, 0)
    try:
        fcntl.fcntl(file, fcntl.F_OFD_SETLK, lock)
    except (BlockingIOError, PermissionError):
        return False
    return True
