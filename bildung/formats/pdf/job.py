"""One print, as the child process does it."""

import resource

MIB = 2**20


def print_page(sender, page: str, limits: dict[str, int]) -> None:
    """Print `page` and send (outcome, content) to `sender`.

    The outcomes: „printed“ with the PDF's bytes, „memory“ and „failed“ with a text for the log. A
    process that dies sends nothing.
    """
    _limit(**limits)
    try:
        from .child import STYLE_SHEETS, print_html

        outcome = ("printed", print_html(page, STYLE_SHEETS))
    except MemoryError:
        outcome = ("memory", "")
    except Exception as error:
        outcome = ("failed", repr(error))
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
        resource.setrlimit(kind, (limit, limit))
