"""The scale of the timeline: which years it shows, where a day lies in them, and the ticks."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

MONTHS = ("Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez")
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


class Scale(StrEnum):
    """What one tick stands for. `most_years` keeps the picture to some 12,000 px in width."""

    MONTH = "month", "Monate", 1, 32, 30, MONTHS
    QUARTER = "quarter", "Quartale", 3, 14, 60, QUARTERS
    YEAR = "year", "Jahre", 12, 5, 150, ()

    label: str
    months: int
    pixels: int  # for a month, on screen
    most_years: int
    names: tuple[str, ...]  # of the ticks within a year

    def __new__(cls, value: str, label: str, months: int, pixels: int, most_years: int, names):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.months = months
        member.pixels = pixels
        member.most_years = most_years
        member.names = names
        return member

    @property
    def coarser(self) -> "Scale | None":
        """The next scale whose ticks stand for more, if any."""
        return next((each for each in Scale if each.months > self.months), None)


@dataclass(frozen=True)
class Window:
    """The whole years shown, first and last included."""

    first: int
    last: int

    def __str__(self):
        return str(self.first) if self.first == self.last else f"{self.first} bis {self.last}"

    @property
    def years(self) -> int:
        return self.last - self.first + 1

    @property
    def months(self) -> int:
        return 12 * self.years

    def start_of(self, day: date) -> float:
        """Return the months from the left edge to the morning of `day`; negative before it."""
        return self._month(day) + (day.day - 1) / monthrange(day.year, day.month)[1]

    def end_of(self, day: date) -> float:
        """Return the months from the left edge to the evening of `day`."""
        return self._month(day) + day.day / monthrange(day.year, day.month)[1]

    def holds(self, day: date) -> bool:
        return self.first <= day.year <= self.last

    def _month(self, day: date) -> int:
        return 12 * (day.year - self.first) + day.month - 1


@dataclass(frozen=True)
class Tick:
    """A month, quarter or year: where it begins, in months from the left, and its name."""

    month: int
    months: int
    label: str


def default_scale(window: Window) -> Scale:
    """Return the scale that shows `window` in one to two widths of a screen."""
    if window.years <= 2:
        return Scale.MONTH
    return Scale.QUARTER if window.years <= 8 else Scale.YEAR


def whole_window(days: Iterable[date | None], today: date) -> Window:
    """Return the years from the first to the last of `days` and today; None is passed over."""
    years = [today.year, *(day.year for day in days if day is not None)]
    return Window(min(years), max(years))


def cut_window(window: Window, scale: Scale, today: date) -> Window:
    """Return `window`, cut to as many years as `scale` can show: a third of them before today."""
    most = scale.most_years
    if window.last - window.first < most:
        return window
    first = min(max(today.year - most // 3, window.first), window.last - most + 1)
    return Window(first, first + most - 1)


def split(window: Window, most: int) -> tuple[Window, ...]:
    """Return windows one after the other of at most `most` years, as few and as even as can be."""
    count = -(-window.years // most)
    firsts = [window.first + window.years * each // count for each in range(count + 1)]
    return tuple(Window(first, after - 1) for first, after in pairwise(firsts))


def year_ticks(window: Window, step: int = 1) -> tuple[Tick, ...]:
    """Return a tick a year; only every `step`th year, the full ones, has a name."""
    return tuple(
        Tick(12 * (year - window.first), 12, "" if year % step else str(year))
        for year in range(window.first, window.last + 1)
    )


def unit_ticks(window: Window, scale: Scale) -> tuple[Tick, ...]:
    """Return a tick a month or quarter; none on the scale of years, which has those already."""
    if not scale.names:
        return ()
    return tuple(
        Tick(month, scale.months, scale.names[month % 12 // scale.months])
        for month in range(0, window.months, scale.months)
    )
