"""Joins the lines of a text as a printer parted them, so that its words are whole again."""

import re
import unicodedata
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
# At the end of a line whose last word goes on in the next one as it stands.
NO_SPACE = "\u200b"
# A hyphen before these stands for a part that follows: „Verwaltungs- und Koordinationsstrukturen“.
CONJUNCTIONS = re.compile(
    r"(?:und|oder|bzw\.?|sowie|u\.|o\.|als|wie|bis|statt|noch)\b", re.IGNORECASE
)
# A hyphen or slash between letters, at which a line may end without a space.
HYPHEN_END = re.compile(r"\w[-‐]$")
SLASH_END = re.compile(r"[^\W\d]/$|/\w*/$")
GOES_ON = re.compile(r"(?:,|\w[-‐]|\b(?:und|oder|bzw\.|sowie))$")
STRETCH_BEGINS, STRETCH_ENDS = re.compile(r"\d(?: ?[-–])?$|\d bis$"), re.compile(r"(?:[-–] ?)?\d")
ENDS = (".", "!", "?", ";", ":")
ADDRESS = re.compile(r"://|www\.|\w@\w")
LETTER = re.compile(r"[^\W\d_]")
# What keeps two words on one line is part of the text.
SPACES = re.compile(r"[^\S\u00a0]+")


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines as one text: „Koordinations-“, „strukturen“ → „Koordinationsstrukturen“.

    A soft hyphen, which tagged files have, and NO_SPACE say that a word goes on. A plain hyphen is
    taken for one that the text has before a capital letter, a digit and before „und“ and the like.
    """
    text = ""
    for line in lines:
        line = SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip()
        if line:
            text = _joined(text, line) if text else line
    return text.replace(SOFT_HYPHEN, "").removesuffix(NO_SPACE)


def goes_on(text: str, below: str) -> bool:
    """Whether a line does not end a sentence, or the one below it does not begin one.

    After a comma, a hyphen, „und“ or within brackets, between the two ends of a stretch of time,
    and before a small letter.
    """
    if GOES_ON.search(text) or text.count("(") > text.count(")"):
        return True
    if STRETCH_BEGINS.search(text) and STRETCH_ENDS.match(below):
        return True
    return below[:1].islower() and not text.endswith(ENDS)


def _joined(text: str, line: str) -> str:
    if text.endswith((SOFT_HYPHEN, NO_SPACE)):
        return text[:-1] + line
    if HYPHEN_END.search(text):
        if CONJUNCTIONS.match(line):
            return f"{text} {line}"
        is_kept = not line[0].islower() or ADDRESS.search(text.rpartition(" ")[2])
        return (text if is_kept else text[:-1]) + line
    if SLASH_END.search(text) and LETTER.match(line):
        return text + line
    return f"{text} {line}"
