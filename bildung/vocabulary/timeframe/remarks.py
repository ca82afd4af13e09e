"""What is to be said of a wording with which nothing can be computed."""

from dataclasses import dataclass

from . import offsets
from .points import TimeframeError
from .reading import NOT_READABLE, parse


@dataclass(frozen=True)
class Remark:
    """Why a wording cannot be read, in German, and what may be meant, where that is plain."""

    message: str
    suggestion: str = ""


def remark(wording: str) -> Remark | None:
    """Return what keeps `wording` from being computed with; None where nothing does, or is said."""
    try:
        is_read = not wording.strip() or parse(wording) is not None
    except TimeframeError as error:
        return Remark(error.message, error.suggestion or "")
    return None if is_read else Remark(f"Dieser Wortlaut {why_unread(wording)}.")


def why_unread(wording: str) -> str:
    """Return the rest of a sentence about a wording that `parse` reads as nothing."""
    if offsets.parse(wording):
        return "zählt Monate ab dem Beginn, wie in einer Vorlage"
    return f"ist {NOT_READABLE}"
