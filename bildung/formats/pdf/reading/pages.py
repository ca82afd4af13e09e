"""The signs of each page: where they stand, and which mark of the tag tree they belong to."""

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
from pdfplumber.utils.text import LIGATURES

from bildung.annex.table import AnnexError

from .joining import SOFT_HYPHEN
from .marks import draw
from .raised import raise_figures

MOST_PAGES = 150
# Signs on one line stand so far from each other at most, as a share of their height.
SAME_LINE = 0.5
# How far apart a sign is printed twice for bold, as a share of its size; and in points, at most.
AGAIN = 0.12
NARROW = 0.6
REACH = 6.0
MOST_BESIDE = 20
# Beyond the foot of any page.
TURNED = 1_000_000


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
    pages = [_page(view) for view in document.pages]
    if not any(page.characters for page in pages):
        raise Unreadable(
            "Die PDF-Datei enthält nur Bilder, vermutlich ist sie eingescannt. Bitte lassen Sie "
            "eine Texterkennung darüber laufen oder laden Sie die Word-Datei hoch."
        )
    return pages


def _seen(view: pdfplumber.page.Page) -> pdfplumber.page.Page:
    """Return a page without signs that nobody sees: beside the paper, or printed again for bold."""
    left, top, right, bottom = view.bbox
    printed: dict[tuple[str, int, int], list[dict[str, Any]]] = {}
    unseen: set[int] = set()
    for char in view.chars:
        across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
        if not (left <= across <= right and top <= down <= bottom) or _is_again(char, printed):
            unseen.add(id(char))
    return view.filter(lambda item: id(item) not in unseen) if unseen else view


def _is_again(char: dict[str, Any], printed: dict[tuple[str, int, int], list]) -> bool:
    """Whether the same sign was printed right there before; else remember this one.

    A bold that a font lacks is made by printing twice, a hair apart: by less than the sign is wide.
    """
    reach = min(AGAIN * char["size"], NARROW * char["width"], REACH)
    column, row = int(char["x0"] // REACH), int(char["top"] // REACH)
    for beside in (column - 1, column, column + 1):
        for below in (row - 1, row, row + 1):
            for other in printed.get((char["text"], beside, below), ()):
                across, down = abs(other["x0"] - char["x0"]), abs(other["top"] - char["top"])
                if across <= reach and down <= reach:
                    return True
    here = printed.setdefault((char["text"], column, row), [])
    # No print has more of one sign in so small a place; comparing them all would take forever.
    if len(here) < MOST_BESIDE:
        here.append(char)
    return False


def _page(view: pdfplumber.page.Page) -> Page:
    ends = draw(view)
    raise_figures(view.chars)
    found = Page(_seen(view))
    for char in found.view.chars:
        found.characters += not char["text"].isspace()
        mark = char.get("mcid")
        if mark is None:
            found.tagged_characters += char.get("tag") is None and not char["text"].isspace()
            continue
        found.tagged_characters += not char["text"].isspace()
        _add(found.marks.setdefault(mark, []), char)
    for mark, end in ends.items():
        if pieces := found.marks.get(mark):
            text = pieces[-1].text.rstrip()
            pieces[-1].text = (text.removesuffix("-") if end == SOFT_HYPHEN else text) + end
    return found


def _add(pieces: list[Piece], char: dict[str, Any]) -> None:
    """Add a sign to the pieces of its mark: to the last one, where it stands on that line."""
    text = LIGATURES.get(char["text"], char["text"])
    if not char["upright"]:  # a line of turned signs stands in one place across
        foot = TURNED + round(char["x0"])
        if pieces and abs(pieces[-1].foot - foot) <= SAME_LINE * char["size"]:
            pieces[-1].text += text
        else:
            pieces.append(Piece(foot, char["x0"], text))
    elif pieces and abs(pieces[-1].foot - char["bottom"]) <= SAME_LINE * char["height"]:
        pieces[-1].text += text
    else:
        pieces.append(Piece(round(char["bottom"]), char["x0"], text))
