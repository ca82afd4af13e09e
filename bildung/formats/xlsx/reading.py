"""Reads the tables of any workbook: ours, edited or not, and anybody's."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from zipfile import ZipFile

from openpyxl.utils import get_column_letter

from bildung.annex.bounds import MAX_PLACES, OutOfBounds
from bildung.annex.grid import Contents, Grid, GridCell, GridRow, Notice
from bildung.annex.plain_text import from_runs, from_text
from bildung.annex.table import KEY, AnnexError

from .layout import COLUMNS, HEADING_COLOUR, STATE_SIGN, TITLE_SIGN
from .workbook import Sheet, sheets

# Merged places of a sheet: each is looked at, whatever a range of them claims to cover.
MOST_COVERED = 300_000
# So many cells are named of each thing that is told.
MOST_CELLS = 25
EMPTY = GridCell()


def parse(content: bytes) -> Contents:
    """Read the sheets of a workbook, in order.

    A sheet of ours gives one grid with its keys. In others, tables are parted by blank rows; the
    text above one is its title, all other text `loose`. Raises AnnexError for what is no workbook,
    OutOfBounds where it reaches farther than it is read.
    """
    try:
        with ZipFile(BytesIO(content)) as archive:
            return _contents(sheets(archive))
    except (AnnexError, MemoryError):
        raise
    # Whatever a broken or hostile file makes zipfile, zlib, expat or openpyxl raise.
    except Exception as error:
        raise AnnexError(f"This is no XLSX: {error!r}") from error


def _contents(sheets: Iterator[Sheet]) -> Contents:
    grids: list[Grid] = []
    loose: list[str] = []
    notices: list[Notice] = []
    for sheet in sheets:
        if sheet.reason:
            notices.append(Notice(sheet.reason, (f"Blatt „{sheet.name}“",)))
            continue
        found = _own(sheet) or _foreign(sheet)
        grids += found.grids
        loose += (*found.loose, *sheet.beside.texts)
        notices += _told(sheet)
    return Contents(tuple(grids), tuple(loose), tuple(notices))


def _told(sheet: Sheet) -> Iterator[Notice]:
    """Yield what is to be said of a sheet, with its first cells of each kind."""
    for sentence, cells in sheet.beside.told.items():
        names = list(dict.fromkeys(filter(None, cells)))
        more = [f"und {len(names) - MOST_CELLS} weitere"] if len(names) > MOST_CELLS else []
        where = [f"Blatt „{sheet.name}“", ", ".join(names[:MOST_CELLS])]
        yield Notice(sentence, (" ".join([": ".join(filter(None, where)), *more]),))


@dataclass(frozen=True)
class _Places:
    """A sheet as places of which a merged range covers all but the first.

    Ranges end where the sheet's texts end: many a sheet is merged down to its last row.
    """

    sheet: Sheet

    @cached_property
    def last(self) -> tuple[int, int]:
        """The last row and column with a text."""
        texts = self.sheet.texts
        return max(texts, default=0), max((max(row) for row in texts.values()), default=0)

    @cached_property
    def ends(self) -> dict[tuple[int, int], tuple[int, int]]:
        """By the first place of each merged range, its last one."""
        last_row, last_column = self.last
        return {
            (row, column): (min(end_row, last_row), min(end_column, last_column))
            for row, column, end_row, end_column in self.sheet.merged
            if row <= last_row and column <= last_column
        }

    @cached_property
    def covered(self) -> dict[tuple[int, int], tuple[int, int]]:
        """All places of merged ranges but their first ones, each with the first of its range."""
        covered: dict[tuple[int, int], tuple[int, int]] = {}
        for first, (end_row, end_column) in self.ends.items():
            size = (end_row - first[0] + 1) * (end_column - first[1] + 1)
            if len(covered) + size > MOST_COVERED:
                raise OutOfBounds(f"Blatt „{self.sheet.name}“", f"more than {MOST_COVERED} merged")
            for row in range(first[0], end_row + 1):
                for column in range(first[1], end_column + 1):
                    if covered.setdefault((row, column), first) != first:
                        raise AnnexError(f"Merged cells overlap in {self.sheet.name!r}.")
        for first in self.ends:
            if covered.pop(first) != first:
                raise AnnexError(f"Merged cells overlap in {self.sheet.name!r}.")
        return covered

    @cached_property
    def joined(self) -> set[int]:
        """The rows into which a text from above reaches: none of them is blank."""
        return {
            row for (row, _), first in self.covered.items() if first[0] < row and self.text(*first)
        }

    @cached_property
    def touched(self) -> dict[int, set[int]]:
        """By row the columns that are not simply empty."""
        touched: dict[int, set[int]] = defaultdict(set)
        for row, texts in self.sheet.texts.items():
            touched[row].update(texts)
        for row, column in (*self.covered, *self.ends, *self.sheet.colours):
            touched[row].add(column)
        return touched

    def text(self, row: int, column: int) -> str:
        return self.sheet.texts.get(row, {}).get(column, "")

    def filled(self, row: int) -> list[int]:
        """The columns of a row in which a text is seen."""
        texts = self.sheet.texts.get(row, {})
        return sorted(
            column
            for column, text in texts.items()
            if text.strip() and (row, column) not in self.covered
        )

    def blocks(self, start: int = 1) -> Iterator[list[int]]:
        """Yield the rows from `start` that no blank row parts."""
        block: list[int] = []
        for row in sorted({*self.sheet.texts, *self.joined}):
            if row < start or not (self.filled(row) or row in self.joined):
                continue
            if block and row > block[-1] + 1:
                yield block
                block = []
            block.append(row)
        if block:
            yield block

    def rows(
        self,
        rows: Sequence[int],
        columns: Sequence[int],
        headings: frozenset[int],
        keys: dict[int, str] | None = None,
    ) -> tuple[GridRow, ...]:
        """Return these rows and columns; `keys` are those of rows of ours, None in other sheets.

        Ours are known by their keys, others by their numbers.
        """
        if len(rows) * len(columns) > MAX_PLACES:
            size = f"{len(rows)} rows of {len(columns)} columns"
            raise OutOfBounds(f"Blatt „{self.sheet.name}“", size)
        kept = set(rows), set(columns)
        return tuple(
            GridRow(
                tuple(
                    EMPTY
                    if column not in self.touched[row]
                    else None
                    if self._goes_on((row, column), *kept)
                    else self._cell(row, column, rows, columns)
                    for column in columns
                ),
                (keys or {}).get(row, ""),
                row in headings,
                row in self.sheet.hidden_rows,
                row if keys is None else 0,
            )
            for row in rows
        )

    def hidden(self, columns: Sequence[int]) -> tuple[int, ...]:
        """Return which of these columns the sheet does not show, counted from 0."""
        hidden = self.sheet.hidden_columns
        return tuple(at for at, column in enumerate(columns) if column in hidden)

    def _goes_on(self, place: tuple[int, int], rows: set[int], columns: set[int]) -> bool:
        """Whether the range that covers `place` begins within these rows and columns."""
        first = self.covered.get(place)
        return first is not None and first[0] in rows and first[1] in columns

    def _cell(self, row: int, column: int, rows: Sequence[int], columns: Sequence[int]) -> GridCell:
        if (row, column) in self.covered:
            return EMPTY  # what lies below a merged cell is not seen
        runs = self.sheet.marked.get((row, column))
        blocks = from_runs(runs) if runs else from_text(self.text(row, column))
        colour = self.sheet.colours.get((row, column), "")
        colour = "" if colour == HEADING_COLOUR else colour
        if (row, column) not in self.ends:
            return GridCell(blocks, colour=colour) if blocks or colour else EMPTY
        end_row, end_column = self.ends[row, column]
        return GridCell(
            blocks,
            bisect_right(rows, end_row) - bisect_left(rows, row),
            bisect_right(columns, end_column) - bisect_left(columns, column),
            colour,
        )


def _own(sheet: Sheet) -> Contents | None:
    """Return the table of a sheet of ours; None where there is no row with the columns' keys."""
    for row, texts in sheet.texts.items():
        for column, text in texts.items():
            if sign := COLUMNS.fullmatch(text.strip()):
                return _own_table(_Places(sheet), row, column, sign["key"])
    return None


