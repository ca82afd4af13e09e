"""A point: a day, month, quarter … as someone wrote it, and its first and last day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum, auto

from bildung.vocabulary.timeframe.value import MONTH_NAMES, last_day, numeric

FIRST_YEAR = 1900
LAST_YEAR = 2199

WEEKDAY_NAMES = (
    "Montag",
    "Dienstag",
    "Mittwoch",
    "Donnerstag",
    "Freitag",
    "Samstag",
    "Sonntag",
)

Span = tuple[date, date]


class TimeframeError(ValueError):
    """The text looks like a time frame and cannot be one.

    `message` says in German what was read and why it cannot be. `suggestion` is a full wording to
    put in its place, which `parse` reads, or None where none is plainly right.
    """

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.suggestion = suggestion


class Unit(Enum):
    NUMBER = auto()  # „9“ in „9-10/2015“: the other side says what it counts
    PAIR = auto()  # „2017/18“: a school year only where the other side says so
    DAY = auto()
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    HALF = auto()
    YEAR = auto()
    YEARS = auto()  # „2016-18“
    SCHOOL_HALF = auto()
    SCHOOL_YEAR = auto()
    SCHOOL_YEARS = auto()  # „Schuljahre 2015-2018“


@dataclass(frozen=True)
class Point:
    """What was written. Nothing is checked before the span is asked for.

    text    as written, for messages
    number  the day, week, month, quarter, half
    month   of a day
    year    digits as written; None where another point has to lend its year
    until   digits of the second year of a school year, or of the last of several years
    weekday that stands before a day, 0 for Monday
    numeric a month written as number and year, which takes the unit of a leading point before it
    leading the unit comes before the number (KW 12, Q1), so that the number after may lack its own
    dotted  a number with a point, so that „11./12.2015“ are two months and „11/12/2015“ is a doubt
    dashed  a month written „10-2015“, before which a number may be anything
    year_first  the year comes before the unit (2016 Q1), so that the point after may lack its own
    loose   no slash or point binds the year to it (März 2016), so that „März 2016-2018“ is a doubt
    """

    text: str
    unit: Unit
    number: int | None = None
    month: int | None = None
    year: str | None = None
    until: str | None = None
    weekday: int | None = None
    numeric: bool = False
    leading: bool = False
    dotted: bool = False
    dashed: bool = False
    year_first: bool = False
    loose: bool = False

    @property
    def is_complete(self) -> bool:
        return self.unit not in (Unit.NUMBER, Unit.PAIR) and self.year is not None

    def span(self) -> Span:
        """First and last day. Raises TimeframeError when there is no such day, month, year …"""
        year = _checked_year(self)
        return SPANS[self.unit](self, year)

    def refuse(self, reason: str) -> TimeframeError:
        return TimeframeError(f"Gelesen wurde „{self.text}“. {reason}")


def _checked_year(point: Point) -> int:
    if len(point.year) != 4:
        raise point.refuse(
            f"Das Jahr „{point.year}“ hat nicht vier Ziffern. Bitte geben Sie es vierstellig an."
        )
    year = int(point.year)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise point.refuse(
            f"Das Jahr {point.year} liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}."
        )
    return year


def _day(point: Point, year: int) -> Span:
    if not 1 <= point.month <= 12:
        raise point.refuse(_no_such_month(point.month))
    length = last_day(year, point.month).day
    month = f"{MONTH_NAMES[point.month - 1]} {year}"
    if not 1 <= point.number <= length:
        raise point.refuse(
            f"Den Tag {point.number} gibt es nicht: Der {month} hat die Tage 1 bis {length}."
        )
    day = date(year, point.month, point.number)
    if point.weekday not in (None, day.weekday()):
        raise point.refuse(f"Der {numeric(day)} ist ein {WEEKDAY_NAMES[day.weekday()]}.")
    return day, day


def _week(point: Point, year: int) -> Span:
    # 28 December is always in the last week of its year (ISO 8601).
    weeks = date(year, 12, 28).isocalendar().week
    if not 1 <= point.number <= weeks:
        raise point.refuse(
            f"Die Kalenderwoche {point.number} gibt es nicht: "
            f"Das Jahr {year} hat die Kalenderwochen 1 bis {weeks}."
        )
    monday = date.fromisocalendar(year, point.number, 1)
    return monday, monday + timedelta(days=6)


def _month(point: Point, year: int) -> Span:
    if not 1 <= point.number <= 12:
        raise point.refuse(_no_such_month(point.number))
    return _months(year, point.number, 1)


def _quarter(point: Point, year: int) -> Span:
    if not 1 <= point.number <= 4:
        raise point.refuse(
            f"Das Quartal {point.number} gibt es nicht: Ein Jahr hat die Quartale 1 bis 4."
        )
    return _months(year, 3 * point.number - 2, 3)


def _half(point: Point, year: int) -> Span:
    _check_half(point, "Ein Jahr")
    return _months(year, 6 * point.number - 5, 6)


def _year(point: Point, year: int) -> Span:
    return _months(year, 1, 12)


def _years(point: Point, year: int) -> Span:
    return date(year, 1, 1), date(_checked_until(point), 12, 31)


def _school_years(point: Point, year: int) -> Span:
    return date(year, 8, 1), date(_checked_until(point), 7, 31)


def _checked_until(point: Point) -> int:
    return _checked_year(replace(point, year=point.until))


def _school_year(point: Point, year: int) -> Span:
    """1 August to 31 July (Hamburger Abkommen of the Länder, § 1)."""
    following = f"{year + 1}"
    if point.until not in (following, following[2:]):
        raise point.refuse(
            f"Ein Schuljahr endet im Jahr nach seinem Beginn; "
            f"auf {year} folgt {following}, nicht „{point.until}“."
        )
    if year == LAST_YEAR:
        raise point.refuse(
            f"Das Jahr {following} liegt nicht zwischen {FIRST_YEAR} und {LAST_YEAR}."
        )
    return date(year, 8, 1), date(year + 1, 7, 31)


def _school_half(point: Point, year: int) -> Span:
    """Until 31 January, and from 1 February."""
    _check_half(point, "Ein Schuljahr")
    first, last = _school_year(point, year)
    if point.number == 1:
        return first, date(year + 1, 1, 31)
    return date(year + 1, 2, 1), last


def _check_half(point: Point, whole: str) -> None:
    if not 1 <= point.number <= 2:
        raise point.refuse(
            f"Das Halbjahr {point.number} gibt es nicht: {whole} hat die Halbjahre 1 und 2."
        )


def _no_such_month(month: int) -> str:
    return f"Den Monat {month} gibt es nicht: Ein Jahr hat die Monate 1 bis 12."


def _months(year: int, first: int, count: int) -> Span:
    return date(year, first, 1), last_day(year, first + count - 1)


SPANS: dict[Unit, Callable[[Point, int], Span]] = {
    Unit.DAY: _day,
    Unit.WEEK: _week,
    Unit.MONTH: _month,
    Unit.QUARTER: _quarter,
    Unit.HALF: _half,
    Unit.YEAR: _year,
    Unit.YEARS: _years,
    Unit.SCHOOL_YEAR: _school_year,
    Unit.SCHOOL_YEARS: _school_years,
    Unit.SCHOOL_HALF: _school_half,
}
