"""Where the rows of an annex are edited, for those who may."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from bildung.agreements.access import Act
from bildung.annex.table import AnnexTable, Row
from bildung.formats.html import RowLink


@dataclass(frozen=True)
class Editing:
    """How one kind of row is edited: the right it takes, the form, and what tells the rows apart.

    `named_by` are column keys; the first text in each names the row to those who cannot see it.
    """

    act: Act
    url_name: str
    label: str
    named_by: tuple[str, ...]


KINDS = {
    "measure": Editing(Act.EDIT_MEASURES, "goals:measure", "Bearbeiten", ("measure",)),
    "stage": Editing(
        Act.SET_STAGE_STATUS,
        "milestones:stage",
        "Status setzen",
        ("milestone", "municipality", "agency", "timeframe"),
    ),
}


def row_links(table: AnnexTable, acts: frozenset[Act]) -> dict[str, RowLink]:
    """Map the key of each row that somebody with the rights `acts` may change to its link."""
    links = {}
    for row, texts in _with_texts(table):
        kind, _, pk = row.key.rpartition("-")
        if (editing := KINDS.get(kind)) and editing.act in acts:
            name = " – ".join(texts[column] for column in editing.named_by if texts[column])
            links[row.key] = RowLink(reverse(editing.url_name, args=[pk]), editing.label, name)
    return links


def _with_texts(table: AnnexTable) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield each row with the first text that stands in, or spans over, each of its columns."""
    texts: dict[str, str] = {}
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if cell is not None:
                texts[column.key] = cell.blocks[0].text if cell.blocks else ""
        yield row, texts
