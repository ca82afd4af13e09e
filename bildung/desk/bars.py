"""How far each goal and each milestone has come, and the agreement with them, as bars to draw."""

from collections.abc import Iterable
from dataclasses import dataclass

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share
from bildung.vocabulary.status import Status
from goals.models import Goal, Measure
from milestones.models import Milestone, Stage


@dataclass(frozen=True)
class Bar:
    """One line: `finished` of the `counting` records below it are done; `percent` may be None."""

    name: str
    finished: int
    counting: int
    percent: int | None


@dataclass(frozen=True)
class Chart:
    """The bars of one annex. `kind` heads the column of their names, `whole` sums them up."""

    title: str
    kind: str
    bars: tuple[Bar, ...]
    whole: Bar


def charts_of(goals: list[Goal], milestones: list[Milestone]) -> tuple[Chart, ...]:
    """Return the chart of each annex that has lines; costs no query.

    Takes what `goals.annex.goals_of` and `milestones.annex.milestones_of` return.
    """
    measures = {goal: [_measure(measure) for measure in _measures(goal)] for goal in goals}
    stages = {
        milestone: [_stage(stage) for stage in milestone.stages.all()] for milestone in milestones
    }
    charts = (
        _chart("Ziele (Anlage 1)", "Ziel", measures),
        _chart("Meilensteine (Anlage 2)", "Meilenstein", stages),
    )
    return tuple(chart for chart in charts if chart.bars)


def _chart(title: str, kind: str, shares: dict[Goal | Milestone, list[Share]]) -> Chart:
    below = [share for lines in shares.values() for share in lines]
    whole = progress.mean(progress.mean(lines) for lines in shares.values())
    bars = tuple(_bar(str(record), lines, progress.mean(lines)) for record, lines in shares.items())
    return Chart(title, kind, bars, _bar("Gesamt", below, whole))


def _bar(name: str, below: list[Share], share: Share) -> Bar:
    counting = [one for one in below if one is not None]
    return Bar(name, counting.count(1), len(counting), progress.percent(share))


def _measures(goal: Goal) -> Iterable[Measure]:
    return (measure for objective in goal.objectives.all() for measure in objective.measures.all())


def _measure(measure: Measure) -> Share:
    steps = measure.steps.all()
    return progress.share_of(Status(measure.status), sum(step.done for step in steps), len(steps))


def _stage(stage: Stage) -> Share:
    return progress.share_of(Status(stage.status))
