"""An edition as a page for the press: cover with a code, both annexes, a sheet to sign."""

from dataclasses import replace

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from bildung.annex.document import EditionDocument
from bildung.formats import html

from .typesetting import typeset

# The light frame that a code needs on each side, in its modules (ISO/IEC 18004, 6.3.8).
QUIET_ZONE = 4
SIGNATURE_LINES = (
    ("place", "Ort, Datum"),
    ("signature", "Unterschrift"),
    ("name", "Name"),
    ("function", "Funktion"),
)


def markup(edition: EditionDocument) -> str:
    """Return the edition as XML for the press."""
    edition = replace(edition, annexes=typeset(edition.annexes))
    context = {
        "edition": edition,
        "document": edition.annexes,
        "tables": [html.view_of(table, paper=True) for table in edition.annexes.tables],
        "code": Code(edition.check_url),
        "lines": SIGNATURE_LINES,
        "paper": True,
    }
    return render_to_string("annex/edition.html", context)


class Code:
    """A QR code for a template: `size` in modules with its light frame, `path` as SVG has it."""

    def __init__(self, text: str):
        symbol = segno.make_qr(text, error="m")
        self.size = symbol.symbol_size(border=QUIET_ZONE)[0]
        self.path = _path([list(row) for row in symbol.matrix])


def _path(matrix: list[list[int]]) -> SafeString:
    """Return all dark modules as one shape, so that no light seams are drawn between them."""
    strokes = []
    for y, row in enumerate(matrix, start=QUIET_ZONE):
        start = None
        for x, module in enumerate([*row, 0], start=QUIET_ZONE):
            if module and start is None:
                start = x
            elif not module and start is not None:
                strokes.append(f"M{start} {y}H{x}V{y + 1}H{start}Z")
                start = None
    return mark_safe("".join(strokes))  # noqa: S308 (numbers and letters)
