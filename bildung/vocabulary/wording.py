"""What became of a wording: two texts compared word by word.

compare("Zehn Ziele", "Elf Ziele")
→ Piece(DELETED, "Zehn"), Piece(INSERTED, "Elf"), Piece(KEPT, " Ziele")
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby, takewhile

# Words, runs of white space, and each other sign by itself: together they are the whole text.
TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
# The same with the space before each. Where spaces are tokens of their own, difflib aligns by them.
SPACED = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")
WORD = re.compile(r"\w")

# How many pairs of equal words may be looked at: 10,000 words of prose on both sides stay below it,
# and take less than a second.
MOST_PAIRS = 600_000
# In texts longer than this, difflib takes no words that make up more than a hundredth of the text
# for a place where both agree; without that, „und“ and „der“ alone would take quadratic time.
LONG = 200


class Fate(Enum):
    """What became of a piece of text."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True)
class Piece:
    """A run of text that stands in both versions, in the old one or in the new one only."""

    fate: Fate
    text: str

    @property
    def deleted(self) -> bool:
        return self.fate is Fate.DELETED

    @property
    def inserted(self) -> bool:
        return self.fate is Fate.INSERTED


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; what was deleted before what replaced it.

    The kept and deleted pieces are the old text, the kept and inserted ones the new text. No piece
    is empty, and no two neighbours share a fate. Time is bounded: where two long texts are too
    unlike, all between their common beginning and end counts as replaced.
    """
    return tuple(_condensed(list(_trimmed(old, new, _compared))))


Side = tuple[str, str]


def _trimmed(old: str, new: str, compare_middle: Callable[[str, str], Iterator[Side]]):
    """Yield what stands beside what: the common beginning, the middle compared, the common end."""
    first, second = TOKEN.findall(old), TOKEN.findall(new)
    head = _common(first, second)
    tail = _common(first[head:][::-1], second[head:][::-1])
    middle = ("".join(tokens[head : len(tokens) - tail]) for tokens in (first, second))
    yield ("".join(first[:head]),) * 2
    yield from compare_middle(*middle)
    yield ("".join(first[len(first) - tail :]),) * 2


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """Return how many tokens both have in common at their beginning."""
    both = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    return sum(1 for _ in both)


def _compared(old: str, new: str) -> Iterator[Side]:
    first, second = SPACED.findall(old), SPACED.findall(new)
    if _pairs(first, second) > MOST_PAIRS:
        yield old, new
        return
    for tag, *places in SequenceMatcher(None, first, second).get_opcodes():
        mine = "".join(first[places[0] : places[1]])
        theirs = "".join(second[places[2] : places[3]])
        if tag == "replace":  # their spaces alone may have kept two words apart
            yield from _trimmed(mine, theirs, lambda *middle: iter([middle]))
        else:
            yield mine, theirs


def _pairs(old: list[str], new: list[str]) -> int:
    """Return how many pairs of equal words difflib will look at in its first round."""
    counts = Counter(new)
    limit = len(new) // 100 + 1 if len(new) >= LONG else len(new)
    return sum(counts[token] for token in old if counts[token] <= limit)


def _condensed(sides: list[Side]) -> Iterator[Piece]:
    """Yield the pieces of `sides`, changes joined where nothing but signs and spaces parts them."""
    runs = [
        ("".join(old for old, _ in group), "".join(new for _, new in group), kept)
        for kept, group in _grouped((old, new, old == new) for old, new in sides if old or new)
    ]
    joined = (
        (old, new, kept and (index in (0, len(runs) - 1) or bool(WORD.search(old))))
        for index, (old, new, kept) in enumerate(runs)
    )
    for kept, group in _grouped(joined):
        old, new = ("".join(pair[side] for pair in group) for side in (0, 1))
        if kept:
            yield Piece(Fate.KEPT, old)
            continue
        if old:
            yield Piece(Fate.DELETED, old)
        if new:
            yield Piece(Fate.INSERTED, new)


def _grouped(runs: Iterable[tuple[str, str, bool]]) -> Iterator[tuple[bool, list[Side]]]:
    """Yield neighbours that are all kept, or all changed, as one group."""
    for kept, group in groupby(runs, key=lambda run: run[2]):
        yield kept, [(old, new) for old, new, _ in group]
