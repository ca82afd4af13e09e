"""What a PDF from outside holds: its tables, by the surest source that it has.

    attached    the data of an edition, which travel in its PDF (fassung.json)
    tagged      the tag tree: rows, cells and bullets by name
    ruled       the lines drawn around cells, and where words stand

Imported by the child processes of the press alone, which limit its time and memory.
"""

import json
from dataclasses import replace
from io import BytesIO

import pikepdf

from bildung.annex import grid, schema
from bildung.annex.grid import Contents, gathered
from bildung.annex.table import AnnexError

from . import drawn, forms, ruled, tagged
from .bounds import is_bounded
from .pages import Unreadable, read_pages

__all__ = ["Unreadable", "parse"]

SOURCE = "fassung.json"
LARGEST_SOURCE = 16 * 2**20
LOCKED = (
    "Die PDF-Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
    "Bitte speichern Sie sie ohne Schutz."
)
BROKEN = (
    "Die PDF-Datei ist beschädigt oder unvollständig. "
    "Bitte speichern Sie sie noch einmal, oder laden Sie die Word-Datei hoch."
)
TOO_LARGE = (
    "Die PDF-Datei ist entpackt ungewöhnlich groß. "
    "Bitte laden Sie den Plan als Word- oder Excel-Datei hoch."
)
TOO_MUCH = (
    "In der PDF-Datei ist weit mehr Text gesetzt oder gezeichnet, als ein Plan haben kann. "
    "Bitte laden Sie den Plan als Word- oder Excel-Datei hoch."
)
NO_TABLE = (
    "In der PDF-Datei ist keine Tabelle zu erkennen. "
    "Bitte laden Sie den Plan als Word- oder Excel-Datei hoch."
)


def parse(content: bytes) -> Contents:
    """Return the tables of a PDF, and the texts outside of them.

    Raises Unreadable, with a German reason, for what is no readable PDF or has no table.
    """
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                raise Unreadable(LOCKED)
            if not is_bounded(pdf):
                raise Unreadable(TOO_LARGE)
            if attached := _attached(pdf):
                return attached
            if drawn.is_too_much(pdf):
                raise Unreadable(TOO_MUCH)
            return _read(content, pdf)
    except (Unreadable, MemoryError):
        raise
    except pikepdf.PasswordError as error:
        raise Unreadable(LOCKED) from error
    except Exception as error:
        # Over a broken file pdfminer stumbles wherever it happens to be: KeyError, TypeError …
        raise Unreadable(BROKEN) from error


def _read(content: bytes, pdf: pikepdf.Pdf) -> Contents:
    pages = read_pages(content, pdf)
    views = [page.view for page in pages]
    values = forms.values_of(pdf)
    contents = tagged.read(pdf, pages, values) or ruled.read(views, values)
    if not contents.grids:
        raise Unreadable(NO_TABLE)
    return replace(
        contents,
        loose=(*contents.loose, *forms.comments_of(pdf)),
        notices=gathered(forms.notices_of(pdf, views)),
    )


def _attached(pdf: pikepdf.Pdf) -> Contents | None:
    """Return the tables of the data attached to an edition, where they are there and sound."""
    if SOURCE not in pdf.attachments:
        return None
    source = pdf.attachments[SOURCE].get_file().read_bytes()
    if len(source) > LARGEST_SOURCE:
        return None
    try:
        return grid.contents_of(schema.document_in(json.loads(source)))
    except (AnnexError, ValueError, RecursionError):
        return None
