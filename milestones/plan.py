"""Anlage 2 as what it says: milestones, stages and duties, of records or of a table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bildung.agreements.faults import too_long
from bildung.agreements.models import Agreement, Party
from bildung.agreements.names import shortened
from bildung.agreements.records import below
from bildung.annex.table import AnnexTable, Row, texts_of
from bildung.vocabulary.characters import one_line
from bildung.vocabulary.status import Status

from .models import Duty, Milestone, Stage


@dataclass(frozen=True)
class StagePlan:
    """A stage; `key` is that of its row.

    `purpose` has a line a paragraph, and is empty where that of the stage above goes on. The status
    is no wording, and not read from a table.
    """

    key: str
    purpose: str = ""
    duties: Mapping[Party, tuple[str, ...]] = field(default_factory=dict)
    timeframe: str = ""
    status: Status | None = None


@dataclass(frozen=True)
class MilestonePlan:
    """A milestone; `key` is that of its row where it has no stages."""

    key: str
    title: str
    stages: tuple[StagePlan, ...] = ()

    @property
    def first_key(self) -> str:
        """The key of its first row."""
        return self.stages[0].key if self.stages else self.key


def plan_of(milestones: Iterable[Milestone]) -> tuple[MilestonePlan, ...]:
    """Return what milestones (see `milestones_of` in annex.py) say."""
    return tuple(
        MilestonePlan(
            milestone.row_key, milestone.title, tuple(map(_stage_plan, milestone.stages.all()))
        )
        for milestone in milestones
    )


def _stage_plan(stage: Stage) -> StagePlan:
    duties = {
        side: tuple(duty.text for duty in stage.duties.all() if duty.party == side)
        for side in Party
    }
    return StagePlan(
        stage.row_key, stage.purpose, duties, stage.timeframe_wording, Status(stage.status)
    )


def stored(agreement: Agreement) -> tuple[MilestonePlan, ...]:
    """Return what Anlage 2 of `agreement` says, as `plan_of` does, of plain values (3 queries)."""
    names = ("pk", "purpose", "timeframe_wording", "status")
    stages = below(Stage.objects.filter(milestone__agreement=agreement), "milestone", *names)
    found = Duty.objects.filter(stage__milestone__agreement=agreement)
    duties = stages and below(found, "stage", "party", "text")

    def stage_plan(pk: int, purpose: str, wording: str, status: str) -> StagePlan:
        told = duties.get(pk, ())
        by_side = {side: tuple(text for party, text in told if party == side) for side in Party}
        return StagePlan(Stage.key_of(pk), purpose, by_side, wording, Status(status))

    milestones = agreement.milestones.order_by("position", "pk").values_list("pk", "title")
    return tuple(
        MilestonePlan(
            Milestone.key_of(pk), title, tuple(stage_plan(*each) for each in stages.get(pk, ()))
        )
        for pk, title in milestones
    )


def read(table: AnnexTable) -> tuple[MilestonePlan, ...]:
    """Return what a table with the columns of Anlage 2 says; a row that says nothing is no stage.

    Of a bullet's sub-bullets each is a duty by itself: Anlage 2 knows one level.
    """
    plans = []
    for group in table.groups():
        cells = {row.key: _cells(table, row) for row in group}
        title = " ".join(cells[group[0].key]["milestone"])
        stages = (_stage(key, texts) for key, texts in cells.items())
        plans.append(MilestonePlan(group[0].key, title, tuple(filter(None, stages))))
    return tuple(plans)


def _cells(table: AnnexTable, row: Row) -> dict[str, tuple[str, ...]]:
    """Return the texts of each cell by column, one a block, without empty ones."""
    return {
        column.key: tuple(
            text for block in texts_of(cell.blocks if cell else ()) if (text := one_line(block))
        )
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _stage(key: str, texts: Mapping[str, tuple[str, ...]]) -> StagePlan | None:
    duties = {side: texts[side] for side in Party}
    if not (texts["purpose"] or any(duties.values()) or texts["timeframe"]):
        return None
    return StagePlan(key, "\n".join(texts["purpose"]), duties, " ".join(texts["timeframe"]))


def faults(plan: Iterable[MilestonePlan]) -> Iterator[tuple[str, str]]:
    """Yield what no record can say: the key of the row, and a German sentence about it."""
    seen: set[str] = set()
    for number, milestone in enumerate(plan, start=1):
        place = f"Meilenstein {number}"
        if not milestone.title:
            yield milestone.first_key, f"{place}: Die Bezeichnung fehlt."
        elif milestone.title in seen:
            yield (
                milestone.first_key,
                f"{place}: Einen Meilenstein „{shortened(milestone.title)}“ gibt es schon.",
            )
        seen.add(milestone.title)
        for sentence in too_long(Milestone, "title", milestone.title, place):
            yield milestone.first_key, sentence
        for stage in milestone.stages:
            for sentence in _faults_of(stage, place):
                yield stage.key, sentence


def _faults_of(stage: StagePlan, place: str) -> Iterator[str]:
    yield from too_long(Stage, "purpose", stage.purpose, place)
    yield from too_long(Stage, "timeframe_wording", stage.timeframe, place)
    for duties in stage.duties.values():
        for duty in duties:
            yield from too_long(Duty, "text", duty, place)
