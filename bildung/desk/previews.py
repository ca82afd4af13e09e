"""What is shown while somebody types: how a time frame is read, and what an outline looks like."""

from dataclasses import dataclass

from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

import goals.annex
from bildung.formats import html
from bildung.vocabulary import timeframe

# More than any annex says in one place.
LONGEST_OUTLINE = 50_000


@dataclass(frozen=True)
class Reading:
    """What the software made of a wording: how it is read, or what is wrong and may be meant."""

    understood: str = ""
    remark: str = ""
    suggestion: str = ""


def read(wording: str) -> Reading:
    """Return how `wording` is read; an empty Reading where there is nothing to say."""
    if remark := timeframe.remark(wording):
        return Reading(remark=remark.message, suggestion=remark.suggestion)
    frame = timeframe.parse(wording)
    return Reading(understood=frame.describe() if frame else "")


@require_safe
def timeframe_reading(request):
    """How a time frame is read: the part of a page below its field."""
    wording = request.GET.get("timeframe_wording", "")
    return render(request, "desk/timeframe_reading.html", {"reading": read(wording)})


@require_POST
def outline_preview(request):
    """An outline as the annex shows it; no more than a page would ever hold."""
    text = request.POST.get("text", "")[:LONGEST_OUTLINE]
    return render(
        request, "desk/outline_preview.html", {"outline": html.text(goals.annex.bullets_of(text))}
    )
