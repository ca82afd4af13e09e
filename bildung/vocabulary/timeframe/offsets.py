"""Time frames of a template, which has no dates yet: months counted from the first of a project.

    parse("Monat 5 bis 6")          ->  Offsets(5, 6)
    parse("ab Monat 12 lfd.")       ->  Offsets(12, None, ongoing=True)
    parse("9/2015")                 ->  None
    Offsets(5, 6).wording(begin)    ->  "10/2015–11/2015", with June 2015 as the first month

The first month is month 1.
"""

import re
from dataclasses import dataclass
from datetime import date

from bildung.vocabulary.timeframe import grammar
from bildung.vocabulary.timeframe.points import FIRST_YEAR, LAST_YEAR
from bildung.vocabulary.timeframe.tokens import DASHES
from bildung.vocabulary.timeframe.value import Timeframe, last_day

# What is longer than this is no project.
LAST_MONTH = 600

MONTH = r"(?P<{}>[0-9]{{1,3}})"
WORD = r"Monat(?:en?|s)?"
TO = rf"\s*(?:bis|[{DASHES}])\s*(?:zum\s+)?(?:{WORD}\s*)?"
AND = rf"\s*(?:/|\+|&|und|u\.)\s*(?:{WORD}\s*)?"
ENDLESS = rf"{'|'.join(grammar.ENDLESS)}"
RUNNING = rf"\s*(?P<ongoing>,?\s*(?:{ENDLESS}|laufend|lfd\.?)|ff\.?)?"
UP_TO = r"(?:bis\s+spätestens|bis\s+einschließlich|bis|spätestens)\s+(?:(?:zum|im|in)\s+)?"
STRETCH = re.compile(
    rf"(?:von\s+|im\s+|in\s+)?{WORD}\s*{MONTH.format('first')}"
    rf"(?:{TO}{MONTH.format('last')}|{AND}{MONTH.format('next')})?",
    re.IGNORECASE,
)
FROM = re.compile(rf"(?:ab|seit)\s+{WORD}\s*{MONTH.format('first')}{RUNNING}", re.IGNORECASE)
ON = re.compile(rf"{WORD}\s*{MONTH.format('first')}\s*(?P<ongoing>{ENDLESS}|ff\.?)", re.IGNORECASE)
UNTIL = re.compile(rf"{UP_TO}{WORD}\s*{MONTH.format('last')}", re.IGNORECASE)


@dataclass(frozen=True)
class Offsets:
    """Months of a project, from `first` to `last`, both included; None for an open end or start.

    `ongoing` is an open end of which the wording says „lfd.“, which means the same.
    Raises ValueError for a stretch that ends before it begins, or no month at all.
    """

    first: int | None
    last: int | None
    ongoing: bool = False

    def __post_init__(self) -> None:
        months = [month for month in (self.first, self.last) if month is not None]
        if not months or any(not 1 <= month <= LAST_MONTH for month in months):
            raise ValueError(f"Die Monate zählen von 1 bis {LAST_MONTH}.")
        if len(months) == 2 and self.last < self.first:
            raise ValueError("Das Ende liegt vor dem Anfang.")
        if self.ongoing and self.last is not None:
            raise ValueError("„lfd.“ steht für einen Zeitrahmen ohne Ende.")

    def __str__(self) -> str:
        """The one short form of this value, which `parse` reads back to an equal one."""
        if self.last is None:
            return f"ab Monat {self.first}{' lfd.' if self.ongoing else ''}"
        if self.first is None:
            return f"bis Monat {self.last}"
        return f"Monat {self.first}" + (f" bis {self.last}" if self.last > self.first else "")

    def timeframe(self, begin: date) -> Timeframe:
        """The dates it means where the month of `begin` is the first.

        Raises ValueError for years of which no time frame is read.
        """
        start = None if self.first is None else _month_after(begin, self.first)
        end = None if self.last is None else _month_after(begin, self.last)
        return Timeframe(start, end and last_day(end.year, end.month))

    def wording(self, begin: date) -> str:
        """The time frame as an agreement words it (see `Timeframe.canonical`)."""
        return self.timeframe(begin).canonical() + (" lfd." if self.ongoing else "")


def parse(wording: str) -> Offsets | None:
    """The months a wording counts; None when it is something else, or there are no such months."""
    text = " ".join(wording.split())
    for pattern in (STRETCH, FROM, ON, UNTIL):
        if found := pattern.fullmatch(text):
            break
    else:
        return None
    parts = found.groupdict()
    first, last = (int(parts[end]) if parts.get(end) else None for end in ("first", "last"))
    if following := parts.get("next"):
        last = int(following)
        if last != first + 1:  # two months, and not all between them
            return None
    elif pattern is STRETCH and last is None:
        last = first
    try:
        return Offsets(first, last, bool(parts.get("ongoing")))
    except ValueError:
        return None


def offsets_of(timeframe: Timeframe, begin: date, ongoing: bool = False) -> Offsets | None:
    """The months that `timeframe` counts from the month of `begin`; None where it has no dates.

    A day counts as its month. Raises ValueError for what lies before the first month.
    """
    if timeframe.start is None and timeframe.end is None:
        return None
    first, last = (end and _months_between(begin, end) for end in (timeframe.start, timeframe.end))
    return Offsets(first, last, ongoing)


def _month_after(begin: date, number: int) -> date:
    years, month = divmod(begin.month - 1 + number - 1, 12)
    year = begin.year + years
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Das Jahr {year} liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}.")
    return date(year, month + 1, 1)


def _months_between(begin: date, day: date) -> int:
    return 12 * (day.year - begin.year) + day.month - begin.month + 1
