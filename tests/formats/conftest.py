from functools import cache

import pytest

from bildung.annex.document import AnnexDocument
from bildung.formats import pdf

from .tagtree import TaggedPdf


@cache
def printed_once(document: AnnexDocument) -> bytes:
    return pdf.render(document)


@cache
def read_once(document: AnnexDocument) -> TaggedPdf:
    return TaggedPdf(printed_once(document))


@pytest.fixture
def print_pdf():
    """Print a document once in a session."""
    return printed_once


@pytest.fixture
def read_pdf():
    """Print a document and read its tags once in a session."""
    return read_once
