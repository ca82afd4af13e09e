"""What a file holds before anybody knows what it means: its tables as they stand, and the rest.

Each format that can be read gives `Contents`; which column is which, and what is one goal, is found
out from there on, for all formats alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schema import block_from_dict, plain
from .table import AnnexError, Block


@dataclass(frozen=True)
class GridCell:
    """A cell as it stands in the file, bullets as far as the file tells them (style, numbering).

    What are bullets by a character alone („• x“) may still be paragraphs here. Spans are those of
    merged cells; 1 where the format knows none.
    """

    blocks: tuple[Block, ...] = ()
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class GridRow:
    """One place a column; None where a merged cell from above or from the left covers it.

    `key` is that of a row of an annex where the file carries it (our own exports), else empty.
    `is_heading` where the file marks it as a row of headings, which is repeated on each page.
    """

    cells: tuple[GridCell | None, ...]
    key: str = ""
    is_heading: bool = False


@dataclass(frozen=True)
class Grid:
    """One table of a file.

    `place` says in German where it stands („Tabelle 2“, „Blatt „Ziele““), `title` what is written
    above it. `key` is that of an annex, and `columns` are the keys of its columns, one a place,
    where the file carries them (our own exports); else empty.
    """

    place: str
    rows: tuple[GridRow, ...]
    title: str = ""
    key: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All that a file says: its tables, and the texts outside of them, both in reading order."""

    grids: tuple[Grid, ...] = ()
    loose: tuple[str, ...] = ()


def contents_of(document) -> Contents:
    """Stand-in until it is on main."""
    return Contents(
        tuple(
            Grid(
                f"Tabelle {number}",
                tuple(
                    GridRow(
                        tuple(cell and GridCell(cell.blocks, cell.row_span) for cell in row.cells),
                        row.key,
                    )
                    for row in table.rows
                ),
                table.title,
                table.key,
                tuple(column.key for column in table.columns),
            )
            for number, table in enumerate(document.tables, start=1)
        )
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
                "rows": [
                    {
                        "key": row.key,
                        "is_heading": row.is_heading,
                        "cells": [_cell_to_list(cell) for cell in row.cells],
                    }
                    for row in grid.rows
                ],
            }
            for grid in contents.grids
        ],
        "loose": list(contents.loose),
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
                            tuple(map(_cell_from_list, row["cells"])), row["key"], row["is_heading"]
                        )
                        for row in grid["rows"]
                    ),
                )
                for grid in data["grids"]
            ),
            tuple(data["loose"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise AnnexError(f"These are no contents of a file: {error!r}") from error


def _cell_to_list(cell: GridCell | None) -> list[Any] | None:
    if cell is None:
        return None
    return [cell.row_span, cell.column_span, *map(plain, cell.blocks)]


def _cell_from_list(data: list[Any] | None) -> GridCell | None:
    if data is None:
        return None
    row_span, column_span, *blocks = data
    return GridCell(tuple(map(block_from_dict, blocks)), row_span, column_span)
