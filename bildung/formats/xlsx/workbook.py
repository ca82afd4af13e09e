"""Reads the parts of a workbook in a stream: sheets with their texts, merged cells, headings.

Not by openpyxl: to know of merged cells it has to hold a whole sheet, and a hostile file of 4.6 KB
then takes 1 GiB; and it gives up on styles that only Excel understands. Here nothing is kept but
texts, whatever the sheets claim to be.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.utils import range_boundaries

from bildung.annex.bounds import Amount, OutOfBounds
from bildung.annex.table import AnnexError, Run

from .beside import ADDRESSES, CONDITIONAL, Beside, boxes, comments, drawings, heads_and_feet
from .cells import Cells, Place, String, string
from .elements import elements
from .looks import PARTS, Looks

WHOLE = ("c", "mergeCell", "autoFilter", "hyperlink", "control", "headerFooter")
HIDDEN = "Ausgeblendete Blätter sind nicht gelesen"
OTHER_KIND = "Blätter mit Diagrammen sind nicht gelesen"
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

    `marked` are those texts of which some part is struck, with their marks, `colours` the names of
    the colours of coloured cells. `headings` are the rows that a filter or the print set-up takes
    for headings, `hidden_rows` and `hidden_columns` those not shown. `beside` is what there is
    besides cells, `feet` the words in head and foot of its pages. Of a hidden sheet only the name
    is read, and of one with a chart alone; then it has a `reason` not to be read.
    """

    name: str
    reason: str = ""
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    marked: dict[Place, tuple[Run, ...]] = field(default_factory=dict)
    colours: dict[Place, str] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    headings: frozenset[int] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    beside: Beside = field(default_factory=Beside)
    feet: tuple[str, ...] = ()


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
        if is_hidden:
            yield Sheet(name, HIDDEN)
        elif kind == "worksheet":
            yield reader.sheet(name, target, titles.get(index, frozenset()))
        else:
            yield Sheet(name, OTHER_KIND)


def _listed(
    archive: ZipFile, path: str, reader: "_Reader"
) -> tuple[list[tuple[str, str, bool]], dict[int, frozenset[int]]]:
    """Return name, relation and hiddenness of each sheet, and by its index its title rows."""
    named: list[tuple[str, str, bool]] = []
    titles: dict[int, frozenset[int]] = {}
    with archive.open(path) as source:
        for element in elements(source, {"workbookPr", "sheet", "definedName"}):
            if element.tag == "workbookPr":
                reader.is_1904 = element.get("date1904") in ("1", "true")
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
        self.strings: list[String] = []
        self.looks = Looks()
        self.is_1904 = False
        for kind, target in targets.values():
            if kind == "sharedStrings":
                self._read_strings(target)
            elif kind == "styles":
                with archive.open(target) as source:
                    for part in elements(source, PARTS):
                        self.looks.add(part)

    def _read_strings(self, path: str) -> None:
        amount = Amount()
        with self.archive.open(path) as source:
            for element in elements(source, {"si"}):
                self.strings.append(string(element))
                amount.add("Arbeitsmappe", self.strings[-1][0])
                if len(self.strings) > MOST_STRINGS:
                    raise OutOfBounds("Arbeitsmappe", f"more than {MOST_STRINGS} strings")

    def sheet(self, name: str, path: str, headings: frozenset[int]) -> Sheet:
        """Return a sheet; `headings` are those of its print set-up."""
        cells = Cells(f"Blatt „{name}“", self.looks, self.strings, self.amount, self.is_1904)
        merged: list[Range] = []
        links: list[Element] = []
        controls: list[Element] = []
        feet: list[str] = []
        with self.archive.open(path) as source:
            for element in elements(source, WHOLE, {"row", "col", "conditionalFormatting"}):
                if element.tag in ("row", "col", "c"):
                    cells.add(element)
                elif element.tag == "mergeCell":
                    merged.append(_range(element))
                    if len(merged) > MOST_MERGED:
                        raise OutOfBounds(cells.place, f"more than {MOST_MERGED} merged ranges")
                elif element.tag == "autoFilter":
                    headings |= {_range(element)[0]}
                elif element.tag == "conditionalFormatting":
                    cells.told.setdefault(CONDITIONAL, []).append(element.get("sqref", ""))
                elif element.tag == "headerFooter":
                    feet += heads_and_feet(element)
                else:
                    (links if element.tag == "hyperlink" else controls).append(element)
        beside = self._beside(path, cells, links, controls)
        return Sheet(
            name,
            texts=dict(sorted(cells.texts.items())),
            marked=cells.marked,
            colours=cells.colours,
            merged=tuple(merged),
            headings=headings,
            hidden_rows=frozenset(cells.hidden_rows),
            hidden_columns=frozenset(cells.hidden_columns),
            beside=beside,
            feet=tuple(feet),
        )

    def _beside(
        self, path: str, cells: Cells, links: list[Element], controls: list[Element]
    ) -> Beside:
        """Return what there is beside the cells of the sheet at `path`."""
        beside = Beside(told=cells.told)
        if _relations_path(path) not in self.archive.namelist():
            return beside
        relations = _relations(self.archive, path)
        beside.texts += comments(self.archive, relations, self.amount)
        drawings(self.archive, relations, beside, self.amount)
        boxes(self.archive, relations, controls, beside)
        targets = _addresses(self.archive, path)
        for link in links:
            cell, target = link.get("ref", ""), targets.get(link.get("id", ""), "")
            if target and not cells.says(cell, target):
                beside.tell(ADDRESSES, f"{cell} ({target})")
        return beside


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


def _addresses(archive: ZipFile, path: str) -> dict[str, str]:
    """Return to what outside of the file the part at `path` leads, by the name of the relation."""
    with archive.open(_relations_path(path)) as source:
        return {
            element.get("Id", ""): element.get("Target", "")
            for element in elements(source, {"Relationship"})
            if element.get("TargetMode") == "External"
        }


def _relations_path(path: str) -> str:
    folder, name = posixpath.split(path)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _range(element: Element) -> Range:
    first_column, first_row, last_column, last_row = range_boundaries(element.get("ref", ""))
    if None in (first_column, first_row, last_column, last_row):
        raise AnnexError(f"The range {element.get('ref')!r} has no corners.")
    return first_row, first_column, last_row, last_column
