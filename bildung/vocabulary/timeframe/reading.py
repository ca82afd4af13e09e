"""From the wording of a time frame to the dates it means."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from bildung.vocabulary.timeframe import grammar, naming
from bildung.vocabulary.timeframe.grammar import Phrase, read_phrase
from bildung.vocabulary.timeframe.lengths import LENGTH, has_length
from bildung.vocabulary.timeframe.points import Point, TimeframeError, Unit
from bildung.vocabulary.timeframe.value import Timeframe, numeric

NOT_READABLE = "nicht auswertbar"

# The longest sensible wording has some 80 characters; what is longer is prose.
MAX_LENGTH = 120

# Word and browsers put these into pasted text; nobody sees them.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))

# „/“ is Shift+7 on a German keyboard: „272016“ was meant to be „2/2016“.
SLASH_SLIP = re.compile(
    r"(?<![0-9])(?:(?P<number>[0-9]{1,2})7(?P<year>(?:19|20|21)[0-9]{2})"
    r"|(?P<first>(?:19|20|21)[0-9]{2})7(?P<second>[0-9]{2}|[0-9]{4}))(?![0-9])"
)

# From 13 on, so that the digits cannot be a month.
SHORT_YEAR = re.compile(r"(?<=[/.])( ?)(1[3-9]|[2-6][0-9])(?! ?[0-9/.])")
SHORT_SCHOOL_YEAR = re.compile(r"(?<![0-9])([0-6][0-9]/[0-9]{2})(?![0-9])")

WORDS = naming.WORDS | grammar.WORDS
# A word with a hyphen in it, as at the end of a line.
DIVIDED = re.compile(r"(?P<head>[^\W\d_]{2,})[-‐‑] ?(?P<tail>[^\W\d_]{2,})(?![^\W\d_])")

# What the end of a sentence or a list left behind a year.
STOP = re.compile(r"(?<=[0-9]{4})\s?[.,;]\Z")
# „12.10.2015, 14:00 Uhr“
CLOCK = re.compile(
    r"(?P<day>.*?\S)[,\s]+(?:um\s+|von\s+|ab\s+)?[0-9]{1,2}(?:[:.][0-9]{2})?"
    r"(?:\s?(?:[-–]|bis)\s?[0-9]{1,2}(?:[:.][0-9]{2})?)?\s?Uhr",
    re.IGNORECASE,
)

# What programs write behind a day that has no time.
MIDNIGHT = re.compile(r"(?<=[0-9])(?:T|\s)00:00(?::00(?:\.0+)?)?Z?\Z")
# A day as spreadsheets count it, from 2000 to 2099: what is left of a date that lost its format.
COUNTED_DAY = re.compile(r"[3-7][0-9]{4}")
FIRST_COUNTED, LAST_COUNTED, COUNTED_FROM = 36526, 73050, date(1899, 12, 30)

BRACKETED = re.compile(r"(.*\S)\s*\(\s*([^()]*)\)")

SCHOOL_UNITS = (Unit.SCHOOL_YEAR, Unit.SCHOOL_YEARS, Unit.SCHOOL_HALF)
BARE_UNITS = (Unit.YEAR, Unit.PAIR)
COUNTED_UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.SCHOOL_HALF)


class EndsBeforeStart(TimeframeError):
    """Perhaps the start is meant a year earlier."""


def parse(wording: str) -> Timeframe | None:
    """The time frame a wording means; None when it is plainly something else.

    Dashes of any kind, space of any kind and line breaks, upper and lower case make no difference.
    Whatever leaves a doubt („Ende 2016“, „2016/2017“, „Juni 15“) is something else. A length stated
    behind it („(6 Monate)“) must be the right one.

    Raises TimeframeError when the wording looks like a time frame and cannot be one: no such day,
    month, week or year, an end before its start, a „/“ that became a „7“.
    """
    line = " ".join(wording.split())
    return None if len(line) > MAX_LENGTH else _parse(line)


def is_same_wording(one: str, other: str) -> bool:
    """Whether both texts differ in nothing but what nobody sees: kinds of space, soft hyphens …

    Nor do line breaks count, which a browser takes out of a field of one line.
    """
    forms = [
        {_tidy(" ".join(text.split())), _tidy(" ".join("".join(text.splitlines()).split()))}
        for text in (one, other)
    ]
    return one == other or bool(forms[0] & forms[1])


@lru_cache(maxsize=10_000)  # a page of a plan asks several times for each of its lines
def _parse(line: str) -> Timeframe | None:
    text = _tidy(line)
    text = MIDNIGHT.sub("", STOP.sub("", text))
    _refuse_counted_days(text)
    try:
        timeframe = _read(text)
    except EndsBeforeStart as refused:
        suggestion = _with_long_years(text) or _begun_the_year_before(text)
        raise TimeframeError(refused.message, suggestion) from None
    except TimeframeError as refused:
        raise TimeframeError(refused.message, _with_long_years(text)) from None
    if timeframe is None:
        _refuse_slash_slip(text)
    return timeframe


def _tidy(line: str) -> str:
    text = unicodedata.normalize("NFC", line.translate(INVISIBLE)).strip()
    return DIVIDED.sub(_undivided, text)


def _undivided(found: re.Match[str]) -> str:
    word = found["head"] + found["tail"]
    is_one = found["tail"].islower() or word.isupper()
    return word if is_one and word.casefold() in WORDS else found[0]


def _read(text: str) -> Timeframe | None:
    if stated := LENGTH.fullmatch(text):
        timeframe = _read(stated["rest"])
        # What contradicts itself is a doubt.
        return timeframe if timeframe and has_length(timeframe, stated) else None
    if at := CLOCK.fullmatch(text):
        timeframe = _read(at["day"])
        return timeframe if timeframe and timeframe.is_day else None
    phrase = _phrase_of(text)
    if phrase is None:
        return None
    if phrase.running:
        return Timeframe(ongoing=True)
    if phrase.neighbours:
        return _neighbours(phrase)
    if phrase.start and phrase.end:
        return _stretch(phrase)
    if any(point and not point.is_complete for point in (phrase.start, phrase.end)):
        return None
    start = phrase.start.span()[0] if phrase.start else None
    end = phrase.end.span()[1] if phrase.end else None
    return Timeframe(start, end)


def _phrase_of(text: str) -> Phrase | None:
    """What the text says; brackets around „laufend“ or behind it say nothing by themselves."""
    bracketed = BRACKETED.fullmatch(text)
    if bracketed and any(
        phrase and phrase.running for phrase in map(read_phrase, bracketed.groups())
    ):
        text = " ".join(bracketed.groups())
    return read_phrase(text)


def _stretch(phrase: Phrase) -> Timeframe | None:
    ends = _completed(phrase.start, phrase.end)
    if ends is None:
        return None
    (first, _), (_, last) = (point.span() for point in ends)
    if last < first:
        raise _ends_before_start(phrase, first, last)
    return Timeframe(first, last)


def _neighbours(phrase: Phrase) -> Timeframe | None:
    """„Mai/Juni 2016“, but not „Mai/August 2016“, which are two months and not four."""
    listed = (phrase.start, *phrase.further, phrase.end)
    if phrase.start.unit is Unit.SCHOOL_YEAR:
        listed = [_as_school_year(point) for point in listed]
    points = _all_completed(listed) if _may_be_listed(listed, phrase.signs) else None
    if points is None:
        return None
    spans = [point.span() for point in points]
    if all(end + timedelta(days=1) == begin for (_, end), (begin, _) in pairwise(spans)):
        return Timeframe(spans[0][0], spans[-1][1])
    if _begins_the_year_before(phrase, points):
        raise _ends_before_start(phrase, spans[0][0], spans[1][1])
    return None


def _begins_the_year_before(phrase: Phrase, points: Sequence[Point]) -> bool:
    """„Dez./Jan. 2016“."""
    left, right = points[0], points[-1]
    if len(points) > 2 or phrase.start.year or left.unit in SCHOOL_UNITS:
        return False
    (_, end), (begin, _) = replace(left, year=f"{int(left.year) - 1:04}").span(), right.span()
    return end + timedelta(days=1) == begin


def _may_be_listed(points: Sequence[Point], signs: frozenset[str]) -> bool:
    """„Mai/Juni 2016“, „11./12.2015“, but not „5/6/2016“, which may be a day, nor „2016/2017“."""
    *before, last = points
    if "/" in signs and any(
        point.year and (point.numeric or point.unit in BARE_UNITS or len(point.year) != 4)
        for point in before
    ):
        return False
    bare = any(point.unit is Unit.NUMBER and not point.dotted for point in before)
    return not (signs and bare and last.unit is Unit.MONTH)


def _as_school_year(point: Point) -> Point:
    return replace(point, unit=Unit.SCHOOL_YEAR) if point.unit is Unit.PAIR else point


def _ends_before_start(phrase: Phrase, first: date, last: date) -> "EndsBeforeStart":
    return EndsBeforeStart(
        "Das Ende liegt vor dem Anfang. Gelesen wurde "
        f"als Anfang „{phrase.start.text}“ ({numeric(first)}) "
        f"und als Ende „{phrase.end.text}“ ({numeric(last)})."
    )


def _all_completed(points: Sequence[Point]) -> list[Point] | None:
    """All with unit and year; each lends to the one before it."""
    if points[0].year_first:
        points = [points[0], *(_following(points[0], point) for point in points[1:])]
    *others, last = points
    found = [last]
    for point in reversed(others):
        ends = _completed(point, found[0])
        if ends is None:
            return None
        found[:1] = ends
    return found


def _completed(left: Point, right: Point) -> tuple[Point, Point] | None:
    """Both ends with unit and year, lent from one another; None where that would be a guess."""
    if left.year_first:
        right = _following(left, right)
    if left.unit is Unit.SCHOOL_YEAR:
        right = _as_school_year(right)
    if left.leading and right.numeric:
        # „KW 12-14/2016“ is plain. In „KW 50/2015 - 2/2016“ the 2 may be a week or February.
        if left.year:
            return None
        right = replace(right, unit=left.unit)
    if right.dashed and left.year is None:  # „9-10-2015“ may be a day
        return None
    if left.unit is Unit.NUMBER:
        left = _counted_as(left, right)
    if left.year is None:
        left = _dated_as(left, right)
    if any(point.weekday is not None and point.unit is not Unit.DAY for point in (left, right)):
        return None
    return (left, right) if left.is_complete and right.is_complete else None


def _following(left: Point, right: Point) -> Point:
    """„Q3“ after „2016 Q1“ is of that year."""
    if right.year:
        return right
    unit = left.unit if right.unit is Unit.NUMBER and left.leading else right.unit
    return replace(right, unit=unit, year=left.year)


def _counted_as(left: Point, right: Point) -> Point:
    """„9“ before „10/2015“ counts months, before „15.10.2015“ days of that month."""
    counts = right.unit in COUNTED_UNITS and (right.unit is not Unit.MONTH or right.numeric)
    return replace(left, unit=right.unit, month=right.month) if counts else left


def _dated_as(left: Point, right: Point) -> Point:
    # A bare year may be the year of both, or the end. A school year has two calendar years, so a
    # month before it could be in either.
    if right.unit in (Unit.YEAR, Unit.YEARS):
        return left
    if (left.unit in SCHOOL_UNITS) != (right.unit in SCHOOL_UNITS):
        return left
    return replace(left, year=right.year, until=right.until)


def _refuse_counted_days(text: str) -> None:
    """Raises TimeframeError for „42444“, which is 15.03.2016 in Excel."""
    if COUNTED_DAY.fullmatch(text) and FIRST_COUNTED <= int(text) <= LAST_COUNTED:
        day = numeric(COUNTED_FROM + timedelta(days=int(text)))
        raise TimeframeError(
            f"Gelesen wurde „{text}“. Vermutlich ist der {day} gemeint, den eine Tabelle "
            "als Zahl der Tage seit 1900 gespeichert hat.",
            day,
        )


def _refuse_slash_slip(text: str) -> None:
    """Raises TimeframeError when the text is a time frame once each „7“ is a „/“ again."""
    slip = SLASH_SLIP.search(text)
    if slip is None:
        return
    suggestion = SLASH_SLIP.sub(_with_slash, text)
    try:
        if _read(suggestion) is None:
            return
    except TimeframeError:
        # Something else is wrong too, or it is some other number altogether.
        if not slip["number"] or int(slip["number"]) > 12:
            return
        suggestion = None
    raise TimeframeError(
        f"Gelesen wurde „{slip[0]}“. Vermutlich ist „{_with_slash(slip)}“ gemeint und der "
        "Schrägstrich zur 7 geworden (auf der deutschen Tastatur liegt er auf Umschalt+7).",
        suggestion,
    )


def _with_slash(slip: re.Match[str]) -> str:
    return "/".join(part for part in slip.groups() if part)


def _with_long_years(text: str) -> str | None:
    """The text with „16“ as „2016“, None where that is not all it takes."""
    for suggestion in (SHORT_YEAR.sub(r"\g<1>20\2", text), SHORT_SCHOOL_YEAR.sub(r"20\1", text)):
        if suggestion != text and _is_readable(suggestion):
            return suggestion
    return None


def _begun_the_year_before(text: str) -> str | None:
    """„Nov. 2015 - Feb. 2016“ for „Nov. - Feb. 2016“, None where that is not all it takes."""
    stated = LENGTH.fullmatch(text)
    phrase = _phrase_of(stated["rest"] if stated else text)
    start, end = phrase.start, phrase.end
    lacks_year = start.year is None and start.unit is not Unit.NUMBER
    if not lacks_year or end.unit in SCHOOL_UNITS or len(end.year or "") != 4:
        return None
    space = "" if start.unit is Unit.DAY and start.text.endswith(".") else " "
    dated = f"{start.text}{space}{int(end.year) - 1}"
    suggestion = text.replace(start.text, dated, 1)
    return suggestion if _is_readable(suggestion) else None


def _is_readable(text: str) -> bool:
    try:
        return _read(text) is not None
    except TimeframeError:
        return False
