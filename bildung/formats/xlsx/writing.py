"""Writes a document as a workbook by openpyxl: the same document, the same bytes."""

import math
import re
from collections.abc import Iterable
from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from bildung.annex.document import AnnexDocument
from bildung.annex.plain_text import SIGNS, SIGNS_IN_WORDS, lines, to_text
from bildung.annex.table import AnnexError, AnnexTable, Block, Bullet, Cell, Column, Run

from . import styles
from .layout import COLUMNS_SIGN, KEY_TITLE, STATE_SIGN, TITLE_SIGN, writable
from .measuring import BOLD, MOST, height, row_heights

# In digits, all columns together: what an A4 page across has room for at full size.
WIDTH = 140
NARROWEST = 6
# Excel's limits.
MOST_CHARACTERS = 32_767
MOST_IN_NAME = 31
MOST_IN_FOOT = 150
NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
# Texts are escaped so by the format (ECMA-376, 22.9.2.19, ST_Xstring).
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
# A text that begins so is marked as one, as by an apostrophe typed before it.
LOOKS_LIKE_FORMULA = re.compile(r"[=+\-@'\t]")
A4 = 9
INCH = 25.4
# A zip begins its years in 1980; any fixed time does.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


def render(document: AnnexDocument) -> bytes:
    """Return `document` as a workbook with a sheet for each annex.

    Characters that XML cannot hold are dropped. Raises AnnexError for a cell with more than 32,767
    characters: Excel would cut it.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    styles.add_styles(workbook)
    for table in document.tables:
        name = _sheet_name(table.title, {sheet.title.casefold() for sheet in workbook})
        _write(workbook.create_sheet(name), table, document)
    _set_properties(workbook, document)
    return _saved(workbook)


def _sheet_name(title: str, taken: Iterable[str]) -> str:
    """Return the short name of an annex („Anlage 1“) as Excel allows it, none twice."""
    name = NOT_IN_NAME.sub(" ", writable(title.split(":")[0]))[:MOST_IN_NAME].strip(" '")
    name = name or "Tabelle"
    number, unique = 1, name
    while unique.casefold() in taken:
        number += 1
        unique = f"{name[: MOST_IN_NAME - 5]} ({number})"
    return unique


def _write(sheet: Worksheet, table: AnnexTable, document: AnnexDocument) -> None:
    key_column = len(table.columns) + 1
    _write_lead(sheet, table, document)
    hidden = sheet.max_row + 1
    for index, column in enumerate(table.columns, start=1):
        _put(sheet.cell(hidden, index), (Run(column.key),), styles.KEY)
        _put(sheet.cell(hidden + 1, index), (Run(column.title),), styles.HEADING)
    _put(sheet.cell(hidden, key_column), (Run(COLUMNS_SIGN.format(table.key)),), styles.KEY)
    _put(sheet.cell(hidden + 1, key_column), (Run(KEY_TITLE),), styles.KEY)
    sheet.row_dimensions[hidden].hidden = True
    _set_widths(sheet, table)
    _write_rows(sheet, table, hidden + 2)
    _set_view(sheet, table, hidden + 1)
    _set_print(sheet, table, hidden + 1)


def _write_lead(sheet: Worksheet, table: AnnexTable, document: AnnexDocument) -> None:
    """Write what stands above the table: its title, whose it is, and what its signs mean."""
    parties = (f"{party.role}: {party.name}" for party in document.parties)
    texts = [table.title, " · ".join((document.agreement, *parties, document.stamp))]
    if any(_is_signed(cell.blocks) for row in table.rows for cell in row.cells if cell):
        texts.append(SIGNS_IN_WORDS)
    for number, text in enumerate(texts, start=1):
        style, sign = (styles.STATE, STATE_SIGN) if number > 1 else (styles.TITLE, TITLE_SIGN)
        _put(sheet.cell(number, 1), (Run(text),), style)
        _put(sheet.cell(number, len(table.columns) + 1), (Run(sign),), styles.KEY)
    sheet.row_dimensions[1].height = 22
    sheet.row_dimensions[len(texts)].height = 20


def _is_signed(blocks: Iterable[Block]) -> bool:
    return any(
        any(run.mark in SIGNS for run in block.runs)
        or (isinstance(block, Bullet) and _is_signed(block.children))
        for block in blocks
    )


def _set_widths(sheet: Worksheet, table: AnnexTable) -> None:
    total = sum(column.width for column in table.columns)
    for index, column in enumerate(table.columns, start=1):
        width = max(round(WIDTH * column.width / total, 2), NARROWEST)
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.column_dimensions[get_column_letter(len(table.columns) + 1)].hidden = True


def _write_rows(sheet: Worksheet, table: AnnexTable, start: int) -> None:
    key_column = len(table.columns) + 1
    places = _places(sheet, table, start)
    for row, numbers in zip(table.rows, places, strict=True):
        _put(sheet.cell(numbers[0], key_column), (Run(row.key),), styles.KEY)
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), start=1):
            style = styles.HEADER if column.is_header else styles.TEXT
            for number in numbers:
                sheet.cell(number, index).style = style
            if cell:
                _put(sheet.cell(numbers[0], index), _runs(cell), style)
    _merge(sheet, table, places)


def _places(sheet: Worksheet, table: AnnexTable, start: int) -> list[range]:
    """Return the rows of the sheet for each row of `table`, and set their heights.

    One each; as many as its text needs where that is more than the height Excel gives to a row.
    """
    needs = [
        (offset, cell.row_span, height(to_text(cell.blocks), _text_width(sheet, index, column)))
        for offset, row in enumerate(table.rows)
        for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), start=1)
        if cell
    ]
    places = []
    for points in row_heights(len(table.rows), needs):
        count = math.ceil(points / MOST)
        places.append(range(start, start := start + count))
        for number in places[-1]:
            sheet.row_dimensions[number].height = round(points / count, 2)
    return places


def _text_width(sheet: Worksheet, index: int, column: Column) -> float:
    width = sheet.column_dimensions[get_column_letter(index)].width
    return width * BOLD if column.is_header else width


def _merge(sheet: Worksheet, table: AnnexTable, places: list[range]) -> None:
    """Merge what spans rows, all at once: merge_cells() would take the lines around them away, and
    compare each range with all others."""
    ranges = [
        CellRange(min_row=first, max_row=last, min_col=index, max_col=index)
        for offset, row in enumerate(table.rows)
        for index, cell in enumerate(row.cells, start=1)
        if cell and (first := places[offset][0]) < (last := places[offset + cell.row_span - 1][-1])
    ]
    sheet.merged_cells = MultiCellRange(ranges)


def _runs(cell: Cell) -> tuple[Run, ...]:
    """Return the lines of a cell as runs with line breaks between them."""
    runs: list[Run] = []
    for line in lines(cell.blocks):
        runs += (Run("\n"), *line) if runs else line or (Run(""),)
    return tuple(Run(writable(run.text), run.mark) for run in runs)


def _put(place: SheetCell, runs: tuple[Run, ...], style: str) -> str:
    """Write `runs` as text, whatever they look like; return it."""
    place.style = style
    text = "".join(run.text for run in runs)
    if len(text) > MOST_CHARACTERS:
        raise AnnexError(
            f"The cell {place.coordinate} of {place.parent.title!r} has {len(text)} characters; "
            f"Excel holds {MOST_CHARACTERS}."
        )
    if not text:
        return text
    if any(run.mark for run in runs):
        place.value = CellRichText(_blocks(runs))
    else:
        place.value = _escaped(writable(text))
    place.data_type = "s"
    place.quotePrefix = bool(LOOKS_LIKE_FORMULA.match(text))
    return text


def _blocks(runs: tuple[Run, ...]) -> list[str | TextBlock]:
    return [
        TextBlock(styles.inline_font(run.mark), _escaped(run.text))
        if run.mark
        else _escaped(run.text)
        for run in runs
        if run.text
    ]


def _escaped(text: str) -> str:
    return LOOKS_ESCAPED.sub("_x005F_", text)


def _set_view(sheet: Worksheet, table: AnnexTable, head: int) -> None:
    """Keep the headings and the leading columns to the row headers in sight, and offer filters."""
    headers = [index for index, column in enumerate(table.columns, start=1) if column.is_header]
    kept = min(headers[0] if headers else 0, 2)
    sheet.freeze_panes = f"{get_column_letter(kept + 1)}{head + 1}"
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A{head}:{last}{sheet.max_row}"


def _set_print(sheet: Worksheet, table: AnnexTable, head: int) -> None:
    """Set up A4 across, as wide as the page, the headings on each page, title and page below."""
    setup = sheet.page_setup
    setup.paperSize, setup.orientation = A4, "landscape"
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = margins.top = 12 / INCH
    margins.bottom, margins.header, margins.footer = 18 / INCH, 8 / INCH, 8 / INCH
    sheet.print_title_rows = f"{head}:{head}"
    last = get_column_letter(len(table.columns))
    sheet.print_area = f"A1:{last}{sheet.max_row}"
    sheet.oddFooter.left.text = writable(table.title)[:MOST_IN_FOOT].replace("&", "&&")
    sheet.oddFooter.right.text = "Seite &P von &N"


def _set_properties(workbook: Workbook, document: AnnexDocument) -> None:
    properties = workbook.properties
    properties.title = writable(document.full_title)
    properties.creator = writable(", ".join(party.name for party in document.parties))
    properties.language = "de-DE"
    properties.created = properties.modified = datetime.combine(document.as_of, time())


def _saved(workbook: Workbook) -> bytes:
    """Return the workbook as a file, with the same time on all of its parts."""
    raw, result = BytesIO(), BytesIO()
    # Not workbook.save(): it says that the file was changed just now.
    with ZipFile(raw, "w") as target:
        ExcelWriter(workbook, target).save()
    with ZipFile(raw) as source, ZipFile(result, "w") as target:
        for name in source.namelist():
            target.writestr(ZipInfo(name, FIXED_TIME), source.read(name), ZIP_DEFLATED)
    return result.getvalue()
