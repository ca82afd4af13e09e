import os
from functools import cache
from pathlib import Path

import pytest

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.formats import pdf


@cache
def printed_once(document: AnnexDocument) -> bytes:
    return pdf.render(document)


@pytest.fixture
def print_pdf():
    """Print a document once in a session; `make audit` collects what was printed."""

    def print_and_collect(document: AnnexDocument) -> bytes:
        content = printed_once(document)
        if folder := os.environ.get("BILDUNG_AUDIT_DIR"):
            (Path(folder) / f"{schema.digest(document)[:16]}.pdf").write_bytes(content)
        return content

    return print_and_collect
