"""The grammar of a time frame. What fits it looks like one; the calendar is not asked yet.

    phrase  = "" | dash | [label [":"]] (running [[","] ("ab" start | "bis" end)]
            | "bis" end | ("ab" | "seit") start [to [open | end] | [","] open | following]
            | "von" start ("an" | to [open | end])
            | ("Beginn" ":" | "Start" [":"]) start ["Ende" [":"] end]
            | "spätestens" end | "Frist" [":"] end | ("Ende" | "Abschluss") ":" end
            | "frühestens" ("ab" start | start [to | "," | "und"] "spätestens" end)
            | "zwischen" start "und" end
            | ["im"] point [to [open | end] | following | {and point}])
    label   = "Zeitraum" | "Laufzeit" …
    running = "laufend" | "unbefristet" | "Daueraufgabe" …
    open    = running | "offen" | "Ende offen" | "auf Weiteres"
    following = "ff." | "fortlaufend" | "unbefristet" …          not „lfd.“: „2016 lfd.“ is a doubt
    to      = dash | "bis"                                   without an end behind it, that is open
    and     = "und" | "/" | "," | "+" | "&"
    start   = ["Beginn" | "Jahresbeginn"] point
    end     = ["spätestens" | "zum" | "einschließlich" …] ["Ende" | "Jahresende"] point
    point   = see naming

A year behind a dash goes on from „3/2016“, „bis 2018“ from anything; „März 2016-2018“ is a doubt.

Case never matters, nor does space, except that it parts numbers and words, and digits of a date
with dashes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from bildung.vocabulary.timeframe.naming import (
    ARTICLES,
    take_further,
    take_point,
    take_year,
    take_years,
)
from bildung.vocabulary.timeframe.points import Point, Unit
from bildung.vocabulary.timeframe.tokens import Cursor

LABELS = (
    "zeitraum",
    "zeitrahmen",
    "laufzeit",
    "termin",
    "dauer",
    *(f"{what}{time}" for what in ("umsetzungs", "projekt") for time in ("zeitraum", "laufzeit")),
)
ABBREVIATED = ("lfd", "fortl", "fortlfd")
ENDLESS = (
    "fortlaufend",
    "unbefristet",
    "unbegrenzt",
    "dauerhaft",
    "kontinuierlich",
    "permanent",
    "ständig",
    "fortwährend",
    "andauernd",
)
RUNNING = ("laufend", *ABBREVIATED, *ENDLESS, "daueraufgabe", "daueraufgaben")
TASKS = ("laufende", "fortlaufende", "ständige", "dauernde")
BEGINNINGS = ("beginn", "anfang", "start", "projektbeginn", "projektstart")
VAGUE = ("beginn", "anfang")  # without a colon „Beginn 2016“ is some time at its beginning
ENDINGS = ("ende", "abschluss", "fertigstellung", "projektende")
SCHOOL = (Unit.SCHOOL_YEAR, Unit.SCHOOL_HALF)
UP_TO = ("spätestens", "zum", "zur", "einschließlich", "einschl", "inklusive", "inkl")
UP_TO = tuple(word.casefold() for word in UP_TO)

# What a hyphen at the end of a line may have divided.
WORDS = frozenset((*LABELS, *RUNNING, *TASKS, *BEGINNINGS, *ENDINGS, *UP_TO, "jahresende"))


@dataclass(frozen=True)
class Phrase:
    """What a text says. No points when it is empty or running; a single point is both ends.

    `further` are the points between the first and the last of a list, which must be neighbours, and
    `signs` by which of „/“ and „,“ they are parted, as parts of a number are.
    """

    start: Point | None = None
    end: Point | None = None
    neighbours: bool = False
    signs: frozenset[str] = frozenset()
    further: tuple[Point, ...] = ()
    running: bool = False


def read_phrase(text: str) -> Phrase | None:
    """What the text says, None when it does not fit the grammar to its end."""
    cursor = Cursor(text)
    phrase = _phrase(cursor)
    return phrase if cursor.at_end else None


def _phrase(cursor: Cursor) -> Phrase | None:
    # A lone dash is how the annexes write an empty cell.
    if cursor.at_end or cursor.take("dash"):
        return Phrase()
    if cursor.take("word", *LABELS):
        cursor.take("other", ":")
    if _take_running(cursor):
        return _after_running(cursor)
    for words, rule in SENTENCES:
        if cursor.take("word", *words):
            return rule(cursor)
    for rule in (_ending, _beginning):
        if found := cursor.attempt(rule):
            return found
    if cursor.take("word", "im", "in", "am"):
        cursor.take("word", *ARTICLES)
    return _points(cursor)


def _take_running(cursor: Cursor) -> bool:
    return bool(cursor.attempt(_running))


def _running(cursor: Cursor) -> str | None:
    if cursor.take("word", *TASKS):
        return cursor.take("word", "aufgabe", "aufgaben")
    cursor.take("word", "zeitlich")
    running = cursor.take("word", *RUNNING)
    if running in ABBREVIATED:
        cursor.take("sign", ".")
    return running


def _take_open(cursor: Cursor) -> bool:
    return _take_running(cursor) or any(map(cursor.attempt, (_open_end, _until_further_notice)))


def _until_further_notice(cursor: Cursor) -> str | None:
    cursor.take("word", "bis")
    return cursor.take("word", "auf") and cursor.take("word", "weiteres")


def _open_end(cursor: Cursor) -> str | None:
    cursor.take("word", "ende")
    return cursor.take("word", "offen")


def _take_following(cursor: Cursor) -> bool:
    if cursor.take("word", "ff"):
        cursor.take("sign", ".")
        return True
    if cursor.take("word", "fortfolgend", "fortfolgende", *ENDLESS):
        return True
    return bool(cursor.attempt(_and_following))


def _and_following(cursor: Cursor) -> str | None:
    if not cursor.take("word", "und"):
        return None
    following = cursor.take("word", "folgende", "folgejahre")
    cursor.take("word", "jahre")
    return following


def _after_running(cursor: Cursor) -> Phrase | None:
    if cursor.at_end:
        return Phrase(running=True)
    cursor.take("sign", ",")
    if cursor.take("word", "ab", "seit"):
        return _open(_take_start(cursor))
    return _until(cursor) if cursor.take("word", "bis") else None


def _from(cursor: Cursor) -> Phrase | None:
    start = _take_start(cursor)
    if start is None:
        return None
    if cursor.take_to():
        return _to(cursor, start)
    if cursor.take("sign", ","):
        return _open(start) if _take_open(cursor) else None
    _ = _take_following(cursor) or _take_open(cursor)
    return _open(start)


def _at_earliest(cursor: Cursor) -> Phrase | None:
    """„frühestens ab 3/2016“; „frühestens 3/2016“ alone does not say whether it lasts longer."""
    if cursor.take("word", "ab"):
        return _open(_take_start(cursor))
    start = _take_start(cursor)
    _ = cursor.take("sign", ",") or cursor.take_to() or cursor.take("word", "und")
    if start is None or not cursor.next_is("word", "spätestens"):
        return None
    end = _take_end(cursor, start)
    return Phrase(start, end) if end else None


def _amid(cursor: Cursor) -> Phrase | None:
    start = _take_start(cursor)
    end = start and cursor.take("word", "und") and _take_end(cursor, start)
    return Phrase(start, end) if end else None


def _between(cursor: Cursor) -> Phrase | None:
    start = _take_start(cursor)
    if start and cursor.take("word", "an"):
        return _open(start)
    return _to(cursor, start) if start and cursor.take_to() else None


def _until(cursor: Cursor) -> Phrase | None:
    end = _take_end(cursor)
    return Phrase(end=end) if end else None


def _at_latest(cursor: Cursor) -> Phrase | None:
    _ = cursor.take("word", "bis") or cursor.take("word", "im", "in", "am")
    return _until(cursor)


def _deadline(cursor: Cursor) -> Phrase | None:
    cursor.take("other", ":")
    cursor.take("word", "bis")
    return _until(cursor)


def _ending(cursor: Cursor) -> Phrase | None:
    """„Ende: 2016“; without the colon that is some time towards its end."""
    found = cursor.take("word", *ENDINGS) and cursor.take("other", ":")
    return _until(cursor) if found else None


def _beginning(cursor: Cursor) -> Phrase | None:
    word = cursor.take("word", *BEGINNINGS)
    if not word or not (cursor.take("other", ":") or word not in VAGUE):
        return None
    _ = cursor.take("word", "ab", "im", "am")
    start = _take_start(cursor)
    _ = cursor.take("sign", ",", "/") or cursor.take("other", ";") or cursor.take("dash")
    if start and cursor.take("word", *ENDINGS):
        cursor.take("other", ":")
        cursor.take("word", "im", "am")
        end = _take_end(cursor)
        return Phrase(start, end) if end else None
    return _open(start)


def _points(cursor: Cursor) -> Phrase | None:
    start = take_point(cursor)
    if start is None:
        return None
    place = cursor.place
    if to := cursor.take_to():
        phrase = _to(cursor, start)
        is_bare = cursor.place == place + 2 and phrase and phrase.end
        is_doubt = is_bare and to != "bis" and phrase.end.unit is Unit.YEAR
        return None if is_doubt and (start.loose or start.unit in SCHOOL) else phrase
    if _take_following(cursor):
        return _open(start)
    return _list(cursor, start)


def _list(cursor: Cursor, start: Point) -> Phrase | None:
    points, signs = [start], set()
    while not cursor.at_end:
        if sign := cursor.take("sign", "/", ","):
            signs.add(sign)
            if sign == "/" and start.unit is Unit.WEEK and not start.year:
                return None  # „KW 12/13“ may be one of 2013
        elif cursor.take("word", "u"):
            cursor.take("sign", ".")
        elif not (cursor.take("word", "und", "sowie") or cursor.take("other", "+", "&")):
            return None
        point = take_further(cursor, start)
        if point is None:
            return None
        points.append(point)
    first, *further = points
    if not further:
        return Phrase(first, first)
    *between, last = further
    return Phrase(first, last, True, frozenset(signs), tuple(between))


def _to(cursor: Cursor, start: Point) -> Phrase | None:
    if cursor.at_end or _take_open(cursor):
        return _open(start)
    end = _take_end(cursor, start)
    return Phrase(start, end) if end else None


def _open(start: Point | None) -> Phrase | None:
    return Phrase(start=start) if start else None


def _take_start(cursor: Cursor) -> Point | None:
    if cursor.take("word", "jahresbeginn", "jahresanfang"):
        return take_year(cursor)
    if cursor.take("word", "schuljahresbeginn", "schuljahresanfang"):
        return take_years(cursor)
    cursor.take("word", "beginn")
    cursor.take("word", *ARTICLES)
    return take_point(cursor)


def _take_end(cursor: Cursor, start: Point | None = None) -> Point | None:
    # „bis Ende 2016“ is as exact as „bis 2016“. „Ende 2016“ alone is not, and is not read.
    while cursor.take("word", *UP_TO):
        cursor.take("sign", ".")
    if cursor.take("word", "jahresende"):
        cursor.take("word", *ARTICLES)
        return take_year(cursor)
    if cursor.take("word", "schuljahresende"):
        return take_years(cursor)
    cursor.take("word", "ende", "monatsende")
    cursor.take("word", *ARTICLES)
    return take_further(cursor, start) if start else take_point(cursor)


# What the first word of a phrase says about the rest.
SENTENCES: tuple[tuple[tuple[str, ...], Callable[[Cursor], Phrase | None]], ...] = (
    (("ab", "seit"), _from),
    (("von", "vom"), _between),
    (("bis",), _until),
    (("spätestens",), _at_latest),
    (("frühestens",), _at_earliest),
    (("zwischen",), _amid),
    (("frist",), _deadline),
)
