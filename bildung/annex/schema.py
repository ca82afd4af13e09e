"""Tables and documents to JSON-ready dictionaries and back.

SCHEMA is the version of this shape. Whoever changes the shape raises it and adds to UPGRADES how
the former one becomes the new one: frozen editions are never rewritten.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .document import AnnexDocument, PartyName
from .table import AnnexError, AnnexTable, Block, Bullet, Cell, Column, Mark, Paragraph, Row, Run

SCHEMA = 1
# By version: what makes data of this version data of the next.
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def to_dict(document: AnnexDocument) -> dict[str, Any]:
    """Return the whole document in plain lists, dictionaries, strings and numbers."""
    return plain(document)


def from_dict(data: Mapping[str, Any]) -> AnnexDocument:
    """Read what `to_dict` wrote, in this version of the software or an older one.

    Raises AnnexError for an unknown schema version, missing or wrong parts, or a broken grid.
    """
    if not isinstance(data, Mapping):
        raise AnnexError(f"A document is an object with named parts, not {type(data).__name__}.")
    try:
        while (schema := data.get("schema")) != SCHEMA:
            if not isinstance(schema, int) or schema not in UPGRADES:
                raise AnnexError(
                    f"The schema version {schema!r} is not known; this software reads {SCHEMA}."
                )
            data = UPGRADES[schema](dict(data))
        return AnnexDocument(
            agreement=_text(data["agreement"]),
            title=_text(data["title"]),
            parties=tuple(
                PartyName(_text(party["role"]), _text(party["name"]), _text(party["long_name"]))
                for party in data["parties"]
            ),
            state=_text(data["state"]),
            as_of=date.fromisoformat(data["as_of"]),
            tables=tuple(_table_from_dict(table) for table in data["tables"]),
        )
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AnnexError(f"The data do not follow the schema: {error!r}") from error
    except AnnexError:
        raise
    except ValueError as error:
        raise AnnexError(f"The data hold a wrong value: {error}") from error


def document_in(data: Mapping[str, Any]) -> AnnexDocument:
    """Read what `to_dict` wrote, by itself or within the data of an edition, as these leave.

    Raises AnnexError as `from_dict` does.
    """
    is_edition = isinstance(data, Mapping) and "document" in data
    return from_dict(data["document"] if is_edition else data)


def canonical(document: AnnexDocument) -> bytes:
    """Return the one JSON encoding of `document` over which digests are taken (UTF-8)."""
    # Lone surrogates cannot come from a database, but must not crash a digest either.
    return CANONICAL.encode(document).encode("utf-8", "surrogatepass")


def canonical_table(table: AnnexTable) -> str:
    """Return the one JSON encoding of a table."""
    return CANONICAL.encode(table)


def digest(document: AnnexDocument) -> str:
    """Return the SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(document)).hexdigest()


def _plain(part: Any) -> Any:
    """Return what JSON says of one part of a document; the encoder asks again for parts in it."""
    return PLAIN[type(part)](part)


PLAIN: dict[type, Callable[[Any], Any]] = {
    AnnexDocument: lambda document: {
        "schema": SCHEMA,
        "agreement": document.agreement,
        "title": document.title,
        "parties": document.parties,
        "state": document.state,
        "as_of": document.as_of.isoformat(),
        "tables": document.tables,
    },
    PartyName: lambda party: {
        "role": party.role,
        "name": party.name,
        "long_name": party.long_name,
    },
    AnnexTable: lambda table: {
        "key": table.key,
        "title": table.title,
        "columns": table.columns,
        "rows": table.rows,
    },
    Column: lambda column: {
        "key": column.key,
        "title": column.title,
        "width": column.width,
        "is_header": column.is_header,
    },
    Row: lambda row: {"key": row.key, "cells": row.cells},
    Cell: lambda cell: {"row_span": cell.row_span, "blocks": cell.blocks},
    Paragraph: lambda paragraph: {"kind": "paragraph", "runs": paragraph.runs},
    Bullet: lambda bullet: {"kind": "bullet", "runs": bullet.runs, "children": bullet.children},
    Run: lambda run: {"text": run.text, "mark": run.mark},
}
# A document's parts cannot hold themselves, so that looking for circles would be time lost.
CANONICAL = json.JSONEncoder(
    default=_plain,
    ensure_ascii=False,
    sort_keys=True,
    separators=(",", ":"),
    check_circular=False,
)


def _table_from_dict(data: Mapping[str, Any]) -> AnnexTable:
    return AnnexTable(
        key=_text(data["key"]),
        title=_text(data["title"]),
        columns=tuple(
            Column(
                _text(column["key"]),
                _text(column["title"]),
                _number(column["width"]),
                _flag(column["is_header"]),
            )
            for column in data["columns"]
        ),
        rows=tuple(
            Row(
                _text(row["key"]),
                tuple(None if cell is None else _cell_from_dict(cell) for cell in row["cells"]),
            )
            for row in data["rows"]
        ),
    )


def _cell_from_dict(data: Mapping[str, Any]) -> Cell:
    return Cell(
        tuple(block_from_dict(block) for block in data["blocks"]), _number(data["row_span"])
    )


def plain(part: Any) -> Any:
    """Return one part of a document in plain lists, dictionaries, strings and numbers."""
    if isinstance(part, (Paragraph, Bullet)):
        return _plain_block(part)
    return json.loads(json.dumps(part, default=_plain))


def _plain_block(block: Block) -> dict[str, Any]:
    """Return what `plain` does, without JSON's help: of these there are thousands in a file."""
    runs = [{"text": run.text, "mark": run.mark.value} for run in block.runs]
    if isinstance(block, Bullet):
        children = [_plain_block(child) for child in block.children]
        return {"kind": "bullet", "runs": runs, "children": children}
    return {"kind": "paragraph", "runs": runs}


def block_from_dict(data: Mapping[str, Any]) -> Block:
    """Read what `plain` makes of a paragraph or bullet. Raises KeyError, TypeError, ValueError."""
    runs = tuple(Run(_text(run["text"]), Mark(run["mark"])) for run in data["runs"])
    if data["kind"] == "paragraph":
        return Paragraph(runs)
    if data["kind"] == "bullet":
        children = tuple(block_from_dict(child) for child in data["children"])
        if not all(isinstance(child, Bullet) for child in children):
            raise AnnexError("A bullet can only hold bullets.")
        return Bullet(runs, children)
    raise AnnexError(f"There is no kind of block {data['kind']!r}.")


# What is of another kind is refused, not converted: reading and writing again has to give the same.


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"whole number expected, not {value!r}")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false expected, not {value!r}")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text expected, not {value!r}")
    return value
