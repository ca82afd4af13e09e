"""What a file holds before anybody knows what it means: its tables as they stand, and the rest.

Each format that can be read gives `Contents`; which column is which, and what is one goal, is found
out from there on, for all formats alike.

What somebody set aside in a file is kept and marked, so that a person can decide: runs of struck
text have Mark.DELETED, hidden rows and columns are named. What cannot be kept a `Notice` tells.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .document import AnnexDocument
from .schema import block_from_dict, plain
from .table import AnnexError, AnnexTable, Block, paragraphs

# How many things are told of a file, in how many characters each, and how many places of each.
MOST_NOTICES, LONGEST_NOTICE, MOST_PLACES = 50, 300, 12
MORE_NOTICES = "In der Datei ist noch mehr, das nicht gelesen wird"


@dataclass(frozen=True)
class GridCell:
    """A cell as it stands in the file, bullets as far as the file tells them (style, numbering).

    What are bullets by a character alone („• x“) may still be paragraphs here. Spans are those of
    merged cells; 1 where the format knows none. `colour` is any name of the colour it is filled
    with, for telling which cells have the same.
    """

    blocks: tuple[Block, ...] = ()
    row_span: int = 1
    column_span: int = 1
    colour: str = ""


@dataclass(frozen=True)
class GridRow:
    """One place a column; None where a merged cell from above or from the left covers it.

    `key` is that of a row of an annex where the file carries it (our own exports), else empty.
    `is_heading` where the file marks it as a row of headings, which is repeated on each page,
    `is_hidden` where it does not show it. `number` is that of the row in a sheet, else 0.
    """

    cells: tuple[GridCell | None, ...]
    key: str = ""
    is_heading: bool = False
    is_hidden: bool = False
    number: int = 0


@dataclass(frozen=True)
class Grid:
    """One table of a file.

    `place` says in German where it stands („Tabelle 2“, „Blatt „Ziele““), `title` what is written
    above it. `key` is that of an annex, and `columns` are the keys of its columns, one a place,
    where the file carries them (our own exports); else empty. `hidden` are the places of columns
    that the file does not show, from 0. `name` is that of a sheet of others, `letters` those of a
    sheet's columns.
    """

    place: str
    rows: tuple[GridRow, ...]
    title: str = ""
    key: str = ""
    columns: tuple[str, ...] = ()
    hidden: tuple[int, ...] = ()
    name: str = ""
    letters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What no table can say of a file: that something was left out, guessed, or is not there.

    `text` is a German sentence without its full stop that says what there is and what becomes of
    it („Bilder werden nicht gelesen“), the same one wherever it is so; `places` say in German where
    („Blatt „Plan“, C3“). Texts that stand outside of tables are `Contents.loose` instead.
    """

    text: str
    places: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return the whole sentence, with the first MOST_PLACES places."""
        if not self.places:
            return f"{self.text}."
        more = len(self.places) - MOST_PLACES
        shown = [*self.places[:MOST_PLACES], *([f"{more} weitere"] if more > 0 else [])]
        return f"{self.text}: {'; '.join(shown)}."


@dataclass(frozen=True)
class Contents:
    """All that a file says: its tables, the texts outside of them, both in reading order.

    `notices` are what the reader of the format noticed besides.
    """

    grids: tuple[Grid, ...] = ()
    loose: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def gathered(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Return notices, those of one text as one, no place twice; what is too long is cut.

    At most MOST_NOTICES, and one that says so.
    """
    places: dict[str, dict[str, None]] = {}
    for notice in notices:
        text = _cut(notice.text)
        if text not in places and len(places) == MOST_NOTICES:
            places[MORE_NOTICES] = {}
            break
        places.setdefault(text, {}).update(dict.fromkeys(map(_cut, notice.places)))
    return tuple(Notice(text, tuple(found)) for text, found in places.items())


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_NOTICE else f"{line[: LONGEST_NOTICE - 1]}…"


def contents_of(document: AnnexDocument) -> Contents:
    """Return the tables of `document` as a file would hold them that loses nothing of them.

    A grid an annex, with the row of its headings, its own key and those of its columns and rows.
    """
    return Contents(tuple(map(_grid_of, document.tables)))


def _grid_of(table: AnnexTable) -> Grid:
    titles = tuple(GridCell(paragraphs(column.title)) for column in table.columns)
    rows = (
        GridRow(tuple(cell and GridCell(cell.blocks, cell.row_span) for cell in row.cells), row.key)
        for row in table.rows
    )
    return Grid(
        place=table.title.split(":")[0] or table.key,
        rows=(GridRow(titles, is_heading=True), *rows),
        title=table.title,
        key=table.key,
        columns=tuple(column.key for column in table.columns),
    )


def to_dict(contents: Contents) -> dict[str, Any]:
    """Return `contents` in plain lists, dictionaries, strings and numbers."""
    return {
        "grids": [
            {
                "place": grid.place,
                "title": grid.title,
                "key": grid.key,
                "columns": list(grid.columns),
                "hidden": list(grid.hidden),
                "name": grid.name,
                "letters": list(grid.letters),
                "rows": [
                    {
                        "key": row.key,
                        "is_heading": row.is_heading,
                        "is_hidden": row.is_hidden,
                        "number": row.number,
                        "cells": [_cell_to_list(cell) for cell in row.cells],
                    }
                    for row in grid.rows
                ],
            }
            for grid in contents.grids
        ],
        "loose": list(contents.loose),
        "notices": [[notice.text, *notice.places] for notice in contents.notices],
    }


def from_dict(data: Mapping[str, Any]) -> Contents:
    """Read what `to_dict` wrote. Raises AnnexError for anything else."""
    try:
        return Contents(
            tuple(
                Grid(
                    place=grid["place"],
                    title=grid["title"],
                    key=grid["key"],
                    columns=tuple(grid["columns"]),
                    rows=tuple(
                        GridRow(
                            tuple(map(_cell_from_list, row["cells"])),
                            row["key"],
                            row["is_heading"],
                            row["is_hidden"],
                            row["number"],
                        )
                        for row in grid["rows"]
                    ),
                    hidden=tuple(grid["hidden"]),
                    name=grid["name"],
                    letters=tuple(grid["letters"]),
                )
                for grid in data["grids"]
            ),
            tuple(data["loose"]),
            tuple(Notice(text, tuple(places)) for text, *places in data["notices"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnnexError(f"These are no contents of a file: {error!r}") from error


def _cell_to_list(cell: GridCell | None) -> list[Any] | None:
    if cell is None:
        return None
    return [cell.row_span, cell.column_span, cell.colour, *map(plain, cell.blocks)]


def _cell_from_list(data: list[Any] | None) -> GridCell | None:
    if data is None:
        return None
    row_span, column_span, colour, *blocks = data
    return GridCell(tuple(map(block_from_dict, blocks)), row_span, column_span, colour)