def _own_table(places: _Places, head: int, key_column: int, key: str) -> Contents:
    """Return the table below the row `head`. What stands around it and is not ours is loose."""
    sheet = places.sheet
    keys = {row: text for row, texts in sheet.texts.items() if (text := texts.get(key_column))}
    title = next((row for row in range(1, head) if keys.get(row) == TITLE_SIGN), None)
    ours = {title, *(row for row in range(1, head) if keys.get(row) == STATE_SIGN)}
    rows, below = _own_rows(places, head + 1, keys)
    names = {column: text for column, text in sheet.texts[head].items() if column != key_column}
    # A row with more text than Excel gives it height for stands in several, each cell merged.
    rows = [r for r in rows if r in keys or any((r, c) not in places.covered for c in names)]
    columns = sorted({*names, *(c for row in rows for c in places.filled(row))} - {key_column})
    around = [(row, row in ours) for row in range(1, head)] + [(row, False) for row in below]
    loose = [
        places.text(row, column)
        for row, is_ours in around
        # Ours is the first text alone: somebody may have put a note beside it.
        for column in places.filled(row)[is_ours:]
        if column != key_column
    ]
    loose += [foot for foot in sheet.feet if not title or not _is_our_foot(foot, places, title)]
    grid = Grid(
        place=f"Blatt „{sheet.name}“",
        rows=places.rows(
            rows,
            columns,
            sheet.headings | {head + 1},
            {row: text for row, text in keys.items() if KEY.fullmatch(text) and row > head + 1},
        ),
        title=" ".join(places.text(title, column) for column in places.filled(title)[:1])
        if title
        else "",
        key=key,
        columns=tuple(names.get(column, "") for column in columns),
        hidden=places.hidden(columns),
    )
    return Contents((grid,), tuple(loose))


