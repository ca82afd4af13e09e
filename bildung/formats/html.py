"""HTML: the annex as a table that looks like the paper, for the browser and for the press.

Screen and paper are drawn by one template (templates/annex/table.html). They differ in one thing:
on paper a cell that spans rows is followed by empty joined cells instead of a `rowspan`, so that
rows can run over pages; `data-rowspan` keeps the true span for the tag tree of the PDF.
"""

import base64
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bildung.annex.document import AnnexDocument
from bildung.annex.table import (
    AnnexTable,
    Block,
    Bullet,
    Cell,
    Column,
    Mark,
    Paragraph,
    Row,
    Run,
    texts_of,
)

STYLE_SHEET = settings.BASE_DIR / "static" / "annex" / "annex.css"

# On paper a percent of the table's width holds about so many characters, a page some 36 lines.
CHARACTERS_PER_PERCENT = 1.6
TALL_LINES = 16
# The marks of nested bullets on paper; on screen CSS draws them.
MARKS = ("•", "–", "·")
NOTHING = SafeString("")
SPACES = re.compile(r"(\s+)")
# What is told of marked text to those who do not see how it is drawn.
MARK_WORDS = {Mark.INSERTED: "eingefügt", Mark.DELETED: "gelöscht"}


@dataclass(frozen=True)
class Action:
    """Where a record is worked on, and the word that leads there.

    With a `step` it is a button that posts it to `url`, by the page's form „record-moves“.
    """

    url: str
    label: str
    step: str = ""


@dataclass(frozen=True)
class RecordActions:
    """What a person may do with a record: `links` are seen at once, `more` when „Mehr“ is opened.

    `name` tells the record from others to those who cannot see where the group stands.
    """

    name: str
    links: tuple[Action, ...] = ()
    more: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Records:
    """Which record each cell shows, and what may be done with it. For the screen only.

    `shown` maps the keys of row and column to the key of the record, `actions` that key to what
    may be done. They stand in the last column, or in the cell of the column that `own_cells` names
    for the record's kind („goal“ of „goal-3“). `inviting` is for the last column of a row that
    such a record has for itself: where nothing stands below it yet. `working` is what is said
    below the wording of a record in one column.
    """

    shown: Mapping[tuple[str, str], str]
    actions: Mapping[str, RecordActions]
    own_cells: Mapping[str, str]
    inviting: Mapping[str, RecordActions] = field(default_factory=dict)
    working: Mapping[tuple[str, str], SafeString] = field(default_factory=dict)
    heading: str = "Aktionen"

    def is_own_cell(self, record: str, column: str) -> bool:
        return self.own_cells.get(record.rpartition("-")[0]) == column

    def in_cell(self, record: str, column: str) -> SafeString:
        """Return what stands in the cell itself below its wording, if anything does."""
        shown = self.is_own_cell(record, column)
        actions = _drawn(record, self.actions.get(record) if shown else None)
        return self.working.get((record, column), NOTHING) + actions

    def in_row(self, key: str) -> SafeString:
        """Return what stands in the last column: for the row's record, or what invites."""
        has_own_cell = key.rpartition("-")[0] in self.own_cells
        return _drawn(key, (self.inviting if has_own_cell else self.actions).get(key))


@dataclass(frozen=True)
class Choices:
    """What may be chosen of each row, by a box in the last column. For the screen only.

    `names` maps the keys of the rows that have one to what tells them from others, `checked` holds
    those already chosen. The boxes are fields called `name` of the form that the table stands in.
    """

    heading: str
    name: str
    label: str
    names: Mapping[str, str]
    checked: Collection[str] = ()
    shown: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def in_row(self, key: str) -> SafeString | str:
        if key not in self.names:
            return ""
        return format_html(
            '<label class="choice"><input type="checkbox" name="{}" value="{}"{}> '
            '<span>{}<span class="visually-hidden">: {}</span></span></label>',
            self.name,
            key,
            mark_safe(" checked") if key in self.checked else "",
            self.label,
            self.names[key],
        )


@dataclass(frozen=True)
class CellView:
    """One `<th>` or `<td>`, ready for the template."""

    tag: str
    classes: str = ""
    content: str = ""
    id: str = ""
    headers: str = ""
    scope: str = ""
    row_span: int = 1
    continued: str = ""
    bookmark: str = ""
    record: str = ""
    actions: SafeString | str = ""


@dataclass(frozen=True)
class RowView:
    """One `<tr>`; a tall one may be cut at the foot of a page, others go to the next as a whole."""

    key: str
    cells: tuple[CellView, ...]
    actions: SafeString | str = ""
    is_tall: bool = False


