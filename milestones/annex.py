"""Builds Anlage 2 of an agreement as an AnnexTable, in a fixed number of queries."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from bildung.agreements.models import Agreement, Party
from bildung.annex.table import (
    AnnexTable,
    Bullet,
    Cell,
    Column,
    Paragraph,
    Row,
    paragraphs,
    text_runs,
)

from .models import Milestone, Stage
from .plan import MilestonePlan, StagePlan, plan_of, read, stored

KEY = "anlage-2"
TITLE = "Anlage 2: Meilensteinplan der Zusammenarbeit"


def columns(agreement: Agreement) -> tuple[Column, ...]:
    """Return the columns; those of the duties carry the parties' names."""
    return (
        Column("milestone", "Meilenstein", 13, is_header=True),
        Column("purpose", "Zweck", 20),
        Column("municipality", f"Verantwortung {agreement.municipality.name}", 22),
        Column("agency", f"Verantwortung {agreement.agency.name}", 22),
        Column("timeframe", "Zeitraum", 11),
        Column("status", "Status", 12),
    )


def milestones_of(agreement: Agreement) -> list[Milestone]:
    """Return the milestones with all that the annex shows below them (3 queries)."""
    stages = Stage.objects.prefetch_related("duties")
    return list(
        agreement.milestones.order_by("position", "pk").prefetch_related(
            Prefetch("stages", queryset=stages)
        )
    )


def build(agreement: Agreement) -> AnnexTable:
    """Return Anlage 2 of `agreement` (see table_of; 3 queries)."""
    return table_of_plan(stored(agreement), columns(agreement))


def table_of(agreement: Agreement, milestones: list[Milestone]) -> AnnexTable:
    """Return Anlage 2 from what `milestones_of` found: a row for each stage.

    A milestone spans its stages.

    A purpose spans the stages below that have none of their own. A milestone without stages keeps
    a row of its own.
    """
    return table_of_plan(plan_of(milestones), columns(agreement))


def shaped(table: AnnexTable) -> AnnexTable:
    """Return what a table with the columns of Anlage 2 says, as Anlage 2 says it."""
    return table_of_plan(read(table), table.columns)


def table_of_plan(plan: Iterable[MilestonePlan], columns: tuple[Column, ...]) -> AnnexTable:
    """Return Anlage 2 from what it is to say (see `table_of`)."""
    rows = [row for milestone in plan for row in _milestone_rows(milestone)]
    return AnnexTable(KEY, TITLE, columns, tuple(rows))


def _milestone_rows(milestone: MilestonePlan) -> list[Row]:
    title = Cell((Paragraph(text_runs(milestone.title)),), max(len(milestone.stages), 1))
    if not milestone.stages:
        return [Row(milestone.key, (title, *[Cell()] * 5))]
    purposes = _purposes(milestone.stages)
    return [
        Row(stage.key, (None if index else title, purposes[index], *_working_cells(stage)))
        for index, stage in enumerate(milestone.stages)
    ]


def _purposes(stages: Sequence[StagePlan]) -> list[Cell | None]:
    """Return the cell of the purpose for each stage: None where that of a row above goes on."""
    starts = [index for index, stage in enumerate(stages) if stage.purpose or index == 0]
    cells: list[Cell | None] = [None] * len(stages)
    for start, end in zip(starts, [*starts[1:], len(stages)], strict=True):
        cells[start] = Cell(paragraphs(stages[start].purpose), end - start)
    return cells


def _working_cells(stage: StagePlan) -> tuple[Cell, ...]:
    duties = (
        tuple(Bullet(text_runs(text)) for text in stage.duties.get(side, ())) for side in Party
    )
    return (
        *map(Cell, duties),
        Cell(paragraphs(stage.timeframe)),
        Cell(paragraphs(stage.status.sign) if stage.status else ()),
    )
