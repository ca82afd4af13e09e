"""The files in which a document leaves: one table of them, for addresses, pages and programs."""

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.annex.table import AnnexError
from bildung.formats import csv, json, pdf, prints

OPEN_XML = "application/vnd.openxmlformats-officedocument"
TOO_LONG = (
    "Ein Text ist zu lang für Excel: In eine Zelle passen höchstens 32.767 Zeichen. "
    "Die anderen Formate halten ihn."
)


# What makes a file: code, and the parts of Word files that are the same in each.
SOURCES = (".py", ".xml", ".rels")


class NotMadeError(Exception):
    """A format cannot hold a document; `message` says why, in German."""

    def __init__(self, message: str):
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class FileFormat:
    """A format of files. `key` is its name in addresses and the ending of its files („docx“).

    `render` makes the file of a document; it raises NotMadeError or, for a PDF, pdf.PrintError.
    Where a file does not hold several annexes, it is made of documents with one. `way` says what a
    browser does with the file: show it, or store it. One that `takes_long` is made in a
    place of the press (pdf.places), so that few are made at once.
    """

    key: str
    label: str
    media_type: str
    render: Callable[[AnnexDocument], bytes]
    holds_several: bool = True
    is_kept: bool = False  # as a print (see prints.py)
    way: str = "attachment"
    takes_long: bool = False

    def etag(self, document: AnnexDocument) -> str:
        """Return the entity tag of `document` in this format, without making the file."""
        if self.is_kept:
            return prints.etag_of(document)
        looks = f"{schema.digest(document)} {self.key} {MAKING}"
        return f'"{hashlib.sha256(looks.encode("ascii")).hexdigest()}"'

    def content(self, document: AnnexDocument, etag: str, keep: bool = True) -> bytes:
        """Return what `render` does, for whoever has the document's entity tag already.

        Without `keep` it is not kept for the next one who asks. Raises pdf.Busy besides.
        """
        if self.is_kept and keep:
            return prints.content_of(document, etag)
        with pdf.place() if self.takes_long else nullcontext():
            return self.render(document)

    def holds(self, document: AnnexDocument) -> bool:
        return self.holds_several or len(document.tables) == 1


def annex_of(document: AnnexDocument, which: int) -> AnnexDocument | None:
    """Return the annex `which` (from 1) of `document` by itself; None where it has none."""
    if not 1 <= which <= len(document.tables):
        return None
    return replace(document, tables=(document.tables[which - 1],))


# What makes Word and Excel files is loaded by the first who asks for one: it takes time and memory.


def _docx(document: AnnexDocument) -> bytes:
    from bildung.formats import docx

    return docx.render(document)


def _xlsx(document: AnnexDocument) -> bytes:
    from bildung.formats import xlsx

    try:
        return xlsx.render(document)
    except AnnexError as error:
        raise NotMadeError(TOO_LONG) from error


def _csv(document: AnnexDocument) -> bytes:
    (table,) = document.tables
    return csv.render(table).encode("utf-8", "replace")


def _making() -> str:
    """Return a digest of all that shapes a file besides the document (and more: it is cheap)."""
    digest = hashlib.sha256()
    for folder in (Path(__file__).parent, Path(schema.__file__).parent):
        for path in sorted(folder.glob("**/*")):
            if path.suffix in SOURCES:
                digest.update(path.read_bytes())
    for package in ("lxml", "openpyxl"):
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()


MAKING = _making()

PDF = FileFormat(
    "pdf",
    "PDF",
    "application/pdf",
    lambda document: pdf.render(document),
    is_kept=True,
    way="inline",
    takes_long=True,
)
DOCX = FileFormat("docx", "Word", f"{OPEN_XML}.wordprocessingml.document", _docx, takes_long=True)
XLSX = FileFormat("xlsx", "Excel", f"{OPEN_XML}.spreadsheetml.sheet", _xlsx, takes_long=True)
CSV = FileFormat("csv", "CSV", "text/csv; charset=utf-8", _csv, holds_several=False)
JSON = FileFormat(
    "json",
    "JSON",
    "application/json",
    lambda document: json.render(document).encode("utf-8", "replace"),
)
FORMATS = {each.key: each for each in (PDF, DOCX, XLSX, CSV, JSON)}
