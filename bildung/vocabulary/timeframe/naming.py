"""How people write a day, a month, a quarter …: the grammar of a point.

year          2016 · Jahr 2016 · Haushaltsjahr 2016
years         2016-18 · Jahre 2016/17 · Haushaltsjahre 2016/2017
school year   Schuljahr 2016/17 · SJ 2016/2017 · Kita-Jahr 2016/17
school years  Schuljahre 2015-2018
school half   1. Schulhalbjahr 2016/17 · 1. Halbjahr des Schuljahres 2016/17
quarter, half, week   1. Quartal 2016 · erstes Quartal 2016 · Q1/2016 · 2. HJ 2016 · KW 12/2016
quarter       I/2016
month         10/2015 · 10.2015 · 10-2015 · Oktober 2015 · Okt. 2015 · 2015-10
day           12.10.2015 · 12. Oktober 2015 · Montag, 12.10.2015 · 2015-10-12
on the left of a stretch, what the right lends   9 · 9. · 12.10. · Oktober · Q1 · KW 12

The year of a month, quarter, half, week or day may follow a dash („Okt-2015“), or come first
(„2016 Q1“, „2016: März“). Of „2010-12“ nobody knows whether it is a month or a stretch of years.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bildung.vocabulary.timeframe.points import WEEKDAY_NAMES, Point, Unit
from bildung.vocabulary.timeframe.tokens import Cursor
from bildung.vocabulary.timeframe.value import MONTH_NAMES

Rule = Callable[[Cursor], Point | None]

MONTHS = {name.casefold(): number for number, name in enumerate(MONTH_NAMES, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()}
MONTHS |= {"jänner": 1, "jän": 1, "feber": 2, "febr": 2, "mrz": 3, "maerz": 3, "juno": 6, "sept": 9}

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
ORDINALS = ROMAN | {
    f"{stem}{ending}": number
    for number, stem in enumerate(("erst", "zweit", "dritt", "viert"), start=1)
    for ending in ("e", "en", "er", "es")
}

WEEKDAYS = {name.casefold(): number for number, name in enumerate(WEEKDAY_NAMES)}
WEEKDAYS |= {"sonnabend": 5}
WEEKDAYS |= {name[:2]: number for name, number in WEEKDAYS.items() if name != "sonnabend"}

UNITS = dict.fromkeys(("quartal", "quartale", "quartals", "quart", "qu", "q"), Unit.QUARTER)
UNITS |= dict.fromkeys(("halbjahr", "halbjahre", "halbjahres", "halbj", "hj", "h"), Unit.HALF)
UNITS |= dict.fromkeys(("jahreshälfte",), Unit.HALF)
UNITS |= dict.fromkeys(("kalenderwoche", "kalenderwochen", "kw"), Unit.WEEK)
SCHOOL_HALVES = ("schulhalbjahr", "schulhalbjahre", "schulhalbjahres", "shj")
JAHR = ("jahr", "jahre", "jahren", "jahres")
SCHOOL_YEARS = (
    "schulj",
    "sj",
    *(f"{kind}{year}" for kind in ("schul", "kita", "kindergarten") for year in JAHR),
)
YEARS = (
    "hhj",
    *(f"{kind}{year}" for kind in ("", "kalender", "haushalts") for year in JAHR),
)
SEVERAL = ("quartale", "halbjahre", "kalenderwochen", "schulhalbjahre")
ARTICLES = ("dem", "den", "der", "des")

# Of these the year is all there is.
YEAR_UNITS = (Unit.YEAR, Unit.YEARS, Unit.PAIR, Unit.SCHOOL_YEAR, Unit.SCHOOL_YEARS)

# What a hyphen at the end of a line may have divided.
WORDS = frozenset((*MONTHS, *WEEKDAYS, *UNITS, *SCHOOL_HALVES, *SCHOOL_YEARS, *YEARS))
WORDS -= {f"kita{year}" for year in JAHR}  # „Kita-Jahr“ is how it is written

# Years whose last two digits are so near may be the ends of a stretch.
LONGEST = 30


def take_point(cursor: Cursor) -> Point | None:
    """The point here, None when there is none. Whether it exists is not asked yet."""
    place = cursor.place
    point = cursor.attempt(_on_weekday) or _first_of(RULES, cursor)
    if point is None:
        return None
    return replace(point, text=cursor.source(place), loose=_has_loose_year(cursor, place, point))


def _has_loose_year(cursor: Cursor, place: int, point: Point) -> bool:
    """Whether the year stands last, parted from the rest by a space, a dash or the end of a word.

    So in „März 2016“ and „Sept. 2016“, not in „3/2016“ and „12.3.2016“.
    """
    last, sign, rest = (cursor.before(count) for count in (1, 2, 3))
    if cursor.place - place < 2 or last.text != point.year or point.unit in YEAR_UNITS:
        return False
    is_number = cursor.place - place > 2 and rest.kind == "number"
    return sign.text != "/" and not (sign.text == "." and is_number)


def take_further(cursor: Cursor, first: Point) -> Point | None:
    """The point that goes on after `first`, which may have said what it counts („Q1-3 2016“)."""
    if not (first.leading and first.year is None):
        return take_point(cursor)
    place = cursor.place
    point = cursor.attempt(lambda here: _counted(here, first.unit))
    if point is None or point.year is None:
        cursor.place = place
        return take_point(cursor)
    return replace(point, text=cursor.source(place))


def take_years(cursor: Cursor) -> Point | None:
    """„2016/17“ as a school year, where the words before it said so."""
    return cursor.attempt(_school_years)


def take_year(cursor: Cursor) -> Point | None:
    """„2016“, where the words before it said that a year follows."""
    place = cursor.place
    year = cursor.take_number(4)
    return Point(cursor.source(place), Unit.YEAR, year=year) if year else None


def _first_of(rules: Sequence[Rule], cursor: Cursor) -> Point | None:
    return next((point for rule in rules if (point := cursor.attempt(rule))), None)


def _on_weekday(cursor: Cursor) -> Point | None:
    weekday = WEEKDAYS.get(cursor.take("word", *WEEKDAYS))
    if weekday is None:
        return None
    cursor.take("sign", ".")
    cursor.take("sign", ",")
    cursor.take("word", *ARTICLES)
    point = _first_of(RULES, cursor)
    may_be_day = point is not None and point.unit in (Unit.DAY, Unit.NUMBER)
    return replace(point, weekday=weekday) if may_be_day else None


# Years


def _take_budget_year(cursor: Cursor) -> str | None:
    """„HH-Jahr“, and how else a year is called."""
    return cursor.take("word", *YEARS) or cursor.attempt(_budget_year)


def _budget_year(cursor: Cursor) -> str | None:
    return cursor.take("word", "hh") and cursor.take("dash") and cursor.take("word", *JAHR)


def _year_first(cursor: Cursor) -> Point | None:
    _take_budget_year(cursor)
    year = cursor.take_number(4)
    if not year:
        return None
    _ = cursor.take("sign", "/", ",") or cursor.take("other", ":") or cursor.take("dash")
    part = _first_of((_unit_first, _number_first, _month_in_words, _day_in_words), cursor)
    if part is None or part.year or part.unit is Unit.SCHOOL_HALF:
        return None
    return replace(part, year=year, year_first=True)


def _school_year(cursor: Cursor) -> Point | None:
    word = cursor.take("word", *SCHOOL_YEARS) or cursor.attempt(_hyphened)
    if not word:
        return None
    cursor.take("sign", ".")
    if word.endswith(("jahre", "jahren")) and (several := cursor.attempt(_school_stretch)):
        return several
    return _school_years(cursor)


def _hyphened(cursor: Cursor) -> str | None:
    kita = cursor.take("word", "kita", "kindergarten") and cursor.take("dash")
    return kita and cursor.take("word", *JAHR)


def _school_stretch(cursor: Cursor) -> Point | None:
    year = cursor.take_number(4)
    until = year and cursor.take_to() and cursor.take_number(2, 4)
    if not until or cursor.next_is("sign", "/"):
        return None
    years = _years_between(year, until)
    return Point("", Unit.SCHOOL_YEARS, year=year, until=f"{int(year) + years}") if years else None


def _years_between(year: str, until: str) -> int | None:
    """How many years lie between, None for one or too many."""
    years = (int(until) - int(year)) if len(until) == 4 else (int(until) - int(year)) % 100
    return years if 1 < years <= LONGEST else None


def _school_years(cursor: Cursor) -> Point | None:
    year = cursor.take_number(2, 3, 4, 5)
    if cursor.take("sign", "/"):
        until = cursor.take_number(1, 2, 3, 4, 5)
    else:
        until = cursor.take("dash") and cursor.take_number(2, 4)
    return Point("", Unit.SCHOOL_YEAR, year=year, until=until) if year and until else None


def _pair(cursor: Cursor) -> Point | None:
    several = (_take_budget_year(cursor) or "").endswith(("jahre", "jahren"))
    year = cursor.take_number(4)
    until = year and cursor.take("sign", "/") and cursor.take_number(2, 4)
    if not until:
        return None
    following = f"{int(year) + 1}"
    if several and until in (following, following[2:]):
        return Point("", Unit.YEARS, year=year, until=following)
    return Point("", Unit.PAIR, year=year, until=until)


def _short_stretch(cursor: Cursor) -> Point | None:
    """„2016-18“. Up to 12 the second number may be a month."""
    _take_budget_year(cursor)
    year = cursor.take_number(4)
    until = year and cursor.take("dash") and cursor.take_number(2)
    if not until or int(until) <= 12 or cursor.next_is("sign", ".", "/"):
        return None
    years = (int(until) - int(year)) % 100
    if not 1 <= years <= LONGEST:
        return None
    return Point("", Unit.YEARS, year=year, until=f"{int(year) + years}")


def _year(cursor: Cursor) -> Point | None:
    _take_budget_year(cursor)
    year = cursor.take_number(4, 5)
    # A number of five digits is more likely a year with one too many only where it begins as one.
    if not year or (len(year) == 5 and year[:2] not in ("19", "20", "21")):
        return None
    return Point("", Unit.YEAR, year=year)


# Quarters, halves, weeks


def _unit_first(cursor: Cursor) -> Point | None:
    unit = UNITS.get(cursor.take("word", *UNITS))
    if unit is None:
        return None
    cursor.take("sign", ".")
    return _counted(cursor, unit)


def _counted(cursor: Cursor, unit: Unit) -> Point | None:
    number = _take_count(cursor)
    if number is None:
        return None
    cursor.take("sign", ".")
    return Point("", unit, number=number, year=_take_year(cursor, unit), leading=True)


def _number_first(cursor: Cursor) -> Point | None:
    number = _take_count(cursor)
    if number is None:
        return None
    is_ordinal = cursor.take("sign", ".")
    if not is_ordinal and cursor.next_is("word", *SEVERAL):
        return None  # „2 Quartale“ are how many, and not which
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


def _school_half(number: int, years: Point | None) -> Point | None:
    if years is None:
        return Point("", Unit.SCHOOL_HALF, number=number)
    if years.unit is not Unit.SCHOOL_YEAR:
        return None
    return replace(years, unit=Unit.SCHOOL_HALF, number=number)


def _roman_quarter(cursor: Cursor) -> Point | None:
    number = ROMAN.get(cursor.take("word", *ROMAN))
    year = number and (cursor.take("sign", "/") or cursor.take("dash")) and cursor.take_number(4)
    return Point("", Unit.QUARTER, number=number, year=year) if year else None


# Months and days


def _month_in_words(cursor: Cursor) -> Point | None:
    cursor.take("word", "monat", "monats")
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
    year = cursor.take("sign", ".") and (
        cursor.take_number(2, 3, 4, 5, 6) or cursor.attempt(_take_dashed_year)
    )
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


def _dashed_month(cursor: Cursor) -> Point | None:
    """„10-2015“, but not „20-2015“."""
    if not cursor.is_tight(3):
        return None
    month = cursor.take_number(1, 2)
    year = month and cursor.take("dash") and cursor.take_number(4)
    if not year or not 1 <= int(month) <= 12:
        return None
    return Point("", Unit.MONTH, number=int(month), year=year, dashed=True)


def _iso(cursor: Cursor) -> Point | None:
    """„2015-10-12“, „2015-10“; not „2010-12“, which may be a stretch of years."""
    if not cursor.is_tight(3):
        return None
    year = cursor.take_number(4)
    month = year and cursor.take("dash", "-") and cursor.take_number(2)
    if not month:
        return None
    if cursor.is_tight(2) and (day := cursor.attempt(_take_iso_day)):
        return Point("", Unit.DAY, number=int(day), month=int(month), year=year)
    may_be_stretch = 1 <= (int(month) - int(year)) % 100 <= LONGEST
    if may_be_stretch or not 1 <= int(month) <= 12 or cursor.next_is("sign", ".", "/"):
        return None
    return Point("", Unit.MONTH, number=int(month), year=year)


def _take_iso_day(cursor: Cursor) -> str | None:
    return cursor.take("dash", "-") and cursor.take_number(2)


def _number(cursor: Cursor) -> Point | None:
    number = _take_count(cursor)
    if number is None:
        return None
    return Point("", Unit.NUMBER, number=number, dotted=bool(cursor.take("sign", ".")))


# The first that fits is taken, so what another begins with comes after it.
RULES: Sequence[Rule] = (
    _school_year,
    _iso,
    _year_first,
    _pair,
    _short_stretch,
    _year,
    _unit_first,
    _number_first,
    _roman_quarter,
    _month_in_words,
    _day_in_words,
    _day,
    _month,
    _dashed_month,
    _number,
)


def _take_count(cursor: Cursor) -> int | None:
    digits = cursor.take_number(1, 2)
    return int(digits) if digits else ORDINALS.get(cursor.take("word", *ORDINALS))


def _take_year(cursor: Cursor, unit: Unit) -> str | None:
    """The digits of the year that goes with a unit. Two digits only after a slash, to be refused;
    after a week they may be another week (KW 12/13)."""
    slash = cursor.attempt(lambda here: here.take("sign", "/") and _take_slashed_year(here, unit))
    return slash or cursor.attempt(_take_dashed_year) or cursor.attempt(_take_spaced_year)


def _take_slashed_year(cursor: Cursor, unit: Unit) -> str | None:
    shortest = 3 if unit is Unit.WEEK else 2
    return cursor.take_number(*range(shortest, 7))


def _take_dashed_year(cursor: Cursor) -> str | None:
    """„Okt-2015“, but not „2015 Q4 - 2016 Q1“."""
    year = cursor.take("dash") and cursor.take_number(4)
    goes_on = (
        cursor.next_is("sign", "/", ".")
        or cursor.next_is("number")
        or cursor.next_is("word", *UNITS, *MONTHS)
    )
    return None if goes_on else year


def _take_spaced_year(cursor: Cursor) -> str | None:
    cursor.take("word", "im", "des")
    cursor.take("word", *YEARS)
    return cursor.take_number(3, 4, 5, 6)
