"""Anlage 1 as what it says: goals, Erläuterungen, measures and steps, of records or of a table.

What a table has that Anlage 1 cannot say in this way is brought into its shape: further bullets of
a measure become its steps, paragraphs of an Erläuterung its bullets.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bildung.agreements.faults import too_long
from bildung.agreements.models import Agreement
from bildung.agreements.names import shortened
from bildung.agreements.records import below
from bildung.annex.table import AnnexTable, Block, Bullet, Row, texts_of
from bildung.vocabulary import outline
from bildung.vocabulary.characters import one_line
from bildung.vocabulary.priority import Priority

from .models import Goal, Measure, Objective, Step


@dataclass(frozen=True)
class MeasurePlan:
    """A measure; `key` is that of its row."""

    key: str
    text: str
    steps: tuple[str, ...] = ()
    timeframe: str = ""


@dataclass(frozen=True)
class ObjectivePlan:
    """An Erläuterung, its text as an outline; `key` is that of its row where it has no measures."""

    key: str
    text: str
    measures: tuple[MeasurePlan, ...] = ()

    @property
    def first_key(self) -> str:
        """The key of its first row."""
        return self.measures[0].key if self.measures else self.key


@dataclass(frozen=True)
class GoalPlan:
    """A goal; `key` is that of its row where it has no Erläuterungen."""

    key: str
    number: int
    priority: Priority
    title: str
    objectives: tuple[ObjectivePlan, ...] = ()

    @property
    def first_key(self) -> str:
        """The key of its first row."""
        if not self.objectives:
            return self.key
        return self.objectives[0].first_key


def plan_of(goals: Iterable[Goal]) -> tuple[GoalPlan, ...]:
    """Return what goals (see `goals_of` in annex.py) say."""
    return tuple(
        GoalPlan(
            goal.row_key,
            goal.number,
            Priority(goal.priority),
            goal.title,
            tuple(map(_objective_plan, goal.objectives.all())),
        )
        for goal in goals
    )


def _objective_plan(objective: Objective) -> ObjectivePlan:
    measures = tuple(
        MeasurePlan(
            measure.row_key,
            measure.text,
            tuple(step.text for step in measure.steps.all()),
            measure.timeframe_wording,
        )
        for measure in objective.measures.all()
    )
    return ObjectivePlan(objective.row_key, objective.text, measures)


def stored(agreement: Agreement) -> tuple[GoalPlan, ...]:
    """Return what Anlage 1 of `agreement` says, as `plan_of` does, of plain values (4 queries).

    Below what there is none of, nothing is looked for.
    """
    in_goal, in_measure = "goal__agreement", "measure__objective__goal__agreement"
    objectives = below(Objective.objects.filter(**{in_goal: agreement}), "goal", "pk", "text")
    found = Measure.objects.filter(**{f"objective__{in_goal}": agreement})
    measures = objectives and below(found, "objective", "pk", "text", "timeframe_wording")
    found = Step.objects.filter(**{in_measure: agreement})
    steps = measures and below(found, "measure", "text")

    def measure_plan(pk: int, text: str, wording: str) -> MeasurePlan:
        texts = tuple(step for (step,) in steps.get(pk, ()))
        return MeasurePlan(Measure.key_of(pk), text, texts, wording)

    def objective_plan(pk: int, text: str) -> ObjectivePlan:
        plans = tuple(measure_plan(*values) for values in measures.get(pk, ()))
        return ObjectivePlan(Objective.key_of(pk), text, plans)

    goals = agreement.goals.order_by("number").values_list("pk", "number", "priority", "title")
    return tuple(
        GoalPlan(
            Goal.key_of(pk),
            number,
            Priority(priority),
            title,
            tuple(objective_plan(*values) for values in objectives.get(pk, ())),
        )
        for pk, number, priority, title in goals
    )


def read(table: AnnexTable) -> tuple[GoalPlan, ...]:
    """Return what a table with the columns of Anlage 1 says.

    Numbers that are missing, or do not rise, are those that follow; a priority that is none is
    „mittel“. An Erläuterung begins where its cell does, with a cell that says something, or a new
    goal; one that says nothing and has no measures is none.
    """
    plans: list[GoalPlan] = []
    for group in table.groups():
        rows = [_Cells(table, row) for row in group]
        number, priority = _place(rows[0].texts("priority"))
        last = plans[-1].number if plans else 0
        plans.append(
            GoalPlan(
                group[0].key,
                number if number and number > last else last + 1,
                priority,
                " ".join(rows[0].texts("goal")),
                tuple(_objectives(rows)),
            )
        )
    return tuple(plans)


def faults(plan: Iterable[GoalPlan]) -> Iterator[tuple[str, str]]:
    """Yield what no record can say: the key of the row, and a German sentence about it."""
    for goal in plan:
        place = f"Ziel {goal.number}"
        if not goal.title:
            yield goal.first_key, f"{place}: Der Text des grundlegenden Ziels fehlt."
        for sentence in too_long(Goal, "title", goal.title, place):
            yield goal.first_key, sentence
        for objective in goal.objectives:
            for sentence in too_long(Objective, "text", objective.text, place):
                yield objective.first_key, sentence
            for measure in objective.measures:
                for sentence in _faults_of(measure, place):
                    yield measure.key, sentence


def _faults_of(measure: MeasurePlan, goal: str) -> Iterator[str]:
    if not measure.text:
        yield f"{goal}: Zum Zeitrahmen „{shortened(measure.timeframe)}“ fehlt die Maßnahme."
    yield from too_long(Measure, "text", measure.text, goal)
    yield from too_long(Measure, "timeframe_wording", measure.timeframe, goal, measure.text)
    for step in measure.steps:
        yield from too_long(Step, "text", step, goal, measure.text)


class _Cells:
    """A row's cells by column, blocks or None where one from above goes on."""

    def __init__(self, table: AnnexTable, row: Row):
        self.key = row.key
        self.blocks = {
            column.key: None if cell is None else cell.blocks
            for column, cell in zip(table.columns, row.cells, strict=True)
        }

    def texts(self, column: str) -> list[str]:
        """Return the texts of a cell, one a block, without empty ones."""
        found = map(one_line, texts_of(self.blocks[column] or ()))
        return [text for text in found if text]


