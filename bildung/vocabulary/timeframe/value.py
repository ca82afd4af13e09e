"""A time frame as dates, and how it is printed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

# Not from the locale, which differs between machines.
MONTH_NAMES = (
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
)


@dataclass(frozen=True)
class Timeframe:
    """A stretch of days; `end` is its last day.

    Without an end it is open; without a start only a deadline is agreed; with neither it is empty,
    or `ongoing` for „laufend“ without a date. An open end is ongoing by itself, so
    „Ab 10/2016 lfd.“ and „ab 10/2016“ are equal.

    Raises ValueError when made with an end before its start, or ongoing with dates.
    """

    start: date | None = None
    end: date | None = None
    ongoing: bool = False

    def __post_init__(self) -> None:
        if self.start and self.end and self.end < self.start:
            raise ValueError(
                f"Das Ende ({numeric(self.end)}) liegt vor dem Anfang ({numeric(self.start)})."
            )
        if self.ongoing and (self.start or self.end):
            raise ValueError("„laufend“ steht für einen Zeitrahmen ohne Datum.")

    def __str__(self) -> str:
        return self.canonical()

    @property
    def is_empty(self) -> bool:
        """True when nothing is agreed at all."""
        return self == Timeframe()

    @property
    def is_day(self) -> bool:
        """True for one day alone."""
        return self.start is not None and self.start == self.end

    def canonical(self) -> str:
        """The one short German form of this value, '' when empty.

        `parse` reads it back to an equal value, for dates in the years FIRST_YEAR to LAST_YEAR.
        Months where the dates are whole months, else days: '3/2016–5/2017', 'ab 10/2016',
        'bis 3/2017', '12.10.2015–30.11.2015', 'laufend'.
        """
        if self.ongoing:
            return "laufend"
        if self.is_empty:
            return ""
        name = _month if self._whole_months else numeric
        if self.end is None:
            return f"ab {name(self.start)}"
        if self.start is None:
            return f"bis {name(self.end)}"
        return "–".join(_unrepeated(name(self.start), name(self.end)))

    def describe(self) -> str:
        """In words, with the length where it has one; '' when empty.

        'März 2016 bis Mai 2017, 15 Monate', 'ab Oktober 2016, Ende offen', 'bis März 2017',
        '12. Oktober 2015', '12. Oktober 2015 bis 30. November 2015, 50 Tage', 'laufend'.
        """
        if self.ongoing:
            return "laufend"
        if self.is_empty:
            return ""
        name = _month_in_words if self._whole_months else _day_in_words
        if self.end is None:
            return f"ab {name(self.start)}, Ende offen"
        if self.start is None:
            return f"bis {name(self.end)}"
        words = " bis ".join(_unrepeated(name(self.start), name(self.end)))
        return words if self.start == self.end else f"{words}, {self._length()}"

    def months(self) -> int | None:
        """The number of calendar months it fills exactly, None when it fills none exactly."""
        if not (self.start and self.end and self._whole_months):
            return None
        return 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1

    def runs_in(self, start: date | None, end: date | None) -> bool:
        """True when it shares a day with the period from start to end, None meaning open.

        „laufend“ runs in every period, an empty time frame in none.
        """
        if self.is_empty:
            return False
        begins_in_time = self.start is None or end is None or self.start <= end
        ends_in_time = self.end is None or start is None or self.end >= start
        return begins_in_time and ends_in_time

    @property
    def _whole_months(self) -> bool:
        starts = self.start is None or self.start.day == 1
        ends = self.end is None or self.end == last_day(self.end.year, self.end.month)
        return starts and ends

    def _length(self) -> str:
        months = self.months()
        if months is None:
            return f"{(self.end - self.start + timedelta(days=1)).days} Tage"
        return "1 Monat" if months == 1 else f"{months} Monate"


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def numeric(day: date) -> str:
    """'01.03.2016', the form for tables (DIN 5008)."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def _month(day: date) -> str:
    return f"{day.month}/{day.year:04}"


def _day_in_words(day: date) -> str:
    return f"{day.day}. {_month_in_words(day)}"


def _month_in_words(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year:04}"


def _unrepeated(first: str, last: str) -> tuple[str, ...]:
    return (first,) if first == last else (first, last)
