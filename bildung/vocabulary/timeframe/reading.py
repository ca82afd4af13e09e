"""From the wording of a time frame to the dates it means."""

import re
import unicodedata
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from bildung.vocabulary.timeframe.grammar import Phrase, read_phrase
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

SCHOOL_UNITS = (Unit.SCHOOL_YEAR, Unit.SCHOOL_HALF)
COUNTED_UNITS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.HALF, Unit.SCHOOL_HALF)


def parse(wording: str) -> Timeframe | None:
    """The time frame a wording means; None when it is plainly something else.

    Dashes of any kind, space of any kind and line breaks, upper and lower case make no difference.
    Whatever leaves a doubt („Ende 2016“, „2016/2017“, „Juni 15“) is something else.

    Raises TimeframeError when the wording looks like a time frame and cannot be one: no such day,
    month, week or year, an end before its start, a „/“ that became a „7“.
    """
    line = " ".join(wording.split())
    return None if len(line) > MAX_LENGTH else _parse(line)


@lru_cache(maxsize=10_000)  # a page of a plan asks several times for each of its lines
def _parse(line: str) -> Timeframe | None:
    text = _tidy(line)
    try:
        timeframe = _read(text)
    except TimeframeError as refused:
        raise TimeframeError(refused.message, _with_long_years(text)) from None
    if timeframe is None:
        _refuse_slash_slip(text)
    return timeframe


def _tidy(line: str) -> str:
    return unicodedata.normalize("NFC", line.translate(INVISIBLE)).strip()


def _read(text: str) -> Timeframe | None:
    phrase = read_phrase(text)
    if phrase is None:
        return None
    if phrase.running:
        return Timeframe(ongoing=True)
    if phrase.start and phrase.end:
        return _stretch(phrase)
    if any(point and not point.is_complete for point in (phrase.start, phrase.end)):
        return None
    start = phrase.start.span()[0] if phrase.start else None
    end = phrase.end.span()[1] if phrase.end else None
    return Timeframe(start, end)


def _stretch(phrase: Phrase) -> Timeframe | None:
    ends = _completed(phrase.start, phrase.end)
    if ends is None:
        return None
    if phrase.neighbours and not _may_be_neighbours(phrase):
        return None
    (first, first_ends), (last_begins, last) = (point.span() for point in ends)
    if phrase.neighbours and first_ends + timedelta(days=1) != last_begins:
        return None
    if last < first:
        raise TimeframeError(
            "Das Ende liegt vor dem Anfang. Gelesen wurde "
            f"als Anfang „{phrase.start.text}“ ({numeric(first)}) "
            f"und als Ende „{phrase.end.text}“ ({numeric(last)})."
        )
    return Timeframe(first, last)


def _may_be_neighbours(phrase: Phrase) -> bool:
    """„Mai/Juni 2016“, but not „5/6/2016“, which may be a day."""
    numbers_only = phrase.start.unit is Unit.NUMBER and phrase.end.unit is Unit.MONTH
    return phrase.start.year is None and not numbers_only


def _completed(left: Point, right: Point) -> tuple[Point, Point] | None:
    """Both ends with unit and year, lent from one another; None where that would be a guess."""
    if left.unit is Unit.SCHOOL_YEAR and right.unit is Unit.PAIR:
        right = replace(right, unit=Unit.SCHOOL_YEAR)
    if left.leading and right.numeric:
        # „KW 12-14/2016“ is plain. In „KW 50/2015 - 2/2016“ the 2 may be a week or February.
        if left.year:
            return None
        right = replace(right, unit=left.unit)
    if left.unit is Unit.NUMBER:
        left = _counted_as(left, right)
    if left.year is None:
        left = _dated_as(left, right)
    return (left, right) if left.is_complete and right.is_complete else None


def _counted_as(left: Point, right: Point) -> Point:
    """„9“ before „10/2015“ counts months, before „15.10.2015“ days of that month."""
    counts = right.unit in COUNTED_UNITS and (right.unit is not Unit.MONTH or right.numeric)
    return replace(left, unit=right.unit, month=right.month) if counts else left


def _dated_as(left: Point, right: Point) -> Point:
    # A school year has two calendar years, so a month before it could be in either.
    if (left.unit in SCHOOL_UNITS) != (right.unit in SCHOOL_UNITS):
        return left
    return replace(left, year=right.year, until=right.until)


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


def _is_readable(text: str) -> bool:
    try:
        return _read(text) is not None
    except TimeframeError:
        return False
