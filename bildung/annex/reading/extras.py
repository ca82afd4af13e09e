"""Rows below a plan's headings that are none of the plan: sums, legends, notes at its end."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from bildung.annex.table import Bullet

from .layout import Line
from .synonyms import HEADS

SUM = re.compile(
    r"(?:Σ|∑|(?:Zwischen|Gesamt|End|Teil|Jahres)?summen?(?:[\s:].{0,60})?|Summa(?: summarum)?"
    r"|Gesamt(?:kosten|betrag|budget|aufwand|zahl|anzahl|ergebnis|ausgaben|mittel)?(?:[\s:].{0,40})?"
    r"|(?:Insgesamt|Total|Übertrag)(?::.{0,40})?)\s*:?",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"[\d\s.,()/%€$+–-]*(?:T?EUR|Euro|T€|€|Tsd\.?|Std\.?|h|VZÄ|Stk\.?|Stück)?", re.IGNORECASE
)
LEGEND = re.compile(r"(?:Legende|Zeichenerklärung|Abkürzung(?:en|sverzeichnis))\b.*", re.IGNORECASE)
# At the end of a table, alone in its row.
NOTE = re.compile(
    r"(?:(?:Anmerkung(?:en)?|Hinweise?|Bemerkung(?:en)?|Erläuterung(?:en)?|Fußnoten?|Quellen?"
    r"|(?:Bearbeitungs)?stand|Datum|Erstell(?:t|er|erin)|Bearbeite(?:t|r|rin)|Verfasser(?:in)?"
    r"|Unterschrift(?:en)?|Ansprechpartner(?:in)?)\s*:.*|(?:Bearbeitungs)?stand\s.{0,6}\d{4}"
    r"|(?:Erstellt|Bearbeitet|Beschlossen|Verabschiedet|Aktualisiert|Fortgeschrieben|Geändert) "
    r"(?:am|von|vom|durch|in|im)\b.*|gez\. .*|Ort, Datum.*|.*\bUnterschrift(?:en)?)",
    re.IGNORECASE,
)
ALONE = re.compile(r"[⁰¹²³⁴-⁹]+\)?|\*{1,3}\)?|[†‡]|\[?\d{1,2}[)\]]")
# „¹ vorbehaltlich …“, „*) …“, „1) …“, where other cells have that mark behind their words.
MARKED = re.compile(r"(?P<mark>⁽?[⁰¹²³⁴-⁹]+[)⁾]?|\*{1,3}\)?|[†‡]|\[\d{1,2}\]|\d{1,2}\))\s*\S")
MARK = re.compile(r"\S\s*(?P<mark>⁽?[⁰¹²³⁴-⁹]+[)⁾]?|\*{1,3}\)?|[†‡]|\[\d{1,2}\]|\s\d{1,2}\))$")
BARE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", "()[]⁽⁾ ")
LEAD = ("priority", *HEADS)


def extra_rows(
    lines: Sequence[Line], keys: Sequence[str], marks: Collection[str]
) -> frozenset[int]:
    """Return which of the rows below headings (by id) are no rows of the plan.

    `marks` are those of notes that cells had.

    None with a key is, nor any of a table that was not taken.
    """
    if not any(keys):
        return frozenset()
    found: set[int] = set()
    for at, line in enumerate(lines):
        if line.key or id(line) in found or line.is_blank:
            continue
        if _is_sum(line, keys):
            found.add(id(line))
        elif LEGEND.fullmatch(_first(line)):
            found.update(id(each) for each in _legend(lines[at:]))
    end = [line for line in _end(lines) if not line.key]
    found.update(id(line) for line in end if NOTE.fullmatch(_first(line)))
    if noted := [(line, mark) for line in end if (mark := _mark_of_note(line))]:
        used = {*marks, *_marks_behind(lines)}
        found.update(id(line) for line, mark in noted if mark in used)
    return frozenset(found)


def _is_sum(line: Line, keys: Sequence[str]) -> bool:
    """Whether a row says „Summe“, and nothing else but amounts and what it is the sum of."""
    said = [(key, text) for key, text in zip(keys, line.texts, strict=True) if text]
    sums = [key for key, text in said if SUM.fullmatch(text)]
    others = [key for key, text in said if not SUM.fullmatch(text) and not AMOUNT.fullmatch(text)]
    is_of_lead = all(key in LEAD for key in others) and not set(sums) & {*LEAD}
    return bool(sums) and (not others or is_of_lead)


def _legend(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the row of a legend, and those below it that say no more than a sign and a word."""
    first, *below = lines
    return [first, *takewhile(lambda line: _count(line) <= 2 and not line.key, below)]


def _end(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the rows at the end that say one thing each, or one behind a mark."""
    alone = takewhile(
        lambda line: _count(line) <= 1 or (_count(line) == 2 and ALONE.fullmatch(_first(line))),
        reversed(lines),
    )
    return [line for line in alone if not line.is_blank]


def _mark_of_note(line: Line) -> str:
    """Return the mark with which a note begins; "" for none. A bullet may have been a star."""
    text = " ".join(filter(None, line.texts))
    is_listed = any(isinstance(block, Bullet) for spot in line.spots for block in spot.blocks)
    found = MARKED.match(f"* {text}" if is_listed else text)
    return bare_mark(found["mark"]) if found else ""


def _marks_behind(lines: Sequence[Line]) -> Iterator[str]:
    """Yield the marks at the ends of cells."""
    for line in lines:
        for text in line.texts:
            if found := MARK.search(text):
                yield bare_mark(found["mark"])


def bare_mark(mark: str) -> str:
    """Return a mark without its brackets, and not raised: „1“ for „¹⁾“, „[1]“ and „1)“."""
    return mark.translate(BARE)


def _first(line: Line) -> str:
    return next(filter(None, line.texts), "")


def _count(line: Line) -> int:
    return sum(map(bool, line.texts))
