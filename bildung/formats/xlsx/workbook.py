"""Reads the parts of a workbook in a stream: sheets with their texts, merged cells, headings.

Not by openpyxl: to know of merged cells it has to hold a whole sheet, and a hostile file of 4.6 KB
then takes 1 GiB; and it gives up on styles that only Excel understands. Here nothing is kept but
texts, whatever the sheets claim to be.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.utils import coordinate_to_tuple, range_boundaries

from bildung.annex.bounds import Amount, OutOfBounds, check_place
from bildung.annex.table import AnnexError

from .elements import elements
from .layout import writable
from .values import Formats, shown

ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
PRINT_TITLES = "_xlnm.Print_Titles"
TITLE_ROWS = re.compile(r"\$(\d{1,7}):\$(\d{1,7})")
# More rows than that at the head of each page are no headings.
MOST_HEADINGS = 10
MOST_MERGED = 100_000
MOST_SHEETS = 100
MOST_STRINGS = 500_000

# A merged range: first row, first column, last row, last column, from 1.
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """A sheet: by row and column, from 1, the texts that it shows, and its merged ranges.

    `headings` are the rows that a filter or the print set-up takes for headings, `notes` the
    comments on cells. Of a hidden sheet only the name is read.
    """

    name: str
    is_hidden: bool
    texts: dict[int, dict[int, str]]
    merged: tuple[Range, ...] = ()
    headings: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()


def sheets(archive: ZipFile) -> Iterator[Sheet]:
    """Yield the sheets in order. Raises AnnexError, OutOfBounds, and what its parts raise."""
    (path,) = [
        target for kind, target in _relations(archive, "").values() if kind == "officeDocument"
    ]
    targets = _relations(archive, path)
    reader = _Reader(archive, targets)
    named, titles = _listed(archive, path, reader)
    if not named:
        raise AnnexError("This is no XLSX: it has no sheets.")
    for index, (name, identifier, is_hidden) in enumerate(named):
        kind, target = targets[identifier]
        if kind == "worksheet":
            yield (
                Sheet(name, True, {})
                if is_hidden
                else reader.sheet(name, target, titles.get(index, frozenset()))
            )


def _listed(
    archive: ZipFile, path: str, reader: "_Reader"
) -> tuple[list[tuple[str, str, bool]], dict[int, frozenset[int]]]:
    """Return name, relation and hiddenness of each sheet, and by its index its title rows."""
    named: list[tuple[str, str, bool]] = []
    titles: dict[int, frozenset[int]] = {}
    with archive.open(path) as source:
        for element in elements(source, {"workbookPr", "sheet", "definedName"}):
            if element.tag == "workbookPr":
                reader.formats.is_1904 = element.get("date1904") in ("1", "true")
            elif element.tag == "sheet":
                is_hidden = element.get("state", "visible") != "visible"
                named.append((element.get("name", ""), element.get("id", ""), is_hidden))
            elif element.get("name") == PRINT_TITLES and (
                rows := TITLE_ROWS.search(element.text or "")
            ):
                first, last = map(int, rows.groups())
                rows = range(first, min(last, first + MOST_HEADINGS) + 1)
                titles[int(element.get("localSheetId", "-1"))] = frozenset(rows)
            if len(named) > MOST_SHEETS:
                raise OutOfBounds("Arbeitsmappe", f"more than {MOST_SHEETS} sheets")
    return named, titles


class _Reader:
    """What the sheets of a workbook share: their strings and formats, and how much was read."""

    def __init__(self, archive: ZipFile, targets: dict[str, tuple[str, str]]):
        self.archive = archive
        self.amount = Amount()
        self.strings: list[str] = []
        self.formats = Formats()
        for kind, target in targets.values():
            if kind == "sharedStrings":
                self._read_strings(target)
            elif kind == "styles":
                self._read_formats(target)

    def _read_strings(self, path: str) -> None:
        amount = Amount()
        with self.archive.open(path) as source:
            for element in elements(source, {"si"}):
                self.strings.append(_string(element))
                amount.add("Arbeitsmappe", self.strings[-1])
                if len(self.strings) > MOST_STRINGS:
                    raise OutOfBounds("Arbeitsmappe", f"more than {MOST_STRINGS} strings")

    def _read_formats(self, path: str) -> None:
        with self.archive.open(path) as source:
            for element in elements(source, {"numFmt", "cellXfs"}):
                if element.tag == "numFmt":
                    self.formats.add(int(element.get("numFmtId", 0)), element.get("formatCode", ""))
                else:
                    self.formats.used = [int(style.get("numFmtId", 0)) for style in element]

    def sheet(self, name: str, path: str, headings: frozenset[int]) -> Sheet:
        """Return a sheet; `headings` are those of its print set-up."""
        place = f"Blatt „{name}“"
        texts: dict[int, dict[int, str]] = {}
        merged: list[Range] = []
        row = column = 0
        with self.archive.open(path) as source:
            for element in elements(source, {"c", "mergeCell", "autoFilter"}, {"row"}):
                if element.tag == "row":
                    row, column = int(element.get("r") or row + 1), 0
                elif element.tag == "c":
                    at = element.get("r")
                    row, column = coordinate_to_tuple(at) if at else (row, column + 1)
                    text = self._text(element)
                    self.amount.add(place, text)
                    if text := text.strip("\n"):
                        check_place(place, row, column)
                        texts.setdefault(row, {})[column] = text
                elif element.tag == "mergeCell":
                    merged.append(_range(element))
                    if len(merged) > MOST_MERGED:
                        raise OutOfBounds(place, f"more than {MOST_MERGED} merged ranges")
                else:
                    headings |= {_range(element)[0]}
        notes = tuple(self._notes(path))
        return Sheet(name, False, dict(sorted(texts.items())), tuple(merged), headings, notes)

    def _notes(self, path: str) -> Iterator[str]:
        """Yield the comments on the cells of the sheet at `path`."""
        names = self.archive.namelist()
        if _relations_path(path) not in names:
            return
        for kind, target in _relations(self.archive, path).values():
            if kind == "comments" and target in names:
                with self.archive.open(target) as source:
                    for element in elements(source, {"comment"}):
                        text = " ".join("".join(map(_string, element)).split())
                        self.amount.add("Kommentare", text)
                        yield f"Kommentar zu {element.get('ref', '')}: {text}"

    def _text(self, cell: Element) -> str:
        """Return what a cell shows; of a formula, what it gave when the file was saved."""
        kind = cell.get("t", "n")
        parts = {part.tag: part for part in cell}
        if kind == "inlineStr":
            return _string(parts["is"]) if "is" in parts else ""
        value = (parts["v"].text or "") if "v" in parts else ""
        if not value:
            return ""
        if kind == "s":
            return self.strings[int(value)]
        if kind == "str":
            return _decoded(value)
        return shown(value, kind, self.formats.code(int(cell.get("s") or 0)), self.formats.is_1904)


def _relations(archive: ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Return what the part at `path` („“: the file) refers to: by name, kind and path."""
    folder = posixpath.dirname(path)
    relations: dict[str, tuple[str, str]] = {}
    with archive.open(_relations_path(path)) as source:
        for element in elements(source, {"Relationship"}):
            kind = element.get("Type", "").rpartition("/")[2]
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
            if element.get("TargetMode") != "External":
                relations[element.get("Id", "")] = kind, target.lstrip("/")
    return relations


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _string(element: Element) -> str:
    """Return the text of a string, its rich text joined, without hints on how to speak it."""
    parts = []
    for part in element:
        texts = (part,) if part.tag == "t" else part if part.tag == "r" else ()
        parts += [text.text or "" for text in texts if text.tag == "t"]
    return _decoded("".join(parts))


def _decoded(text: str) -> str:
    """Return the text that is meant: _x000D_ and the like as signs, none that is unwritable."""
    text = ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
    return writable(text.replace("\r\n", "\n").replace("\r", "\n"))


def _range(element: Element) -> Range:
    first_column, first_row, last_column, last_row = range_boundaries(element.get("ref", ""))
    if None in (first_column, first_row, last_column, last_row):
        raise AnnexError(f"The range {element.get('ref')!r} has no corners.")
    return first_row, first_column, last_row, last_column
