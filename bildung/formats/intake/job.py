"""Reads one file, in a child process of the press: what it sends back is JSON."""

import json
import logging
import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bildung.annex import grid
from bildung.annex.bounds import MAX_COLUMNS, MAX_ROWS, OutOfBounds
from bildung.annex.cleaning import cleaned_contents
from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError

from . import plaintext
from .kinds import Kind, check_name, kind_of
from .package import check_package
from .refusal import NotRead

MIB = 2**20
# What the application has to hold of a file: a plan of 5,000 measures has 30,000 cells, 10 MB.
MOST_CELLS = 300_000
MOST_TEXTS = 100_000
LARGEST_RESULT = 32 * MIB

MOST_ROWS = f"{MAX_ROWS // 1000}.{MAX_ROWS % 1000:03}"

TOO_MANY = (
    "Die Datei enthält weit mehr Zellen oder Text, als ein Plan haben kann. "
    "Bitte löschen Sie daraus, was nicht dazu gehört."
)
TOO_FAR = (
    "{place}: Hier steht mehr, als ein Plan haben kann. Gelesen werden höchstens "
    f"{MOST_ROWS} Zeilen und {MAX_COLUMNS} Spalten. "
    "Bitte löschen Sie, was dahinter steht oder nicht dazu gehört."
)
TOO_LONG = (
    f"Die Datei hat mehr als {MOST_ROWS} Zeilen. So lange Pläne werden nicht auf einmal gelesen. "
    "Bitte teilen Sie sie auf."
)
AS_WE_WRITE = "Bitte laden Sie eine hier heruntergeladene Datei hoch."
SAVE_AGAIN = "Bitte öffnen Sie sie in {program} und speichern Sie sie noch einmal."
UNREADABLE = {
    Kind.DOCX: f"Die Word-Datei ist beschädigt. {SAVE_AGAIN.format(program='Word')}",
    Kind.XLSX: (
        "Die Excel-Datei ist beschädigt oder enthält Angaben, die nicht gelesen werden können. "
        f"{SAVE_AGAIN.format(program='Excel')}"
    ),
    Kind.PDF: "Aus der PDF-Datei lässt sich keine Tabelle lesen.",
    Kind.CSV: (
        "Die Datei ist als CSV nicht lesbar. "
        "Bitte speichern Sie sie in Excel als „CSV UTF-8 (durch Trennzeichen getrennt)“."
    ),
    Kind.JSON: (
        "Die JSON-Datei hat nicht die Form, in der Anlagen hier heruntergeladen werden. "
        f"{AS_WE_WRITE}"
    ),
}


def read(name: str, content: bytes) -> bytes:
    """Return as JSON {"contents": …} (see annex.grid), or {"refused": …} with a German reason."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        contents = cleaned_contents(_contents(name, content))
        return _written({"contents": grid.to_dict(contents)})
    except NotRead as error:
        return _written({"refused": error.message})


def _contents(name: str, content: bytes) -> Contents:
    kind = kind_of(content) or check_package(content)
    check_name(name, kind)
    try:
        contents = READERS[kind](content)
    except OutOfBounds as error:
        raise NotRead(TOO_FAR.format(place=error.place)) from error
    except (AnnexError, RecursionError) as error:
        raise NotRead(UNREADABLE[kind]) from error
    if sum(len(table.rows) for table in contents.grids) > MAX_ROWS:
        raise NotRead(TOO_LONG)
    cells = sum(len(row.cells) for table in contents.grids for row in table.rows)
    if cells > MOST_CELLS or len(contents.loose) > MOST_TEXTS:
        raise NotRead(TOO_MANY)
    return replace(contents, notices=grid.gathered(contents.notices))


def _written(answer: dict[str, Any]) -> bytes:
    # Lone surrogates, which JSON can name, cannot be stored or shown.
    written = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    if len(written) > LARGEST_RESULT:
        raise NotRead(TOO_MANY)
    return written


def _read_docx(content: bytes) -> Contents:
    from bildung.formats import docx

    return docx.parse(content)


def _read_xlsx(content: bytes) -> Contents:
    from bildung.formats import xlsx

    return xlsx.parse(content)


def _read_pdf(content: bytes) -> Contents:
    from bildung.formats.pdf import reading

    try:
        return reading.parse(content)
    except reading.Unreadable as error:
        raise NotRead(str(error)) from error


def _read_csv(content: bytes) -> Contents:
    from bildung.formats import csv

    plaintext.check_csv(content)
    return csv.parse(content)


def _read_json(content: bytes) -> Contents:
    from bildung.formats import json

    plaintext.check_json(content)
    return grid.contents_of(json.parse(content))


READERS: dict[Kind, Callable[[bytes], Contents]] = {
    Kind.DOCX: _read_docx,
    Kind.XLSX: _read_xlsx,
    Kind.PDF: _read_pdf,
    Kind.CSV: _read_csv,
    Kind.JSON: _read_json,
}
