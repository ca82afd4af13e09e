"""When somebody of either side of an agreement last changed something in it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from bildung.agreements.acts import Act, Side
from bildung.agreements.models import Agreement, Party


def activity_of(agreements: Iterable[Agreement]) -> dict[tuple[int, Party], datetime]:
    """Return when somebody of each side last did something in each agreement (1 query).

    An act counts for the side that its author belonged to then, whatever has become of them since.
    """
    keys = [agreement.pk for agreement in agreements]
    acts = Act.objects.filter(agreement__in=keys).exclude(side="").order_by()
    found = acts.values_list("agreement", "side").annotate(latest=Max("at"))
    active: dict[tuple[int, Party], datetime] = {}
    for key, acted_for, latest in found:
        for side in Party if acted_for == Side.BOTH else (Party(acted_for),):
            active[key, side] = max(latest, active.get((key, side), latest))
    return active
