"""The timeline on paper: pictures that each fill a sheet, and the table after them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.template.loader import render_to_string

from bildung.formats import pdf
from bildung.vocabulary.status import Status

from .layout import Item, Picture, draw
from .reading import groups_of
from .scale import Scale, Window

Format = Literal["a4", "a3"]

# Width and height in the units of a picture, a px of CSS (0.75 pt): letters of 13 units are
# 9.75 pt. Both fill a sheet in landscape within the margins of paper.css, less the title's lines.
SHEETS: dict[Format, tuple[int, int]] = {"a4": (1008, 540), "a3": (1472, 870)}


@dataclass(frozen=True)
class TimelineDocument:
    """What is printed of a timeline: all its words and where they lie."""

    title: str
    stamp: str
    format: Format
    filters: tuple[str, ...]
    notes: tuple[str, ...]
    pictures: tuple[Picture, ...]
    groups: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def statuses(self) -> tuple[Status, ...]:
        return tuple(Status)

    @property
    def markup(self) -> str:
        """The document as the press takes it."""
        return render_to_string("desk/timeline/paper.html", {"document": self})


def document_of(
    items: Sequence[Item],
    window: Window,
    scale: Scale,
    today: date,
    *,
    title: str,
    format: Format,
    filters: tuple[str, ...],
    notes: tuple[str, ...],
) -> TimelineDocument:
    """Return the timeline of `items` as it is printed on sheets of `format`."""
    # Measured as they are printed: a sign that the font lacks becomes a longer text.
    items = tuple(
        replace(
            item,
            group=pdf.printable(item.group),
            name=pdf.printable(item.name),
            wording=pdf.printable(item.wording),
        )
        for item in items
    )
    width, height = SHEETS[format]
    pictures = draw(items, window, scale, today, width, height)
    stamp = f"Stand {today:%d.%m.%Y}"
    return TimelineDocument(title, stamp, format, filters, notes, pictures, groups_of(items))
