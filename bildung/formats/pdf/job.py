"""What the child processes of the press do: one print, or a look into a PDF from outside."""

import resource
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from .archived import Archived

MIB = 2**20
# What is left for telling that memory ran out.
SPARE_MIB = 32


def do(job: Callable, arguments: tuple, sender, limits: dict[str, int]) -> None:
    """Do `job` and send (outcome, content) to `sender`.

    The outcomes: „done“ with what it returned, „memory“ and „failed“ with a text for the log. A
    process that dies sends nothing.
    """
    _limit(**limits)
    try:
        outcome = ("done", job(*arguments))
    except BaseException as error:  # WeasyPrint's fatal errors are no Exception
        _limit(**{**limits, "memory_mib": limits["memory_mib"] + SPARE_MIB})
        used = _used_mib()
        short = isinstance(error, MemoryError) or used > 0.9 * limits["memory_mib"]
        outcome = ("memory" if short else "failed", f"{error!r} at {used:.0f} MiB")
    sender.send(outcome)
    sender.close()


def print_page(page: str, archived: Archived | None) -> bytes:
    """Return `page` (XML text) as PDF."""
    from .child import STYLE_SHEETS, print_html

    return print_html(page, STYLE_SHEETS, archived)


def open_pdf(content: bytes) -> str:
    """Return „sound“, or what is wrong with a file: „encrypted“, „broken“ or „empty“.

    Nothing is repaired: what is archived has to open in every program. Pages are counted, which
    reads the cross-references and the page tree, and no page is drawn.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return "encrypted"
            return "sound" if sum(1 for _ in pdf.pages) else "empty"
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError:
        return "broken"


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
