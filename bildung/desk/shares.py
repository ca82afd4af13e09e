"""How far the work of many agreements has come, read as plain values: there may be thousands.

What `bars.charts_of` computes from loaded records for one agreement's page, by the same rule.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share
from bildung.vocabulary.status import Status
from goals.models import Step

from .standing import Standing

# The shares of an agreement by what stands above them.
Groups = dict[int, list[Share]]


def of_measures(measures: Iterable[Standing], agreements: Collection[int]) -> dict[int, Groups]:
    """Return the shares of all `measures` of `agreements`, by agreement and goal (1 query)."""
    steps = Step.objects.filter(measure__objective__goal__agreement__in=agreements)
    # Counted here: the database would sort all steps and measures for it.
    marks = list(steps.order_by().values_list("measure", "done"))
    of = Counter(measure for measure, _ in marks)
    ticked = Counter(measure for measure, done in marks if done)
    return _grouped((each, _share(each.status, ticked[each.pk], of[each.pk])) for each in measures)


def of_stages(stages: Iterable[Standing]) -> dict[int, Groups]:
    """Return the shares of `stages` by agreement and milestone."""
    return _grouped((each, _share(each.status)) for each in stages)


@lru_cache(maxsize=1000)
def _share(status: str, ticked: int = 0, of: int = 0) -> Share:
    # Among thousands of records there are some dozen different cases.
    return progress.share_of(Status(status), ticked, of)


def _grouped(shares: Iterable[tuple[Standing, Share]]) -> dict[int, Groups]:
    found: dict[int, Groups] = defaultdict(lambda: defaultdict(list))
    for each, share in shares:
        found[each.agreement][each.above].append(share)
    return found
