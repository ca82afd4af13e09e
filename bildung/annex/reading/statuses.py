"""The status that a cell of another file names: by its words, its boxes, or how much is done.

What is doubtful names none: „erledigt?“, „nicht erledigt“, „0 % erledigt“, „erledigt bis 2017“, and
with a date to come all but „offen“ and „verschoben“.
"""

import re
from collections.abc import Sequence
from datetime import date

from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe.value import MONTH_NAMES

from .wording import terms_of

STATUSES = {
    Status.OPEN: "offen, geplant, ausstehend, nicht begonnen, noch offen, noch nicht begonnen, "
    "in Planung, open",
    Status.IN_PROGRESS: "in Arbeit, begonnen, laufend, läuft, angelaufen, in Bearbeitung, "
    "in Umsetzung, in Durchführung, in Vorbereitung, im Prozess, gestartet, fortlaufend, "
    "angefangen, in Bearb, lfd, in progress",
    Status.DONE: "abgeschlossen, erledigt, fertig, beendet, umgesetzt, erfolgt, durchgeführt, "
    "erfüllt, erreicht, fertiggestellt, fertig gestellt, realisiert, vollzogen, abgearbeitet, "
    "stattgefunden, hat stattgefunden, erl, done",
    Status.POSTPONED: "verschoben, zurückgestellt, vertagt, postponed",
    Status.DROPPED: "entfallen, entfällt, gestrichen, abgebrochen, eingestellt, abgesagt, "
    "storniert, verworfen, dropped",
}
# Before such a word they only say of what it is said; „wird“ would be another time.
SUBJECTS = frozenset(terms_of("Maßnahme, Projekt, Vorhaben, Umsetzung, Ziel, Meilenstein"))
VERBS = frozenset(terms_of("ist, sind, wurde, wurden, bereits, schon"))
# Before a word for „abgeschlossen“ they say how much of it is true; alone they say nothing.
PARTLY = frozenset(
    terms_of(
        "teilweise, teilw, tlw, teils, zum Teil, größtenteils, weitgehend, überwiegend, fast, "
        "nahezu, beinahe, halb, annähernd"
    )
)
WHOLLY = frozenset(terms_of("vollständig, ganz, komplett, voll, vollumfänglich"))
TICKED, EMPTY = "☑☒✓✔✅🗹🗸🗷🗵", "☐□◻▢⬜❑❒❏❐"
BOX = re.compile(rf"[{TICKED}{EMPTY}]|\[\s*[xX]?\s*\]|\(\s*[xX]?\s*\)")
# Our own signs as they stand before their words; a „?“ is what Windows-1252 makes of them.
OWN_SIGNS = {status.symbol: status for status in Status}
LOST_SIGN = re.compile("\\?(?=\u00a0)")
PERCENT = re.compile(r"(?<![\d,.])(\d{1,3})(?:[,.]0+)?\s?%")
# „1/3“, „2 von 5“; with a longer second number it may be a month.
SHARE = re.compile(r"(?<![\d/.])(\d{1,2})\s?(?:/\s?(\d)|von\s(\d{1,3}))(?![\d/.])")
DATE = re.compile(
    r"(?:am |seit |im |in )?(?<![\d/.])(?:\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})|\d{1,2}/\s?\d{4}"
    rf"|(?:\d{{1,2}}\.\s?)?(?P<month>{'|'.join(MONTH_NAMES)})\s(?:19|20)\d{{2}}|(?:19|20)\d{{2}})(?![\d/%])"
)
UNTIL = re.compile(r"\b(?:auf|bis|ins?)\s+(?:zum\s+|Jahr\s+)?(?=\d|[A-ZÄ])")
LETTER = re.compile(r"[^\W\d_]")
# What may stand around the words without changing them.
PLAIN = re.compile(r"[^\W\d_]|[\s.,;:()„“\"'*•·\-–—\u00ad]")


