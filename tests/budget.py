"""How much the tests try: `make test` a sample in minutes, `make test-deep` all there is.

The environment says which, so that the processes that a test starts and the workers agree.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")

DEEP = os.environ.get("BILDUNG_TESTS") == "deep"

# A sample is a twelfth. Fewer than twenty would hardly get past the smallest examples.
SHARE = 12
FEWEST = 20


def examples(count: int) -> int:
    """Return how many of `count` examples, pairs, seeds or rounds this run tries."""
    return count if DEEP else min(count, max(FEWEST, count // SHARE))


def sampled(cases: Iterable[Case], count: int = 1) -> list[Case]:
    """Return all `cases`, or, of those that differ in little, the first `count` in a sample."""
    return list(cases)[: None if DEEP else count]


# More rows than a list shows on one page; what asks the database once for each would show.
MANY = 200 if DEEP else 30
# So many rows within so many seconds: a sample takes a part of both.
PART = 1 if DEEP else 4
