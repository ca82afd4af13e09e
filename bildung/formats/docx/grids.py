"""One table of a Word document as a Grid: merged cells as spans, keys from the bookmarks."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from bildung.annex.grid import Grid, GridCell, GridRow
from bildung.annex.table import AnnexError, Block

from .cells import blocks_of, is_deleted
from .lists import Lists
from .markup import BOOKMARK, CELL, WORD, child, is_on, number_of
from .naming import Kind, told_by

# Word has 63 columns at most; wider ones come from other programs, or from who means harm.
WIDEST = 200
EMPTY = GridCell()


@dataclass
class Place:
    """A cell while others, below or to its right, may still join it."""

    blocks: tuple[Block, ...]
    column_span: int = 1
    row_span: int = 1

    def cell(self) -> GridCell:
        return GridCell(self.blocks, self.row_span, self.column_span)


class GridReader:
    """Takes the rows of one table, one after the other."""

    def __init__(self, lists: Lists):
        self.lists = lists
        self.rows: list[tuple[list[Place | None], str, bool]] = []
        self.joining: dict[int, Place] = {}
        self.key = ""
        self.columns: dict[int, str] = {}
        self.row_keys: set[str] = set()

    def add(self, row: _Element) -> None:
        """Add a w:tr. Raises AnnexError where it is too wide."""
        if is_deleted(row):
            return
        properties = child(row, "trPr")
        places: list[Place | None] = []
        _widen(places, number_of(child(properties, "gridBefore")), Place(()))
        joining: dict[int, Place] = {}
        for cell in _cells(row):
            self._add_cell(cell, places, joining)
        _widen(places, number_of(child(properties, "gridAfter")), Place(()))
        self.joining = joining
        self.rows.append((places, self._row_key(row), is_on(properties, "tblHeader")))

    def grid(self, place: str, title: str) -> Grid:
        """Return the table, all rows as wide as the widest."""
        width = max((len(places) for places, _, _ in self.rows), default=0)
        rows = tuple(
            GridRow(
                tuple(place and place.cell() for place in places)
                + (EMPTY,) * (width - len(places)),
                key,
                is_heading,
            )
            for places, key, is_heading in self.rows
        )
        columns = tuple(self.columns.get(index, "") for index in range(width))
        return Grid(place, rows, title, self.key, columns if self.columns else ())

    def _add_cell(
        self, cell: _Element, places: list[Place | None], joining: dict[int, Place]
    ) -> None:
        properties = child(cell, "tcPr")
        column = len(places)
        span = max(number_of(child(properties, "gridSpan"), 1), 1)
        if _continues(properties, "hMerge") and (left := _left(places)):
            left.column_span += span
            _widen(places, span)
            return
        above = self.joining.get(column)
        if _continues(properties, "vMerge") and above and above.column_span == span:
            above.row_span += 1
            joining[column] = above
            _widen(places, span)
            return
        place = Place(blocks_of(cell, self.lists), span)
        if child(properties, "vMerge") is not None:
            joining[column] = place
        places.append(place)
        _widen(places, span - 1)
        self._name(cell, column)

    def _name(self, cell: _Element, column: int) -> None:
        """Keep the keys of the table and of a column that the bookmarks of a heading tell."""
        for kind, key in _told(cell):
            if kind is Kind.TABLE:
                self.key = self.key or key
            elif kind is Kind.COLUMN and key not in self.columns.values():
                self.columns.setdefault(column, key)

    def _row_key(self, row: _Element) -> str:
        """Return the row's key; a copied row has none, as not every program leaves it behind."""
        told = [*_told(row), *_told_before(row)]
        for wanted in (Kind.ROW, Kind.ROW_AGAIN):
            for kind, key in told:
                if kind is wanted and key not in self.row_keys:
                    self.row_keys.add(key)
                    return key
        return ""


def _widen(places: list[Place | None], count: int, place: Place | None = None) -> None:
    """Add as many places, covered unless `place` stands there. Raises AnnexError past WIDEST."""
    if len(places) + count > WIDEST:
        raise AnnexError(f"A table has more than {WIDEST} columns.")
    places += [place] * count


def _left(places: list[Place | None]) -> Place | None:
    return next(filter(None, reversed(places)), None)


def _continues(properties: _Element | None, name: str) -> bool:
    merge = child(properties, name)
    return merge is not None and merge.get(f"{WORD}val", "continue") == "continue"


def _cells(element: _Element) -> Iterator[_Element]:
    """Yield the cells of a row, also those within content controls."""
    for part in element:
        if part.tag == CELL:
            yield part
        else:
            yield from _cells(part)


def _told(element: _Element) -> Iterator[tuple[Kind, str]]:
    for bookmark in element.iter(BOOKMARK):
        if told := told_by(bookmark.get(f"{WORD}name", "")):
            yield told


def _told_before(row: _Element) -> Iterator[tuple[Kind, str]]:
    """Yield what bookmarks right before the row tell, where some programs put them."""
    for before in row.itersiblings(preceding=True):
        if before.tag != BOOKMARK:
            return
        yield from _told(before)