def read_status(text: str) -> Status | None:
    """Return the status a text names, whatever box or date stands beside it; None for no one."""
    text = LOST_SIGN.sub("", text.strip(), count=1).strip()
    if text[:1] in OWN_SIGNS and _words(text[1:]) is OWN_SIGNS[text[:1]]:
        return OWN_SIGNS[text[:1]]
    boxes = list(BOX.finditer(text))
    if not boxes:
        return _measured(text)
    if len(boxes) == 1:
        return _boxed(text, boxes[0])
    return _chosen(text, boxes)


def _boxed(text: str, box: re.Match) -> Status | None:
    """Return what one box beside a word says: an empty one is no „erledigt“."""
    rest = f"{text[: box.start()]} {text[box.end() :]}".strip()
    is_ticked = _is_ticked(box)
    if not rest:
        return Status.DONE if is_ticked else Status.OPEN
    named = _measured(rest)
    if is_ticked:
        return named
    return named if named is Status.OPEN else None


def _chosen(text: str, boxes: Sequence[re.Match]) -> Status | None:
    """Return the word of the only ticked one of several boxes, each before or behind its word."""
    begins = [0, *(box.end() for box in boxes)]
    ends = [*(box.start() for box in boxes), len(text)]
    words = [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
    labels = words[1:] if not words[0].strip() else words[:-1]
    if not all(map(LETTER.search, labels)) or (words[0].strip() and words[-1].strip()):
        return None
    ticked = [label for box, label in zip(boxes, labels, strict=True) if _is_ticked(box)]
    return _words(ticked[0]) if len(ticked) == 1 else None


def _is_ticked(box: re.Match) -> bool:
    return box[0] in TICKED or "x" in box[0].lower()


def _measured(text: str) -> Status | None:
    """Return what a text without boxes says, which may tell how much is done, or a date."""
    part = PERCENT.search(text)
    if part:
        done, whole = int(part[1]), 100
    elif part := SHARE.search(text):
        done, whole = int(part[1]), int(part[2] or part[3])
    if not part:
        dated = DATE.search(text)
        named = _words(DATE.sub(" ", text, count=1))
        if dated and named is None:
            put_off = _words(DATE.sub(" ", UNTIL.sub(" ", text, count=1), count=1))
            return put_off if put_off is Status.POSTPONED else None
        may_come = named in (Status.OPEN, Status.POSTPONED)
        return None if dated and not may_come and _is_to_come(dated) else named
    rest = f"{text[: part.start()]} {text[part.end() :]}"
    rest = re.sub(r"^\W*zu\b|\bder \w+\b", " ", rest)
    named = _words(rest) if terms_of(rest) or not _is_plain(rest) else Status.DONE
    if named is Status.DONE and 0 < done <= whole:
        return Status.DONE if done == whole else Status.IN_PROGRESS
    return Status.IN_PROGRESS if named is Status.IN_PROGRESS and 0 < done < whole else None


def _is_to_come(found: re.Match) -> bool:
    """Whether all of a day, month or year lies behind today; no such date does, too."""
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    year = numbers[-1] + (2000 if numbers[-1] < 100 else 0)
    if found["month"]:
        numbers.insert(-1, MONTH_NAMES.index(found["month"]) + 1)
    month, day = [*numbers[-2::-1], 1, 1][:2]
    try:
        return date(year, month, day) > date.today()
    except ValueError:
        return True


def _words(text: str) -> Status | None:
    """Return the status whose words these are, all of them."""
    if not _is_plain(text):
        return None
    terms = terms_of(text)
    if len(terms) > 1 and terms[0] in SUBJECTS:
        terms = terms[1:]
    while len(terms) > 1 and terms[0] in VERBS:
        terms = terms[1:]
    if len(terms) > 1 and terms[0] in PARTLY | WHOLLY:
        is_done = _named(terms[1:]) is Status.DONE
        whole = Status.DONE if terms[0] in WHOLLY else Status.IN_PROGRESS
        return whole if is_done else None
    return _named(terms)


def _named(terms: Sequence[str]) -> Status | None:
    for status, synonyms in STATUSES.items():
        if any(tuple(terms) == terms_of(synonym) for synonym in synonyms.split(",")):
            return status
    return None


def _is_plain(text: str) -> bool:
    return not PLAIN.sub("", text)
