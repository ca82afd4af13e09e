"""Any Word document to Contents: its tables as they stand, and the texts around them.

The text is walked once and each row forgotten as soon as it is read: thousands of rows take no
more memory than what they say. Nothing is loaded from anywhere but the file's own parts. What is
no text is noticed.
"""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO

from lxml import etree
from lxml.etree import _Element

from bildung.annex.grid import Contents, Grid, Notice, gathered
from bildung.annex.table import AnnexError

from . import noticing
from .cells import Cells
from .grids import GridReader
from .lists import lists_of
from .looks import looks_of
from .markup import DOCUMENT, FALLBACK, PARAGRAPH, ROW, TABLE, WORD, child
from .noticing import Notes
from .package import Package, refuse_doctype
from .words import CHUNK, ELSEWHERE, Words

# What a broken or hostile file may raise on its way through zip and XML.
FAULTS = (
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    etree.LxmlError,
    lzma.LZMAError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
# A paragraph in no style of headings, but right above a table, is its title up to this length.
LONGEST_TITLE = 150
OUTSIDE = "außerhalb der Tabellen"
# What stands beside the text, by the kind of its part.
NOTES = {"footnotes": "Fußnote", "endnotes": "Endnote", "comments": "Kommentar"}
# So much is told of what a note stands behind.
MOST_BEFORE = 40


def parse(content: bytes) -> Contents:
    """Return what the Word document `content` holds. Raises AnnexError where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            package = Package(archive)
            styles = package.related("styles")
            words = Words(looks_of(styles), package, Notes())
            walk = _Walk(Cells(lists_of(styles, package.related("numbering")), words))
            with package.text() as text:
                contents = walk.contents(text)
            is_ours = any(grid.key for grid in contents.grids)
            loose = [*contents.loose, *words.embedded_lines, *_notes(package, words)]
            loose += () if is_ours else _around(package, words)
            return replace(contents, loose=tuple(loose), notices=gathered(contents.notices))
    except AnnexError:
        raise
    except FAULTS as error:
        raise AnnexError(f"This is no Word document: {error!r}") from error


def _notes(package: Package, words: Words) -> Iterator[str]:
    """Yield what notes and comments say, without the lines that part them from the text."""
    for kind, label in NOTES.items():
        root = package.related(kind)
        for note in () if root is None else root:
            text = " ".join(" ".join(map(words.text, note.iter(PARAGRAPH))).split())
            before = words.references.get((note.tag, note.get(f"{WORD}id", "")), "")
            if len(before) > MOST_BEFORE:
                before = f"…{before[-MOST_BEFORE:].partition(' ')[2] or before[-MOST_BEFORE:]}"
            if text:
                yield f"{label} zu „{before}“: {text}" if before else f"{label}: {text}"


def _around(package: Package, words: Words) -> Iterator[str]:
    """Yield what the heads and feet of pages say, the same once."""
    seen: set[str] = set()
    for root in (*package.all_related("header"), *package.all_related("footer")):
        for paragraph in root.iter(PARAGRAPH):
            text = " ".join(words.text(paragraph).split())
            if text and text not in seen:
                yield text
            seen.add(text)


class _Walk:
    """Walks the text from begin to end; counts in what it is, and gathers what it passed."""

    def __init__(self, cells: Cells):
        self.cells = cells
        self.words = cells.words
        self.notices: list[Notice] = []
        self.grids: list[Grid] = []
        self.loose: list[str] = []
        # Where in `loose` the last heading stands, and where what follows the last table begins.
        self.heading: int | None = None
        self.begin = 0

    def contents(self, text: IO[bytes]) -> Contents:
        tables = paragraphs = fallbacks = 0
        reader = None
        for event, element in _parts(text):
            step = 1 if event == "start" else -1
            if element.tag == FALLBACK:
                fallbacks += step
            elif fallbacks:
                continue
            elif element.tag == TABLE:
                tables += step
                if tables == 1 and step == 1:
                    reader = GridReader(self.cells)
                elif tables == 0:
                    self._keep(reader)
                    # In a text box, what stands before the table is still to be read.
                    element.clear() if paragraphs else _forget(element)
            elif element.tag == ROW:
                if tables == 1 and step == -1:
                    reader.add(element)
                    _forget(element)
            elif element.tag in (CHUNK, ELSEWHERE):
                if step == -1 and not tables and not paragraphs:
                    self.words.embedded(element)
            elif not tables:
                paragraphs += step
                if paragraphs == 0:
                    self._pass(element)
                    _forget(element)
        self._note(self.words.notes.take())
        return Contents(tuple(self.grids), tuple(self.loose), tuple(self.notices))

    def _pass(self, paragraph: _Element) -> None:
        """Keep what stands outside of tables."""
        # Most of a hostile file, and some of any.
        if not len(paragraph):
            return
        text = " ".join(self.words.text(paragraph).split())
        self._note(self.words.notes.take())
        if not text:
            return
        if self.cells.lists.is_heading(child(paragraph, "pPr")):
            self.heading = len(self.loose)
        self.loose.append(text)

    def _note(self, found: list[tuple[str, str]]) -> None:
        self.notices += noticing.told(found, OUTSIDE)

    def _keep(self, reader: GridReader) -> None:
        """Keep a table, unless changes took all its rows away; of a frame, those within it."""
        if reader.is_frame:
            self.notices += reader.notices_of_frame(OUTSIDE)
            for place in reader.places():
                for part in place.parts:
                    if isinstance(part, GridReader):
                        self._keep(part)
                    else:
                        self.loose.append("".join(run.text for run in part[1]))
            self.heading, self.begin = None, len(self.loose)
            return
        place = f"Tabelle {len(self.grids) + 1}"
        if reader.rows:
            self.grids.append(reader.grid(place, self._title()))
        self.notices += reader.notices(place)
        self.heading, self.begin = None, len(self.loose)

    def _title(self) -> str:
        """Take out the heading since the table before, or else a short text right above."""
        if self.heading is not None:
            return self.loose.pop(self.heading)
        is_right_above = len(self.loose) > self.begin and len(self.loose[-1]) <= LONGEST_TITLE
        return self.loose.pop() if is_right_above else ""


def _parts(text: IO[bytes]) -> Iterator[tuple[str, _Element]]:
    """Yield ("start" or "end", element) for tables, rows and paragraphs."""
    events = etree.iterparse(
        text,
        events=("start", "end"),
        tag=(TABLE, ROW, PARAGRAPH, FALLBACK, CHUNK, ELSEWHERE),
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        no_network=True,
    )
    for index, (event, element) in enumerate(events):
        if index == 0:
            _check(element.getroottree().getroot())
        yield event, element
    _check(events.root)


def _check(root: _Element) -> None:
    refuse_doctype(root)
    if root.tag != DOCUMENT:
        raise AnnexError(f"This is no Word document but {root.tag[-80:]!r}.")


def _forget(element: _Element) -> None:
    """Take what has been read, and all before it, out of memory.

    From its end: clear() takes a hundred times as long over a hundred thousand paragraphs.
    """
    for part in reversed(list(element.iterdescendants())):
        part.getparent().remove(part)
    element.clear()
    parent = element.getparent()
    while (before := element.getprevious()) is not None:
        parent.remove(before)
