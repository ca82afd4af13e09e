"""Whether an archive is a sound Word or Excel file, before anything else opens it (ISO 29500-2).

Its directory is looked at first, which takes no memory; then every part is expanded piece by
piece, counted, and thrown away again. What comes after may trust in sizes and XML.
"""

import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from . import markup
from .kinds import ARCHIVE, TAKEN, Kind
from .refusal import NotRead

MIB = 2**20
MOST_MEMBERS = 2_000
LARGEST_DIRECTORY = MIB
LARGEST_EXPANDED = 128 * MIB
LARGEST_MEMBER = 64 * MIB
# Beyond this size a part is no longer taken for text that repeats itself when it is packed so well.
LARGE_MEMBER = 8 * MIB
BEST_PACKED = 200
PIECE = 256 * 1024

END = struct.Struct("<4s4H2LH")
END_MARK, END_64_MARK = b"PK\x05\x06", b"PK\x06\x07"
LONGEST_COMMENT = 2**16
IS_ENCRYPTED = 1
ABSOLUTE = re.compile(r"[/\\]|[A-Za-z]:|(.*[/\\])?\.\.([/\\]|$)")
XML_NAME = re.compile(r".*\.(xml|rels)", re.IGNORECASE)
# Drawings and pages in a file, which are markup of their own kinds and which nothing here parses.
PICTURE_NAME = re.compile(r".*\.(vml|svg|x?html?|mht)", re.IGNORECASE)
# Nothing but blanks may go on as XML, too.
XML_BEGIN = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s*<|\s+\Z)|\xff\xfe|\xfe\xff|<\x00|\x00<")
# Charts keep their figures in such, and Word puts whole documents in; nothing here opens them.
EMBEDDED = re.compile(r"(word|xl)/embeddings/|word/.*\.(docx|dotx)$", re.IGNORECASE)

CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
MACRO_FOLDERS = ("xl/macrosheets/",)
MACRO_TYPES = (b"macroenabled", b"vbaproject")

ENCRYPTED = (
    "Die Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
    "Bitte speichern Sie sie ohne Kennwort."
)
MACROS = (
    "Die Datei enthält Makros (Programme). "
    "Bitte speichern Sie sie ohne Makros als .docx oder .xlsx."
)
BOMB = (
    "Die Datei wird beim Entpacken ungewöhnlich groß. Gelesen werden höchstens "
    f"{LARGEST_EXPANDED // MIB} MB. Bitte entfernen Sie Bilder und leere Bereiche daraus."
)
ODD = (
    "Die Datei ist anders gepackt, als Word und Excel es tun ({fault}). "
    "Bitte öffnen Sie sie dort und speichern Sie sie noch einmal."
)
OTHER = f"Die Datei ist ein Archiv, aber keine Word- oder Excel-Datei. {TAKEN}"
OPEN_DOCUMENT = (
    "Die Datei ist eine OpenDocument-Datei (.odt oder .ods). "
    "Bitte speichern Sie sie als .docx oder .xlsx."
)
BINARY_WORKBOOK = (
    "Die Datei ist eine binäre Excel-Datei (.xlsb). Bitte speichern Sie sie als .xlsx."
)


