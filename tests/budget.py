"""How much the tests try: `make test` a sample in minutes, `make test-deep` all there is.

The environment says which, so that the processes that a test starts and the workers agree.
"""

import os

DEEP = os.environ.get("BILDUNG_TESTS") == "deep"

# A sample is an eighth. Fewer than twenty would hardly get past the smallest examples.
SHARE = 8
FEWEST = 20


def examples(count: int) -> int:
    """Return how many of `count` examples, pairs, seeds or rounds this run tries."""
    return count if DEEP else min(count, max(FEWEST, count // SHARE))


# More rows than any list shows on one page; what asks the database once for each would show.
MANY = 200 if DEEP else 60
