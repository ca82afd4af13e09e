"""Builds Anlage 1 of an agreement as an AnnexTable, in a fixed number of queries."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Prefetch

from bildung.agreements.models import Agreement
from bildung.annex.table import AnnexTable, Bullet, Cell, Column, Paragraph, Row, text_runs
from bildung.vocabulary import outline

from .models import Goal, Measure, Objective
from .plan import GoalPlan, MeasurePlan, ObjectivePlan, plan_of, read, stored

KEY = "anlage-1"
TITLE = "Anlage 1: Ziele und Maßnahmen"
COLUMNS = (
    Column("priority", "Priorität", 7),
    Column("goal", "Grundlegendes Ziel", 19, is_header=True),
    Column("objective", "Erläuterung", 30),
    Column("measure", "Erste Maßnahmen", 32),
    Column("timeframe", "Zeitrahmen", 12),
)


def goals_of(agreement: Agreement) -> list[Goal]:
    """Return the goals with all that the annex shows below them, and who leads (4 queries)."""
    measures = Measure.objects.select_related("lead_unit").prefetch_related("steps")
    objectives = Objective.objects.prefetch_related(Prefetch("measures", queryset=measures))
    return list(
        agreement.goals.order_by("number").prefetch_related(
            Prefetch("objectives", queryset=objectives)
        )
    )


def measures_below(goal: Goal) -> Iterable[Measure]:
    """Return the measures of a goal that `goals_of` found, in the annex's order (no query)."""
    return (measure for objective in goal.objectives.all() for measure in objective.measures.all())


def build(agreement: Agreement) -> AnnexTable:
    """Return Anlage 1 of `agreement` (see table_of; 4 queries)."""
    return table_of_plan(stored(agreement))


def table_of(goals: list[Goal]) -> AnnexTable:
    """Return Anlage 1 from what `goals_of` found: a row for each measure.

    Goals and Erläuterungen span theirs.
    A goal without Erläuterungen and an Erläuterung without measures keep a row of their own. A
    time frame that neighbouring measures of an Erläuterung share stands once and spans them.
    """
    return table_of_plan(plan_of(goals))


def shaped(table: AnnexTable) -> AnnexTable:
    """Return what a table with the columns of Anlage 1 says, as Anlage 1 says it."""
    return table_of_plan(read(table))


def table_of_plan(plan: Iterable[GoalPlan]) -> AnnexTable:
    """Return Anlage 1 from what it is to say (see `table_of`)."""
    rows = [row for goal in plan for row in _goal_rows(goal)]
    return AnnexTable(KEY, TITLE, COLUMNS, tuple(rows))


def _goal_rows(goal: GoalPlan) -> list[Row]:
    rows = [row for objective in goal.objectives for row in _objective_rows(objective)]
    rows = rows or [(goal.key, (Cell(), Cell(), Cell()))]
    span = len(rows)
    number = Paragraph(text_runs(f"{goal.number}."))
    level = Paragraph(text_runs(goal.priority.label))
    lead = (Cell((number, level), span), Cell((Paragraph(text_runs(goal.title)),), span))
    return [
        Row(key, ((None, None) if index else lead) + cells)
        for index, (key, cells) in enumerate(rows)
    ]


def _objective_rows(objective: ObjectivePlan) -> list[tuple[str, tuple[Cell | None, ...]]]:
    """Return key and the cells Erläuterung, Maßnahme, Zeitrahmen of each row."""
    text = Cell(bullets_of(objective.text), max(len(objective.measures), 1))
    if not objective.measures:
        return [(objective.key, (text, Cell(), Cell()))]
    rows = []
    for wording, sharing in groupby(objective.measures, key=lambda measure: measure.timeframe):
        shared = list(sharing)
        for index, measure in enumerate(shared):
            blocks = (Paragraph(text_runs(wording)),) if wording else ()
            frame = None if index else Cell(blocks, len(shared))
            rows.append((measure.key, (None if rows else text, _measure(measure), frame)))
    return rows


def _measure(measure: MeasurePlan) -> Cell:
    steps = tuple(Bullet(text_runs(step)) for step in measure.steps)
    return Cell((Bullet(text_runs(measure.text), steps),))


def bullets_of(text: str) -> tuple[Bullet, ...]:
    """Return an outline, as an Erläuterung has it, as the bullets of a cell."""
    return _bullets(outline.parse(text))


def _bullets(bullets: tuple[outline.Bullet, ...]) -> tuple[Bullet, ...]:
    return tuple(Bullet(text_runs(b.text), _bullets(b.children)) for b in bullets)
