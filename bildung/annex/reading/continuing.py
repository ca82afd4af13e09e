"""Which line of a cell goes on in the next one, as text does that was set in narrow columns.

Bildungs- und Sozialplanung,
Schulplanung                    one text: a comma, „und“, a hyphen, an open bracket go on
sowie Sport                     and so does a line before one that begins with a small letter
"""

import re
from collections.abc import Iterable
from functools import reduce

HYPHENS = "-‐‑"
GO_ON = f",{HYPHENS}–—&+/(\u00ad"
# No text ends with these: conjunctions, articles, and prepositions that are no part of a verb.
OPEN_WORDS = frozenset(
    re.findall(
        r"\w+",
        "und oder sowie bzw beziehungsweise der die das des dem den ein eine einer eines einem "
        "einen kein keine für von vom zu zum zur im in ins am beim mit ohne durch zwischen gegen "
        "pro je als wie inkl einschließlich bis ihre ihrer ihren deren seine seiner unserer unser",
    )
)
# After a hyphen that stands for the rest of a word: „Bildungs- und Sozialplanung“.
AFTER_PART = frozenset(("und", "oder", "bzw", "sowie", "als", "bis", "noch", "u"))
PAIRS = ("()", "[]", "„“")
# After these comes another text, whatever letter that begins with.
CLOSED = ":;!?"
SMALL = re.compile(r"[a-zäöüß](?![A-ZÄÖÜ])(?![.)]\s)")
LAST_WORD = re.compile(r"(\w+)\.?\s*\Z")
WORD = re.compile(r"\w+")


def goes_on(text: str, line: str, by_letter: bool = True) -> bool:
    """Whether `line` is the rest of `text`, of which it stands right below.

    Without `by_letter`, a small letter at its beginning does not say so.
    """
    text, line = text.rstrip(), line.lstrip()
    if len(text) < 2 or not line:
        return False
    if text[-1] in GO_ON:
        return True
    if any(text.count(first) > text.count(last) for first, last in PAIRS):
        return True
    last = LAST_WORD.search(text)
    if last and last[1].lower() in OPEN_WORDS and not text.endswith("."):
        return True
    if not by_letter:
        return False
    # Where all lines begin with small letters, none of them tells anything.
    return bool(SMALL.match(line)) and not text[0].islower() and text[-1] not in CLOSED


def join(text: str, line: str) -> str:
    """Return both as one text, a word put together that a hyphen broke."""
    text, line = text.rstrip(), line.lstrip()
    if not text or not line:
        return text or line
    if text[-1] in "\u00ad":
        return text[:-1] + line
    if text[-1] in HYPHENS and text[-2:-1].isalnum():
        word = WORD.match(line)
        if word and word[0].lower() in AFTER_PART:
            return f"{text} {line}"
        is_broken = text[-2].isalpha() and line[0].islower()
        return (text[:-1] if is_broken else text) + line
    return text + line if text[-1] in "/(" else f"{text} {line}"


def joined(lines: Iterable[str]) -> str:
    """Return all lines as one text."""
    return reduce(join, lines, "")
