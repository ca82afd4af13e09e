"""Tables by the tags of a PDF: what is a row, a cell, a bullet is said there (ISO 32000-1, 14.8).

Prints of this software are tagged in full, and so is what Word saves as an accessible PDF.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

import pikepdf

from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import Block

from .blocks import MARKS, blocks_of
from .forms import Value
from .joining import join_lines
from .pages import Page
from .placing import placed

DEEPEST = 60
MOST_SPAN = 10_000
# Whoever tags a table tags nearly all of its text; else the tags are not to be trusted.
LEAST_SHARE = 0.9
HEADINGS = ("H", "H1", "H2", "H3", "H4", "H5", "H6", "Title", "Caption")
INLINE = (
    "Span",
    "Link",
    "Em",
    "Strong",
    "Quote",
    "Reference",
    "Sub",
    "Note",
    "Code",
    "Annot",
    "Form",
)

MarkKey = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A stretch of marked text on one line: its page and distance from the top tell which.

    `left` is where it begins, in points.
    """

    text: str
    place: tuple[int, int]
    left: float


@dataclass
class Tag:
    """An element of the tag tree: its role, its spans, and lines and elements in order."""

    role: str
    row_span: int = 1
    column_span: int = 1
    kids: list["Tag | Line"] = field(default_factory=list)

    def find(self, *roles: str) -> Iterator["Tag"]:
        """Yield the outermost elements of these roles below this one."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                if kid.role in roles:
                    yield kid
                else:
                    yield from kid.find(*roles)

    def lines(self) -> Iterator[Line]:
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.lines()
            else:
                yield kid

    def keep_page(self, page: int) -> None:
        """Drop the lines of all other pages."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                kid.keep_page(page)
        self.kids = [kid for kid in self.kids if isinstance(kid, Tag) or kid.place[0] == page]

    @property
    def text(self) -> str:
        return text_of(self.lines())


def text_of(lines: Iterator[Line] | list[Line]) -> str:
    """Return pieces of text as one: those on one line as they stand, lines joined."""
    parts = groupby(lines, key=lambda line: line.place)
    return join_lines("".join(line.text for line in part) for _, part in parts)


def read(pdf: pikepdf.Pdf, pages: list[Page], values: Iterable[Value] = ()) -> Contents | None:
    """Return what the tags tell; None where they tell of no tables, or cannot be trusted."""
    if "/StructTreeRoot" not in pdf.Root:
        return None
    tree = _Tree(pdf, pages, values)
    root = tree.tag(pdf.Root.StructTreeRoot, None, 0)
    tables = list(root.find("Table"))
    if not tables or not tree.is_whole() or not all(map(_is_in_place, tables)):
        return None
    contents = _contents(root)
    left = (f"Formularfeld: {value.text}" for value in tree.values.values())
    return replace(contents, loose=(*contents.loose, *left))


class _Tree:
    """Reads the tag tree, with the text of each mark."""

    def __init__(self, pdf: pikepdf.Pdf, pages: list[Page], values: Iterable[Value]):
        self.values = {value.key: value for value in values}
        self.numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.pages = pages
        self.roles = _roles(pdf.Root.StructTreeRoot)
        self.seen: set[tuple[int, int]] = set()
        self.used = 0

    def is_whole(self) -> bool:
        tagged = sum(page.tagged_characters for page in self.pages)
        return self.used >= LEAST_SHARE * tagged > 0

    def tag(self, element: pikepdf.Object, page: int | None, depth: int) -> Tag:
        """Return an element and all below it. What leads in a circle, or too deep, is left out."""
        attributes = _attributes(element)
        tag = Tag(
            self._role(element),
            _span(attributes.get("/RowSpan")),
            _span(attributes.get("/ColSpan")),
        )
        if "/Pg" in element:
            page = self.numbers.get(element.Pg.objgen)
        for kid in _list(element.get("/K")):
            self._add(tag, kid, page, depth)
        return tag

    def _add(self, tag: Tag, kid: pikepdf.Object, page: int | None, depth: int) -> None:
        if not isinstance(kid, pikepdf.Dictionary):
            if isinstance(kid, int):
                tag.kids += self._lines(page, kid)
        elif "/MCID" in kid:
            number = self.numbers.get(kid.Pg.objgen) if "/Pg" in kid else page
            tag.kids += self._lines(number, int(kid.MCID))
        elif "/Obj" in kid and (value := self.values.pop(kid.Obj.objgen, None)):
            for word in value.words():
                place = (value.page, round(word["bottom"]))
                tag.kids.append(Line(word["text"], place, word["x0"]))
        elif "/S" in kid and depth < DEEPEST and self._is_new(kid):
            tag.kids.append(self.tag(kid, page, depth + 1))

    def _is_new(self, element: pikepdf.Object) -> bool:
        if element.objgen in self.seen:
            return False
        if element.objgen != (0, 0):
            self.seen.add(element.objgen)
        return True

    def _lines(self, page: int | None, mark: int) -> Iterator[Line]:
        if page is None:
            return
        for piece in self.pages[page].marks.pop(mark, ()):
            self.used += len(piece.text)
            yield Line(piece.text, (page, piece.foot), piece.left)

    def _role(self, element: pikepdf.Object) -> str:
        role = str(element.get("/S", "/Document"))[1:]
        return self.roles.get(role, role)


