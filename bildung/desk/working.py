"""What the agreement's page says below the wording: how a measure or stage stands today.

For the screen alone. The columns of the annexes are agreed, and hold what they hold on paper.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bildung.agreements.templatetags.signs import LATE, sign
from bildung.vocabulary.status import Status
from goals.models import Measure
from milestones.models import Stage


def of_measure(measure: Measure, today: date) -> SafeString:
    """Return status, „überfällig“, ticked steps and who leads, for one that `goals_of` read."""
    said = [sign(Status(measure.status))]
    if measure.is_overdue(today):
        said.append(LATE)
    if steps := measure.steps.all():
        ticked = sum(step.done for step in steps)
        word = "Teilschritt" if len(steps) == 1 else "Teilschritten"
        said.append(f"{ticked} von {len(steps)} {word}")
    if measure.lead_unit:
        said.append(f"Federführung: {measure.lead_unit.name}")
    return _drawn(said)


def of_stage(stage: Stage, today: date) -> SafeString:
    """Return „überfällig“, or nothing: the status stands in the annex."""
    return _drawn([LATE]) if stage.is_overdue(today) else SafeString("")


def _drawn(said: Iterable[str]) -> SafeString:
    return format_html(
        '<p class="stands">{}</p>', format_html_join(" ", "<span>{}</span>", ((s,) for s in said))
    )
