"""Which old line goes on in which new one, when a list of steps or duties is written anew."""

from collections import defaultdict, deque
from collections.abc import Sequence
from difflib import SequenceMatcher

# Below this likeness two texts at the same place are two different steps: „erledigt“ must not
# pass from one to the other.
LIKENESS = 0.5


def continued(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    """Return for each line of `new` the index in `old` of the step it goes on; None for a new one.

    The same text is the same step, wherever it stands. Where as many lines are left over on both
    sides, they are paired in order, as reworded steps, if they are alike. No old step is used
    twice; those that do not occur in the result are gone.
    """
    result = _same_text(old, new)
    used = set(result)
    old_left = [index for index in range(len(old)) if index not in used]
    new_left = [place for place, index in enumerate(result) if index is None]
    if len(old_left) == len(new_left):
        for index, place in zip(old_left, new_left, strict=True):
            if _alike(old[index], new[place]):
                result[place] = index
    return result


def _same_text(old: Sequence[str], new: Sequence[str]) -> list[int | None]:
    places: dict[str, deque[int]] = defaultdict(deque)
    for index, text in enumerate(old):
        places[text].append(index)
    return [places[text].popleft() if places[text] else None for text in new]


def _alike(first: str, second: str) -> bool:
    return SequenceMatcher(None, first.casefold(), second.casefold()).ratio() >= LIKENESS
