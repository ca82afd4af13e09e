"""„Arbeitsstand“: an edition as agreed, and beside it how the work stood on a day, past or present.

What is agreed is read from the edition in force on that day, how things stood from the history:
nothing is kept for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from bildung.agreements.models import Agreement, Unit
from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexTable, Cell, Column, Row, paragraphs
from bildung.vocabulary.status import Status
from goals.models import Measure, MeasureReport
from milestones.models import Stage, StageReport

from .content import WORKING_COLUMNS, without_columns
from .models import Edition, Ending

STATUS = Column("status", "Status", 16)
REPORT = Column("report", "Letzter Sachstand", 20)
UNIT = Column("unit", "Zuständig", 12)
# Among more columns it needs a larger share: else paper would break „1/2016-3/2016“ in a number.
TIMEFRAME_WIDTH = 16


@dataclass(frozen=True)
class Standing:
    """How the work on one row stood: words for each column; empty where nothing was known."""

    status: str = ""
    report: str = ""
    unit: str = ""


def edition_on(agreement: Agreement, day: date) -> Edition | None:
    """Return the edition in force at the end of `day`, if any (2 queries)."""
    if Ending.objects.filter(agreement=agreement, ended_on__lt=day).exists():
        return None
    found = Edition.objects.approved_by_both().filter(agreement=agreement)
    return found.filter(approved_at__lt=_end(day)).order_by("-number").defer("wording").first()


def document_on(agreement: Agreement, edition: Edition, day: date) -> AnnexDocument:
    """Return `edition` with the working state at the end of `day` (5 queries)."""
    document = edition.here.document
    known = {**_measures(document, day), **_stages(document, day)}
    first, *others = document.tables
    return replace(
        document,
        state=f"Arbeitsstand zur „{edition.label}“",
        as_of=day,
        tables=(
            _with(first, known, (STATUS, REPORT, UNIT)),
            *(_with(table, known, (STATUS, REPORT)) for table in others),
        ),
    )


def _with(
    table: AnnexTable, known: Mapping[str, Standing], columns: Iterable[Column]
) -> AnnexTable:
    """Return `table` with `columns` of what is known of each row, and the frozen status gone."""
    table = without_columns(table, WORKING_COLUMNS)
    columns = tuple(columns)
    rows = tuple(
        Row(row.key, row.cells + _cells(known.get(row.key, Standing()), columns))
        for row in table.rows
    )
    return replace(table, columns=tuple(map(_wide, table.columns)) + columns, rows=rows)


def _wide(column: Column) -> Column:
    return replace(column, width=TIMEFRAME_WIDTH) if column.key == "timeframe" else column


def _cells(standing: Standing, columns: Iterable[Column]) -> tuple[Cell, ...]:
    return tuple(Cell(paragraphs(getattr(standing, column.key))) for column in columns)


def _measures(document: AnnexDocument, day: date) -> dict[str, Standing]:
    keys = _keys(document, "measure")
    reports = _reports(MeasureReport, "measure", keys, day)
    rows = list(_latest(Measure, "id", keys, day))
    units = {
        row.id: row.name
        for row in _latest(Unit, "id", {row.lead_unit_id for row in rows if row.lead_unit_id}, day)
    }
    return {
        f"measure-{row.id}": Standing(
            Status(row.status).sign, reports.get(row.id, ""), units.get(row.lead_unit_id, "")
        )
        for row in rows
    }


def _stages(document: AnnexDocument, day: date) -> dict[str, Standing]:
    keys = _keys(document, "stage")
    reports = _reports(StageReport, "stage", keys, day)
    return {
        f"stage-{row.id}": Standing(Status(row.status).sign, reports.get(row.id, ""))
        for row in _latest(Stage, "id", keys, day)
    }


def _keys(document: AnnexDocument, kind: str) -> set[int]:
    """Return the keys of the records of a kind whose rows `document` has."""
    found = (
        row.key.removeprefix(f"{kind}-")
        for table in document.tables
        for row in table.rows
        if row.key.startswith(f"{kind}-")
    )
    return {int(key) for key in found if key.isdecimal()}


def _reports(model: type[models.Model], about: str, keys: set[int], day: date) -> dict[int, str]:
    """Return the last Sachstand of each record in words (1 query). Also of those deleted since."""
    rows = _latest(model, f"{about}_id", keys, day, ("-reported_on", "-id"))
    return {getattr(row, f"{about}_id"): f"{row.reported_on:%d.%m.%Y}: {row.text}" for row in rows}


def _latest(
    model: type[models.Model],
    by: str,
    keys: set[int],
    day: date,
    newest: tuple[str, ...] = ("-history_date", "-history_id"),
) -> models.QuerySet:
    """Return the newest history row for each of `keys`, as known at the end of `day` (1 query).

    What was deleted by then is there as it was before: the edition still has it.
    """
    rows = model.history.filter(**{f"{by}__in": keys}, history_date__lt=_end(day))
    place = Window(RowNumber(), partition_by=F(by), order_by=newest)
    return rows.exclude(history_type="-").annotate(place=place).filter(place=1)


def _end(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
