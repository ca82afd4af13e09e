"""The timeline's pictures: where each bar, heading, tick and word lies, in whole units.

All that is drawn lies inside its picture. A row has two lines: its words above, its bar below, so
that words never lie on bars, and are where the bar is however far a picture is scrolled.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe import Timeframe
from bildung.vocabulary.timeframe.value import numeric

from .scale import Scale, Tick, Window, unit_ticks, year_ticks
from .text import cut, width_of

SIZE = 13  # of letters
YEARS_HEIGHT = 24
UNITS_HEIGHT = 22
TODAY_HEIGHT = 22
HEADING_HEIGHT = 34
ROW_HEIGHT = 44
BAR_TOP, BAR_HEIGHT = 22, 14
ARROW = 10
SHORTEST = 6
PADDING = 4
BESIDE_TODAY = 20
NARROWEST = 1180  # fills the page of a screen
LONGEST_TEXT = 960  # longer lines are not read
ROOM_FOR_TEXT = 520  # at least; where less is left beside a bar, its words begin before it


@dataclass(frozen=True)
class Item:
    """A measure or stage. `group` names its goal or milestone, with the agreement if need be."""

    key: str
    group: str
    name: str
    wording: str
    timeframe: Timeframe | None
    status: Status
    is_overdue: bool
    url: str

    @property
    def is_placed(self) -> bool:
        """Whether it has dates, or „laufend“, and so a bar."""
        return self.timeframe is not None and not self.timeframe.is_empty

    @property
    def title(self) -> str:
        """All that its bar says, in words."""
        parts = (self.name, self.wording, self.status.label, "überfällig" * self.is_overdue)
        return " – ".join(part for part in parts if part)


@dataclass(frozen=True)
class Mark:
    """A line with a word: a tick, or today."""

    x: int
    text_x: int
    label: str
    anchor: str = "start"  # where in the word `text_x` lies: at its start or end


@dataclass(frozen=True)
class Heading:
    y: int
    text: str
    title: str


@dataclass(frozen=True)
class Bar:
    """A row: the bar's outline, its words above, and the rectangle that holds both."""

    item: Item
    x: int
    y: int
    width: int
    points: str
    name: str
    text_x: int
    text_y: int
    anchor: str  # as of a Mark
    text_width: int  # at most
    hit_x: int
    hit_y: int
    hit_width: int
    hit_height: int = ROW_HEIGHT - 4

    @property
    def text_span(self) -> tuple[int, int]:
        """The most that the words take, from left to right."""
        if self.anchor == "end":
            return self.text_x - self.text_width, self.text_x
        return self.text_x, self.text_x + self.text_width


@dataclass(frozen=True)
class Picture:
    """One picture with its scale at the head; a screen has one, paper one a page."""

    key: str
    years_shown: str
    width: int
    height: int
    head_height: int
    years: tuple[Mark, ...]
    units: tuple[Mark, ...]
    today: Mark | None
    headings: tuple[Heading, ...]
    bars: tuple[Bar, ...]

    @property
    def today_runs(self) -> tuple[tuple[int, int], ...]:
        """The stretches of today's line, top and bottom: it leaves out the words in its way."""
        runs, top = [], self.today_y
        for bar in self.bars:
            first, last = bar.text_span
            if first - PADDING <= self.today.x <= last + PADDING:
                runs.append((top, bar.hit_y))
                top = bar.y
        return (*runs, (top, self.height))

    @property
    def today_target(self) -> tuple[int, int]:
        """Left edge and width of what a jump to today shows: line and word, with some room."""
        room = width_of(self.today.label, SIZE, bold=True)
        first = self.today.text_x - room * (self.today.anchor == "end")
        left = max(min(first, self.today.x) - BESIDE_TODAY, 0)
        right = min(max(first + room, self.today.x) + BESIDE_TODAY, self.width)
        return left, right - left

    @property
    def today_y(self) -> int:
        """Where today's line begins: beside its word, below the ticks."""
        return self.head_height - TODAY_HEIGHT

    @property
    def today_text_y(self) -> int:
        return self.head_height - 6


def screen_width(window: Window, scale: Scale) -> int:
    """Return the width of a picture on screen; the box it lies in scrolls."""
    return max(window.months * scale.pixels, NARROWEST)


def unit_room(scale: Scale) -> int:
    """Return the width that a month or quarter takes at least for its name to be read."""
    return max((width_of(name, SIZE) for name in scale.names), default=0) + PADDING


