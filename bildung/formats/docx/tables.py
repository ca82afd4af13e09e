"""A table in WordprocessingML: merged cells, headings on every page, lists, keys in bookmarks."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise

from bildung.annex.table import AnnexTable, Block, Bullet, Cell, Column, Mark, Row, Run, texts_of

from .naming import Kind, name_of

# Twentieths of a point: A4 across, less 18 mm on each side.
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 16838, 11906, 1021
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
# What a character takes of a column's width on average, and how many lines fill a third of a page.
CHARACTER = 95
TALL_LINES = 14

LISTS = ("ListBullet", "ListBullet2", "ListBullet3")
MARKS = {Mark.STRONG: "Strong", Mark.DELETED: "Gestrichen", Mark.INSERTED: "Eingefuegt"}
BREAK = "\r\n|[\n\r\v\f\x85\u2028\u2029]"
PIECES = re.compile(f"(\t|\xad|\u2011|{BREAK})")
ELEMENTS = {"\t": "<w:tab/>", "\xad": "<w:softHyphen/>", "\u2011": "<w:noBreakHyphen/>"}
# Controls that separate words in Python; and whatever else XML has no place for.
SEPARATORS = re.compile("[\x1c-\x1f]")
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TableWriter:
    """Writes one table, the `number`th of the document; `ids` numbers the document's bookmarks."""

    def __init__(self, table: AnnexTable, number: int, ids: Iterator[int]):
        self.table = table
        self.number = number
        self.ids = ids
        self.widths = _widths(table.columns)
        self.styles = [_style(table, index) for index in range(len(table.columns))]

    def xml(self) -> str:
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        rows = "".join(map(self._row, self.table.rows))
        return (
            f"<w:tbl>{self._properties()}<w:tblGrid>{grid}</w:tblGrid>"
            f"{self._headings()}{rows}</w:tbl>"
        )

    def _properties(self) -> str:
        columns = self.table.columns
        row_headers = int(any(column.is_header for column in columns))
        titles = ", ".join(column.title for column in columns)
        return (
            '<w:tblPr><w:tblStyle w:val="Anlage"/>'
            f'<w:tblW w:w="{sum(self.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="06{"A" if row_headers else "2"}0" w:firstRow="1" w:lastRow="0" '
            f'w:firstColumn="{row_headers}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f'<w:tblCaption w:val="{attribute(self.table.title)}"/>'
            f'<w:tblDescription w:val="{attribute(f"Spalten: {titles}")}"/></w:tblPr>'
        )

    def _headings(self) -> str:
        cells = []
        for index, column in enumerate(self.table.columns):
            names = [name_of(Kind.COLUMN, self.number, column.key)]
            if index == 0:
                names.insert(0, name_of(Kind.TABLE, self.number, self.table.key))
            text = paragraph("Tabellenkopf", run(column.title), self._bookmarks(names))
            cells.append(self._cell(index, "", text))
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def _row(self, row: Row) -> str:
        properties = "" if self._is_tall(row) else "<w:trPr><w:cantSplit/></w:trPr>"
        names = self._names(row)
        cells = (
            self._cell(index, _merge(cell), self._content(cell, index, names.get(index, ())))
            for index, cell in enumerate(row.cells)
        )
        return f"<w:tr>{properties}{''.join(cells)}</w:tr>"

    def _names(self, row: Row) -> dict[int, list[str]]:
        """Return by the cells' places what names the row: in the first and last that is its own."""
        spans = {index: cell.row_span for index, cell in enumerate(row.cells) if cell}
        own = [index for index, span in spans.items() if span == min(spans.values())] or [0]
        names: dict[int, list[str]] = {}
        for kind, index in ((Kind.ROW, own[0]), (Kind.ROW_AGAIN, own[-1])):
            names.setdefault(index, []).append(name_of(kind, self.number, row.key))
        return names

    def _bookmarks(self, names: Iterable[str]) -> str:
        marks = []
        for name in filter(None, names):
            number = next(self.ids)
            marks.append(
                f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
                f'<w:bookmarkEnd w:id="{number}"/>'
            )
        return "".join(marks)

    def _cell(self, index: int, merge: str, content: str) -> str:
        width = f'<w:tcW w:w="{self.widths[index]}" w:type="dxa"/>'
        return f"<w:tc><w:tcPr>{width}{merge}</w:tcPr>{content}</w:tc>"

    def _content(self, cell: Cell | None, index: int, names: Iterable[str]) -> str:
        style, bookmarks = self.styles[index], self._bookmarks(names)
        if cell is None or not cell.blocks:
            return paragraph(style, "", bookmarks)
        first, *others = cell.blocks
        return _block(first, style, bookmarks) + "".join(_block(other, style) for other in others)

    def _is_tall(self, row: Row) -> bool:
        """Estimate whether the row takes more than a third of a page: it may be cut at its foot."""
        return any(
            sum(1 + len(text) * CHARACTER / self.widths[index] for text in texts_of(cell.blocks))
            > TALL_LINES * cell.row_span
            for index, cell in enumerate(row.cells)
            if cell
        )


