"""What a sheet holds beside its cells: comments, text boxes, pictures, addresses, heads and feet.

Their texts are read; what has none is named, so that nobody believes that it came along.
"""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from bildung.annex.bounds import Amount

from .elements import elements

PICTURES = "Bilder sind nicht gelesen"
CHARTS = "Diagramme sind nicht gelesen"
SHAPES = "Gezeichnete Formen und Linien sind nicht gelesen"
EMBEDDED = "Eingebettete Dateien sind nicht gelesen"
CONDITIONAL = "Farben und Zeichen der bedingten Formatierung sind nicht gelesen"
ADDRESSES = "Adressen hinter Zellen sind nicht übernommen"
TICKED = "Angekreuzte Kästchen, die über den Zellen liegen, sind nicht gelesen"
UNTICKED = "Leere Kästchen, die über den Zellen liegen, sind nicht gelesen"
ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
# Codes in heads and feet: page, date, name of file …; fonts, sizes, colours; parts.
FIELD = re.compile(r'&(?:"[^"]*"|K[0-9A-F]{6}|\d{1,3}|[PNDTFAZGLCRBIUSEXYOH])(?:[+-]\d+)?')
AMPERSAND = "\ufdd0"
# What is left of „Seite &P von &N“.
PAGES = re.compile(r"\bSeite\s+(?:(?:von|/)(?=\s|$))?")
# Before its text, Excel has a hint on newer versions in old comments.
THREAD_HINTS = ("[Threaded comment]", "[Kommentarthread]")
# No sheet has more columns (XFD).
MOST_COLUMNS = 16_384


@dataclass
class Beside:
    """What was found: texts, and of what has none the sentence and the cells at which it lies."""

    texts: list[str] = field(default_factory=list)
    told: dict[str, list[str]] = field(default_factory=dict)

    def tell(self, sentence: str, cell: str = "") -> None:
        self.told.setdefault(sentence, []).append(cell)


Relations = dict[str, tuple[str, str]]


def comments(archive: ZipFile, relations: Relations, amount: Amount) -> Iterator[str]:
    """Yield the comments on the cells of a sheet, and what was answered to them."""
    threads = list(_threads(archive, relations))
    for element in _each(archive, relations, "comments", "comment"):
        text = " ".join(_all_text(element).split())
        if not text.startswith(THREAD_HINTS) or not threads:
            yield _counted(f"Kommentar zu {element.get('ref', '')}: {text}", amount)
    for cell, text in threads:
        yield _counted(f"Kommentar zu {cell}: {text}", amount)


def _threads(archive: ZipFile, relations: Relations) -> Iterator[tuple[str, str]]:
    for element in _each(archive, relations, "threadedComment", "threadedComment"):
        yield element.get("ref", ""), " ".join(_all_text(element, "text").split())


def drawings(archive: ZipFile, relations: Relations, beside: Beside, amount: Amount) -> None:
    """Add what is drawn over the cells."""
    for kind, target in relations.values():
        if kind == "drawing" and target in archive.namelist():
            with archive.open(target) as source:
                for anchor in elements(source, ANCHORS):
                    _add_drawing(anchor, beside, amount)
        elif kind in ("oleObject", "package"):
            beside.tell(EMBEDDED, posixpath.basename(target))


def _add_drawing(anchor: Element, beside: Beside, amount: Amount) -> None:
    tags = {part.tag for part in anchor.iter()}
    cell = _anchored(anchor)
    paragraphs = (_all_text(part) for part in anchor.iter("p"))
    if text := " ".join(" ".join(paragraphs).split()):
        beside.texts.append(_counted(f"Textfeld bei {cell}: {text}", amount))
    if "pic" in tags:
        beside.tell(PICTURES, cell)
    elif "graphicFrame" in tags:
        beside.tell(CHARTS, cell)
    elif not text and tags & {"sp", "cxnSp"}:
        beside.tell(SHAPES, cell)


def _anchored(anchor: Element) -> str:
    """Return the cell at which a drawing begins."""
    for begin in anchor:
        if begin.tag == "from":
            place = {part.tag: part.text or "" for part in begin}
            row, column = place.get("row", ""), place.get("col", "")
            if (
                row.isdigit()
                and column.isdigit()
                and len(column) < 6
                and int(column) < MOST_COLUMNS
            ):
                return f"{get_column_letter(int(column) + 1)}{int(row) + 1}"
    return "…"


def boxes(archive: ZipFile, relations: Relations, controls: Sequence[Element], to: Beside) -> None:
    """Add the check boxes and options that lie over the cells."""
    seen: set[str] = set()
    for control in controls:
        identifier = control.get("id", "")
        kind, target = relations.get(identifier, ("", ""))
        if kind != "ctrlProp" or identifier in seen or target not in archive.namelist():
            continue
        seen.add(identifier)
        begin = next((part for part in control.iter("anchor")), control)
        with archive.open(target) as source:
            for found in elements(source, {"formControlPr"}):
                if found.get("objectType") in ("CheckBox", "Radio"):
                    is_ticked = found.get("checked") == "Checked"
                    to.tell(TICKED if is_ticked else UNTICKED, _anchored(begin))


def heads_and_feet(setup: Element) -> Iterator[str]:
    """Yield the words in head and foot of the sheet's pages, each once."""
    seen: set[str] = set()
    for part in setup:
        text = FIELD.sub(" ", (part.text or "").replace("&&", AMPERSAND))
        text = PAGES.sub(" ", text).replace(AMPERSAND, "&")
        text = " ".join(text.split())
        if text not in seen and any(map(str.isalpha, text)):
            seen.add(text)
            yield f"Kopf- oder Fußzeile: {text}"


def _each(archive: ZipFile, relations: Relations, kind: str, tag: str) -> Iterator[Element]:
    for own, target in relations.values():
        if own == kind and target in archive.namelist():
            with archive.open(target) as source:
                yield from elements(source, {tag})


def _all_text(element: Element, tag: str = "t") -> str:
    return "".join(part.text or "" for part in element.iter(tag))


def _counted(text: str, amount: Amount) -> str:
    amount.add("Arbeitsmappe", text)
    return text
