"""The timeline on paper: pictures that each fill a sheet, and the table after them.

Where a sheet is too narrow for months or quarters of all the years, pictures show a few of them
each, and what runs then: the scale that was chosen is the one to be hung on the wall.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.template.loader import render_to_string

from bildung.formats import pdf
from bildung.vocabulary.status import Status

from .layout import Item, Picture, draw, most_years
from .reading import groups_of
from .scale import Scale, Window, split

Format = Literal["a4", "a3"]

# Width and height in the units of a picture, a px of CSS (0.75 pt): letters of 13 units are
# 9.75 pt. Both fill a sheet in landscape within the margins of paper.css, less the title's lines.
SHEETS: dict[Format, tuple[int, int]] = {"a4": (1008, 540), "a3": (1472, 870)}
# The press takes some tenths of a second for each.
MOST_PICTURES = 80
# Of bars on A4, where each has a group of its own.
FEWEST_IN_PICTURE = 6


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
    asked, windows = scale, windows_on(format, window, scale)
    pictures = _pictures(items, windows, scale, today, format)
    while len(pictures) > MOST_PICTURES and scale.coarser:
        scale = scale.coarser
        windows = windows_on(format, window, scale)
        pictures = _pictures(items, windows, scale, today, format)
    if scale is not asked:
        notes += (
            f"Gedruckt ist die Skala „{scale.label}“: Auf der Skala „{asked.label}“ wären es mehr "
            f"als {MOST_PICTURES} Bilder.",
        )
    if len(windows) > 1:
        notes += (
            f"Damit die Skala „{scale.label}“ zu lesen ist, sind die Jahre auf mehrere Bilder "
            "verteilt. Jedes zeigt, was in seinen Jahren läuft.",
        )
    stamp = f"Stand {today:%d.%m.%Y}"
    return TimelineDocument(title, stamp, format, filters, notes, pictures, groups_of(items))


def windows_on(format: Format, window: Window, scale: Scale) -> tuple[Window, ...]:
    """Return the years that each sheet shows side by side, for the names of `scale` to be read.

    Years themselves have room on one sheet, however many there are.
    """
    if not scale.names:
        return (window,)
    return split(window, most_years(scale, SHEETS[format][0]))


def hint_of(count: int, window: Window, scale: Scale) -> str:
    """Return what to know before `count` records are printed: nothing where a sheet shows all."""
    split_on = {each: windows_on(each, window, scale) for each in SHEETS}
    parts = [
        f"ein Blatt {each.upper()} höchstens {max(window.years for window in windows)} Jahre"
        for each, windows in split_on.items()
        if len(windows) > 1
    ]
    if not parts:
        return ""
    hint = f"Auf der Skala „{scale.label}“ zeigt {' und '.join(parts)}."
    if max(map(len, split_on.values())) * (count // FEWEST_IN_PICTURE + 1) > MOST_PICTURES:
        hint += f" Würden es mehr als {MOST_PICTURES} Bilder, wird eine gröbere Skala gedruckt."
    return hint


def _pictures(
    items: Sequence[Item], windows: Sequence[Window], scale: Scale, today: date, format: Format
) -> tuple[Picture, ...]:
    pictures: list[Picture] = []
    for window in windows:
        # What begins or ends beyond all of them is on the first or last sheet, as an arrow.
        since = None if window is windows[0] else window
        until = None if window is windows[-1] else window
        running = [item for item in items if item.is_placed and _runs(item, since, until)]
        number = len(pictures) + 1
        pictures += draw(running, window, scale, today, *SHEETS[format], number)
    return tuple(pictures)


def _runs(item: Item, since: Window | None, until: Window | None) -> bool:
    start, end = item.timeframe.start, item.timeframe.end
    ends_before = since and end and end.year < since.first
    begins_after = until and start and start.year > until.last
    return not (ends_before or begins_after)
