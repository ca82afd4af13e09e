"""Joins the lines of a text as a printer parted them, so that its words are whole again."""

import re
import unicodedata
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
# A hyphen before these stands for a part that follows: „Verwaltungs- und Koordinationsstrukturen“.
CONJUNCTIONS = re.compile(
    r"(?:und|oder|bzw\.?|sowie|u\.|o\.|als|wie|bis|statt|noch)\b", re.IGNORECASE
)
# A hyphen or slash between letters, at which a line may end without a space.
HYPHEN_END = re.compile(r"\w[-‐]$")
SLASH_END = re.compile(r"[^\W\d]/$|/\w*/$")
LETTER = re.compile(r"[^\W\d_]")
# What keeps two words on one line is part of the text.
SPACES = re.compile(r"[^\S\u00a0]+")


def join_lines(lines: Iterable[str]) -> str:
    """Return the lines as one text: „Koordinations-“, „strukturen“ → „Koordinationsstrukturen“.

    A soft hyphen, which tagged files have, says that a word goes on. A plain hyphen is taken for
    one that the text has before a capital letter, a digit and before „und“ and the like.
    """
    text = ""
    for line in lines:
        line = SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip()
        if line:
            text = _joined(text, line) if text else line
    return text.replace(SOFT_HYPHEN, "")


def _joined(text: str, line: str) -> str:
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + line
    if HYPHEN_END.search(text):
        if CONJUNCTIONS.match(line):
            return f"{text} {line}"
        return (text[:-1] if line[0].islower() else text) + line
    if SLASH_END.search(text) and LETTER.match(line):
        return text + line
    return f"{text} {line}"