def most_years(scale: Scale, width: int) -> int:
    """Return how many years a picture so wide shows with the names of its months or quarters."""
    return max(width * scale.months // (12 * unit_room(scale)), 1)


def draw(
    items: Sequence[Item],
    window: Window,
    scale: Scale,
    today: date,
    width: int,
    height: int | None = None,
    number: int = 1,
) -> tuple[Picture, ...]:
    """Return pictures of all items with a place in time; with `height`, as many as need be.

    A group that goes on in the next picture has its heading there again. Their keys count from
    `number`.
    """
    ruler = Ruler(window, scale, today, width)
    placed = [item for item in items if item.is_placed]
    pages = list(_pages(placed, None if height is None else height - ruler.height))
    return tuple(ruler.picture(f"bild-{number}", page) for number, page in enumerate(pages, number))


Page = list[tuple[str, list[Item]]]  # headings with the items below


def _pages(items: Sequence[Item], room: int | None) -> Iterator[Page]:
    page: Page = []
    left = room
    for group, members in groupby(items, key=lambda item: item.group):
        heading = group
        fresh = True
        for item in members:
            need = ROW_HEIGHT + HEADING_HEIGHT * fresh
            if left is not None and need > left and page:
                yield page
                page, left = [], room
                if not fresh:
                    heading, fresh = f"{group} (Fortsetzung)", True
                need = ROW_HEIGHT + HEADING_HEIGHT
            if fresh:
                page.append((heading, []))
                fresh = False
            page[-1][1].append(item)
            left = None if left is None else left - need
    if page:
        yield page


class Ruler:
    """Turns days into places in a picture of a given width."""

    def __init__(self, window: Window, scale: Scale, today: date, width: int):
        self.window = window
        self.width = width
        step = next(
            step
            for step in (1, 2, 5, 10, 20, 50, 100)
            if self._x(12 * step) >= width_of("2000", SIZE) + 2 * PADDING or step == 100
        )
        self.years = tuple(map(self._mark, year_ticks(window, step)))
        self.units = tuple(map(self._mark, unit_ticks(window, scale)))
        self.today = self._today(today)
        self.height = (
            YEARS_HEIGHT + UNITS_HEIGHT * bool(self.units) + TODAY_HEIGHT * bool(self.today)
        )

    def picture(self, key: str, page: Page) -> Picture:
        y = self.height
        headings, bars = [], []
        for group, items in page:
            room = min(self.width, LONGEST_TEXT) - 2 * PADDING
            headings.append(Heading(y + 23, cut(group, SIZE, room, bold=True), group))
            y += HEADING_HEIGHT
            for item in items:
                bars.append(self._bar(item, y))
                y += ROW_HEIGHT
        return Picture(
            key,
            str(self.window),
            self.width,
            y + PADDING,
            self.height,
            self.years,
            self.units,
            self.today,
            tuple(headings),
            tuple(bars),
        )

    def _x(self, months: float) -> int:
        return round(self.width * months / self.window.months)

    def _mark(self, tick: Tick) -> Mark:
        x = self._x(tick.month)
        return Mark(x, x + PADDING, tick.label)

    def _today(self, today: date) -> Mark | None:
        if not self.window.holds(today):
            return None
        label = f"Heute, {numeric(today)}"
        x = min(self._x(self.window.start_of(today)), self.width - 1)
        room = width_of(label, SIZE, bold=True)
        if x + PADDING + room <= self.width:
            return Mark(x, x + PADDING, label)
        return Mark(x, max(x - PADDING, room), label, "end")

    def _bar(self, item: Item, y: int) -> Bar:
        frame = item.timeframe
        start = self._x(self.window.start_of(frame.start)) if frame.start else -1
        end = self._x(self.window.end_of(frame.end)) if frame.end else self.width + 1
        # What lies wholly outside is an arrow at the edge, for it begins or ends beyond it.
        before, after = start < 0, end > self.width
        shortest = max(SHORTEST, ARROW * (before + after) + SHORTEST)
        left = min(max(start, 0), self.width - shortest)
        right = max(min(end, self.width), left + shortest)
        suffix = status_words(item)
        room = min(max(self.width - left, ROOM_FOR_TEXT), LONGEST_TEXT)
        rest = room - 2 * PADDING - width_of(suffix, SIZE, bold=True)
        name = cut(item.name, SIZE, rest)
        text = min(width_of(name, SIZE) + width_of(suffix, SIZE, bold=True), self.width)
        # Words that do not fit right of the bar's start end with it, or begin with the picture.
        fits = left + text <= self.width
        text_x, anchor = (left, "start") if fits else (max(right, text), "end")
        first, last = (text_x, text_x + text) if fits else (text_x - text, text_x)
        hit_x = min(left, first)
        return Bar(
            item=item,
            x=left,
            y=y + BAR_TOP,
            width=right - left,
            points=_outline(left, right, y + BAR_TOP, before, after),
            name=name,
            text_x=text_x,
            text_y=y + 15,
            anchor=anchor,
            text_width=text,
            hit_x=hit_x,
            hit_y=y,
            hit_width=max(right, last) - hit_x,
        )


def status_words(item: Item) -> str:
    """Return what stands behind the name: sign and word of the status, and „überfällig“."""
    return f"  {item.status.sign}{'  ! überfällig' if item.is_overdue else ''}"


def _outline(left: int, right: int, top: int, before: bool, after: bool) -> str:
    """Return the corners of a bar, with an arrow's point where it goes on (as `points`)."""
    middle, bottom = top + BAR_HEIGHT // 2, top + BAR_HEIGHT
    first = left + ARROW * before
    last = right - ARROW * after
    corners = [(first, top), (last, top)]
    if after:
        corners.append((right, middle))
    corners += [(last, bottom), (first, bottom)]
    if before:
        corners.append((left, middle))
    return " ".join(f"{x},{y}" for x, y in corners)