def check_package(content: bytes) -> Kind:
    """Return which of both an archive is. Raises NotRead for one that is not sound."""
    _check_end(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _check(archive)
    except (
        BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
        ValueError, OSError,
    ) as error:  # fmt: skip
        raise NotRead(markup.BROKEN) from error


def _check_end(content: bytes) -> None:
    """Look at the end of the directory, which says how much there is to look at."""
    start = max(len(content) - END.size - LONGEST_COMMENT, 0)
    place = content.rfind(END_MARK, start)
    if place < 0 or place + END.size > len(content):
        raise NotRead(markup.BROKEN)
    if END_64_MARK in content[max(place - 20, 0) : place]:
        raise NotRead(ODD.format(fault="als Archiv für mehr als 4 GB"))
    _, _, _, _, members, size, _, _ = END.unpack_from(content, place)
    if members > MOST_MEMBERS or size > LARGEST_DIRECTORY:
        raise NotRead(ODD.format(fault=f"{members:,} Teile".replace(",", ".")))


def _check(archive: ZipFile) -> Kind:
    members = archive.infolist()
    _check_members(members)
    kind = _kind({member.filename for member in members})
    expansion = _Expansion(kind)
    for member in members:
        expansion.look(archive, member)
    return kind


def _check_members(members: list[ZipInfo]) -> None:
    """Raise NotRead for a directory as no Office program writes it."""
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS:
        raise NotRead(ODD.format(fault="zu viele Teile"))
    if len(set(names)) < len(names):
        raise NotRead(ODD.format(fault="ein Teil ist doppelt"))
    if any(map(ABSOLUTE.match, names)):
        raise NotRead(ODD.format(fault="ein Teil weist nach außen"))
    if any(member.flag_bits & IS_ENCRYPTED for member in members):
        raise NotRead(ENCRYPTED)
    if any(member.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for member in members):
        raise NotRead(ODD.format(fault="mit einem anderen Verfahren"))
    if sum(member.file_size for member in members) > LARGEST_EXPANDED:
        raise NotRead(BOMB)
    for member in members:
        is_dense = member.file_size > BEST_PACKED * max(member.compress_size, 1)
        if member.file_size > LARGEST_MEMBER or (member.file_size > LARGE_MEMBER and is_dense):
            raise NotRead(BOMB)


def _kind(names: set[str]) -> Kind:
    lower = {name.lower() for name in names}
    if any(name.endswith(MACRO_PARTS) or name.startswith(MACRO_FOLDERS) for name in lower):
        raise NotRead(MACROS)
    if CONTENT_TYPES in names:
        kinds = [kind for part, kind in MAIN_PARTS.items() if part in names]
        if len(kinds) == 1:
            return kinds[0]
        if "xl/workbook.bin" in lower:
            raise NotRead(BINARY_WORKBOOK)
    raise NotRead(OPEN_DOCUMENT if "meta-inf/manifest.xml" in lower else OTHER)


class _Expansion:
    """Looks into each part, and counts the bytes of all: the directory may lie about them."""

    def __init__(self, kind: Kind):
        self.kind = kind
        self.expanded = 0
        self.elements = 0
        self.named: Counter[bytes] = Counter()

    def look(self, archive: ZipFile, member: ZipInfo) -> None:
        """Expand one part to its end. Raises NotRead, or BadZipFile where its sum is wrong."""
        name = member.filename
        with archive.open(member) as part:
            first = part.peek(len(ARCHIVE))
            if first.startswith(ARCHIVE) and not EMBEDDED.match(name):
                raise NotRead(ODD.format(fault="ein Archiv im Archiv"))
            is_xml = _is_xml(name, first)
            # The file may name a drawing as its text: that is counted like any other.
            is_markup = is_xml or XML_BEGIN.match(first) is not None
            for piece in _pieces(part):
                self._count(piece, is_markup)
        if name == CONTENT_TYPES:
            _check_types(archive.read(member))
        if is_xml:
            # Expanded once more: counting first is what refuses the large ones at once.
            with archive.open(member) as part:
                markup.check(_pieces(part))

    def _count(self, piece: bytes, is_markup: bool) -> None:
        self.expanded += len(piece)
        if self.expanded > LARGEST_EXPANDED:
            raise NotRead(BOMB)
        if is_markup:
            self.elements += markup.elements_in(piece)
        if self.elements > markup.MOST_ELEMENTS:
            raise NotRead(markup.TOO_MANY)
        if is_markup and self.kind is Kind.DOCX:
            self.named += markup.words_in(piece)
            if any(self.named[name] > most for name, most in markup.MOST_WORDED.items()):
                raise NotRead(markup.TOO_MANY)


def _pieces(part: IO[bytes]) -> Iterator[bytes]:
    return iter(partial(part.read, PIECE), b"")


def _check_types(types: bytes) -> None:
    if any(kind in types.lower() for kind in MACRO_TYPES):
        raise NotRead(MACROS)


def _is_xml(name: str, first: bytes) -> bool:
    return XML_NAME.fullmatch(name) is not None or (
        XML_BEGIN.match(first) is not None and PICTURE_NAME.fullmatch(name) is None
    )
