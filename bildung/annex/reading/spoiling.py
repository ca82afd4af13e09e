"""Reads texts of ours as they were, that a program spoiled: the row's key says which they are.

German Excel makes a date of „10/2015“ when it opens a CSV file, and saves it as „Okt 15“; saved in
Windows-1252 or another encoding of one byte a sign, signs that are not in it become „?“.
"""

import re
from collections.abc import Iterable

from bildung.vocabulary import timeframe

from .entries import Entry
from .heads import Notes
from .known import Known
from .wording import text_of

STATUS = "status"
ENCODINGS = ("cp1252", "cp850", "mac_roman")

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan",),
            ("feb",),
            ("mrz", "mär", "mar"),
            ("apr",),
            ("mai", "may"),
            ("jun",),
            ("jul",),
            ("aug",),
            ("sep",),
            ("okt", "oct"),
            ("nov",),
            ("dez", "dec"),
        ),
        start=1,
    )
    for name in names
}
MONTH_AND_YEAR = re.compile(r"([A-Za-zä]{3})\.?[ -](?:\d\d)?(\d\d)")
DAY_AND_MONTH = re.compile(r"(\d{1,2})[. -]+([A-Za-zä]{3})\.?")
FIRST_OF_MONTH = re.compile(r"0?1\.(\d{1,2})\.(?:\d\d)?(\d\d)")
TWO_NUMBERS = re.compile(r"(\d{1,2})\s?[./-]\s?(\d{1,2})\.?")


def restore(entries: Iterable[Entry], known: Known, notes: Notes) -> None:
    """Give cells of rows with keys back what they said, where a program made another text of it."""
    titles = {column.key: column.title for column in known.table.columns}
    seen: set[int] = set()
    for entry in entries:
        for column, part in entry.parts.items() if entry.key in known.places else ():
            if id(part) in seen or column == STATUS:  # a status is read by its words
                continue
            seen.add(id(part))
            _, blocks = known.cell(column, entry.key)
            if is_spoiled(text_of(blocks), part.text):
                notes.restored[titles[column], part.text, text_of(blocks)] = None
                part.pieces = (blocks,)


def is_spoiled(ours: str, text: str) -> bool:
    """Whether `text` is what became of `ours`."""
    if not text or not ours or text == ours:
        return False
    if any(ours.encode(name, "replace").decode(name) == text for name in ENCODINGS):
        return True
    if found := MONTH_AND_YEAR.fullmatch(text):
        return _month_of(ours) == (MONTHS.get(found[1].lower()), int(found[2]))
    if found := FIRST_OF_MONTH.fullmatch(text):
        return _month_of(ours) == (int(found[1]), int(found[2]))
    if found := DAY_AND_MONTH.fullmatch(text):
        numbers = TWO_NUMBERS.fullmatch(ours)
        date = int(found[1]), MONTHS.get(found[2].lower())
        return numbers is not None and date in _orders(int(numbers[1]), int(numbers[2]))
    return False


def _orders(one: int, other: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (one, other), (other, one)


def _month_of(wording: str) -> tuple[int, int] | None:
    """Return month and year, in two digits, of a wording that is one whole month."""
    try:
        read = timeframe.parse(wording)
    except timeframe.TimeframeError:
        return None
    if read is None or not read.start or not read.end or read.months() != 1:
        return None
    return read.start.month, read.start.year % 100
