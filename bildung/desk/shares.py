"""How far the work of many agreements has come, read as plain values: there may be thousands.

What `bars.progress_of` computes from loaded records for one agreement's page, by the same rule.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share
from bildung.vocabulary.status import Status

from .standing import Standing

# The shares of an agreement by what stands above them.
Groups = dict[int, list[Share]]


def of_measures(measures: Sequence[Standing]) -> dict[int, Groups]:
    """Return the shares of `measures` by agreement and goal."""
    return _grouped(measures, [_share(each.status, each.ticked, each.steps) for each in measures])


def of_stages(stages: Sequence[Standing]) -> dict[int, Groups]:
    """Return the shares of `stages` by agreement and milestone."""
    return _grouped(stages, [_share(each.status) for each in stages])


@lru_cache(maxsize=1000)
def _share(status: str, ticked: int = 0, of: int = 0) -> Share:
    # Among thousands of records there are some dozen different cases.
    return progress.share_of(Status(status), ticked, of)


def _grouped(standings: Sequence[Standing], shares: list[Share]) -> dict[int, Groups]:
    found: dict[int, Groups] = defaultdict(lambda: defaultdict(list))
    for (_, agreement, above, *_), share in zip(standings, shares, strict=True):
        found[agreement][above].append(share)
    return found
