"""Whether XML from outside may be read: no document type, no entities, not too much of it."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .refusal import NotRead

# In all parts of a file together. A plan of 5,000 measures has some 500,000.
MOST_ELEMENTS = 1_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000

DANGEROUS = (
    "Die Datei enthält XML mit einer Dokumenttyp-Angabe, wie Office-Programme es nicht schreiben; "
    "damit lassen sich fremde Dateien nachladen. Sie wird deshalb nicht gelesen."
)
BROKEN = (
    "Die Datei ist beschädigt oder unvollständig. "
    "Bitte öffnen Sie sie in Word oder Excel und speichern Sie sie noch einmal."
)
TOO_MANY = (
    "Die Datei enthält weit mehr Absätze und Zellen, als ein Plan haben kann. "
    "Bitte löschen Sie leere Absätze, Zeilen und Spalten."
)
TOO_FAR = (
    "In der Excel-Tabelle stehen Angaben weit außerhalb (Zelle {cell}). "
    "Gelesen werden 100.000 Zeilen und 1.000 Spalten. "
    "Bitte löschen Sie, was dahinter steht, auch leere formatierte Zellen."
)
CELL = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")


class _Nothing:
    """Where only the form of XML matters."""

    def close(self) -> None:
        pass


class _Cells(_Nothing):
    """Sees that no cell of a sheet lies far out, where it would span millions of empty ones."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._check(attributes.get("r", ""))
        elif name == "row" and int(attributes.get("r", "0")[:10]) > MOST_ROWS:
            self._check(f"A{attributes['r'][:10]}")
        elif name == "mergeCell":
            self._check(attributes.get("ref", "").rpartition(":")[2])

    def _check(self, place: str) -> None:
        if (cell := CELL.fullmatch(place.upper())) is None:
            return
        column = 0
        for letter in cell[1]:
            column = column * 26 + ord(letter) - ord("A") + 1
        if int(cell[2]) > MOST_ROWS or column > MOST_COLUMNS:
            raise NotRead(TOO_FAR.format(cell=cell[0]))


def elements_in(piece: bytes) -> int:
    """Return how many elements begin in a piece of XML, at most.

    Each begins with „<“ and ends with „</“, if not at once, so that counting these is enough, and
    a hundred times as fast as parsing. „</“ across the border of two pieces counts as one more.
    """
    return piece.count(b"<") - piece.count(b"</")


def check(pieces: Iterable[bytes], *, is_sheet: bool = False) -> None:
    """Raise NotRead for XML that is broken or declares anything; with `is_sheet`, cells far out.

    `pieces` are those of one part, parsed as they come; nothing of it is kept.
    """
    parser = DefusedXMLParser(target=_Cells() if is_sheet else _Nothing(), forbid_dtd=True)
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as error:
        raise NotRead(DANGEROUS) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotRead(BROKEN) from error