def _is_our_foot(foot: str, places: _Places, title: int) -> bool:
    """Whether a foot says the title of our sheet, as we write it, shortened."""
    text = " ".join(" ".join(places.text(title, column) for column in places.filled(title)).split())
    return text.startswith(foot.partition(": ")[2])


def _own_rows(places: _Places, start: int, keys: dict[int, str]) -> tuple[list[int], list[int]]:
    """Return the rows of our table, and those below that are none: notes after a blank row."""
    first, *others = list(places.blocks(start)) or [[]]
    rows, below = list(first), []
    for block in others:
        is_table = any(row in keys or len(places.filled(row)) > 1 for row in block)
        (rows if is_table else below).extend(block)
    return rows, below


def _foreign(sheet: Sheet) -> Contents:
    """Return the tables of any sheet."""
    places = _Places(sheet)
    tables: list[tuple[str, list[int], range]] = []
    loose: list[str] = []
    above: list[str] = []
    for block in places.blocks():
        lead = next((i for i, row in enumerate(block) if len(places.filled(row)) > 1), len(block))
        above += [places.text(row, c) for row in block[:lead] for c in places.filled(row)]
        if lead < len(block):
            title, *rest = above or [""]
            loose += rest
            above = []
            tables += [(title, block[lead:], columns) for columns in _beside(places, block[lead:])]
    grids = tuple(
        _foreign_table(places, title, rows, columns, number if len(tables) > 1 else 0)
        for number, (title, rows, columns) in enumerate(tables, start=1)
    )
    return Contents(grids, (*loose, *above, *sheet.feet))


def _beside(places: _Places, rows: list[int]) -> list[range]:
    """Return the columns of each table in these rows: several where blank columns part them.

    That they are several is said by their headings, which are the same.
    """
    used = {
        column
        for row in rows
        for first in places.filled(row)
        for column in range(first, places.ends.get((row, first), (row, first))[1] + 1)
    }
    parts: list[list[int]] = []
    for column in sorted(used):
        if parts and column == parts[-1][-1] + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    heads = {tuple(places.text(rows[0], column) for column in part) for part in parts}
    if len(parts) > 1 and len(heads) == 1 and len(parts[0]) > 1:
        return [range(part[0], part[-1] + 1) for part in parts]
    return [range(parts[0][0], parts[-1][-1] + 1)]


def _foreign_table(
    places: _Places, title: str, rows: list[int], columns: range, number: int
) -> Grid:
    sheet = places.sheet
    # Of tables beside each other one may be shorter.
    rows = [row for row in rows if row in places.joined or {*places.filled(row)} & {*columns}]
    place = f"Blatt „{sheet.name}“" + (f", Tabelle {number}" if number else "")
    return Grid(
        place,
        places.rows(rows, columns, sheet.headings),
        title,
        hidden=places.hidden(columns),
        name=sheet.name,
        letters=tuple(map(get_column_letter, columns)),
    )
