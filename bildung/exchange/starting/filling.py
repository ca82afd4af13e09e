"""From the annexes of a template, or of another agreement, to those of a new one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from bildung.annex.table import (
    AnnexTable,
    Block,
    Bullet,
    Cell,
    Paragraph,
    Row,
    Run,
    paragraphs,
    text_runs,
)
from bildung.vocabulary.status import Status
from bildung.vocabulary.timeframe import offsets

# Grids of both annexes have it; it is where a template counts months.
TIMEFRAME, STATUS = "timeframe", "status"
CITY_PLACEHOLDER, AGENCY_PLACEHOLDER = "{Kommune}", "{Agentur}"


@dataclass(frozen=True)
class Filling:
    """What is put in: `words` in the place of others, and months from `begin` on, if it is given.

    Of words of which one begins another, the longer one holds.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    begin: date | None = None

    def text(self, text: str) -> str:
        if not self.words:
            return text
        longest_first = sorted(self.words, key=len, reverse=True)
        pattern = "|".join(_whole(word) for word in longest_first)
        return re.sub(pattern, lambda found: self.words[found[0]], text)

    def timeframe(self, wording: str) -> str:
        counted = offsets.parse(wording) if self.begin else None
        return counted.wording(self.begin) if counted else wording


def filled(table: AnnexTable, like: AnnexTable, filling: Filling, number: int = 1) -> AnnexTable:
    """Return `table` under the headings of `like`, with what `filling` says put in.

    Its rows get new keys, from „neu-{number}“ on, and every status is open: keys and status are the
    other agreement's own.
    """
    names = [column.key for column in table.columns]
    rows = (
        Row(
            f"neu-{count}",
            tuple(
                cell and _filled_cell(cell, name, filling)
                for name, cell in zip(names, row.cells, strict=True)
            ),
        )
        for count, row in enumerate(table.rows, start=number)
    )
    return replace(like, rows=tuple(rows))


def _filled_cell(cell: Cell, column: str, filling: Filling) -> Cell:
    if not cell.blocks:
        return cell
    if column == STATUS:
        blocks: Iterable[Block] = paragraphs(Status.OPEN.sign)
    elif column == TIMEFRAME:
        blocks = (
            Paragraph(text_runs(filling.timeframe(filling.text(block.text))))
            for block in cell.blocks
        )
    else:
        blocks = (_filled_block(block, filling) for block in cell.blocks)
    return Cell(tuple(blocks), cell.row_span)


def _filled_block(block: Block, filling: Filling) -> Block:
    runs = tuple(Run(filling.text(run.text), run.mark) for run in block.runs)
    if isinstance(block, Bullet):
        return Bullet(runs, tuple(_filled_block(child, filling) for child in block.children))
    return Paragraph(runs)


def _whole(word: str) -> str:
    """Return the pattern that finds `word` where no other word goes on before or behind it."""
    before = r"(?<!\w)" if word[:1].isalnum() else ""
    behind = r"(?!\w)" if word[-1:].isalnum() else ""
    return before + re.escape(word) + behind
