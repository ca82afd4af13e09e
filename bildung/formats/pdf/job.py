"""One print, as the child process does it."""

import resource
from pathlib import Path

MIB = 2**20
# What is left for telling that memory ran out.
SPARE_MIB = 32


def print_page(sender, page: str, limits: dict[str, int]) -> None:
    """Print `page` and send (outcome, content) to `sender`.

    The outcomes: „printed“ with the PDF's bytes, „memory“ and „failed“ with a text for the log. A
    process that dies sends nothing.
    """
    _limit(**limits)
    try:
        from .child import STYLE_SHEETS, print_html

        outcome = ("printed", print_html(page, STYLE_SHEETS))
    except BaseException as error:  # WeasyPrint's fatal errors are no Exception
        _limit(**{**limits, "memory_mib": limits["memory_mib"] + SPARE_MIB})
        used = _used_mib()
        short = isinstance(error, MemoryError) or used > 0.9 * limits["memory_mib"]
        outcome = ("memory" if short else "failed", f"{error!r} at {used:.0f} MiB")
    sender.send(outcome)
    sender.close()


def _limit(seconds: int, memory_mib: int) -> None:
    """Keep this process from using more computing time or memory, and from writing files."""
    limits = {
        resource.RLIMIT_CPU: seconds + 1,
        resource.RLIMIT_DATA: memory_mib * MIB,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
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
