"""What is printed: Anlage 1 of Eisenach, its goals repeated until there are as many as wanted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, cycle, islice

from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexTable, Bullet, Paragraph, Row, Run


def repeated(document: AnnexDocument, goals: int) -> AnnexDocument:
    """Return `document` with exactly `goals` goals in its one table, numbered from 1."""
    (table,) = document.tables
    return replace(document, tables=(repeated_table(table, goals),))


def repeated_table(table: AnnexTable, goals: int) -> AnnexTable:
    """Return `table` with its groups in turn, over and again; keys and numbers are new."""
    groups = islice(cycle(table.groups()), goals)
    numbers = count(1)
    rows = (row for group in groups for row in _renumbered(group, next(numbers)))
    return replace(table, rows=tuple(rows))


def words_of(document: AnnexDocument) -> int:
    return sum(len(table.words) for table in document.tables)


def _renumbered(group: tuple[Row, ...], number: int) -> Iterator[Row]:
    for place, row in enumerate(group):
        cells = row.cells
        if place == 0:
            cells = (replace(cells[0], blocks=_numbered(cells[0].blocks, number)), *cells[1:])
        yield Row(f"goal-{number}-{row.key}", cells)


def _numbered(blocks: tuple[Paragraph | Bullet, ...], number: int) -> tuple:
    """Return the blocks of the first column („1.“, „hoch“) with another number."""
    first, *others = blocks
    text, found = re.subn(r"^\d+", str(number), first.text)
    if not found:
        raise ValueError(f"No number to replace in {first.text!r}.")
    return (replace(first, runs=(Run(text),)), *others)
