"""An import is written: here, or a big one in a process that ends, as its preview is made."""

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied

from bildung.editions.holding import Refused
from bildung.exchange.apart import doing

from .annexes import ANNEXES
from .proposal import apply
from .showing import Asked, Preview, shown

CHOSEN_ANEW = (
    "Was Sie aus der Datei nicht übernehmen möchten, ist jetzt ausgelassen. "
    "Bitte sehen Sie sich die Vorschau noch einmal an."
)


@dataclass(frozen=True)
class Request:
    """What is to be written: all that `asked` would show, but for what is left out.

    `asides` are chosen to be left out of what is set aside in the file; unless the preview showed
    that, it is to be seen first, for which `anew` asks.
    """

    asked: Asked
    asides: frozenset[str]
    anew: Asked


@dataclass(frozen=True)
class Applied:
    """What was written: how many changes, of the file of that name."""

    name: str
    reason: str
    taken: int


def write(request: Request) -> Applied | Preview:
    """Return what was written, or the preview that says why nothing was.

    Raises what `showing.preview` does; PermissionDenied where the person may not write it (any
    more), or nobody may.
    """
    asked = request.asked
    return (
        doing.do(written, request, asked.person, writes=True) if asked.is_big else written(request)
    )


def written(request: Request) -> Applied | Preview:
    """Return what `write` does, done here."""
    asked = request.asked
    upload, seen = asked.upload()
    if request.asides != upload.left_out:  # chosen, and not seen yet
        return shown(request.anew)
    try:
        annex = ANNEXES[asked.annex]
        taken = apply(asked.agreement, annex, upload, asked.left_out, seen, asked.person)
    except Refused as refused:
        asked.agreement.refresh_from_db()
        if not asked.agreement.wording_is_open:
            raise PermissionDenied from refused
        return shown(replace(asked, refusal=refused.reasons))
    return Applied(upload.name, upload.reason, taken)