@dataclass(frozen=True)
class TableView:
    """The table as the template walks it. `paper` tells which of the two faces it has."""

    key: str
    title: str
    columns: tuple[tuple[str, Column, int], ...]
    groups: tuple[tuple[RowView, ...], ...]
    actions: str  # the heading of the last column; empty without one
    paper: bool


def render(document: AnnexDocument) -> str:
    """Return a whole page that stands by itself: its style sheet travels in it as a data URL."""
    style = base64.b64encode(STYLE_SHEET.read_bytes()).decode("ascii")
    return _page(document, style_url=f"data:text/css;base64,{style}")


def render_paper(document: AnnexDocument) -> str:
    """Return the page as the press wants it, without a style sheet."""
    return _page(document, paper=True)


def table(table: AnnexTable, records: Records | Choices | None = None) -> SafeString:
    """Return one annex for a page of the application, with what may be done with its rows."""
    view = view_of(table, records=records)
    return mark_safe(render_to_string("annex/table.html", {"table": view}))  # noqa: S308 (template)


def text(blocks: tuple[Block, ...]) -> SafeString:
    """Return `blocks` as a cell of the table shows them on screen."""
    return _TextDrawer(paper=False).content(blocks)


def _page(document: AnnexDocument, *, paper: bool = False, style_url: str = "") -> str:
    tables = [view_of(table, paper=paper) for table in document.tables]
    context = {"document": document, "tables": tables, "paper": paper, "style_url": style_url}
    return render_to_string("annex/document.html", context)


def view_of(
    table: AnnexTable,
    *,
    paper: bool = False,
    records: Records | Choices | None = None,
) -> TableView:
    """Return the table as the template draws it (see TableView)."""
    draw = _CellDrawer(table, paper, records)
    widths = _percents(table.columns)
    groups = tuple(
        tuple(
            RowView(
                row.key,
                draw.cells(row, group),
                records.in_row(row.key) if records else "",
                paper and _is_tall(row, widths),
            )
            for row in group
        )
        for group in table.groups()
    )
    columns = tuple(
        (f"{table.key}-{column.key}", column, width)
        for column, width in zip(table.columns, widths, strict=True)
    )
    return TableView(
        table.key, table.title, columns, groups, records.heading if records else "", paper
    )


def _percents(columns: tuple[Column, ...]) -> list[int]:
    """Return the columns' widths in percent, 1 at least; the widest makes up for the rounding."""
    total = sum(column.width for column in columns)
    widths = [max(1, round(100 * column.width / total)) for column in columns]
    widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths


class _CellDrawer:
    """Draws the cells of one table: tags, ids and headers that tie each cell to its headings."""

    def __init__(self, table: AnnexTable, paper: bool, records: Records | Choices | None):
        self.table = table
        self.records = records
        self.paper = paper
        self.texts = _TextDrawer(paper)
        self.row_headers = table.header_cells()
        self.header_columns = [column for column in table.columns if column.is_header]
        self.rows = {row.key: row for row in table.rows}

    def cells(self, row: Row, group: tuple[Row, ...]) -> tuple[CellView, ...]:
        places = enumerate(zip(self.table.columns, row.cells, strict=True))
        drawn = (self._cell(row, group, index, column, cell) for index, (column, cell) in places)
        return tuple(view for view in drawn if view is not None)

    def _cell(self, row, group, index: int, column: Column, cell: Cell | None) -> CellView | None:
        if cell is None:
            return CellView("td", _classes(column, index, "joined")) if self.paper else None
        record = self._record(row, column)
        over_group = index == 0 or (column.is_header and cell.row_span == len(group))
        content = self.texts.content(cell.blocks)
        headers = [f"{self.table.key}-{column.key}"]
        if not column.is_header:
            headers += self._row_header_ids(row)
        return CellView(
            tag="th" if column.is_header else "td",
            classes=_classes(column, index),
            content=content,
            id=self._id(row, column),
            headers=" ".join(headers),
            scope=("rowgroup" if cell.row_span > 1 else "row") if column.is_header else "",
            row_span=cell.row_span,
            continued=content if self.paper and over_group else "",
            bookmark=" ".join(cell.words) if self.paper and column.is_header else "",
            record=record,
            actions=self.records.in_cell(record, column.key) if record else "",
        )

    def _record(self, row: Row, column: Column) -> str:
        return self.records.shown.get((row.key, column.key), "") if self.records else ""

    def _id(self, row: Row, column: Column) -> str:
        """Return what a cell is linked to by: its record, where it is not that of the whole row."""
        record = self._record(row, column)
        if record and record != row.key and self.records.is_own_cell(record, column.key):
            return record
        return f"{self.table.key}-{row.key}-{column.key}" if column.is_header else ""

    def _row_header_ids(self, row: Row) -> Iterable[str]:
        keys = self.row_headers[row.key]
        return (
            self._id(self.rows[key], column)
            for key, column in zip(keys, self.header_columns, strict=True)
        )


