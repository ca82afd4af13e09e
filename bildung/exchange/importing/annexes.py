"""The two annexes as something that comes in from a file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import goals.annex
import goals.plan
import goals.writing
import milestones.annex
import milestones.plan
import milestones.writing
from bildung.agreements.access import Act
from bildung.agreements.models import Agreement
from bildung.annex.table import AnnexTable
from bildung.editions.content import WORKING_COLUMNS
from bildung.editions.synopsis import ROW_NAMES


@dataclass(frozen=True)
class Annex:
    """How one annex is built, brought into shape, checked and written, and who may write it.

    `faults` yields the key of the row and a sentence for what no record can say.
    """

    key: str
    act: Act
    build: Callable[[Agreement], AnnexTable]
    shaped: Callable[[AnnexTable], AnnexTable]
    faults: Callable[[AnnexTable], Iterator[tuple[str, str]]]
    write: Callable[[Agreement, AnnexTable, str], None]

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


ANNEXES = {
    goals.annex.KEY: Annex(
        goals.annex.KEY,
        Act.EDIT_ANNEX_1,
        goals.annex.build,
        goals.annex.shaped,
        lambda table: goals.plan.faults(goals.plan.read(table)),
        goals.writing.write,
    ),
    milestones.annex.KEY: Annex(
        milestones.annex.KEY,
        Act.EDIT_ANNEX_2,
        milestones.annex.build,
        milestones.annex.shaped,
        lambda table: milestones.plan.faults(milestones.plan.read(table)),
        milestones.writing.write,
    ),
}
