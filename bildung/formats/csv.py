"""CSV: one annex as plain rows (RFC 4180), for spreadsheets and for programs.

A line for each row, with what spans rows repeated; the last column names the row by its key. Lines
end in CRLF, every field stands in quotes, and the file begins with U+FEFF, by which Excel knows
UTF-8.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from bildung.annex.spreading import spread
from bildung.annex.table import (
    MAX_BULLET_DEPTH,
    AnnexError,
    AnnexTable,
    Block,
    Bullet,
    Cell,
    Mark,
    Paragraph,
    Row,
    Run,
    text_runs,
)

BYTE_ORDER_MARK = "\ufeff"
KEY_TITLE = "Kennung"
# A bullet's line by its depth.
MARKS = ("• ", "  – ", "    · ")
# Deleted and inserted words, as wdiff has them.
SIGNS = {Mark.DELETED: ("[-", "-]"), Mark.INSERTED: ("{+", "+}")}

# Spreadsheets take a field for a formula that begins so, and may see the beginning of a field after
# each line break, tab and semicolon. An apostrophe tells them that it is text (see OWASP, „CSV
# Injection“). Texts that have one already get another, so that reading takes away exactly one.
FIELD_BEGIN = "(?:\\A|(?<=[;\t\r\n]))( *)"
FORMULA = "'*[=+\\-@\t\r＝＋－＠]"
UNGUARDED = re.compile(f"{FIELD_BEGIN}(?={FORMULA})")
GUARDED = re.compile(f"{FIELD_BEGIN}'(?={FORMULA})")


def render(table: AnnexTable) -> str:
    """Return `table` as CSV: its columns' titles, then a line a row."""
    output = io.StringIO(newline="")
    output.write(BYTE_ORDER_MARK)
    writer = csv.writer(output, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(_guarded((*(column.title for column in table.columns), KEY_TITLE)))
    for row in spread(table).rows:
        writer.writerow(_guarded((*map(_text, row.cells), row.key)))
    return output.getvalue()


def parse(text: str | bytes, like: AnnexTable | None = None):
    """Read what `render` wrote of a table with the key, title and columns of `like`.

    Spans, and marks within texts, do not come back. Raises AnnexError for anything else.
    """
    try:
        text = text.decode("utf-8") if isinstance(text, bytes) else text
        source = io.StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")
        head, *lines = list(csv.reader(source, strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error) as error:
        raise AnnexError(f"This is not CSV: {error}") from error
    if like is None:
        from bildung.annex.grid import Contents, Grid, GridCell, GridRow

        rows = [head, *lines]
        return Contents(
            (
                Grid(
                    "Tabelle 1",
                    tuple(
                        GridRow(tuple(GridCell(_blocks(text)) for text in _unguarded(row)))
                        for row in rows
                    ),
                ),
            )
        )
    titles = [*(column.title for column in like.columns), KEY_TITLE]
    if _unguarded(head) != titles:
        raise AnnexError(f"The columns are {_unguarded(head)}, not {titles}.")
    return AnnexTable(like.key, like.title, like.columns, tuple(map(_row, lines)))


def _guarded(fields: Iterable[str]) -> list[str]:
    return [UNGUARDED.sub(r"\1'", field) for field in fields]


def _unguarded(fields: Iterable[str]) -> list[str]:
    return [GUARDED.sub(r"\1", field) for field in fields]


def _text(cell: Cell) -> str:
    return "\n".join(line for block in cell.blocks for line in _lines(block))


def _lines(block: Block, depth: int = 0) -> Iterator[str]:
    """Yield one line for a paragraph or bullet, and one for each bullet below it."""
    text = "".join(map(_marked, block.runs))
    if isinstance(block, Paragraph):
        yield text
        return
    yield f"{MARKS[depth]}{text}"
    for child in block.children:
        yield from _lines(child, depth + 1)


def _marked(run: Run) -> str:
    before, after = SIGNS.get(run.mark, ("", ""))
    return f"{before}{run.text}{after}"


def _row(fields: list[str]) -> Row:
    *texts, key = _unguarded(fields)
    return Row(key, tuple(Cell(_blocks(text)) for text in texts))


def _blocks(text: str) -> tuple[Block, ...]:
    # Backwards, so that a bullet's children are complete when it is made.
    waiting: list[list[Block]] = [[] for _ in range(MAX_BULLET_DEPTH + 1)]
    for line in reversed(text.split("\n") if text else []):
        depth = next((depth for depth, mark in enumerate(MARKS) if line.startswith(mark)), None)
        if depth is None:
            waiting[0].append(Paragraph(text_runs(line)))
            continue
        children = tuple(reversed(waiting[depth + 1]))
        waiting[depth + 1].clear()
        waiting[depth].append(Bullet(text_runs(line.removeprefix(MARKS[depth])), children))
    return tuple(reversed(waiting[0]))
