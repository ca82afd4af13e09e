"""CSV: one annex as plain rows (RFC 4180), for spreadsheets and for programs.

A line for each row, with what spans rows repeated. The last two columns are for programs: „Kennung“
names the row by its key; „Verbund“ says for each cell how many rows it spans, 0 where it goes on
from the row above („3 3 2 1 1“, „0 0 0 1 1“). Lines end in CRLF, every field stands in quotes, and
the file begins with U+FEFF, by which Excel knows UTF-8.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bildung.annex.bounds import MAX_PLACES, OutOfBounds
from bildung.annex.grid import Contents, Grid, GridCell, GridRow, Notice
from bildung.annex.plain_text import from_text, to_text
from bildung.annex.spreading import spread
from bildung.annex.table import KEY, AnnexError, AnnexTable

from . import charsets
from .delimiting import PLACE, fields_of

BYTE_ORDER_MARK = "\ufeff"
KEY_TITLE = "Kennung"
SPANS_TITLE = "Verbund"
SPANS = re.compile(r"\d{1,5}(?: \d{1,5}){0,99}")
EMPTY = GridCell()

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
    writer.writerow(_guarded((*(c.title for c in table.columns), KEY_TITLE, SPANS_TITLE)))
    for row, whole in zip(table.rows, spread(table).rows, strict=True):
        texts = (to_text(cell.blocks) for cell in whole.cells)
        spans = " ".join(str(cell.row_span if cell else 0) for cell in row.cells)
        writer.writerow(_guarded((*texts, row.key, spans)))
    return output.getvalue()


def parse(content: bytes | str) -> Contents:
    """Read a CSV file: our own, edited or not, or anybody's.

    UTF-8, UTF-16 with a byte order mark, or an 8-bit encoding of Windows, MS-DOS or the Macintosh;
    fields parted by semicolon, comma, tab or bar.
    The first line that is not blank holds the headings. Our own give keys and spans: a cell spans
    on where it did and its text is still that of the cell above, or blank. Raises AnnexError for
    what is no text, or has none.
    """
    text, notices = (content, ()) if isinstance(content, str) else _decoded(content)
    if "\0" in text:
        raise AnnexError("This is not CSV: it has signs that no text has.")
    lines, told = fields_of(text.removeprefix(BYTE_ORDER_MARK))
    if not (lines := [fields for fields in lines if any(map(str.strip, fields))]):
        raise AnnexError("This is not CSV: there is no line with text.")
    is_own = lines[0].count(KEY_TITLE) == lines[0].count(SPANS_TITLE) == 1
    rows = _own_rows(lines) if is_own else _foreign_rows(lines)
    return Contents((Grid(PLACE, tuple(rows)),), notices=(*notices, *told))


def _guarded(fields: Iterable[str]) -> list[str]:
    return [UNGUARDED.sub(r"\1'", field) for field in fields]


def _unguarded(fields: Iterable[str]) -> list[str]:
    return [GUARDED.sub(r"\1", field) for field in fields]


def _decoded(content: bytes) -> tuple[str, tuple[Notice, ...]]:
    try:
        if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return content.decode("utf-16"), ()
        try:
            return charsets.mended(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return charsets.decoded(content)
    except UnicodeDecodeError as error:
        raise AnnexError(f"This is not CSV: {error}") from error


def _foreign_rows(lines: list[list[str]]) -> Iterator[GridRow]:
    width = max(map(len, lines))
    if len(lines) * width > MAX_PLACES:
        raise OutOfBounds(PLACE, f"{len(lines)} rows of {width} columns")
    for index, fields in enumerate(lines):
        cells = tuple(GridCell(from_text(field)) if field else EMPTY for field in fields)
        yield GridRow((*cells, *[EMPTY] * (width - len(cells))), is_heading=index == 0)


def _own_rows(lines: list[list[str]]) -> Iterator[GridRow]:
    head, *body = map(_unguarded, lines)
    width = max(map(len, lines))
    body = [fields + [""] * (width - len(fields)) for fields in body]
    key, spans = head.index(KEY_TITLE), head.index(SPANS_TITLE)
    places = [index for index in range(width) if index not in (key, spans)]
    # „Verbund“ counts the columns as they were written; one that was added later comes after them.
    columns = [
        _column([fields[place] for fields in body], [_span(fields[spans], n) for fields in body])
        for n, place in enumerate(places)
    ]
    titles = tuple(
        GridCell(from_text(head[place] if place < len(head) else "")) for place in places
    )
    yield GridRow(titles, is_heading=True)
    for fields, cells in zip(body, zip(*columns, strict=True), strict=True):
        yield GridRow(cells, fields[key] if KEY.fullmatch(fields[key]) else "")


def _span(spans: str, index: int) -> int | None:
    """Return how many rows the cell spans, 0 where it goes on; None where the line is a new one."""
    if not SPANS.fullmatch(spans.strip()):
        return None
    numbers = spans.split()
    return int(numbers[index]) if index < len(numbers) else None


def _column(texts: list[str], spans: list[int | None]) -> list[GridCell | None]:
    """Return the cells of a column, one a line; None where that of a line above goes on."""
    starts: list[int] = []
    left = 0  # so many lines more does the cell span that was written last
    for index, (text, span) in enumerate(zip(texts, spans, strict=True)):
        if span or left <= 0 or text not in ("", texts[starts[-1]]):
            starts.append(index)
        # A line put in between is one more that the cell spans.
        left = span - 1 if span else left - (span is not None)
    cells: list[GridCell | None] = [None] * len(texts)
    for start, end in pairwise([*starts, len(texts)]):
        cells[start] = GridCell(from_text(texts[start]), end - start)
    return cells
