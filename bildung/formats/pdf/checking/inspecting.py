"""Looks a PDF over, in a child process of the press: one word is what it sends back."""

from io import BytesIO

import pikepdf

from . import deeds, expanding, recurring, wrapping
from .bounds import MOST_PAGES

# As qpdf says it, which looks at the tree of pages when it opens a file.
PAGES_LEAD_BACK = "Loop detected in /Pages"


def inspect(content: bytes) -> bytes:
    """Return „sound“, or in a word what is wrong with a file: see REASONS of this package.

    Nothing is repaired: what is archived has to open in every program. Nothing is drawn.
    """
    return _found(content).encode("ascii")


def _found(content: bytes) -> str:
    if b"%%EOF" not in content:
        return "broken"
    if wrapping.is_wrapped(content):
        return "wrapped"
    if expanding.is_large(content):
        return "large"
    try:
        with pikepdf.open(BytesIO(content), attempt_recovery=False) as pdf:
            return "encrypted" if pdf.is_encrypted else _found_in(pdf)
    except pikepdf.PasswordError:
        return "encrypted"
    except pikepdf.PdfError as error:
        return "recurring" if PAGES_LEAD_BACK in str(error) else "broken"


def _found_in(pdf: pikepdf.Pdf) -> str:
    pages = len(pdf.pages)
    if not 0 < pages <= MOST_PAGES:
        return "long" if pages else "empty"
    if expanding.is_expanded(pdf):
        return "large"
    if deed := deeds.found_in(pdf):
        return deed
    return "recurring" if recurring.is_recurring(pdf) else "sound"
