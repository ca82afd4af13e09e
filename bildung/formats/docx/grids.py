"""One table of a Word document as a Grid: merged cells as spans, keys from the bookmarks."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from bildung.annex.grid import Grid, GridCell, GridRow, Notice
from bildung.annex.table import AnnexError

from . import noticing
from .cells import Cells, Line, nested, note_deleted
from .markup import BOOKMARK, CELL, ROW, TABLE, WORD, child, is_on, number_of
from .naming import Kind, told_by
from .words import CONTROL, is_deleted

# Word has 63 columns at most; wider ones come from other programs, or from who means harm.
WIDEST = 200
EMPTY = GridCell()


@dataclass
class Place:
    """A cell while others, below or to its right, may still join it: what stands in it."""

    parts: list["Line | GridReader"] = field(default_factory=list)
    column_span: int = 1
    row_span: int = 1

    def cell(self) -> GridCell:
        return GridCell(nested(self.lines()), self.row_span, self.column_span)

    def lines(self) -> Iterator[Line]:
        """Yield its lines, tables within it told line by line."""
        for part in self.parts:
            if isinstance(part, GridReader):
                for place in part.places():
                    yield from place.lines()
            else:
                yield part

    @property
    def has_words(self) -> bool:
        """Whether it says something beside the tables within it."""
        return any(not isinstance(part, GridReader) for part in self.parts)

    @property
    def tables(self) -> list["GridReader"]:
        return [part for part in self.parts if isinstance(part, GridReader)]


@dataclass
class ReadRow:
    """A row as it was read: its places, None where one is covered."""

    places: list[Place | None]
    key: str
    is_heading: bool
    is_hidden: bool

    @property
    def saying(self) -> int:
        """How many cells say something beside the tables within them."""
        return sum(place is not None and place.has_words for place in self.places)


class GridReader:
    """Takes the rows of one table, one after the other."""

    def __init__(self, cells: Cells):
        self.cells = cells
        self.rows: list[ReadRow] = []
        self.seen = 0  # rows, those too that changes took away
        self.noticed: list[tuple[int, list[tuple[str, str]]]] = []
        self.joining: dict[int, Place] = {}
        self.key = ""
        self.columns: dict[int, str] = {}
        self.row_keys: set[str] = set()

    def add(self, row: _Element) -> None:
        """Add a w:tr. Raises AnnexError where it is too wide."""
        self.seen += 1
        if is_deleted(row):
            note_deleted(row, self.cells.words)
            self._take_notes()
            return
        properties = child(row, "trPr")
        places: list[Place | None] = []
        _widen(places, number_of(child(properties, "gridBefore")), Place())
        joining: dict[int, Place] = {}
        for cell, is_blank in _cells(row):
            self._add_cell(cell, places, joining, is_blank)
        _widen(places, number_of(child(properties, "gridAfter")), Place())
        self.joining = joining
        self.rows.append(
            ReadRow(
                places,
                self._row_key(row),
                is_on(properties, "tblHeader"),
                is_on(properties, "hidden"),
            )
        )
        self._take_notes()

    def grid(self, place: str, title: str) -> Grid:
        """Return the table, all rows as wide as the widest."""
        width = self.width
        rows = tuple(
            GridRow(
                tuple(place and place.cell() for place in row.places)
                + (EMPTY,) * (width - len(row.places)),
                row.key,
                row.is_heading,
                row.is_hidden,
            )
            for row in self.rows
        )
        columns = tuple(self.columns.get(index, "") for index in range(width))
        return Grid(place, rows, title, self.key, columns if self.columns else ())

    @property
    def width(self) -> int:
        return max((len(row.places) for row in self.rows), default=0)

    def places(self) -> Iterator[Place]:
        return (place for row in self.rows for place in row.places if place)

    @property
    def is_frame(self) -> bool:
        """Whether the table but sets others on the page.

        It has tables within it, and in no row do two cells say something themselves; or it is a
        form of names and values, one of which is a table.
        """
        holding = [row for row in self.rows if any(map(_holds, row.places))]
        if not holding:
            return False
        if all(row.saying < 2 for row in self.rows):
            return True
        widest = max(table.width for place in holding[0].places if place for table in place.tables)
        return len(holding) == 1 and holding[0].saying < 2 and self.width <= 2 < widest

    def notices(self, place: str) -> Iterator[Notice]:
        """Yield what was noticed in this table, which stands at `place`, and in those within it."""
        for row, found in self.noticed:
            yield from noticing.told(found, f"{place}, Zeile {row}" if row else place)
        for each in self.places():
            for table in each.tables:
                if table.rows:
                    yield Notice(noticing.NESTED, (place,))
                yield from table.notices(place)

    def notices_of_frame(self, place: str) -> Iterator[Notice]:
        for _, found in self.noticed:
            yield from noticing.told(found, place)

    def _take_notes(self) -> None:
        if found := self.cells.words.notes.take():
            self.noticed.append((self.seen, found))

    def _within(self, table: _Element) -> "GridReader":
        """Return the reader of a table within a cell, which has been read."""
        self._take_notes()
        reader = GridReader(self.cells)
        for row in _rows(table):
            reader.add(row)
        return reader

    def _add_cell(
        self,
        cell: _Element,
        places: list[Place | None],
        joining: dict[int, Place],
        is_blank: bool,
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
        parts = () if is_blank else self.cells.parts(cell)
        place = Place(
            [part if isinstance(part, tuple) else self._within(part) for part in parts], span
        )
        if child(properties, "vMerge") is not None:
            joining[column] = place
        places.append(place)
        _widen(places, span - 1)
        self._name(cell, column)

    def _name(self, cell: _Element, column: int) -> None:
        """Keep the keys of the table and of a column that the bookmarks of a heading tell."""
        for kind, key in _told(cell):
            self.cells.words.is_ours = True
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


def _holds(place: Place | None) -> bool:
    """Whether a table of rows and columns stands in a cell, or a frame around one."""
    return place is not None and any(
        (table.width > 1 and len(table.rows) > 1) or table.is_frame for table in place.tables
    )


def _cells(element: _Element, *, is_blank: bool = False) -> Iterator[tuple[_Element, bool]]:
    """Yield the cells of a row, also those within content controls, and whether that is empty."""
    for part in element:
        if part.tag == CELL:
            yield part, is_blank
        else:
            asks = part.tag == CONTROL and is_on(child(part, "sdtPr"), "showingPlcHdr")
            yield from _cells(part, is_blank=is_blank or asks)


def _rows(element: _Element) -> Iterator[_Element]:
    """Yield the rows of a table, also those within content controls."""
    for part in element:
        if part.tag == ROW:
            yield part
        elif part.tag != TABLE:
            yield from _rows(part)


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
