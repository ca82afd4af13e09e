"""How far the work of many agreements has come, read as plain values: there may be thousands.

What `bars.progress_of` computes from loaded records for one agreement's page, by the same rule.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Tally
from bildung.vocabulary.status import Status

from .standing import Plain, Standing

# What a share is computed from: status, ticked steps, all steps.
Case = tuple[str, int, int]
# The cases of the records of an agreement, by the key of the goal or milestone above them.
Cases = dict[int, list[Case]]


def cases_of(standings: Iterable[Standing | Plain]) -> Mapping[int, Cases]:
    """Return the cases of measures or stages, by agreement; empty where there is none."""
    found: dict[int, Cases] = defaultdict(lambda: defaultdict(list))
    for _, agreement, above, status, _, _, steps, ticked in standings:
        found[agreement][above].append((status, ticked, steps))
    return found


def tally_of(cases: Iterable[Case]) -> Tally:
    """Return the tally of the records of one goal or milestone."""
    return _tally(tuple(sorted(cases)))


def tally_of_agreement(cases: Cases) -> Tally:
    """Return the tally over the goals or milestones of an agreement."""
    return progress.tally_over(map(tally_of, cases.values()))


# A mean of fractions takes long, and from one look at a page to the next few of them change.
@lru_cache(maxsize=10_000)
def _tally(cases: tuple[Case, ...]) -> Tally:
    return progress.tally(progress.share_of(Status(status), *steps) for status, *steps in cases)
