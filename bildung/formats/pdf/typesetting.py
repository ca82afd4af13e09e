"""Prepares a document for the press: only signs that the fonts hold, rows as the paper has them."""

from dataclasses import replace

from bildung.annex.condensing import condense
from bildung.annex.document import AnnexDocument, PartyName
from bildung.annex.table import AnnexTable, Block, Bullet, Cell, Run

from .fonts import printable


def typeset(document: AnnexDocument) -> AnnexDocument:
    """Return `document` as it goes to press; its words stay the same."""
    return replace(
        document,
        agreement=printable(document.agreement),
        title=printable(document.title),
        state=printable(document.state),
        parties=tuple(
            PartyName(*map(printable, (party.role, party.name, party.long_name)))
            for party in document.parties
        ),
        tables=tuple(map(_table, document.tables)),
    )


def _table(table: AnnexTable) -> AnnexTable:
    table = condense(table)
    return replace(
        table,
        title=printable(table.title),
        columns=tuple(replace(column, title=printable(column.title)) for column in table.columns),
        rows=tuple(
            replace(row, cells=tuple(cell and _cell(cell) for cell in row.cells))
            for row in table.rows
        ),
    )


def _cell(cell: Cell) -> Cell:
    return replace(cell, blocks=tuple(map(_block, cell.blocks)))


def _block(block: Block) -> Block:
    runs = tuple(Run(printable(run.text), run.mark) for run in block.runs)
    if isinstance(block, Bullet):
        return Bullet(runs, tuple(map(_block, block.children)))
    return replace(block, runs=runs)
