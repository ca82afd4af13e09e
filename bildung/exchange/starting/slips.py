"""What in a new agreement wants a second look before it is stored."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bildung.annex.table import AnnexTable, texts_of
from bildung.vocabulary import timeframe

from .filling import TIMEFRAME

NO_NAME = "Für diesen Platzhalter gibt es keinen Namen."
PLACEHOLDER = re.compile(r"\{[^{}]{1,60}\}")


@dataclass(frozen=True)
class Slip:
    """A wording, in the row `key` of the annex `annex`, and what is the matter with it."""

    annex: str
    key: str
    wording: str
    message: str
    suggestion: str = ""


def slips_in(table: AnnexTable) -> tuple[Slip, ...]:
    """Return time frames that cannot be read, and placeholders that nothing was put in for."""
    return tuple(_slips(table))


def _slips(table: AnnexTable) -> Iterator[Slip]:
    annex = table.title.split(":")[0]
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            wording = "\n".join(texts_of(cell.blocks)) if cell else ""
            for placeholder in PLACEHOLDER.findall(wording):
                yield Slip(annex, row.key, placeholder, NO_NAME)
            if column.key == TIMEFRAME and (remark := timeframe.remark(wording)):
                yield Slip(annex, row.key, wording, remark.message, remark.suggestion)
