"""The two annexes as something that comes in from a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from django.db.models import Count

import goals.annex
import goals.plan
import goals.writing
import milestones.annex
import milestones.plan
import milestones.writing
from bildung.agreements.access import Right
from bildung.agreements.locking import Wording
from bildung.agreements.models import Agreement
from bildung.agreements.reports import ProgressReport
from bildung.annex.table import AnnexTable
from bildung.editions.content import WORKING_COLUMNS
from bildung.editions.synopsis import ROW_NAMES
from goals.models import Measure, MeasureReport
from milestones.models import Stage, StageReport


@dataclass(frozen=True)
class Annex:
    """How one annex is built, brought into shape, checked and written, and who may write it.

    `faults` yields the key of the row and a sentence for what no record can say, `reports` maps
    the keys of rows with Sachstände to their number (1 query). `rows` are the records of which most
    have a row.
    """

    key: str
    right: Right
    build: Callable[[Agreement], AnnexTable]
    shaped: Callable[[AnnexTable], AnnexTable]
    faults: Callable[[AnnexTable], Iterator[tuple[str, str]]]
    write: Callable[[Agreement, AnnexTable, str], None]
    reports: Callable[[Agreement], Mapping[str, int]]
    rows: type[Wording]

    def count(self, agreement: Agreement) -> int:
        """Return about how many rows the annex has (1 query)."""
        return self.rows._base_manager.filter(**{self.rows.agreement_path: agreement}).count()

    @property
    def label(self) -> str:
        """„Anlage 1“."""
        return self.key.replace("-", " ").capitalize()

    @property
    def row_name(self) -> str:
        return ROW_NAMES[self.key]

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that are no wording."""
        return WORKING_COLUMNS


def _reports(model: type[ProgressReport], agreement: Agreement) -> dict[str, int]:
    record = model._meta.get_field(model.about).related_model
    found = model.objects.filter(**{f"{model.about}__{record.agreement_path}": agreement})
    counted = found.order_by().values_list(model.about).annotate(Count("pk"))
    return {f"{model.about}-{pk}": number for pk, number in counted}


ANNEXES = {
    goals.annex.KEY: Annex(
        goals.annex.KEY,
        Right.EDIT_ANNEX_1,
        goals.annex.build,
        goals.annex.shaped,
        lambda table: goals.plan.faults(goals.plan.read(table)),
        goals.writing.write,
        partial(_reports, MeasureReport),
        Measure,
    ),
    milestones.annex.KEY: Annex(
        milestones.annex.KEY,
        Right.EDIT_ANNEX_2,
        milestones.annex.build,
        milestones.annex.shaped,
        lambda table: milestones.plan.faults(milestones.plan.read(table)),
        milestones.writing.write,
        partial(_reports, StageReport),
        Stage,
    ),
}
