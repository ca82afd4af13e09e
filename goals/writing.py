"""Lets the wording of Anlage 1 be that of a table: what is the same stays the same record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count

from django.db import transaction

from bildung.agreements.models import Agreement
from bildung.agreements.origins import named
from bildung.agreements.writing import (
    create_all,
    delete_all,
    hold_open,
    places,
    save_lines,
    update_all,
)
from bildung.annex.matching import Side, match
from bildung.annex.table import AnnexTable

from .annex import goals_of, table_of_plan
from .models import Goal, Measure, Objective, Step
from .plan import GoalPlan, MeasurePlan, ObjectivePlan, plan_of, read

WORDING_OF_MEASURE = (
    "objective",
    "position",
    "text",
    "timeframe_wording",
    "starts_on",
    "ends_on",
)


@transaction.atomic
def write(agreement: Agreement, table: AnnexTable, reason: str) -> None:
    """Let Anlage 1 of `agreement` say what `table` says, which has its columns.

    Rows go by their key, else by likeness; goals and Erläuterungen by what they say and the rows
    they have in common. What stays, stays the same record, with its working state; only what
    differs is written, with `reason` in the history. Raises WordingIsLocked where the wording is
    not open. What no record can say (see `faults` in plan.py) must not come this far.
    """
    with named(reason):
        _Writer(hold_open(agreement), read(table), reason).write()


@dataclass(frozen=True)
class _Row:
    """What a row of the annex shows; None where it shows none."""

    goal: GoalPlan
    objective: ObjectivePlan | None = None
    measure: MeasurePlan | None = None

    @property
    def key(self) -> str:
        return (self.measure or self.objective or self.goal).key


def _rows(plan: Sequence[GoalPlan]) -> Iterator[_Row]:
    """Yield the rows of `table_of_plan(plan)`."""
    for goal in plan:
        for objective in goal.objectives:
            for measure in objective.measures:
                yield _Row(goal, objective, measure)
            if not objective.measures:
                yield _Row(goal, objective)
        if not goal.objectives:
            yield _Row(goal)


@dataclass(frozen=True)
class _Records:
    """The records behind a row of the annex as stored."""

    goal: Goal
    objective: Objective | None = None
    measure: Measure | None = None


def _records(goals: Sequence[Goal]) -> dict[str, _Records]:
    """Map the key of each row to the records that it shows."""
    found = {goal.row_key: _Records(goal) for goal in goals}
    for goal in goals:
        for objective in goal.objectives.all():
            found[objective.row_key] = _Records(goal, objective)
            for measure in objective.measures.all():
                found[measure.row_key] = _Records(goal, objective, measure)
    return found


def _shown(records: _Records, row: _Row) -> _Records:
    """Return those of a row's records that it tells of: an empty Erläuterung says nothing."""
    return replace(records, objective=row.objective and records.objective)


