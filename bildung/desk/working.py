"""What the agreement's page says below the wording: how a measure or stage stands today.

For the screen alone. The columns of the annexes are agreed, and hold what they hold on paper.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bildung.agreements.templatetags.signs import LATE, sign
from bildung.vocabulary.status import Status
from goals.models import Measure
from milestones.models import Stage


def of_measure(measure: Measure, today: date) -> SafeString:
    """Return status, „überfällig“, ticked steps and who leads, for one that `goals_of` read."""
    done = [step.done for step in measure.steps.all()]
    lead = measure.lead_unit.name if measure.lead_unit else ""
    return _stands(measure.status, measure.is_overdue(today), sum(done), len(done), lead)


def of_stage(stage: Stage, today: date) -> SafeString:
    """Return „überfällig“, or nothing: the status stands in the annex."""
    return LATE_STAGE if stage.is_overdue(today) else SafeString("")


@lru_cache(maxsize=1000)
def _stands(status: str, is_overdue: bool, ticked: int, steps: int, lead: str) -> SafeString:
    # Many rows of an annex say the same.
    said = [sign(Status(status))]
    if is_overdue:
        said.append(LATE)
    if steps:
        said.append(f"{ticked} von {steps} {'Teilschritt' if steps == 1 else 'Teilschritten'}")
    if lead:
        said.append(f"Federführung: {lead}")
    return _drawn(said)


def _drawn(said: Iterable[str]) -> SafeString:
    return format_html(
        '<p class="stands">{}</p>', format_html_join(" ", "<span>{}</span>", ((s,) for s in said))
    )


LATE_STAGE = _drawn([LATE])
