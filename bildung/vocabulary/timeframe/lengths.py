"""A length stated behind a time frame, which says nothing new: „1/2016-6/2016 (6 Monate)“."""

import re

from bildung.vocabulary.timeframe.value import Timeframe

NUMBERS = ("ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")
MONTHS = {"monat": 1, "mon": 1, "quartal": 3, "halbjahr": 6, "jahr": 12, "schuljahr": 12}
DAYS = {"tag": 1, "woche": 7}

_STATED = (
    r"(?:(?:Dauer|Laufzeit|für|insgesamt)\s*:?\s*)?"
    rf"(?P<number>[0-9]{{1,6}}|(?:{'|'.join(NUMBERS)}|elf|zwölf)(?:en?|er)?)\s*"
    rf"(?P<unit>{'|'.join(sorted({**MONTHS, **DAYS}, key=len, reverse=True))})(?:en?|n|s|\.)?"
)
LENGTH = re.compile(
    rf"(?P<rest>.*\S)(?:\s*\(\s*{_STATED}\s*\)|\s*,\s*{_STATED.replace('P<', 'P<_')})",
    re.IGNORECASE,
)


def has_length(timeframe: Timeframe, stated: re.Match[str]) -> bool:
    """Whether `timeframe` is as long as the text behind it says; what is open has no length."""
    said = stated.groupdict()
    number = _number((said["number"] or said["_number"]).casefold())
    unit = (said["unit"] or said["_unit"]).casefold()
    if timeframe.start is None or timeframe.end is None:
        return False
    if unit in MONTHS:
        return timeframe.months() == number * MONTHS[unit]
    return (timeframe.end - timeframe.start).days + 1 == number * DAYS[unit]


def _number(text: str) -> int:
    if text.isdecimal():
        return int(text)
    words = (*NUMBERS, "elf", "zwölf")
    return max(number for number, word in enumerate(words, start=1) if text.startswith(word))
