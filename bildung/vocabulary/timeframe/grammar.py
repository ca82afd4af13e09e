"""The grammar of a time frame. What fits it looks like one; the calendar is not asked yet.

    phrase = "" | dash | running | running [","] ("ab" point | "bis" end)
           | "bis" end | ("ab" | "seit") point [to | [","] running] | "von" point to
           | ["im"] point [to | "/" point]
    to     = (dash | "bis") [running | end]        without either the end is open
    end    = ["zum"] ["Ende"] point
    point  = see naming

Case never matters, nor does space, except that it parts numbers and words.
"""

from dataclasses import dataclass

from bildung.vocabulary.timeframe.naming import ARTICLES, take_point
from bildung.vocabulary.timeframe.points import Point
from bildung.vocabulary.timeframe.tokens import Cursor

RUNNING = ("laufend", "lfd", "fortlaufend")


@dataclass(frozen=True)
class Phrase:
    """What a text says. No points when it is empty or running; a single point is both ends."""

    start: Point | None = None
    end: Point | None = None
    running: bool = False
    neighbours: bool = False  # joined by „/“, which only for neighbours means a stretch


def read_phrase(text: str) -> Phrase | None:
    """What the text says, None when it does not fit the grammar to its end."""
    cursor = Cursor(text)
    phrase = _phrase(cursor)
    return phrase if cursor.at_end else None


def _phrase(cursor: Cursor) -> Phrase | None:
    # A lone dash is how the annexes write an empty cell.
    if cursor.at_end or cursor.take("dash"):
        return Phrase()
    if _take_running(cursor):
        return _after_running(cursor)
    if cursor.take("word", "ab", "seit"):
        return _from(cursor)
    if cursor.take("word", "von", "vom"):
        return _between(cursor)
    if cursor.take("word", "bis"):
        return _until(cursor)
    cursor.take("word", "im", "in", "am")
    return _point_or_stretch(cursor)


def _take_running(cursor: Cursor) -> bool:
    running = cursor.take("word", *RUNNING)
    if running:
        cursor.take("sign", ".")
    return running is not None


def _after_running(cursor: Cursor) -> Phrase | None:
    if cursor.at_end:
        return Phrase(running=True)
    cursor.take("sign", ",")
    if cursor.take("word", "ab", "seit"):
        return _open(_take_start(cursor))
    return _until(cursor) if cursor.take("word", "bis") else None


def _from(cursor: Cursor) -> Phrase | None:
    start = _take_start(cursor)
    if start and cursor.take_to():
        return _to(cursor, start)
    if cursor.take("sign", ",") and not _take_running(cursor):
        return None
    _take_running(cursor)
    return _open(start)


def _between(cursor: Cursor) -> Phrase | None:
    start = _take_start(cursor)
    return _to(cursor, start) if start and cursor.take_to() else None


def _until(cursor: Cursor) -> Phrase | None:
    end = _take_end(cursor)
    return Phrase(end=end) if end else None


def _point_or_stretch(cursor: Cursor) -> Phrase | None:
    start = take_point(cursor)
    if start is None:
        return None
    if cursor.take_to():
        return _to(cursor, start)
    if cursor.take("sign", "/"):
        end = take_point(cursor)
        return Phrase(start, end, neighbours=True) if end else None
    return Phrase(start, start)


def _to(cursor: Cursor, start: Point) -> Phrase | None:
    if cursor.at_end or _take_running(cursor):
        return _open(start)
    end = _take_end(cursor)
    return Phrase(start, end) if end else None


def _open(start: Point | None) -> Phrase | None:
    return Phrase(start=start) if start else None


def _take_start(cursor: Cursor) -> Point | None:
    cursor.take("word", *ARTICLES)
    return take_point(cursor)


def _take_end(cursor: Cursor) -> Point | None:
    # „bis Ende 2016“ is as exact as „bis 2016“. „Ende 2016“ alone is not, and is not read.
    cursor.take("word", "zum", "zur", "einschließlich".casefold())
    cursor.take("word", "ende")
    cursor.take("word", *ARTICLES)
    return take_point(cursor)
