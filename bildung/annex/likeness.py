"""Which text became which, where nothing but the words can tell.

A rare word says more than one that stands in every second row; short words and numbers, which
repeat, say nothing while there are other words.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log2

WORD = re.compile(r"[^\W\d_]{4,}")
ANY_WORD = re.compile(r"\w+")

Tokens = frozenset[str]

# Alike are texts that share at least half of what their words weigh, in thousandths.
ALIKE = 500
# A word that stands in many texts is looked up in those whose place is the nearest.
NEAREST = 12


def tokens_of(texts: Iterable[str]) -> Tokens:
    """Return the words by which `texts` are known again, whatever their case and order."""
    joined = " ".join(texts).casefold()
    return frozenset(WORD.findall(joined) or ANY_WORD.findall(joined))


def alike_pairs(old: Sequence[Tokens], new: Sequence[Tokens]) -> list[tuple[int, int]]:
    """Return pairs of indexes of texts that are alike, each text in one pair at most.

    The most alike find each other first, of equals those whose places are the nearest. Both
    directions give the same pairs. Takes time for NEAREST texts a word, not for each with each.
    """
    weights = _weights(old, new)
    heavy = [[sum(weights[token] for token in tokens) for tokens in side] for side in (old, new)]
    scored = []
    for one, other in _candidates(old, new):
        shared = sum(weights[token] for token in old[one] & new[other])
        score = 2000 * shared // (heavy[0][one] + heavy[1][other])
        if score >= ALIKE:
            distance = abs(one * len(new) - other * len(old))
            scored.append((-score, distance, one + other, one, other))
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for *_, one, other in sorted(scored):
        if one not in taken[0] and other not in taken[1]:
            taken[0].add(one)
            taken[1].add(other)
            pairs.append((one, other))
    return pairs


def _weights(old: Sequence[Tokens], new: Sequence[Tokens]) -> dict[str, int]:
    """Return what each word weighs: 1,000 where it stands once on a side, less where often."""
    counts = [Counter(token for tokens in side for token in tokens) for side in (old, new)]
    return {
        token: int(1000 / (1 + log2(max(counts[0][token], counts[1][token]))))
        for token in counts[0] | counts[1]
    }


def _candidates(old: Sequence[Tokens], new: Sequence[Tokens]) -> set[tuple[int, int]]:
    return {*_sharing(old, new), *((other, one) for one, other in _sharing(new, old))}


def _sharing(texts: Sequence[Tokens], others: Sequence[Tokens]) -> Iterator[tuple[int, int]]:
    """Yield for each text those of `others` that share a word with it, the nearest of many."""
    places = defaultdict(list)
    for other, tokens in enumerate(others):
        for token in tokens:
            places[token].append(other)
    for one, tokens in enumerate(texts):
        here = one * len(others) // len(texts)
        for token in tokens & places.keys():
            found = places[token]
            middle = bisect_left(found, here)
            for other in found[max(middle - NEAREST // 2, 0) : middle + NEAREST // 2]:
                yield one, other
