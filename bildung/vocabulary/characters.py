"""Which characters a text is made of, wherever it comes from: typed, pasted, or out of a file.

The same word has one spelling (Unicode's composed form NFC, no soft hyphens), so that it is found
and compared as what it says; and no text has what some document could not hold or show.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

# Not str.splitlines(): it also breaks at the separators U+001C to U+001E, which are dropped here.
LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")

_SPACES = re.compile(r"\s\s+|[ \t\n]")
# Nearly all texts are made of these alone, and stay as they are.
_USUAL = re.compile(
    "[\t\n -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u20ac\u2190-\u21ff]*"
)
# These say no more than where a line may break or may not, and come from programs: the soft hyphen,
# what viewers of PDF files copy in its place, spaces without a width. The last is the byte order
# mark, too.
_DROPPED = "\u00ad\x02\ufffe\u200b\u2060\ufeff"
# Control characters but for the tab and line breaks, lone surrogates, and Unicode's noncharacters:
# XML, JSON, PostgreSQL and fonts refuse some of them each.
_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNHELD = f"\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_NONCHARACTERS}"
_IMPOSSIBLE = re.compile(f"[{_UNHELD}]")
# Characters that begin another direction of reading, each with the one that ends it (UAX #9).
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_OPENING = dict.fromkeys("\u202a\u202b\u202d\u202e", _POP) | dict.fromkeys(
    "\u2066\u2067\u2068", _POP_ISOLATE
)
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
# These turn letters round, so that a text looks like another one than is stored and compared.
_OVERRIDES = "\u202d\u202e"
# So many marks on one letter is what Unicode's „stream-safe“ text has (UAX #15). To put more of
# them in order takes quadratic time.
MOST_MARKS = 30
_MANY_FOREIGN = re.compile(f"[^\x00-\u02ff]{{{MOST_MARKS + 1}}}")  # found at once

# Nobody sees them: Unicode's Default_Ignorable_Code_Point, and the blank of Braille.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_NOTHING = re.compile(rf"[\s{_INVISIBLE}{_UNHELD}]*")


def cleaned(text: str) -> str:
    """Return `text` as it is stored, searched and compared; cleaned again, it is the same.

    NFC, lines parted by \\n, without soft hyphens and the like and all that `impossible` names. A
    line of characters that nobody sees is empty, and so is a text of nothing else. Never raises.
    """
    if _USUAL.fullmatch(text):
        return text
    text = LINE_BREAK.sub("\n", re.sub(f"[{_DROPPED}]", "", text))
    text = unicodedata.normalize("NFC", _without(text, _impossible(text)))
    # Some characters are two marks in this form.
    text = _without(text, _impossible(text))
    if _is_invisible(text):
        return ""
    return "\n".join("" if _is_invisible(line) else line for line in text.split("\n"))


def one_line(text: str) -> str:
    """Return `text` cleaned and on one line, with one space where it has several or breaks.

    A single one stays what it is: it may keep two words together.
    """
    text = cleaned(text)
    if text.isprintable() and "  " not in text:  # of all spaces it has single ones of the keyboard
        return text.strip()
    return _SPACES.sub(" ", text).strip()


def is_blank(text: str) -> bool:
    """Whether nobody sees anything of `text`."""
    return _NOTHING.fullmatch(text) is not None


def impossible(text: str) -> list[int]:
    """Return the places in `text` of what no document can hold, or holds as something else.

    Control characters, noncharacters, lone surrogates; changes of the direction of reading that
    have no end or no beginning in their line, or turn letters round; more than MOST_MARKS marks on
    a letter. What `cleaned` drops as the mere trace of a program, as soft hyphens, is none of that.
    """
    if _USUAL.fullmatch(text):
        return []
    return sorted(place for place in _impossible(text) if text[place] not in _DROPPED)


def _without(text: str, places: Iterable[int]) -> str:
    if gone := set(places):
        return "".join(sign for place, sign in enumerate(text) if place not in gone)
    return text


def _impossible(text: str) -> Iterator[int]:
    for found in _IMPOSSIBLE.finditer(text):
        yield found.start()
    if _DIRECTION.search(text):
        yield from _lone(text)
    for found in _many_marks(text):
        yield from range(found.start() + MOST_MARKS, found.end())


def _lone(text: str) -> set[int]:
    """Return the places of overrides, and of changes of direction without an end or a beginning."""
    refused: set[int] = set()
    waiting: list[int] = []  # the places of what has no end yet
    awaited = {_POP: 0, _POP_ISOLATE: 0}
    for found in re.finditer(f"{_DIRECTION.pattern}|{LINE_BREAK.pattern}", text):
        place, sign = found.start(), found[0]
        if sign in _OPENING:
            waiting.append(place)
            awaited[_OPENING[sign]] += 1
        elif sign not in awaited:  # a line ends, and all that began in it
            refused.update(waiting)
            waiting.clear()
            awaited = dict.fromkeys(awaited, 0)
        elif not awaited[sign]:
            refused.add(place)
        else:
            while _OPENING[text[begin := waiting.pop()]] != sign:
                awaited[_OPENING[text[begin]]] -= 1
                refused.add(begin)
            awaited[sign] -= 1
            if text[begin] in _OVERRIDES:
                refused |= {begin, place}
    return refused.union(waiting)


def _is_invisible(text: str) -> bool:
    return not text.isspace() and is_blank(text)


def _many_marks(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks on each letter that has more of them than may be."""
    if _MANY_FOREIGN.search(text):
        yield from _marks().finditer(text)


@cache
def _marks() -> re.Pattern[str]:
    marks = "".join(sign for sign in map(chr, range(0x300, 0x1E950)) if unicodedata.combining(sign))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")
