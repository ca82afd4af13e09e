"""How far each goal and each milestone has come, and the agreement with them, as bars to draw."""

from collections.abc import Collection, Iterable
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
    measures = [(str(goal), [_measure(each) for each in _measures(goal)]) for goal in goals]
    stages = [(str(each), [_stage(stage) for stage in each.stages.all()]) for each in milestones]
    charts = (goal_chart(measures), _chart("Meilensteine (Anlage 2)", "Meilenstein", stages))
    if not measures and not stages:
        return None
    annexes = [[below for _, below in lines] for lines in (measures, stages)]
    return AgreementProgress(
        tuple(chart for chart in charts if chart.bars),
        _bar(
            "Zielvereinbarung gesamt",
            [share for groups in annexes for below in groups for share in below],
            progress.mean(map(_share_of, annexes)),
        ),
    )


# The name of a goal or milestone, with the shares of what stands below it.
Line = tuple[str, list[Share]]


def goal_chart(lines: Iterable[Line]) -> Chart:
    """Return the chart of Anlage 1 from the names of its goals and the shares below them."""
    return _chart("Ziele (Anlage 1)", "Ziel", list(lines))


def agreement_chart(lines: Iterable[tuple[str, Collection[list[Share]]]]) -> Chart:
    """Return one chart of many agreements, from their names and the shares below each goal."""
    bars = tuple(whole_bar(groups, name) for name, groups in lines)
    return Chart("Zielvereinbarungen (Anlage 1)", "Zielvereinbarung", bars)


def _chart(title: str, kind: str, lines: list[Line]) -> Chart:
    bars = tuple(_bar(name, below, progress.mean(below)) for name, below in lines)
    return Chart(title, kind, bars, whole_bar([below for _, below in lines]))


def whole_bar(groups: Collection[list[Share]], name: str = "Gesamt") -> Bar:
    """Return the bar over `groups` of shares, one for each goal or milestone."""
    below = [share for group in groups for share in group]
    return _bar(name, below, _share_of(groups))


def _share_of(groups: Iterable[list[Share]]) -> Share:
    return progress.mean(map(progress.mean, groups))


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
