"""The signs of each page: where they stand, and which mark of the tag tree they belong to."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf

from bildung.annex.table import AnnexError

from .joining import SOFT_HYPHEN

MOST_PAGES = 150
# Signs on one line stand so far from each other at most, as a share of their height.
SAME_LINE = 0.5


class Unreadable(AnnexError):
    """A PDF that holds nothing to be read; the message is German, for the person whose it is."""


@dataclass
class Piece:
    """What a mark says on one line: where that stands, and where the piece begins, in points."""

    foot: int
    left: float
    text: str


@dataclass
class Page:
    """A page: pdfplumber's view of it, and the pieces of text of each mark."""

    view: pdfplumber.page.Page
    marks: dict[int, list[Piece]] = field(default_factory=dict)
    tagged_characters: int = 0
    characters: int = 0


def read_pages(content: bytes, pdf: pikepdf.Pdf) -> list[Page]:
    """Return the pages with their texts. Raises Unreadable for too many, or none with text."""
    if len(pdf.pages) > MOST_PAGES:
        raise Unreadable(
            f"Die PDF-Datei hat mehr als {MOST_PAGES} Seiten. Bitte laden Sie den Plan als Word- "
            "oder Excel-Datei hoch."
        )
    document = pdfplumber.open(BytesIO(content))
    pages = [_page(view, pdf.pages[number]) for number, view in enumerate(document.pages)]
    if not any(page.characters for page in pages):
        raise Unreadable(
            "Die PDF-Datei enthält nur Bilder, vermutlich ist sie eingescannt. Bitte lassen Sie "
            "eine Texterkennung darüber laufen oder laden Sie die Word-Datei hoch."
        )
    return pages


def _page(view: pdfplumber.page.Page, page: pikepdf.Page) -> Page:
    found = Page(view)
    for char in view.chars:
        found.characters += not char["text"].isspace()
        mark = char.get("mcid")
        if mark is None:
            found.tagged_characters += char.get("tag") is None and not char["text"].isspace()
            continue
        found.tagged_characters += not char["text"].isspace()
        _add(found.marks.setdefault(mark, []), char)
    for mark in _parted(page):
        if pieces := found.marks.get(mark):
            pieces[-1].text = pieces[-1].text.rstrip().removesuffix("-") + SOFT_HYPHEN
    return found


def _add(pieces: list[Piece], char: dict[str, Any]) -> None:
    """Add a sign to the pieces of its mark: to the last one, where it stands on that line."""
    if pieces and abs(pieces[-1].foot - char["bottom"]) <= SAME_LINE * char["height"]:
        pieces[-1].text += char["text"]
    else:
        pieces.append(Piece(round(char["bottom"]), char["x0"], char["text"]))


def _parted(page: pikepdf.Page) -> list[int]:
    """Return the marks whose words go on: those said to end in a soft hyphen (14.9.4)."""
    return [
        int(properties.MCID)
        for instruction in pikepdf.parse_content_stream(page, "BDC")
        for properties in instruction.operands[1:]
        if isinstance(properties, pikepdf.Dictionary)
        and "/MCID" in properties
        and str(properties.get("/ActualText", "")).endswith(SOFT_HYPHEN)
    ]
