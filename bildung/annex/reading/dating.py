"""Time frames of which year and quarter, or begin and length, stand in columns of their own.

Jahr | Quartal          Beginn | Dauer
2016 | 3                9/2015 | 6 Monate
"""

import re
from functools import lru_cache

from bildung.annex.table import Paragraph, text_runs
from bildung.vocabulary import timeframe
from bildung.vocabulary.folding import dictionary

from .periods import BEGIN_WORD, BESIDE, HAS_YEAR, LETTERS, YEAR, has_days, in_year, is_time
from .wording import Blocks, text_of

YEARS = frozenset(
    re.findall(
        "[a-z]+",
        "jahr jahre jahreszahl kalenderjahr umsetzungsjahr planjahr zieljahr durchfuhrungsjahr "
        "haushaltsjahr haushaltsjahre schuljahr schuljahre",
    )
)
# By the heading of a column the form in which its numbers are told with a year.
PARTS = {
    "{}. Quartal": ("quartal", "quartale", "q"),
    "{}. Halbjahr": ("halbjahr", "halbjahre", "hj"),
    "KW {}": ("kw", "kalenderwoche", "kalenderwochen", "woche"),
    "{}/": ("monat", "monate", "umsetzungsmonat"),
}
PART_WORDS = frozenset(word for words in PARTS.values() for word in words)
UNITS = frozenset(
    ("monat", "monate", "monaten", "jahr", "jahre", "jahren", "woche", "wochen", "in")
)
LENGTHS = frozenset(("dauer", "laufzeit", "projektdauer", "umsetzungsdauer", "projektlaufzeit"))
PAIR = re.compile(r"(?:\d\d){1,2}\s?[/–-]\s?(?:\d\d){1,2}")
NUMBER = re.compile(r"(?:\d{1,2}|I{1,3}|IV)\.?")
NUMBERS = re.compile(r"[\dIV]{1,3}\.?(?:\s?[-–/,+]\s?[\dIV]{1,3}\.?)+")
MONTHS = {"mon": 1, "quartal": 3, "halbjahr": 6, "jahr": 12}
LENGTH = re.compile(
    r"(?P<number>\d{1,3})\s*(?P<unit>Monate?|Mon|Quartale?|Halbjahre?|Jahre?)\.?", re.IGNORECASE
)


def is_year(heading: str) -> bool:
    """Whether a heading names the year in which something is done, and nothing else."""
    words = _words(heading)
    return bool(words & YEARS) and words <= YEARS | BESIDE and not words & PART_WORDS


def is_part(heading: str) -> bool:
    """Whether a heading names a part of a year: „Quartal“, „Monat (geplant)“."""
    is_other = bool(_words(heading) & YEARS) or is_length(heading)
    return _form(heading) is not None and not is_other


def is_length(heading: str) -> bool:
    """Whether a heading names how long something takes: „Dauer“, „Laufzeit in Monaten“."""
    words = _words(heading)
    return bool(words & LENGTHS) and words <= LENGTHS | UNITS | BESIDE


def of_years(blocks: Blocks, heading: str) -> Blocks:
    """Return what stands in a column of years: „Schuljahr 2016/17“ of „2016/17“ below „Schuljahr“.

    Without that word nobody would know which days are meant.
    """
    text = text_of(blocks)
    is_of_school = any(word.startswith("schuljahr") for word in _words(heading))
    return _line(f"Schuljahr {text}") if is_of_school and PAIR.fullmatch(text) else blocks


def dated(year: Blocks, part: Blocks, heading: str) -> Blocks:
    """Return the time frame of which year and part stand apart, with the heading of the part."""
    text, of_year = text_of(part), text_of(year)
    form = _form(heading)
    if form and text and NUMBER.fullmatch(text):
        text = form.format(text.rstrip("."))
    elif form and text and NUMBERS.fullmatch(text):
        text = f"{form.format('').strip('. ')} {text}" if form != "{}/" else f"{text}/"
    if text.endswith("/"):
        of_month = f"{text}{of_year}"
        said = of_month if re.fullmatch(YEAR, of_year) else f"{of_year} {text.rstrip('/')}"
    elif not of_year or (HAS_YEAR.search(text) and of_year in text):
        said = text
    elif HAS_YEAR.search(text):
        said = f"{of_year} {text}"
    else:
        said = in_year(text, of_year)
    return _line(said)


def lasting(begin: Blocks, length: Blocks, heading: str) -> Blocks:
    """Return the time frame that begins so and is so long.

    Its end is computed where it begins with a month and the length counts months, or with a year
    and that counts years; else both stand side by side.
    """
    start, long = BEGIN_WORD.sub("", text_of(begin), count=1), text_of(length)
    if long.isdigit() and any(word.startswith("monat") for word in _words(heading)):
        long = f"{long} Monate"
    if not start or not long:
        return _line(f"ab {start}" if has_days(start) else start or long)
    if has_days(long):
        return _line(f"{long} (Beginn: {start})")
    end = _end(start, long)
    if end and is_time(span := f"{start} – {end} ({long})"):
        return _line(span)
    return _line(f"ab {start}, Dauer: {long}" if has_days(start) else f"{start} {long}")


def _end(start: str, long: str) -> str:
    """Return the month, or year, with which that ends; "" where it is not plain."""
    found, begins = LENGTH.fullmatch(long), _read(start)
    if not found or not begins or not begins.start or begins.start.day != 1:
        return ""
    unit = dictionary(found["unit"])
    months = int(found["number"]) * next(n for name, n in MONTHS.items() if unit.startswith(name))
    last = begins.start.year * 12 + begins.start.month - 1 + months - 1
    if begins.months() == 1 or begins.start == begins.end:
        return f"{last % 12 + 1}/{last // 12}"
    return f"{last // 12}" if begins.months() == 12 and months % 12 == 0 else ""


def _read(text: str) -> timeframe.Timeframe | None:
    try:
        return timeframe.parse(text)
    except timeframe.TimeframeError:
        return None


def _form(heading: str) -> str | None:
    words = _words(heading)
    for form, names in PARTS.items():
        if words & {*names} and words <= BESIDE.union(names):
            return form
    return None


@lru_cache(maxsize=10_000)
def _words(heading: str) -> frozenset[str]:
    """Return the words of a heading; none where it has digits, for those name one time."""
    if any(map(str.isdigit, heading)):
        return frozenset()
    return frozenset(LETTERS.findall(dictionary(heading)))


def _line(text: str) -> Blocks:
    return (Paragraph(text_runs(text)),) if text.strip() else ()