def _place(texts: list[str]) -> tuple[int | None, Priority]:
    """Return the number and the priority that a cell says („1.“, „hoch“)."""
    words = " ".join(texts).split()
    digits = next((word.rstrip(".") for word in words if word.rstrip(".").isdecimal()), "")
    labels = {priority.label: priority for priority in Priority}
    level = next((labels[word.casefold()] for word in words if word.casefold() in labels), None)
    return int(digits[:9]) if digits else None, level or Priority.MEDIUM


def _objectives(rows: list[_Cells]) -> Iterator[ObjectivePlan]:
    begun: list[list[_Cells]] = []
    for row in rows:
        if not begun or row.blocks["objective"] is not None:
            begun.append([])
        begun[-1].append(row)
    for together in begun:
        text = outline.format(_bullets(together[0].blocks["objective"] or ()))
        measures = tuple(_measures(together))
        if text or measures:
            yield ObjectivePlan(together[0].key, text, measures)


def _measures(rows: list[_Cells]) -> Iterator[MeasurePlan]:
    frame = ""
    for row in rows:
        if row.blocks["timeframe"] is not None:
            frame = " ".join(row.texts("timeframe"))
        text, *steps = row.texts("measure") or [""]
        if text or frame:
            yield MeasurePlan(row.key, text, tuple(steps), frame)


def _bullets(blocks: Iterable[Block]) -> Iterator[outline.Bullet]:
    """Yield the outline of `blocks`: what says nothing gives way to what is below it."""
    for block in blocks:
        text = one_line(block.text)
        below = tuple(_bullets(block.children)) if isinstance(block, Bullet) else ()
        if text:
            yield outline.Bullet(text, below)
        else:
            yield from below
