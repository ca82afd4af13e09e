"""Number formats (ISO 29500-1, 18.8.30) as Excel applies them in German: `"ab "0` shows „ab 2016“.

A format has up to four sections: of positive and negative numbers, zero, and texts; or sections
with conditions of their own. Dates are written one way, as 24.11.2026, 11/2026 or 2026 by what of
them is shown, so that they are read as time frames; words around them stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache

from bildung.vocabulary.timeframe.value import MONTH_NAMES

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
# A literal in quotes, an escaped one, a space as wide as a sign, a filling, a bracket, a date's
# letters, an exponent, digits, any other sign.
TOKENS = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|Standard)|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-])"
    r"|(?P<letters>(?i:y+|m+|d+|h+|s+|j+|t+|e+(?![+-])))|(?P<digit>[0#?])|(?P<other>.)",
    re.DOTALL,
)
CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
ELAPSED = re.compile(r"(?i:h+|m+|s+)")
CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
# Whoever writes formats in German, as Excel shows them: „TT.MM.JJJJ“.
GERMAN = {"t": "d", "j": "y"}
# So many digits of a number are shown; what lies behind them is a matter of its binary form.
DIGITS = 11
LONGEST = 200  # characters of a format that is understood
COMPARED = {
    "<": lambda one, other: one < other,
    "<=": lambda one, other: one <= other,
    ">": lambda one, other: one > other,
    ">=": lambda one, other: one >= other,
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
}


@dataclass(frozen=True)
class Token:
    """A part of a section: its kind as in TOKENS, or literal, elapsed; and its text."""

    kind: str
    text: str


@dataclass(frozen=True)
class Section:
    """A section of a format: when it holds, if it says so, and what it shows."""

    tokens: tuple[Token, ...]
    condition: tuple[str, float] | None = None

    @property
    def is_text(self) -> bool:
        return any(token == Token("other", "@") for token in self.tokens)

    @property
    def is_general(self) -> bool:
        return any(token.kind == "general" for token in self.tokens)

    @property
    def is_date(self) -> bool:
        kinds = {token.kind for token in self.tokens}
        return bool(kinds & {"letters", "elapsed"}) and not kinds & {"digit", "general"}

    @property
    def is_elapsed(self) -> bool:
        return any(token.kind == "elapsed" for token in self.tokens)

    @property
    def literal(self) -> str:
        return "".join(token.text for token in self.tokens if token.kind == "literal")


@lru_cache(maxsize=1000)
def sections(code: str) -> tuple[Section, ...]:
    """Return the sections of a format; that of a plain number for none, or one beyond bounds."""
    parts: list[list[Token]] = [[]]
    for found in TOKENS.finditer(code[:LONGEST] if len(code) <= LONGEST else "General"):
        if found["other"] == ";":
            parts.append([])
        else:
            parts[-1].append(_token(found))
    return tuple(map(_section, parts))


def _token(found: re.Match) -> Token:
    kind = found.lastgroup or "other"
    text = found[kind]
    if kind in ("quoted", "escaped"):
        return Token("literal", text)
    if kind == "space":
        return Token("literal", " ")
    if kind == "letters":
        lower = text.lower()
        return Token(kind, lower.replace(lower[0], GERMAN.get(lower[0], lower[0])))
    if kind == "bracket" and ELAPSED.fullmatch(text):
        return Token("elapsed", text.lower())
    if kind == "bracket" and (currency := CURRENCY.fullmatch(text)):
        return Token("literal", currency[1])
    return Token(kind, text)


def _section(tokens: list[Token]) -> Section:
    conditions = [
        (found[1], float(found[2]))
        for token in tokens
        if token.kind == "bracket" and (found := CONDITION.fullmatch(token.text))
    ]
    kept = tuple(token for token in tokens if token.kind not in ("bracket", "fill"))
    return Section(kept, conditions[0] if conditions else None)


def section_for(code: str, number: float) -> tuple[Section, bool]:
    """Return the section for a number, and whether a minus of its own stands before it."""
    found = sections(code)
    numeric = [one for one in found[:3] if not (one.is_text and len(found) > 1)] or [found[0]]
    if any(one.condition for one in numeric):
        for one in numeric:
            if one.condition is None or COMPARED[one.condition[0]](number, one.condition[1]):
                return one, number < 0
        return numeric[-1], number < 0
    if number < 0 and len(numeric) > 1:
        return numeric[1], False
    if number == 0 and len(numeric) > 2:
        return numeric[2], False
    return numeric[0], number < 0


def text_shown(text: str, code: str) -> str:
    """Return what a cell shows that holds a text."""
    found = sections(code)
    shows = found[3] if len(found) > 3 else found[-1] if found[-1].is_text else None
    if shows is None or not (shows.is_text or len(found) > 3):
        return text
    parts = (
        text if token == Token("other", "@") else token.text
        for token in shows.tokens
        if token.kind in ("literal", "other", "letters")
    )
    return "".join(parts)


def number_shown(number: float, code: str) -> str:
    """Return what a cell shows that holds a number that is no date."""
    section, has_minus = section_for(code, number)
    sign = "-" if has_minus else ""
    if section.is_general or section.is_text:
        shown = plain_number(abs(number))
        around = _around(section, {"general"}, "@")
        return f"{around[0]}{sign}{shown}{around[1]}"
    if not section.tokens:
        return sign if len(sections(code)) > 1 else sign + plain_number(abs(number))
    return _digits_shown(abs(number), section, sign)


def plain_number(number: float) -> str:
    if isinstance(number, int):
        return str(number)
    return f"{number:.{DIGITS}g}".replace(".", ",")


def _around(section: Section, kinds: set[str], sign: str) -> tuple[str, str]:
    """Return the text before and behind the value in a section."""
    at = next(
        place
        for place, token in enumerate(section.tokens)
        if token.kind in kinds or token == Token("other", sign)
    )
    before, behind = section.tokens[:at], section.tokens[at + 1 :]
    return "".join(t.text for t in before), "".join(t.text for t in behind)


def _digits_shown(number: float, section: Section, sign: str) -> str:
    """Return a number digit by digit in the places that a section has for them."""
    tokens = section.tokens
    places = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    number *= 100 ** sum(token == Token("other", "%") for token in tokens)
    if not places:
        return sign + "".join(token.text for token in tokens)
    if any(token.kind == "exponent" for token in tokens):
        return sign + f"{number:.2E}".replace(".", ",")
    if any(token == Token("other", "/") for token in tokens[places[0] : places[-1]]):
        return _fraction(number, tokens, places, sign)
    point = next((at for at, t in enumerate(tokens) if t == Token("other", ".")), len(tokens))
    commas = [at for at, t in enumerate(tokens) if t == Token("other", ",")]
    last_whole = max((at for at in places if at < point), default=places[0])
    scaled = sum(at > last_whole for at in commas)
    is_grouped = any(places[0] < at < last_whole for at in commas)
    number /= 1000**scaled
    decimals = [at for at in places if at > point]
    # Half up, as people round, not to the even neighbour.
    rounded = f"{round(number + 10**-DIGITS, len(decimals)):.{len(decimals)}f}"
    whole, _, rest = rounded.partition(".")
    shown = _whole_places(whole, [at for at in places if at < point], tokens, is_grouped)
    shown |= _decimal_places(rest, decimals, tokens)
    if point < len(tokens) and any(shown.get(at) for at in decimals):
        shown[point] = ","
    elif point < len(tokens):
        shown[point] = ""
    text = [shown.get(at, "" if at in commas else t.text) for at, t in enumerate(tokens)]
    text.insert(places[0], sign)
    return "".join(text)


def _whole_places(
    whole: str, places: list[int], tokens: tuple[Token, ...], is_grouped: bool
) -> dict[int, str]:
    """Fill the digits before the point from the right; the first place takes all that is left."""
    digits = whole.lstrip("0")
    needed = sum(tokens[at].text == "0" for at in places)
    digits = digits.rjust(max(needed, len(digits)), "0")
    if is_grouped:
        digits = ".".join(re.findall(r"\d{1,3}", digits[::-1]))[::-1]
    shown = {}
    for at in reversed(places[1:]):
        digits, shown[at] = digits[:-1], digits[-1:]
        if is_grouped and digits.endswith("."):
            digits, shown[at] = digits[:-1], f".{shown[at]}"
    if places:
        shown[places[0]] = digits
    return shown


def _decimal_places(rest: str, places: list[int], tokens: tuple[Token, ...]) -> dict[int, str]:
    shown = dict(zip(places, rest, strict=False))
    for at in reversed(places):
        if tokens[at].text == "0" or shown.get(at) != "0":
            break
        shown[at] = ""
    return shown


def _fraction(number: float, tokens: tuple[Token, ...], places: list[int], sign: str) -> str:
    behind = [at for at in places if at > tokens.index(Token("other", "/"))]
    value = Fraction(number).limit_denominator(10 ** len(behind) - 1)
    whole, rest = divmod(value.numerator, value.denominator)
    before = "".join(token.text for token in tokens[: places[0]])
    after = "".join(token.text for token in tokens[places[-1] + 1 :])
    shown = " ".join([*([str(whole)] if whole or not rest else [])])
    if rest:
        shown = " ".join(filter(None, (shown, f"{rest}/{value.denominator}")))
    return f"{before}{sign}{shown}{after}"


def elapsed_shown(span: timedelta, section: Section) -> str:
    """Return what a cell shows that holds a span of time: hours, minutes or seconds, and words."""
    seconds = round(span.total_seconds())
    first = next(token.text[0] for token in section.tokens if token.kind == "elapsed")
    parts = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}
    behind = {"h": [seconds // 60 % 60, seconds % 60], "m": [seconds % 60], "s": []}[first]
    letters = [token for token in section.tokens if token.kind == "letters"]
    shown = ":".join([str(parts[first]), *(f"{part:02d}" for part in behind[: len(letters)])])
    times = [at for at, token in enumerate(section.tokens) if token.kind in ("letters", "elapsed")]
    before, after = section.tokens[: times[0]], section.tokens[times[-1] + 1 :]
    return f"{_words(before)}{shown}{_words(after)}"


def moment_shown(moment: date | time, section: Section) -> str:
    """Return what a cell shows that holds a date, a time of day, or both."""
    letters = [at for at, token in enumerate(section.tokens) if token.kind in ("letters", "half")]
    tokens = section.tokens[letters[0] : letters[-1] + 1]
    before = _words(section.tokens[: letters[0]])
    after = _words(section.tokens[letters[-1] + 1 :])
    core = (
        "".join(_spelled(moment, tokens))
        if any(token.kind == "literal" and _has_letters(token.text) for token in tokens)
        else _told(moment, tokens)
    )
    return f"{before}{core}{after}"


def _words(tokens: tuple[Token, ...]) -> str:
    """Return what stands beside a date where that is words: no „@“, no lone point."""
    text = "".join(token.text for token in tokens if token != Token("other", "@"))
    return text if _has_letters(text) or any(sign.isdigit() for sign in text) else ""


def _has_letters(text: str) -> bool:
    return any(sign.isalpha() for sign in text)


def _told(moment: date | time, tokens: tuple[Token, ...]) -> str:
    """Return a date in the one way in which dates are written here, with its time if any."""
    names = {token.text[0] for token in tokens if token.kind == "letters"}
    has_time = bool(names & {"h", "s"})
    if isinstance(moment, time) or (names <= {"h", "m", "s"} and has_time):
        return f"{moment:%H:%M:%S}" if "s" in names else f"{moment:%H:%M}"
    clock = f" {moment:%H:%M}" if has_time and _is_clock(moment) else ""
    if "d" in names or has_time:
        return f"{moment:%d.%m.%Y}{clock}"
    if "y" not in names and "e" not in names:
        return MONTH_NAMES[moment.month - 1]
    return f"{moment:%m/%Y}" if "m" in names else str(moment.year)


def _is_clock(moment: date) -> bool:
    return isinstance(moment, datetime) and moment.time() != time()


def _spelled(moment: date | time, tokens: tuple[Token, ...]) -> Iterator[str]:
    """Yield each part of a date as its letters say."""
    is_clock = False
    for token in tokens:
        if token.kind != "letters":
            yield token.text
            continue
        sign = token.text[0]
        # „mm“ behind hours are minutes.
        yield _part(moment, f"n{token.text[1:]}" if sign == "m" and is_clock else token.text)
        is_clock = sign in "hs"


def _part(moment: date | time, letters: str) -> str:
    sign, size = letters[0], len(letters)
    if sign in "hns" and hasattr(moment, "hour"):
        number = {"h": moment.hour, "n": moment.minute, "s": moment.second}[sign]
        return f"{number:0{min(size, 2)}d}"
    if not isinstance(moment, date):
        return ""
    if sign in "ye":
        return str(moment.year) if size > 2 or sign == "e" else f"{moment.year % 100:02d}"
    names, number = (
        (MONTH_NAMES[moment.month - 1], moment.month)
        if sign == "m"
        else (WEEKDAYS[moment.weekday()], moment.day)
    )
    if size > 3:
        return names
    if size == 3:
        return names[:3] if sign == "m" else names[:2]
    return f"{number:0{size}d}"
