"""The file around the text: a zip of parts, tied to each other by relationships (ECMA-376, 2)."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO

from lxml import etree
from lxml.etree import _Element

from bildung.annex.table import AnnexError

from .markup import STRICT

PARTS = Path(__file__).parent / "parts"
# The first day a zip knows: the same document gives the same bytes on any day.
DAY = (1980, 1, 1, 0, 0, 0)
# Readers look for this part first.
FIRST = "[Content_Types].xml"
# The names of its spaces stand in a part's first element.
STRICT_WITHIN = 8192
STRICT_SPACE = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(?=\w)")


def packed(parts: Mapping[str, str]) -> bytes:
    """Return the file of `parts`, texts by their names, and of all that never changes."""
    contents = dict(_fixed()) | {name: text.encode() for name, text in parts.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(contents, key=lambda name: (name != FIRST, name)):
            place = zipfile.ZipInfo(name, DAY)
            # The system that made it stands in a zip too.
            place.create_system = 0
            archive.writestr(place, contents[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@cache
def _fixed() -> tuple[tuple[str, bytes], ...]:
    return tuple(_files())


def _files() -> Iterator[tuple[str, bytes]]:
    for path in PARTS.rglob("*"):
        if path.is_file():
            yield path.relative_to(PARTS).as_posix(), path.read_bytes()


class Package:
    """A file to be read: its main text, and what is related to it. Nothing outside is followed."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive
        self.names = frozenset(archive.namelist())
        office = [name for kind, _, name in self._relations("") if kind == "officeDocument"]
        self.main = office[-1] if office else "word/document.xml"
        self.relations = tuple(self._relations(self.main))

    def related(self, kind: str) -> _Element | None:
        """Return the root of the part of that kind („styles“); None where there is none."""
        return next(iter(self.all_related(kind)), None)

    def all_related(self, kind: str) -> Iterator[_Element]:
        """Yield the roots of all parts of that kind („header“), the last one first."""
        for found, _, name in reversed(self.relations):
            if found == kind and name in self.names:
                yield self._root(name)

    def part_of(self, relation: str) -> tuple[str, bytes]:
        """Return name and content of the part of that relation („rId7“); empty where none is."""
        name = next((name for _, key, name in self.relations if key == relation), "")
        return name, self.archive.read(name) if name in self.names else b""

    def root_of(self, relation: str) -> _Element | None:
        """Return the root of the part of that relation; None where there is none."""
        name = next((name for _, key, name in self.relations if key == relation), "")
        return self._root(name) if name in self.names else None

    def text(self) -> IO[bytes]:
        """Return the main text as it stands, in names as the transitional standard has them."""
        with self.archive.open(self.main) as part:
            is_strict = STRICT.encode() in part.read(STRICT_WITHIN)
        if is_strict:
            return io.BytesIO(_transitional(self.archive.read(self.main)))
        return self.archive.open(self.main)

    def _relations(self, name: str) -> Iterator[tuple[str, str, str]]:
        """Yield kind, key and name of each part that the part `name` (the package, if empty) has.

        Of what lies outside of the file, the name is where it lies.
        """
        folder, _, base = name.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{base}.rels")
        if relations not in self.names:
            return
        for relation in self._root(relations):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = relation.get("Type", "").rpartition("/")[2]
            yield kind, relation.get("Id", ""), target

    def _root(self, name: str) -> _Element:
        parser = etree.XMLParser(
            remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True
        )
        root = etree.fromstring(_transitional(self.archive.read(name)), parser)
        refuse_doctype(root)
        return root


def refuse_doctype(element: _Element) -> None:
    """Raise AnnexError where the part has a document type, in which entities could be defined."""
    if element.getroottree().docinfo.doctype:
        raise AnnexError("A Word document has no document type.")


def _transitional(content: bytes) -> bytes:
    return STRICT_SPACE.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
