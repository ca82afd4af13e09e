"""Where the records of an annex are worked on, for those who may; and how they stand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model
from django.utils.safestring import SafeString

from bildung.agreements.access import Right
from bildung.agreements.addresses import address_of
from bildung.formats.html import Action, RecordActions, Records
from goals.models import Goal
from milestones.models import Milestone

from . import working


@dataclass(frozen=True)
class Page:
    """One page of a kind of record: the right it takes, its address, and the word for it."""

    right: Right
    url_name: str
    label: str


@dataclass(frozen=True)
class Kind:
    """What may be done with one kind of record.

    `pages` are seen at once. Those with `right` may add below the record (`adding`), move and
    delete it, at addresses that begin with `url_name`.
    """

    right: Right
    url_name: str
    pages: tuple[Page, ...]
    adding: tuple[Page, ...] = ()


KINDS = {
    "goal": Kind(
        Right.EDIT_ANNEX_1,
        "goals:goal",
        (Page(Right.EDIT_ANNEX_1, "goals:goal_edit", "Bearbeiten"),),
        (Page(Right.EDIT_ANNEX_1, "goals:objective_add", "Erläuterung hinzufügen"),),
    ),
    "objective": Kind(
        Right.EDIT_ANNEX_1,
        "goals:objective",
        (Page(Right.EDIT_ANNEX_1, "goals:objective_edit", "Bearbeiten"),),
        (Page(Right.EDIT_ANNEX_1, "goals:measure_add", "Maßnahme hinzufügen"),),
    ),
    "measure": Kind(
        Right.EDIT_ANNEX_1,
        "goals:measure",
        (
            Page(Right.EDIT_ANNEX_1, "goals:measure", "Bearbeiten"),
            Page(Right.EDIT_PERSONS, "goals:measure", "Zuständigkeit ändern"),
            Page(Right.SEE, "goals:reports", "Sachstand"),
        ),
    ),
    "milestone": Kind(
        Right.EDIT_ANNEX_2,
        "milestones:milestone",
        (Page(Right.EDIT_ANNEX_2, "milestones:milestone_edit", "Bearbeiten"),),
        (Page(Right.EDIT_ANNEX_2, "milestones:stage_add", "Abschnitt hinzufügen"),),
    ),
    # One page for both words: whoever may set the status there is told so.
    "stage": Kind(
        Right.EDIT_ANNEX_2,
        "milestones:stage",
        (
            Page(Right.EDIT_DUTIES_OF_MUNICIPALITY, "milestones:stage_edit", "Bearbeiten"),
            Page(Right.REPORT_ON_STAGES, "milestones:reports", "Status setzen"),
            Page(Right.SEE, "milestones:reports", "Sachstand"),
        ),
    ),
}
# The column in whose cells the records that span rows have their actions.
OWN_CELLS = {"goal": "goal", "objective": "objective", "milestone": "milestone"}


def goal_records(goals: Iterable[Goal], rights: frozenset[Right], today: date) -> Records:
    """Return what somebody with `rights` may do in Anlage 1 (see `goals_of`)."""
    found = _Found(rights)
    for goal, is_first, is_last in _with_ends(goals):
        found.add(goal, goal.title, is_first, is_last)
        row = key_of(goal)
        for index, (objective, *ends) in enumerate(_with_ends(goal.objectives.all())):
            found.add(objective, str(objective), *ends)
            measures = list(objective.measures.all())
            rows = [key_of(measure) for measure in measures] or [key_of(objective)]
            found.shown[rows[0], "objective"] = key_of(objective)
            if index == 0:
                row = rows[0]
            for measure, *ends in _with_ends(measures):
                found.add(measure, measure.text, *ends)
                for column in ("measure", "timeframe"):
                    found.shown[key_of(measure), column] = key_of(measure)
                found.tell("measure", measure, working.of_measure(measure, today))
        for column in ("priority", "goal"):
            found.shown[row, column] = key_of(goal)
    return found.records()


def milestone_records(
    milestones: Iterable[Milestone], rights: frozenset[Right], today: date
) -> Records:
    """Return what somebody with `rights` may do in Anlage 2 (see `milestones_of`)."""
    found = _Found(rights)
    for milestone, *ends in _with_ends(milestones):
        found.add(milestone, milestone.title, *ends)
        stages = list(milestone.stages.all())
        row = key_of(stages[0] if stages else milestone)
        found.shown[row, "milestone"] = key_of(milestone)
        for stage, *ends in _with_ends(stages):
            found.add(stage, _name_of_stage(milestone, stage), *ends)
            for column in ("purpose", "municipality", "agency", "timeframe", "status"):
                found.shown[key_of(stage), column] = key_of(stage)
            found.tell("status", stage, working.of_stage(stage, today))
    return found.records()


def key_of(record: Model) -> str:
    """Return the key under which an annex shows `record`: „measure-17“."""
    return f"{record._meta.model_name}-{record.pk}"


@dataclass
class _Found:
    """Collects what `Records` holds."""

    rights: frozenset[Right]
    shown: dict[tuple[str, str], str] = field(default_factory=dict)
    actions: dict[str, RecordActions] = field(default_factory=dict)
    inviting: dict[str, RecordActions] = field(default_factory=dict)
    working: dict[tuple[str, str], SafeString] = field(default_factory=dict)

    def tell(self, column: str, record: Model, said: SafeString) -> None:
        """Keep what is `said` of a record's working state, to those who may know it."""
        if said and Right.SEE in self.rights:
            self.working[key_of(record), column] = said

    def add(self, record: Model, name: str, is_first: bool, is_last: bool) -> None:
        kind = KINDS[record._meta.model_name]
        name = " ".join(name.split())
        links = self._links(kind.pages, record)
        adding = self._links(kind.adding, record)
        more = adding
        if kind.right in self.rights:
            move = address_of(f"{kind.url_name}_move", record.pk)
            more += () if is_first else (Action(move, "Nach oben", "up"),)
            more += () if is_last else (Action(move, "Nach unten", "down"),)
            more += (
                Action(move, "Verschieben"),
                Action(address_of(f"{kind.url_name}_delete", record.pk), "Löschen"),
            )
        if links or more:
            self.actions[key_of(record)] = RecordActions(name, links, more)
        if adding:
            self.inviting[key_of(record)] = RecordActions(name, adding)

    def _links(self, pages: tuple[Page, ...], record: Model) -> tuple[Action, ...]:
        # The first that may be followed wins where two lead to the same page.
        links: dict[str, Action] = {}
        for page in pages:
            if page.right in self.rights:
                url = address_of(page.url_name, record.pk)
                links.setdefault(url, Action(url, page.label))
        return tuple(links.values())

    def records(self) -> Records:
        return Records(self.shown, self.actions, OWN_CELLS, self.inviting, self.working)


def _name_of_stage(milestone: Milestone, stage: Model) -> str:
    """Return milestone, first duty of each side and time frame: what tells a stage from others."""
    first: dict[str, str] = {}
    for duty in stage.duties.all():
        first.setdefault(duty.party, duty.text)
    texts = (milestone.title, first.get("municipality"), first.get("agency"))
    return " – ".join(filter(None, (*texts, stage.timeframe_wording)))


def _with_ends(records: Iterable[Model]) -> Iterator[tuple[Model, bool, bool]]:
    """Yield each record, whether it is the first, and whether it is the last."""
    records = list(records)
    for index, record in enumerate(records):
        yield record, index == 0, index == len(records) - 1
