"""Lets the wording of Anlage 2 be that of a table: what is the same stays the same record."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from uuid import uuid4

from django.db import transaction

from bildung.agreements.models import Agreement, Party
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

from .annex import columns, milestones_of, table_of_plan
from .models import Duty, Milestone, Stage
from .plan import MilestonePlan, StagePlan, plan_of, read

# Working state, which a table does not bring.
IGNORED = ("status",)
WORDING_OF_STAGE = (
    "milestone",
    "position",
    "purpose",
    "timeframe_wording",
    "starts_on",
    "ends_on",
)


@transaction.atomic
def write(agreement: Agreement, table: AnnexTable, reason: str) -> None:
    """Let Anlage 2 of `agreement` say what `table` says, which has its columns.

    Rows go by their key, else by likeness; milestones by what they say and the rows they have in
    common. What stays, stays the same record, with its status; only what differs is written, with
    `reason` in the history. Raises WordingIsLocked where the wording is not open. What no record
    can say (see `faults` in plan.py) must not come this far.
    """
    with named(reason):
        _Writer(hold_open(agreement), read(table), reason).write()


class _Writer:
    """Writes in this order: milestones, stages with their duties, what is to go."""

    def __init__(self, agreement: Agreement, plan: Sequence[MilestonePlan], reason: str):
        self.agreement, self.plan, self.reason = agreement, plan, reason
        self.milestones = milestones_of(agreement)
        heads = columns(agreement)
        # What the records say as a table says it: what says the same already is not written.
        said = read(table_of_plan(plan_of(self.milestones), heads))
        sides = (Side(table_of_plan(each, heads), IGNORED) for each in (said, plan))
        self.matching = match(*sides)
        self.old, self.new = list(_rows(said)), list(_rows(plan))
        self.stored = self._stored()
        self.kept: set[Milestone | Stage] = set()

    def _stored(self) -> list[tuple[Milestone, Stage | None]]:
        """Return the records that each row of the annex as stored shows."""
        records = {each.row_key: (each, None) for each in self.milestones}
        for milestone in self.milestones:
            for stage in milestone.stages.all():
                records[stage.row_key] = (milestone, stage)
        return [records[(stage or milestone).key] for milestone, stage in self.old]

    def write(self) -> None:
        self._write_stages(self._write_milestones())
        self._delete_others()

    # Milestones. A row is known by its number; a milestone by that of its first.

    def _write_milestones(self) -> list[tuple[Milestone, MilestonePlan, int]]:
        """Return the milestones, stored, with their plans and first rows."""
        sizes = [len(plan.stages) or 1 for plan in self.plan]
        starts = [0, *accumulate(sizes)]
        found = []
        for plan, start in zip(self.plan, starts, strict=False):
            old = self.matching.groups.was.get(start)
            milestone = Milestone(agreement=self.agreement) if old is None else self.stored[old][0]
            found.append((milestone, plan, start, old))
            if old is not None:
                self.kept.add(milestone)
        self._free_titles({each[0]: each[1].title for each in found if each[3] is not None})
        new, other = [], []
        positions = places([milestone for milestone, *_ in found])
        for (milestone, plan, _, old), position in zip(found, positions, strict=True):
            changed = milestone.position != position
            if old is None or self.old[old][0].title != plan.title:
                milestone.title, changed = plan.title, True
            milestone.position = position
            if old is None:
                new.append(milestone)
            elif changed:
                other.append(milestone)
        create_all(new, self.reason)
        update_all(other, ("title", "position"), self.reason)
        return [each[:3] for each in found]

    def _free_titles(self, wanted: dict[Milestone, str]) -> None:
        """Let milestones that go, or are called otherwise, step aside: a title stands once.

        In the database alone, for that is no change of anybody.
        """
        for milestone in self.milestones:
            if wanted.get(milestone) != milestone.title:
                Milestone.objects.filter(pk=milestone.pk).update(title=uuid4().hex)

    # Stages

    def _write_stages(self, milestones: list[tuple[Milestone, MilestonePlan, int]]) -> None:
        new: list[Stage] = []
        other: list[Stage] = []
        stored: list[tuple[Stage, StagePlan, StagePlan]] = []
        duties: list[Duty] = []
        for milestone, plan, start in milestones:
            stages = [self._stage(start + index) for index in range(len(plan.stages))]
            positions = places(stages)
            purpose = ""  # what goes on from above
            for index, each in enumerate(plan.stages):
                stage = stages[index]
                purpose_above, purpose = purpose, each.purpose or purpose
                changed = self._place(stage, milestone, positions[index])
                changed |= self._say(stage, each, self._was(start + index), purpose_above)
                if stage.pk is None:
                    new.append(stage)
                    duties += _new_duties(stage, each)
                else:
                    other += [stage] if changed else []
                    stored.append((stage, each, self._was(start + index)))
        create_all(new, self.reason)
        create_all(duties, self.reason)
        update_all(other, WORDING_OF_STAGE, self.reason)
        for each in stored:
            self._write_duties(*each)

    def _stage(self, row: int) -> Stage:
        if self._was(row) is None:
            return Stage()
        stage = self.stored[self.matching.rows.was[row]][1]
        self.kept.add(stage)
        return stage

    def _was(self, row: int) -> StagePlan | None:
        """Return what the stage said that goes on in a row."""
        old = self.matching.rows.was.get(row)
        return None if old is None else self.old[old][1]

    @staticmethod
    def _place(stage: Stage, milestone: Milestone, position: int) -> bool:
        before = stage.milestone_id, stage.position
        stage.milestone, stage.position = milestone, position
        return before != (milestone.pk, position)

    @staticmethod
    def _say(stage: Stage, plan: StagePlan, was: StagePlan | None, above: str) -> bool:
        """Give the stage its texts, duties aside; return whether that changes anything.

        A purpose that repeats the one `above` may as well go on from there, and the reverse.
        """
        changed = False
        valid = (plan.purpose or above, was.purpose or above if was else None)
        if was is None or valid[0] != valid[1]:
            stage.purpose, changed = plan.purpose, True
        if was is None or was.timeframe != plan.timeframe:
            stage.reword_timeframe(plan.timeframe)
            changed = True
        return changed

    def _write_duties(self, stage: Stage, plan: StagePlan, was: StagePlan) -> None:
        for side in Party:
            if plan.duties.get(side, ()) != was.duties.get(side, ()):
                old = [duty for duty in stage.duties.all() if duty.party == side]
                make = _duty_of(stage, side)
                save_lines(old, plan.duties.get(side, ()), make, self.reason)

    # What is to go

    def _delete_others(self) -> None:
        """Delete what the plan does not have; stages before what they stand in."""
        for which in (1, 0):
            stored = {records[which]: None for records in self.stored}
            delete_all([each for each in stored if each is not None and each not in self.kept])


def _rows(plan: Sequence[MilestonePlan]) -> Iterator[tuple[MilestonePlan, StagePlan | None]]:
    """Yield what each row of `table_of_plan(plan)` shows."""
    for milestone in plan:
        for stage in milestone.stages:
            yield milestone, stage
        if not milestone.stages:
            yield milestone, None


def _new_duties(stage: Stage, plan: StagePlan) -> Iterator[Duty]:
    for side in Party:
        for place, text in enumerate(plan.duties.get(side, ()), start=1):
            yield Duty(stage=stage, party=side, position=place, text=text)


def _duty_of(stage: Stage, side: Party) -> Callable[[], Duty]:
    return lambda: Duty(stage=stage, party=side)
