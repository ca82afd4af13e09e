"""Good files of all kinds, from which the mutated ones are made: ours, and an office's own."""

import re
import warnings
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pikepdf
from docx import Document
from openpyxl import Workbook

from bildung.annex.spreading import spread
from bildung.annex.table import AnnexTable
from bildung.formats import csv, docx, json, pdf, xlsx
from tests.formats import papers

TABLE = papers.goals(2)
DOCUMENT = papers.document(TABLE, papers.goals(1, key="anlage-2"))
MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")

CASES = Path(__file__).parents[1] / "cases"
# Forms, tables within tables, hidden and struck text, boxes, embedded parts, notes; tags and lines.
FOREIGN = (
    "10-formularfeld-auswahl.docx",
    "12-tabelle-in-rahmentabelle.docx",
    "14-durchgestrichen-verborgen.docx",
    "17-status-kaestchen.docx",
    "64-altchunk.docx",
    "92-fussnote-hinter-jahr.docx",
    "06-zelle-ueber-seiten.pdf",
    "07-spalten-ueber-seiten.pdf",
    "50-fettdruck-doppelt.pdf",
    "74-kopf-je-seite-tags.pdf",
)


@cache
def originals() -> tuple[tuple[str, bytes], ...]:
    """Return name and content of each good file; PDFs are printed once."""
    printed = pdf.render(papers.document(TABLE))
    return (
        ("anlagen.docx", docx.render(DOCUMENT)),
        ("anlagen.xlsx", xlsx.render(DOCUMENT)),
        ("plan.docx", _word(TABLE)),
        ("plan.xlsx", _excel(TABLE)),
        ("plan.csv", csv.render(TABLE).encode()),
        ("semikolon.csv", _semicolons(TABLE)),
        ("plan.json", json.render(DOCUMENT).encode()),
        ("plan.pdf", printed),
        ("ohne-tags.pdf", _untagged(printed)),
        ("fassung.pdf", pdf.render_edition(papers.edition())),
        *((name, (CASES / name).read_bytes()) for name in FOREIGN),
    )


def _word(table: AnnexTable) -> bytes:
    """A Word file with merged cells, bullets and a heading row, as somebody types it."""
    document = Document()
    document.add_heading(table.title, 1)
    document.add_paragraph("Stand: November 2026")
    drawn = document.add_table(rows=1, cols=len(table.columns))
    for cell, column in zip(drawn.rows[0].cells, table.columns, strict=True):
        cell.text = column.title
    for row in table.rows:
        cells = drawn.add_row().cells
        for place, cell in zip(cells, row.cells, strict=True):
            for block in cell.blocks if cell else ():
                place.add_paragraph(block.text, style="List Bullet")
    for column in (0, 1):
        drawn.cell(1, column).merge(drawn.cell(3, column))
    return _timeless(_saved(document))


def _excel(table: AnnexTable) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Ziele"
    sheet.append([table.title])
    sheet.append([column.title for column in table.columns])
    for row in spread(table).rows:
        sheet.append(["\n".join(block.text for block in cell.blocks) for cell in row.cells])
    sheet.merge_cells("A3:A5")
    sheet.freeze_panes = "A3"
    return _timeless(_saved(book))


def _semicolons(table: AnnexTable) -> bytes:
    """A CSV file as Excel saves it in German."""
    text = csv.render(table).removeprefix(csv.BYTE_ORDER_MARK)
    return text.replace('","', '";"').encode("cp1252", "replace")


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Return an archive of these members, the same at any time; a name may stand in it twice."""
    output = BytesIO()
    with warnings.catch_warnings(), ZipFile(output, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, part in members:
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return output.getvalue()


def _timeless(content: bytes) -> bytes:
    """Return a file without the moment at which it was made."""
    with ZipFile(BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    return packed((name, MOMENT.sub(rb"\1", part)) for name, part in parts)


def _untagged(content: bytes) -> bytes:
    document = pikepdf.open(BytesIO(content))
    del document.Root.StructTreeRoot
    return _saved(document)


def _saved(document) -> bytes:
    output = BytesIO()
    document.save(output)
    return output.getvalue()
