"""Where the rows of an annex are edited and reported on, for those who may."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from bildung.agreements.access import Act
from bildung.annex.table import AnnexTable, Row
from bildung.formats.html import RowLink


@dataclass(frozen=True)
class Editing:
    """One page of a kind of row: the right it takes, its address, and the word that leads there."""

    act: Act
    url_name: str
    label: str


KINDS = {
    "measure": (
        Editing(Act.EDIT_ANNEX_1, "goals:measure", "Bearbeiten"),
        Editing(Act.SEE, "goals:reports", "Sachstand"),
    ),
    # One page for both words: whoever may set the status there is told so.
    "stage": (
        Editing(Act.REPORT_ON_STAGES, "milestones:reports", "Status setzen"),
        Editing(Act.SEE, "milestones:reports", "Sachstand"),
    ),
}
# Column keys; the first text in each names the row to those who cannot see it.
NAMED_BY = {
    "measure": ("measure",),
    "stage": ("milestone", "municipality", "agency", "timeframe"),
}


def row_links(table: AnnexTable, acts: frozenset[Act]) -> dict[str, tuple[RowLink, ...]]:
    """Map the key of each row to the links of somebody with the rights `acts`, one a page."""
    links = {}
    for row, texts in _with_texts(table):
        kind, _, pk = row.key.rpartition("-")
        if kind in KINDS:
            name = " – ".join(texts[column] for column in NAMED_BY[kind] if texts[column])
            # The first that may be followed wins where two lead to the same page.
            pages: dict[str, RowLink] = {}
            for editing in KINDS[kind]:
                if editing.act in acts:
                    url = reverse(editing.url_name, args=[pk])
                    pages.setdefault(url, RowLink(url, editing.label, name))
            links[row.key] = tuple(pages.values())
    return links


def _with_texts(table: AnnexTable) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield each row with the first text that stands in, or spans over, each of its columns."""
    texts: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                texts[column.key] = cell.blocks[0].text if cell.blocks else ""
        yield row, texts
