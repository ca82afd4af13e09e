"""How people write a day, a month, a quarter …: the grammar of a point.

year          2016 · Jahr 2016
school year   Schuljahr 2016/17 · SJ 2016/2017
school half   1. Schulhalbjahr 2016/17 · 1. Halbjahr des Schuljahres 2016/17
quarter, half, week   1. Quartal 2016 · I. Quartal 2016 · Q1/2016 · 2. Halbjahr 2016 · KW 12/2016
month         10/2015 · 10.2015 · Oktober 2015 · Okt. 2015
day           12.10.2015 · 12. Oktober 2015
on the left of a stretch, what the right lends   9 · 9. · 12.10. · Oktober · Q1 · KW 12
"""

from dataclasses import replace

from bildung.vocabulary.timeframe.points import Point, Unit
from bildung.vocabulary.timeframe.tokens import Cursor
from bildung.vocabulary.timeframe.value import MONTH_NAMES

MONTHS = {name.casefold(): number for number, name in enumerate(MONTH_NAMES, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()}
MONTHS |= {"jänner": 1, "febr": 2, "mrz": 3, "maerz": 3, "sept": 9}

ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ORDINALS |= {"erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4}

UNITS = dict.fromkeys(("quartal", "quartals", "quart", "q"), Unit.QUARTER)
UNITS |= dict.fromkeys(("halbjahr", "halbjahres", "halbj", "hj", "h"), Unit.HALF)
UNITS |= dict.fromkeys(("kalenderwoche", "kw"), Unit.WEEK)
SCHOOL_HALVES = ("schulhalbjahr", "schulhalbjahres", "shj")
SCHOOL_YEARS = ("schuljahr", "schuljahre", "schuljahres", "schulj", "sj")
YEARS = ("jahr", "jahre", "jahres", "kalenderjahr", "kalenderjahre", "kalenderjahres")
ARTICLES = ("dem", "den", "der", "des")


def take_point(cursor: Cursor) -> Point | None:
    """The point here, None when there is none. Whether it exists is not asked yet."""
    place = cursor.place
    for rule in RULES:
        point = cursor.attempt(rule)
        if point:
            return replace(point, text=cursor.source(place))
    return None


def _school_year(cursor: Cursor) -> Point | None:
    if not cursor.take("word", *SCHOOL_YEARS):
        return None
    cursor.take("sign", ".")
    return _school_years(cursor)


def _school_years(cursor: Cursor) -> Point | None:
    year = cursor.take_number(2, 3, 4, 5)
    if cursor.take("sign", "/"):
        until = cursor.take_number(1, 2, 3, 4, 5)
    else:
        until = cursor.take("dash") and cursor.take_number(2, 4)
    return Point("", Unit.SCHOOL_YEAR, year=year, until=until) if year and until else None


def _pair(cursor: Cursor) -> Point | None:
    year = cursor.take_number(4)
    until = year and cursor.take("sign", "/") and cursor.take_number(2, 4)
    return Point("", Unit.PAIR, year=year, until=until) if until else None


def _year(cursor: Cursor) -> Point | None:
    cursor.take("word", *YEARS)
    year = cursor.take_number(4, 5)
    # A number of five digits is more likely a year with one too many only where it begins as one.
    if not year or (len(year) == 5 and year[:2] not in ("19", "20", "21")):
        return None
    return Point("", Unit.YEAR, year=year)


def _unit_first(cursor: Cursor) -> Point | None:
    unit = UNITS.get(cursor.take("word", *UNITS))
    if unit is None:
        return None
    cursor.take("sign", ".")
    number = _take_count(cursor)
    if number is None:
        return None
    return Point("", unit, number=number, year=_take_year(cursor, unit), leading=True)


def _number_first(cursor: Cursor) -> Point | None:
    number = _take_count(cursor)
    if number is None:
        return None
    cursor.take("sign", ".")
    if cursor.take("word", *SCHOOL_HALVES):
        years = cursor.attempt(_school_years)
        return _school_half(number, years)
    unit = UNITS.get(cursor.take("word", *UNITS))
    if unit is None:
        return None
    cursor.take("sign", ".")
    years = unit is Unit.HALF and cursor.attempt(_of_school_year)
    if years:
        return _school_half(number, years)
    return Point("", unit, number=number, year=_take_year(cursor, unit))


def _of_school_year(cursor: Cursor) -> Point | None:
    cursor.take("word", *ARTICLES)
    return _school_year(cursor)


def _school_half(number: int, years: Point | None) -> Point:
    if years is None:
        return Point("", Unit.SCHOOL_HALF, number=number)
    return replace(years, unit=Unit.SCHOOL_HALF, number=number)


def _month_in_words(cursor: Cursor) -> Point | None:
    month = MONTHS.get(cursor.take("word", *MONTHS))
    if month is None:
        return None
    cursor.take("sign", ".")
    return Point("", Unit.MONTH, number=month, year=_take_year(cursor, Unit.MONTH))


def _day_in_words(cursor: Cursor) -> Point | None:
    day = cursor.take_number(1, 2)
    cursor.take("sign", ".")
    month = day and _month_in_words(cursor)
    return replace(month, unit=Unit.DAY, number=int(day), month=month.number) if month else None


def _day(cursor: Cursor) -> Point | None:
    day = cursor.take_number(1, 2)
    month = day and cursor.take("sign", ".") and cursor.take_number(1, 2)
    if not month:
        return None
    year = cursor.take("sign", ".") and cursor.take_number(2, 3, 4, 5, 6)
    return Point("", Unit.DAY, number=int(day), month=int(month), year=year)


def _month(cursor: Cursor) -> Point | None:
    month = cursor.take_number(1, 2)
    if cursor.take("sign", "."):
        # Three digits after a point are thousands („3.201 Euro“), two a day and a month.
        year = cursor.take_number(4)
    else:
        year = cursor.take("sign", "/") and cursor.take_number(2, 3, 4, 5, 6)
    return (
        Point("", Unit.MONTH, number=int(month), year=year, numeric=True)
        if month and year
        else None
    )


def _number(cursor: Cursor) -> Point | None:
    number = _take_count(cursor)
    cursor.take("sign", ".")
    return None if number is None else Point("", Unit.NUMBER, number=number)


# The first that fits is taken, so what another begins with comes after it.
RULES = (
    _school_year,
    _pair,
    _year,
    _unit_first,
    _number_first,
    _month_in_words,
    _day_in_words,
    _day,
    _month,
    _number,
)


def _take_count(cursor: Cursor) -> int | None:
    digits = cursor.take_number(1, 2)
    return int(digits) if digits else ORDINALS.get(cursor.take("word", *ORDINALS))


def _take_year(cursor: Cursor, unit: Unit) -> str | None:
    """The digits of the year that goes with a unit. Two digits only after a slash, to be refused;
    after a week they may be another week (KW 12/13)."""
    slash = cursor.attempt(lambda here: here.take("sign", "/") and _take_slashed_year(here, unit))
    return slash or cursor.attempt(_take_spaced_year)


def _take_slashed_year(cursor: Cursor, unit: Unit) -> str | None:
    shortest = 3 if unit is Unit.WEEK else 2
    return cursor.take_number(*range(shortest, 7))


def _take_spaced_year(cursor: Cursor) -> str | None:
    cursor.take("word", "im", "des")
    cursor.take("word", *YEARS)
    return cursor.take_number(3, 4, 5, 6)
