"""How far each goal and each milestone has come, and the agreement with them, as bars to draw."""

from collections.abc import Iterable
from dataclasses import dataclass

from bildung.vocabulary import progress
from bildung.vocabulary.progress import Share, Tally, tally, tally_over
from bildung.vocabulary.status import Status
from goals.annex import measures_below
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
    whole: Bar | None = None


@dataclass(frozen=True)
class AgreementProgress:
    """The chart of each annex that has lines, and one bar over them: the agreement's."""

    charts: tuple[Chart, ...]
    whole: Bar


def progress_of(goals: list[Goal], milestones: list[Milestone]) -> AgreementProgress | None:
    """Return how far one agreement has come; None before it has goals or milestones. No query.

    Takes what `goals.annex.goals_of` and `milestones.annex.milestones_of` return.
    """
    measures = [(str(goal), tally(map(_measure, measures_below(goal)))) for goal in goals]
    stages = [(str(each), tally(map(_stage, each.stages.all()))) for each in milestones]
    charts = (goal_chart(measures), _chart("Meilensteine (Anlage 2)", "Meilenstein", stages))
    if not measures and not stages:
        return None
    annexes = (tally_over(below for _, below in lines) for lines in (measures, stages))
    return AgreementProgress(
        tuple(chart for chart in charts if chart.bars),
        bar(tally_over(annexes), "Zielvereinbarung gesamt"),
    )


# The name of a goal or milestone, with what stands below it.
Line = tuple[str, Tally]


def goal_chart(lines: Iterable[Line]) -> Chart:
    """Return the chart of Anlage 1 from the names of its goals and what stands below them."""
    return _chart("Ziele (Anlage 1)", "Ziel", list(lines))


def agreement_chart(lines: Iterable[Line]) -> Chart:
    """Return one chart of many agreements, from their names and what stands in each."""
    bars = tuple(bar(below, name) for name, below in lines)
    return Chart("Zielvereinbarungen (Anlage 1)", "Zielvereinbarung", bars)


def _chart(title: str, kind: str, lines: list[Line]) -> Chart:
    bars = tuple(bar(below, name) for name, below in lines)
    return Chart(title, kind, bars, bar(tally_over(below for _, below in lines)))


def bar(below: Tally, name: str = "Gesamt") -> Bar:
    """Return the bar of what stands below a line."""
    return Bar(name, below.finished, below.counting, progress.percent(below.share))


def _measure(measure: Measure) -> Share:
    steps = measure.steps.all()
    return progress.share_of(Status(measure.status), sum(step.done for step in steps), len(steps))


def _stage(stage: Stage) -> Share:
    return progress.share_of(Status(stage.status))
