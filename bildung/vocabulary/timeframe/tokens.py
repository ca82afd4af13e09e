"""A text cut into numbers, words and signs, and a place in it that moves on."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

Found = TypeVar("Found")

DASHES = "-‐‑‒–—―−"

TOKEN = re.compile(
    rf"\s*(?:(?P<number>[0-9]+)|(?P<word>[^\W\d_]+)|(?P<dash>[{DASHES}]+)"
    r"|(?P<sign>[/.,])|(?P<other>\S))"
)


@dataclass(frozen=True)
class Token:
    kind: str
    text: str
    start: int
    end: int


class Cursor:
    """The tokens of a text. The take methods move on when they find what they are asked for, and
    return its text in lower case; else they return None and stay.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [_token(found) for found in TOKEN.finditer(text)]
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place == len(self.tokens)

    def take(self, kind: str, *texts: str) -> str | None:
        """A token of the kind and, where texts are given, one of them."""
        if self.at_end:
            return None
        token = self.tokens[self.place]
        if token.kind != kind or (texts and token.text not in texts):
            return None
        self.place += 1
        return token.text

    def next_is(self, kind: str, *texts: str) -> bool:
        """Whether `take` would find something."""
        place = self.place
        found = self.take(kind, *texts)
        self.place = place
        return found is not None

    def is_tight(self, count: int) -> bool:
        """Whether the next `count` tokens are there, with no space between them."""
        coming = self.tokens[self.place : self.place + count]
        touching = all(left.end == right.start for left, right in pairwise(coming))
        return len(coming) == count and touching

    def take_number(self, *lengths: int) -> str | None:
        """A number with as many digits as one of the lengths says."""
        digits = self.take("number")
        if digits and len(digits) not in lengths:
            self.place -= 1
            return None
        return digits

    def take_to(self) -> str | None:
        """What joins the ends of a stretch."""
        return self.take("dash") or self.take("word", "bis")

    def attempt(self, rule: Callable[["Cursor"], Found | None]) -> Found | None:
        """What the rule finds. Where it finds nothing it has taken nothing."""
        place = self.place
        found = rule(self)
        if found is None:
            self.place = place
        return found

    def before(self, count: int) -> Token | None:
        """The token that was taken so many ago, 1 for the last one; None before the first."""
        return self.tokens[self.place - count] if self.place >= count else None

    def source(self, place: int) -> str:
        """The text from a place to here, as written."""
        return self.text[self.tokens[place].start : self.tokens[self.place - 1].end]


def _token(found: re.Match[str]) -> Token:
    kind = found.lastgroup
    return Token(kind, found[kind].casefold(), *found.span(kind))
