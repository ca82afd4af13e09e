"""Who is who: finds for things of an old table, by what they say, what they are in a new one."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .likeness import NEAREST, alike_pairs, tokens_of
from .marking import Blocks
from .table import texts_of

# What a thing says, cell by cell. A thing is a row, or a cell named by the row in which it begins.
Said = tuple[Blocks, ...]
Pair = tuple[int, int]


class Pairing:
    """Pairs of an old and a new thing, each in one pair at most: the pair taken first stays.

    Built from what old and new things say. `became` and `was` hold the pairs taken so far. By what
    they say, only things of one group are paired; `groups` map them to theirs.
    """

    def __init__(
        self,
        old: Mapping[int, Said],
        new: Mapping[int, Said],
        groups: tuple[Mapping[int, int | None], Mapping[int, int | None]] = ({}, {}),
    ):
        self.old, self.new, self.groups = old, new, groups
        self.became: dict[int, int] = {}
        self.was: dict[int, int] = {}

    def take(self, pairs: Iterable[Pair]) -> None:
        for old, new in pairs:
            if old not in self.became and new not in self.was:
                self.became[old] = new
                self.was[new] = old

    def take_equal(self) -> None:
        """Take what says the same; of several, those whose places are the nearest."""
        for old, new in self._rest():
            self.take(self._equal_pairs(old, new))

    def take_alike(self) -> None:
        """Take what says something alike (see likeness)."""
        for old, new in self._rest():
            pairs = alike_pairs(_tokens(self.old, old), _tokens(self.new, new))
            self.take((old[one], new[other]) for one, other in pairs)

    def drop(self, pairs: Iterable[Pair]) -> None:
        for old, new in pairs:
            del self.became[old], self.was[new]

    def _rest(self) -> list[tuple[list[int], list[int]]]:
        """Return what is in no pair yet, for each group that both sides have."""
        old, new = (
            _grouped(sorted(side.keys() - taken.keys()), groups)
            for side, taken, groups in zip(
                (self.old, self.new), (self.became, self.was), self.groups, strict=True
            )
        )
        return [(old[group], new[group]) for group in old.keys() & new.keys()]

    def _equal_pairs(self, old: Sequence[int], new: Sequence[int]) -> Iterator[Pair]:
        same: dict[Said, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
        for thing in old:
            same[self.old[thing]][0].append(thing)
        for thing in new:
            same[self.new[thing]][1].append(thing)
        for said, (mine, theirs) in same.items():
            if any(said) and mine and theirs:
                # As many as before: each is itself, however far a new group pushed them all.
                equal = len(mine) == len(theirs)
                yield from zip(mine, theirs, strict=True) if equal else _nearest(mine, theirs)


def _grouped(
    things: Iterable[int], groups: Mapping[int, int | None]
) -> dict[int | None, list[int]]:
    grouped = defaultdict(list)
    for thing in things:
        grouped[groups.get(thing)].append(thing)
    return grouped


def _tokens(said: Mapping[int, Said], things: Iterable[int]) -> list[frozenset[str]]:
    return [
        tokens_of(text for blocks in said[thing] for text in texts_of(blocks)) for thing in things
    ]


def _nearest(old: Sequence[int], new: Sequence[int]) -> list[Pair]:
    """Return pairs of places in two rising lists, the nearest first; each with a few others."""
    near = {*_around(old, new), *((one, other) for other, one in _around(new, old))}
    return sorted(near, key=lambda pair: (abs(pair[0] - pair[1]), sum(pair)))


def _around(places: Sequence[int], others: Sequence[int]) -> Iterator[Pair]:
    for place in places:
        middle = bisect_left(others, place)
        for other in others[max(middle - NEAREST, 0) : middle + NEAREST]:
            yield place, other