def _roles(root: pikepdf.Object) -> dict[str, str]:
    """Return what a file's own names for roles stand for."""
    return {
        str(name)[1:]: str(role)[1:]
        for name, role in root.get("/RoleMap", pikepdf.Dictionary()).items()
        if isinstance(role, pikepdf.Name)
    }


def _attributes(element: pikepdf.Object) -> dict[str, pikepdf.Object]:
    found: dict[str, pikepdf.Object] = {}
    for part in _list(element.get("/A")):
        if isinstance(part, pikepdf.Dictionary):
            found.update(part.items())
    return found


def _span(value) -> int:
    return min(max(value, 1), MOST_SPAN) if isinstance(value, int) else 1


def _list(value) -> list:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _contents(root: Tag) -> Contents:
    grids: list[Grid] = []
    loose: list[str] = []
    title = ""
    for part in root.find("Table", "P", "LI", *HEADINGS):
        if part.role == "Table":
            if title:
                loose.pop()
            grids.append(Grid(f"Tabelle {len(grids) + 1}", _rows(part), title))
            title = ""
        elif text := part.text:
            title = text if part.role in HEADINGS else ""
            loose.append(text)
    return Contents(tuple(grids), tuple(loose))


def _is_in_place(table: Tag) -> bool:
    """Whether no cell is said to hold what stands in a column farther right.

    LibreOffice tags bullets so that follow one another over cells: as one list in the first cell.
    """
    rows = list(table.find("TR"))
    cells = [list(row.find("TH", "TD")) for row in rows]
    spans = [[GridCell((), cell.row_span, cell.column_span) for cell in row] for row in cells]
    lefts: dict[int, float] = {}
    found: list[tuple[int, list[float]]] = []
    for row, places in zip(cells, placed(spans, [False] * len(rows)), strict=True):
        columns = [column for column, cell in enumerate(places.cells) if cell is not None]
        for cell, column in zip(row, columns, strict=False):
            if own := [line.left for line in cell.lines()]:
                lefts[column] = min([*own, lefts.get(column, own[0])])
                found.append((column + cell.column_span, own))
    return all(max(own) < lefts.get(following, max(own) + 1) for following, own in found)


def _rows(table: Tag) -> tuple[GridRow, ...]:
    heads = {id(row) for head in table.find("THead") for row in head.find("TR")}
    rows = list(table.find("TR"))
    cells = [[_cell(cell) for cell in row.find("TH", "TD")] for row in rows]
    return placed(cells, [id(row) in heads for row in rows])


def _cell(tag: Tag) -> GridCell:
    _say_once(tag)
    return GridCell(_blocks(tag), tag.row_span, tag.column_span)


def _say_once(tag: Tag) -> None:
    """Keep of a cell that says the same on each of several pages what is on the first.

    A browser repeats the head of a table on each page, and tags all of them as one.
    """
    pages = {
        page: text_of(list(lines))
        for page, lines in groupby(
            sorted(tag.lines(), key=lambda line: line.place[0]), key=lambda line: line.place[0]
        )
    }
    if len(pages) > 1 and len(set(pages.values())) == 1:
        tag.keep_page(min(pages))


def _blocks(tag: Tag) -> tuple[Block, ...]:
    return blocks_of(_items(tag, 0))


def _items(tag: Tag, level: int, *, is_labelled: bool = False) -> Iterator[tuple[int, str]]:
    """Yield level and text of what stands in a cell, or in the body of a list item.

    `is_labelled` where the mark of that item has a tag of its own, and its text holds none.
    """
    marked = 0 if is_labelled else level
    lines: list[Line] = []
    for kid in tag.kids:
        if isinstance(kid, Line):
            lines.append(kid)
        elif _is_inline(kid):
            lines += kid.lines()
        else:
            yield level, _unmarked(text_of(lines), marked)
            lines = []
            if kid.role == "L":
                yield from _list_items(kid, level + 1)
            else:
                yield from _items(kid, level, is_labelled=is_labelled)
    yield level, _unmarked(text_of(lines), marked)


def _is_inline(tag: Tag) -> bool:
    """Whether an element is part of a line; one that means nothing is what stands in it."""
    return tag.role in INLINE or (
        tag.role == "NonStruct"
        and all(isinstance(kid, Line) or _is_inline(kid) for kid in tag.kids)
    )


def _unmarked(text: str, level: int) -> str:
    """Return the text of a list item without the mark that some programs leave in it."""
    mark = MARKS.match(text) if level else None
    return text[mark.end() :].strip() if mark else text


def _list_items(listing: Tag, level: int) -> Iterator[tuple[int, str]]:
    for item in listing.kids:
        if isinstance(item, Line):
            yield level, item.text
        elif item.role == "L":
            yield from _list_items(item, level + 1)
        else:
            kids = [kid for kid in item.kids if isinstance(kid, Line) or kid.role != "Lbl"]
            is_labelled = len(kids) < len(item.kids)
            item.kids = kids
            yield from _items(item, level, is_labelled=is_labelled)