def paragraph(style: str, content: str, bookmarks: str = "", properties: str = "") -> str:
    """Return a paragraph of that style; its `properties` are those that come after the style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{bookmarks}{content}</w:p>'


def run(text: str, style: str = "") -> str:
    """Return `text` as a run of that character style, without what XML has no place for."""
    if not text:
        return ""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    return f"<w:r>{properties}{''.join(map(_piece, PIECES.split(text)))}</w:r>"


def legal(text: str) -> str:
    """Return `text` with spaces for separating controls, and without what else XML refuses."""
    return ILLEGAL.sub("", SEPARATORS.sub(" ", text))


def attribute(text: str) -> str:
    """Return `text` on one line, as the value of an attribute."""
    return escape(legal(" ".join(text.split())))


def _piece(piece: str) -> str:
    if PIECES.fullmatch(piece):
        return ELEMENTS.get(piece, "<w:br/>")
    text = escape(legal(piece), quote=False)
    return f'<w:t xml:space="preserve">{text}</w:t>' if text else ""


def _merge(cell: Cell | None) -> str:
    if cell is None:
        return '<w:vMerge w:val="continue"/>'
    return '<w:vMerge w:val="restart"/>' if cell.row_span > 1 else ""


def _block(block: Block, style: str, bookmarks: str = "", depth: int = 0) -> str:
    content = "".join(run(part.text, MARKS.get(part.mark, "")) for part in block.runs)
    if not isinstance(block, Bullet):
        return paragraph(style, content, bookmarks)
    below = "".join(_block(child, style, depth=depth + 1) for child in block.children)
    return paragraph(LISTS[depth], content, bookmarks) + below


def _widths(columns: tuple[Column, ...]) -> list[int]:
    """Return the widths in twentieths of a point, which fill the page."""
    total = sum(column.width for column in columns)
    ends = [0]
    for column in columns:
        ends.append(ends[-1] + column.width)
    edges = [round(TEXT_WIDTH * end / total) for end in ends]
    return [max(right - left, 1) for left, right in pairwise(edges)]


def _style(table: AnnexTable, index: int) -> str:
    """Return the style of a column's paragraphs: row headers in bold, unless parts of them are."""
    if not table.columns[index].is_header:
        return "Tabellentext"
    cells = (row.cells[index] for row in table.rows)
    runs = (part for cell in cells if cell for part in runs_of(cell.blocks))
    return "Tabellentext" if any(part.mark is Mark.STRONG for part in runs) else "Zeilenkopf"


def runs_of(blocks: tuple[Block, ...]) -> Iterator[Run]:
    """Yield all runs of the blocks in reading order."""
    for block in blocks:
        yield from block.runs
        if isinstance(block, Bullet):
            yield from runs_of(block.children)
