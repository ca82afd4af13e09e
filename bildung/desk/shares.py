"""How far the work of many agreements has come, read as plain values: there may be thousands.

What `bars.charts_of` computes from loaded records for one agreement's page, by the same rule.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from django.db.models import Count, Q, QuerySet

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share
from bildung.vocabulary.status import Status

# Agreement, what stands above (a goal, a milestone), and the share of one record below it.
Row = tuple[int, int, Share]
# The shares of an agreement by what stands above them.
Groups = dict[int, list[Share]]


def of_measures(measures: QuerySet) -> dict[int, Groups]:
    """Return the shares of `measures` by agreement and goal (1 query)."""
    rows = measures.annotate(
        of=Count("steps"), ticked=Count("steps", filter=Q(steps__done=True))
    ).values_list("objective__goal__agreement", "objective__goal", "status", "ticked", "of")
    return _grouped(
        (agreement, goal, _share(status, ticked, of))
        for agreement, goal, status, ticked, of in rows.order_by()
    )


def of_stages(stages: QuerySet) -> dict[int, Groups]:
    """Return the shares of `stages` by agreement and milestone (1 query)."""
    rows = stages.order_by().values_list("milestone__agreement", "milestone", "status")
    return _grouped((agreement, milestone, _share(status)) for agreement, milestone, status in rows)


@lru_cache(maxsize=1000)
def _share(status: str, ticked: int = 0, of: int = 0) -> Share:
    # Among thousands of records there are some dozen different cases.
    return progress.share_of(Status(status), ticked, of)


def _grouped(rows: Iterable[Row]) -> dict[int, Groups]:
    found: dict[int, Groups] = defaultdict(lambda: defaultdict(list))
    for agreement, above, share in rows:
        found[agreement][above].append(share)
    return found
