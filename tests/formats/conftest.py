from functools import cache

import pytest

from bildung.annex.document import AnnexDocument
from bildung.formats import pdf


@cache
def printed_once(document: AnnexDocument) -> bytes:
    return pdf.render(document)


@pytest.fixture
def print_pdf():
    """Print a document once in a session."""
    return printed_once
