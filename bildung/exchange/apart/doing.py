"""Has a job done by a process that ends: two at a time on the server, one of a person."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from django.db import connection

from bildung.agreements import mailing
from bildung.agreements.models import User
from bildung.formats import intake
from bildung.formats.pdf import FOLDER, STYLE_SHEETS, PrintError, places
from bildung.formats.pdf.press import Press

from . import child

# Bytes of what was read of a file as JSON, of what travels in a page (packed), and rows of annexes,
# from which on it is worth a process.
BIG_READ, BIG_SEALED, BIG_TABLE = 300_000, 30_000, 1_000

# For 10,000 rows of which half are written anew; 5,000 take 260 MiB, of which the press shares 110.
SECONDS, MEMORY_MIB = 90, 600
processes = Press(STYLE_SHEETS, FOLDER, SECONDS, MEMORY_MIB, writes=True)

Wanted = TypeVar("Wanted")
Done = TypeVar("Done")


@contextmanager
def place(size: int) -> Iterator[None]:
    """Hold a place for reading a file of so many bytes, and for what is made of it.

    For a big one that which `do` needs, too: whoever finds that taken is not let read it before.
    Entering raises Busy.
    """
    with places.place(FOLDER), places.big(FOLDER) if size > BIG_READ else nullcontext():
        yield


def do(job: Callable[[Wanted], Done], wanted: Wanted, by: User, *, writes: bool = False) -> Done:
    """Return `job(wanted)`, a function of a module and what can be pickled; raise what it raises.

    The history says that `by` did it. What only shows goes behind pages; what `writes` does not,
    for others may wait until it is done. Raises Busy at once where as many are done as may be,
    NotRead where it takes too long or too much memory.
    """
    name = f"{job.__module__}.{job.__qualname__}"
    database = str(connection.settings_dict["NAME"])
    with places.place(FOLDER), places.big(FOLDER):
        try:
            answer = processes.do(child.do, name, pickle.dumps(wanted), by.pk, database, writes)
        except PrintError as error:
            if error.reason not in intake.REASONS:
                raise
            raise intake.NotRead(intake.TOO_MUCH) from error
    # Of our own code, which parsed no file.
    is_done, result, notices = pickle.loads(answer)  # noqa: S301
    for notice in notices:
        mailing.post(notice)
    if not is_done:
        raise result
    return result
