"""How far the work of many agreements has come, read as plain values: there may be thousands.

What `bars.charts_of` computes from loaded records for one agreement's page, by the same rule.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share
from bildung.vocabulary.status import Status
from goals.models import Measure, Step
from milestones.models import Stage

# Agreement, what stands above (a goal, a milestone), and the share of one record below it.
Row = tuple[int, int, Share]
# The shares of an agreement by what stands above them.
Groups = dict[int, list[Share]]


def of_measures(agreements: Collection[int]) -> dict[int, Groups]:
    """Return the shares of the measures of `agreements`, by agreement and goal (2 queries)."""
    measures = Measure.objects.filter(objective__goal__agreement__in=agreements).order_by()
    rows = measures.values_list("objective__goal__agreement", "objective__goal", "status", "pk")
    # Counted here: the database would sort all steps and measures for it.
    steps = Step.objects.filter(measure__objective__goal__agreement__in=agreements).order_by()
    of, ticked = Counter(), Counter()
    for measure, done in steps.values_list("measure", "done"):
        of[measure] += 1
        ticked[measure] += done
    return _grouped(
        (agreement, goal, _share(status, ticked[pk], of[pk]))
        for agreement, goal, status, pk in rows
    )


def of_stages(agreements: Collection[int]) -> dict[int, Groups]:
    """Return the shares of the stages of `agreements`, by agreement and milestone (1 query)."""
    stages = Stage.objects.filter(milestone__agreement__in=agreements).order_by()
    rows = stages.values_list("milestone__agreement", "milestone", "status")
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
