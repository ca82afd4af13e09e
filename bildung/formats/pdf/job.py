"""What the child processes of the press do: one print, or a look into a file from outside."""

import os
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .archived import Archived

MIB = 2**20
# What is left for telling that memory ran out.
SPARE_MIB = 32
# On a machine that has more to do than it can, pages go before prints.
NICE = 10


def do(job: Callable, arguments: tuple, sender, limits: dict[str, Any]) -> None:
    """Do `job`, which returns bytes, and send „outcome, line break, content“ to `sender`.

    The outcomes: „done“ with what it returned, „memory“ and „failed“ with a text for the log. A
    process that dies sends nothing. Bytes, and never objects: the file may have got hold of this
    process, and pickled objects could get hold of the application.
    """
    _limit(**limits)
    if not limits["writes"]:
        os.nice(NICE)
    try:
        outcome, content = b"done", job(*arguments)
    except BaseException as error:  # WeasyPrint's fatal errors are no Exception
        _limit(**{**limits, "memory_mib": limits["memory_mib"] + SPARE_MIB})
        used = _used_mib()
        short = isinstance(error, MemoryError) or used > 0.9 * limits["memory_mib"]
        outcome = b"memory" if short else b"failed"
        content = f"{error!r:.2000} at {used:.0f} MiB".encode("utf-8", "replace")
    sender.send_bytes(outcome + b"\n" + content)
    sender.close()


def print_page(page: str, archived: Archived | None) -> bytes:
    """Return `page` (XML text) as PDF."""
    from .child import STYLE_SHEETS, print_html

    return print_html(page, STYLE_SHEETS, archived)


def _limit(seconds: int, memory_mib: int, writes: bool) -> None:
    """Keep this process from using more computing time or memory, and from writing files."""
    limits = {
        resource.RLIMIT_CPU: seconds + 1,
        resource.RLIMIT_DATA: memory_mib * MIB,
        resource.RLIMIT_CORE: 0,
    }
    if not writes:
        limits[resource.RLIMIT_FSIZE] = 0
    for kind, limit in limits.items():
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(
            kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard)
        )


def _used_mib() -> float:
    """Return the memory that counts for RLIMIT_DATA.

    Where memory runs out within C, Python tells of other errors than MemoryError.
    """
    pages = int(Path("/proc/self/statm").read_text().split()[5])
    return pages * resource.getpagesize() / MIB