class _TextDrawer:
    """Draws what stands in a cell."""

    def __init__(self, paper: bool):
        self.paper = paper

    def content(self, blocks: tuple[Block, ...]) -> SafeString:
        if self.paper and len(blocks) == 1 and not isinstance(blocks[0], Bullet):
            # A box less for the press, and a cell that is one paragraph says no more than its text.
            return mark_safe(self._runs(blocks[0].runs))  # noqa: S308 (escaped in _runs)
        parts = []
        for is_list, run in groupby(blocks, key=lambda block: isinstance(block, Bullet)):
            if is_list:
                parts.append(self._list(run))
            else:
                parts += map(self._paragraph, run)
        return mark_safe("".join(parts))  # noqa: S308 (every text is escaped in _runs)

    def _paragraph(self, paragraph: Paragraph) -> str:
        # What stands in bold alone is the title of what follows, and stays with it on paper.
        is_title = self.paper and all(run.mark is Mark.STRONG for run in paragraph.runs)
        tag = '<p class="title">' if is_title and paragraph.runs else "<p>"
        return f"{tag}{self._runs(paragraph.runs)}</p>"

    def _list(self, bullets: Iterable[Bullet], depth: int = 0) -> str:
        mark = f"<b>{MARKS[depth]}</b>" if self.paper else ""
        items = (
            f"<li>{mark}{self._runs(bullet.runs)}"
            f"{self._list(bullet.children, depth + 1) if bullet.children else ''}</li>"
            for bullet in bullets
        )
        return f"<ul>{''.join(items)}</ul>"

    def _runs(self, runs: Iterable[Run]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        text = _escaped(run.text)
        if run.mark is Mark.PLAIN or not run.text:
            return text
        tag = run.mark.value
        if not (word := MARK_WORDS.get(run.mark)):
            return f"<{tag}>{text}</{tag}>"
        if self.paper:
            return f'<{tag} data-spoken="{word}: {escape(run.text)} (Ende)">{text}</{tag}>'
        before, after = (_hidden(words) for words in (f"{word}: ", " (Ende)"))
        return f"<{tag}>{before}{text}{after}</{tag}>"


def _escaped(text: str) -> str:
    """Return `text` as markup, with addresses marked: a hyphen in one would name another."""
    if "." not in text:
        return escape(text)
    return "".join(
        f'<span class="address">{escape(word)}</span>' if _is_address(word) else escape(word)
        for word in SPACES.split(text)
    )


def _is_address(word: str) -> bool:
    name, at, host = word.partition("@")
    return "://" in word or "www." in word or bool(name and at and "." in host)


def _hidden(words: str) -> str:
    return f'<span class="visually-hidden">{words}</span>'


def _drawn(record: str, actions: RecordActions | None) -> SafeString:
    """Return the group of what may be done with a record, as annex/actions.html draws it.

    An annex has hundreds, which differ in names and addresses: those are filled into one markup.
    """
    if actions is None:
        return NOTHING
    urls = [action.url for action in (*actions.links, *actions.more)]
    markup = _markup(
        tuple((action.label, action.step) for action in actions.links),
        tuple((action.label, action.step) for action in actions.more),
    )
    for place, text in ((RECORD, record), (NAME, actions.name), *_numbered(urls)):
        markup = markup.replace(place, escape(text))
    return mark_safe(markup)  # noqa: S308 (every text is escaped)


# No text of a page holds U+0000, which PostgreSQL could not even store.
RECORD, NAME = "\0record\0", "\0name\0"


def _numbered(urls: Iterable[str]) -> Iterable[tuple[str, str]]:
    return ((f"\0{index}\0", url) for index, url in enumerate(urls))


@cache
def _markup(links: tuple[tuple[str, str], ...], more: tuple[tuple[str, str], ...]) -> str:
    """Return the group with labels and steps, and marks where names and addresses go."""
    drawn = [
        Action(f"\0{index}\0", label, step) for index, (label, step) in enumerate((*links, *more))
    ]
    actions = RecordActions(NAME, tuple(drawn[: len(links)]), tuple(drawn[len(links) :]))
    return render_to_string("annex/actions.html", {"actions": actions, "record": RECORD})


def _is_tall(row: Row, widths: list[int]) -> bool:
    """Estimate whether a row takes more than about a third of a page in height."""
    return any(
        sum(1 + len(text) / (width * CHARACTERS_PER_PERCENT) for text in texts_of(cell.blocks))
        > TALL_LINES
        for cell, width in zip(row.cells, widths, strict=True)
        if cell is not None
    )


def _classes(column: Column, index: int, *more: str) -> str:
    return " ".join((column.key, *(("first",) if index == 0 else ()), *more))