class _Writer:
    """Writes in this order: goals, Erläuterungen, measures with their steps, what is to go."""

    def __init__(self, agreement: Agreement, plan: Sequence[GoalPlan], reason: str):
        self.agreement, self.plan, self.reason = agreement, plan, reason
        self.goals = goals_of(agreement)
        # What the records say as a table says it: what says the same already is not written.
        said = read(table_of_plan(plan_of(self.goals)))
        self.old, self.new = list(_rows(said)), list(_rows(plan))
        self.matching = match(Side(table_of_plan(said)), Side(table_of_plan(plan)))
        records = _records(self.goals)
        self.stored = [_shown(records[row.key], row) for row in self.old]
        self.kept: set[Goal | Objective | Measure] = set()

    def write(self) -> None:
        goals = self._write_goals()
        objectives = self._write_objectives(goals)
        self._write_measures(objectives)
        self._delete_others()

    # Goals. A row is known by its number; what spans rows by that of its first.

    def _write_goals(self) -> list[tuple[Goal, GoalPlan, int]]:
        """Return the goals, stored, with their plans and first rows."""
        begun = []
        row = 0
        for plan in self.plan:
            begun.append((plan, row, self.matching.groups.was.get(row)))
            row += sum(max(len(each.measures), 1) for each in plan.objectives) or 1
        self._free_numbers({old: plan.number for plan, _, old in begun if old is not None})
        found, new, other = [], [], []
        for plan, row, old in begun:
            goal, is_changed = self._goal(plan, old)
            found.append((goal, plan, row))
            if old is None:
                new.append(goal)
            elif is_changed:
                other.append(goal)
        create_all(new, self.reason)
        update_all(other, ("priority", "number", "title"), self.reason)
        return found

    def _free_numbers(self, wanted: dict[int, int]) -> None:
        """Let goals that go, or get another number, step aside: a number stands once.

        In the database alone, for that is no change of anybody.
        """
        staying = {self.stored[old].goal: number for old, number in wanted.items()}
        used = {goal.number for goal in self.goals} | {plan.number for plan in self.plan}
        free = (number for number in count(1) if number not in used)
        for goal in self.goals:
            if staying.get(goal) != goal.number:
                Goal.objects.filter(pk=goal.pk).update(number=next(free))

    def _goal(self, plan: GoalPlan, old: int | None) -> tuple[Goal, bool]:
        """Return the goal that says what is planned, and whether that changes anything of it."""
        if old is None:
            goal, was = Goal(agreement=self.agreement), None
        else:
            goal, was = self.stored[old].goal, self.old[old].goal
            self.kept.add(goal)
        changed = (goal.priority, goal.number) != (plan.priority, plan.number)
        goal.priority, goal.number = plan.priority.value, plan.number
        if was is None or was.title != plan.title:
            goal.title, changed = plan.title, True
        return goal, changed

    # Erläuterungen

    def _write_objectives(self, goals) -> list[tuple[Objective, ObjectivePlan, int]]:
        """Return the Erläuterungen, stored, with their plans and first rows."""
        pairs = self.matching.parents.get("objective", self.matching.rows)
        found, new, other = [], [], []
        for goal, plan, row in goals:
            siblings = []
            for each in plan.objectives:
                objective, was = self._objective(pairs.was.get(row))
                siblings.append((objective, was, each))
                found.append((objective, each, row))
                row += max(len(each.measures), 1)
            positions = places([objective for objective, _, _ in siblings])
            for (objective, was, each), position in zip(siblings, positions, strict=True):
                changed = self._changes(objective, goal=goal, position=position)
                if was is None or was.text != each.text:
                    objective.text, changed = each.text, True
                if was is None:
                    new.append(objective)
                elif changed:
                    other.append(objective)
        create_all(new, self.reason)
        update_all(other, ("goal", "position", "text"), self.reason)
        return found

    def _objective(self, old: int | None) -> tuple[Objective, ObjectivePlan | None]:
        record = None if old is None else self.stored[old].objective
        was = None if old is None else self.old[old].objective
        if record is None or was is None or record in self.kept:
            return Objective(), None
        self.kept.add(record)
        return record, was

    # Measures

    def _write_measures(self, objectives) -> None:
        new, other, steps, reworded = [], [], [], []
        for objective, plan, row in objectives:
            siblings = [
                (*self._measure(row + index), each) for index, each in enumerate(plan.measures)
            ]
            positions = places([measure for measure, _, _ in siblings])
            for (measure, was, each), position in zip(siblings, positions, strict=True):
                changes = self._changes(measure, objective=objective, position=position)
                if was is None:
                    self._say(measure, each, None)
                    new.append(measure)
                    steps += [
                        Step(measure=measure, position=place, text=text)
                        for place, text in enumerate(each.steps, start=1)
                    ]
                    continue
                if self._say(measure, each, was) or changes:
                    other.append(measure)
                if was.steps != each.steps:
                    reworded.append((measure, each.steps))
        create_all(new, self.reason)
        create_all(steps, self.reason)
        update_all(other, WORDING_OF_MEASURE, self.reason)
        for measure, texts in reworded:
            save_lines(list(measure.steps.all()), texts, _step_of(measure), self.reason)

    def _measure(self, row: int) -> tuple[Measure, MeasurePlan | None]:
        old = self.matching.rows.was.get(row)
        if old is None or (was := self.old[old].measure) is None:
            return Measure(), None
        measure = self.stored[old].measure
        self.kept.add(measure)
        return measure, was

    @staticmethod
    def _say(measure: Measure, plan: MeasurePlan, was: MeasurePlan | None) -> bool:
        """Give the measure its texts, steps aside; return whether that changes anything."""
        changed = False
        if was is None or was.text != plan.text:
            measure.text, changed = plan.text, True
        if was is None or was.timeframe != plan.timeframe:
            measure.reword_timeframe(plan.timeframe)
            changed = True
        return changed

    @staticmethod
    def _changes(record: Objective | Measure, position: int, **parent) -> bool:
        """Put the record in its place; return whether that is another one."""
        ((name, above),) = parent.items()
        before = getattr(record, f"{name}_id"), record.position
        setattr(record, name, above)
        record.position = position
        return before != (above.pk, position)

    # What is to go

    def _delete_others(self) -> None:
        """Delete what the plan does not have; what is below a record first."""
        for name in ("measure", "objective", "goal"):
            stored = {getattr(records, name): None for records in self.stored}
            delete_all([each for each in stored if each is not None and each not in self.kept])


def _step_of(measure: Measure) -> Callable[[], Step]:
    return lambda: Step(measure=measure)
