"""Reads one part of a workbook, an XML file, in a stream: what is not asked for is not kept.

By expat itself: ElementTree, and defusedxml even more so, take several times as long for all the
blank cells of a coloured sheet.
"""

from collections.abc import Collection, Iterator
from typing import IO
from xml.etree.ElementTree import Element
from xml.parsers import expat

from bildung.annex.bounds import MAX_CHARACTERS, OutOfBounds
from bildung.annex.table import AnnexError

CHUNK = 1 << 16
PLACE = "Arbeitsmappe"
# Elements of a part, most of them blank cells that somebody gave a colour, and their depth.
MOST_ELEMENTS = 500_000
DEEPEST = 100


def elements(
    source: IO[bytes], whole: Collection[str], begun: Collection[str] = ()
) -> Iterator[Element]:
    """Yield the elements of these names: `whole` ones with all they hold, `begun` ones empty.

    Names of elements and attributes are without namespace: two are in use for the same. Raises
    OutOfBounds for what is too much, AnnexError for a document type, by which entities would come,
    ExpatError for what is no XML.
    """
    stream = _Stream(frozenset(whole), frozenset(begun))
    while chunk := source.read(CHUNK):
        stream.parser.Parse(chunk, False)
        yield from stream.taken()
    stream.parser.Parse(b"", True)
    yield from stream.taken()


class _Stream:
    def __init__(self, whole: frozenset[str], begun: frozenset[str]):
        self.whole, self.begun = whole, begun
        self.count = self.depth = self.characters = 0
        self.open: list[Element] = []
        self.parts: list[str] = []
        self.ready: list[Element] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def taken(self) -> list[Element]:
        """Return what is ready, and let it go."""
        ready, self.ready = self.ready, []
        return ready

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        self.depth += 1
        if self.count > MOST_ELEMENTS or self.depth > DEEPEST:
            raise OutOfBounds(PLACE, f"{self.count} elements, {self.depth} deep")
        name = _local(name)
        if self.open or name in self.whole:
            element = Element(name, {_local(key): value for key, value in attributes.items()})
            if self.open:
                self._close_text()
                self.open[-1].append(element)
            self.open.append(element)
        elif name in self.begun:
            self.ready.append(
                Element(name, {_local(key): value for key, value in attributes.items()})
            )

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.open:
            self._close_text()
            element = self.open.pop()
            if not self.open:
                self.ready.append(element)

    def _text(self, text: str) -> None:
        if not self.open:
            return
        self.characters += len(text)
        if self.characters > MAX_CHARACTERS:
            raise OutOfBounds(PLACE, f"{self.characters} characters")
        self.parts.append(text)

    def _close_text(self) -> None:
        """Give the text so far to its element: that before the first element in it."""
        if self.parts:
            element = self.open[-1]
            if element.text is None and not len(element):
                element.text = "".join(self.parts)
            self.parts.clear()

    def _doctype(self, *_: object) -> None:
        raise AnnexError("A part of the workbook declares a document type.")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
