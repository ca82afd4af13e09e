"""Whether XML from outside may be read: no document type, no entities, not too much of it."""

import re
from collections import Counter
from collections.abc import Iterable
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .refusal import NotRead

# In all parts of a file together. A plan of 5,000 measures has some 500,000.
MOST_ELEMENTS = 1_000_000
# Of a Word file, by name: several times as much as such a plan has.
MOST_WORDED = {
    b"p": 200_000, b"r": 400_000, b"br": 100_000, b"tbl": 5_000, b"tr": 25_000, b"tc": 150_000,
    b"sdt": 100_000, b"fldChar": 100_000, b"bookmarkStart": 100_000, b"del": 100_000,
    b"ins": 100_000, b"drawing": 20_000, b"pict": 20_000, b"AlternateContent": 20_000,
}  # fmt: skip
WORDED = re.compile(rb"<(?:[\w.-]+:)?(%s)[\s/>]" % b"|".join(MOST_WORDED))

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


class _Nothing:
    """Where only the form of XML matters."""

    def close(self) -> None:
        pass


def elements_in(piece: bytes) -> int:
    """Return how many elements begin in a piece of XML, at most.

    Each begins with „<“ and ends with „</“, if not at once, so that counting these is enough, and
    a hundred times as fast as parsing. „</“ across the border of two pieces counts as one more.
    """
    return piece.count(b"<") - piece.count(b"</")


def words_in(piece: bytes) -> Counter[bytes]:
    """Return how many elements of each name of MOST_WORDED begin in a piece of XML."""
    return Counter(WORDED.findall(piece))


def check(pieces: Iterable[bytes]) -> None:
    """Raise NotRead for XML that is broken or declares anything.

    `pieces` are those of one part, parsed as they come; nothing of it is kept.
    """
    parser = DefusedXMLParser(target=_Nothing(), forbid_dtd=True)
    try:
        for piece in pieces:
            parser.feed(piece)
        parser.close()
    except DefusedXmlException as error:
        raise NotRead(DANGEROUS) from error
    except (ParseError, ValueError, LookupError) as error:
        raise NotRead(BROKEN) from error
