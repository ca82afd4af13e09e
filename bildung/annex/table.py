"""The table of an annex as frozen data, checked when made, so that every renderer trusts it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MAX_BULLET_DEPTH = 3
LINE_BREAKS = re.compile("[ \t]*[\n\r\v\f\x85\u2028\u2029]\\s*")
KEY = re.compile(r"[A-Za-z0-9_.-]{1,200}")


class AnnexError(ValueError):
    """The parts do not make a table; the message names the row or column at fault."""


class Mark(StrEnum):
    """How a run of text stands out. Each face tells it by word or element, not colour alone."""

    PLAIN = ""
    STRONG = "strong"
    INSERTED = "ins"
    DELETED = "del"


@dataclass(frozen=True)
class Run:
    """A stretch of text with one mark."""

    text: str
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True)
class Paragraph:
    """A block of running text."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return _text_of(self.runs)


@dataclass(frozen=True)
class Bullet:
    """A list item with its sub-items, at most MAX_BULLET_DEPTH deep."""

    runs: tuple[Run, ...]
    children: tuple["Bullet", ...] = ()

    @property
    def text(self) -> str:
        return _text_of(self.runs)

    @property
    def depth(self) -> int:
        return 1 + max([child.depth for child in self.children]) if self.children else 1


def _text_of(runs: tuple[Run, ...]) -> str:
    # Nearly all blocks have one run, and are asked for it more often than for anything else.
    return runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])


Block = Paragraph | Bullet


@dataclass(frozen=True)
class Cell:
    """What stands in one place of the grid: paragraphs and bullets; it may span rows downwards."""

    blocks: tuple[Block, ...] = ()
    row_span: int = 1

    def __post_init__(self):
        if self.row_span < 1:
            raise AnnexError(f"A cell spans {self.row_span} rows; at least 1 is needed.")
        for block in self.blocks:
            if isinstance(block, Bullet) and block.depth > MAX_BULLET_DEPTH:
                raise AnnexError(f"The bullet {block.text!r} is nested {block.depth} levels deep.")

    @property
    def words(self) -> list[str]:
        """All words in reading order, bullets flattened."""
        return [word for text in texts_of(self.blocks) for word in text.split()]


@dataclass(frozen=True)
class Column:
    """A column: `key` is stable, `width` its share of the table's width (any positive unit).

    `is_header` makes its cells row headers: every other cell of a row belongs to them.
    """

    key: str
    title: str
    width: int
    is_header: bool = False

    def __post_init__(self):
        _check_key(self.key)


@dataclass(frozen=True)
class Row:
    """One cell a column; None where a cell from above spans into this row.

    `key` names what the row shows (as „measure-17“) and stays the same while the wording changes.
    """

    key: str
    cells: tuple[Cell | None, ...]

    def __post_init__(self):
        _check_key(self.key)


@dataclass(frozen=True)
class AnnexTable:
    """A titled grid. Raises AnnexError when made of parts that leave a hole or overlap.

    The first column's cells divide the rows into groups (a goal, a milestone): no other cell spans
    over the end of a group.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    def __post_init__(self):
        _check_key(self.key)
        _check_columns(self)
        _check_rows(self)

    def groups(self) -> Iterator[tuple[Row, ...]]:
        """Yield the rows under each cell of the first column, in order."""
        start = 0
        while start < len(self.rows):
            end = start + self.rows[start].cells[0].row_span
            yield self.rows[start:end]
            start = end

    def header_cells(self) -> dict[str, tuple[str, ...]]:
        """Map each row's key to the keys of the rows in which its row header cells begin."""
        headers: dict[str, tuple[str, ...]] = {}
        current: dict[int, str] = {}
        for row in self.rows:
            for index, (column, cell) in enumerate(zip(self.columns, row.cells, strict=True)):
                if column.is_header and cell is not None:
                    current[index] = row.key
            headers[row.key] = tuple(current[index] for index in sorted(current))
        return headers

    @property
    def words(self) -> list[str]:
        """All words of title, headings and cells in reading order."""
        return [
            *self.title.split(),
            *(word for column in self.columns for word in column.title.split()),
            *(word for row in self.rows for cell in row.cells if cell for word in cell.words),
        ]


def text_runs(text: str) -> tuple[Run, ...]:
    """Return `text` as one plain run on one line; none for an empty text."""
    text = text.strip()
    if not text.isprintable():  # as no line break is
        text = LINE_BREAKS.sub(" ", text)
    return (Run(text),) if text else ()


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return one paragraph for each line of `text` that is not blank."""
    return tuple(Paragraph(text_runs(line.strip())) for line in text.split("\n") if line.strip())


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the text of each paragraph and bullet in reading order, sub-bullets after theirs."""
    for block in blocks:
        yield block.text
        if isinstance(block, Bullet) and block.children:
            yield from texts_of(block.children)


def _check_key(key: str) -> None:
    """Keys name parts in HTML, PDF and files to come, where other signs would have a meaning."""
    if not KEY.fullmatch(key):
        raise AnnexError(f"The key {key[:80]!r} is not made of letters, digits, hyphens and dots.")


def _check_columns(table: AnnexTable) -> None:
    if not table.columns:
        raise AnnexError(f"The table {table.key!r} has no columns.")
    keys = [column.key for column in table.columns]
    if len(set(keys)) != len(keys):
        raise AnnexError(f"The table {table.key!r} names a column twice: {keys}.")
    for column in table.columns:
        if column.width <= 0:
            raise AnnexError(f"The column {column.key!r} has the width {column.width}.")


def _check_rows(table: AnnexTable) -> None:
    open_spans = [0] * len(table.columns)
    seen: set[str] = set()
    for row in table.rows:
        if row.key in seen:
            raise AnnexError(f"Two rows have the key {row.key!r}.")
        seen.add(row.key)
        if len(row.cells) != len(table.columns):
            raise AnnexError(
                f"The row {row.key!r} has {len(row.cells)} places for {len(table.columns)} columns."
            )
        for index, cell in enumerate(row.cells):
            if (cell is None) != (open_spans[index] > 0):
                fault = "a hole" if cell is None else "two cells"
                raise AnnexError(
                    f"The row {row.key!r} has {fault} in {table.columns[index].key!r}."
                )
            if cell is not None:
                open_spans[index] = cell.row_span
            open_spans[index] -= 1
        if any(rest > open_spans[0] for rest in open_spans[1:]):
            raise AnnexError(f"In the row {row.key!r} a cell spans beyond the end of its group.")
    if any(open_spans):
        raise AnnexError(f"In the table {table.key!r} a cell spans beyond the last row.")
