"""What an edition says: all that its paper shows, as one JSON text over which its digest is taken.

    {"document": {…}, "number": 1, "reasons": [{"key": "measure-17", "text": "…"}], "schema": 1}

`document` is a whole AnnexDocument (see bildung/annex/schema.py, which counts its own versions):
both annexes, the parties' names, the label and the day. Keys are sorted, there are no blanks, and
the encoding is UTF-8. SCHEMA is the version of what stands around the document; whoever changes
that raises it, and adds to UPGRADES how the former one is read: no edition is ever rewritten.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bildung.annex import schema
from bildung.annex.document import AnnexDocument
from bildung.annex.marking import wording_of
from bildung.annex.table import AnnexError, AnnexTable, Row
from bildung.vocabulary.characters import cleaned

SCHEMA = 1
UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
# Columns that show the working state, which is no part of what is agreed.
WORKING_COLUMNS = ("status",)


@dataclass(frozen=True)
class ReasonGiven:
    """Why a row differs from the edition before. `key` is that of the row."""

    key: str
    text: str


@dataclass(frozen=True)
class Content:
    """An edition as its paper shows it: number, both annexes with names and day, reasons."""

    number: int
    document: AnnexDocument
    reasons: tuple[ReasonGiven, ...] = ()

    def canonical(self) -> str:
        """Return the one JSON text of this content."""
        data = {
            "schema": SCHEMA,
            "number": self.number,
            "document": schema.to_dict(self.document),
            "reasons": [{"key": reason.key, "text": reason.text} for reason in self.reasons],
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def renamed(self, keys: Mapping[str, str]) -> "Content":
        """Return this with other keys for its rows, where `keys` has any."""

        def key_of(each: Row | ReasonGiven) -> str:
            return keys.get(each.key, each.key)

        tables = tuple(
            replace(table, rows=tuple(replace(row, key=key_of(row)) for row in table.rows))
            for table in self.document.tables
        )
        reasons = tuple(replace(reason, key=key_of(reason)) for reason in self.reasons)
        return replace(self, document=replace(self.document, tables=tables), reasons=reasons)


def digest(canonical: str) -> str:
    """Return the SHA-256 of a content's JSON text, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def wording_digest(content: Content) -> str:
    """Return a digest of what is agreed alone: another label, day or status gives the same."""
    return digest(replace(content, document=_wording(content.document)).canonical())


def read(canonical: str) -> Content:
    """Read what `Content.canonical` of this or an older version wrote.

    Raises AnnexError for anything else.
    """
    try:
        data = json.loads(canonical)
        while (version := data["schema"]) != SCHEMA:
            if not isinstance(version, int) or version not in UPGRADES:
                raise AnnexError(f"The version {version!r} of an edition is not known.")
            data = UPGRADES[version](data)
        reasons = tuple(ReasonGiven(reason["key"], reason["text"]) for reason in data["reasons"])
        return Content(data["number"], schema.from_dict(data["document"]), reasons)
    except AnnexError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise AnnexError(f"This is no edition: {error!r}") from error


def is_same_wording(one: AnnexDocument, other: AnnexDocument) -> bool:
    """Whether both say the same of what is agreed; status, label and day are no part of it."""
    return _said(one) == _said(other)


def _said(document: AnnexDocument) -> AnnexDocument:
    """Return the wording of `document` as it is compared: clean words, one space between them."""
    document = _wording(document)
    tables = tuple(
        replace(
            table,
            rows=tuple(
                replace(
                    row,
                    cells=tuple(
                        cell and replace(cell, blocks=wording_of(cell.blocks)) for cell in row.cells
                    ),
                )
                for row in table.rows
            ),
        )
        for table in document.tables
    )
    names = (
        replace(party, name=cleaned(party.name), long_name=cleaned(party.long_name))
        for party in document.parties
    )
    return replace(
        document,
        agreement=cleaned(document.agreement),
        title=cleaned(document.title),
        parties=tuple(names),
        tables=tables,
    )


def _wording(document: AnnexDocument) -> AnnexDocument:
    tables = tuple(without_columns(table, WORKING_COLUMNS) for table in document.tables)
    return replace(document, state="", as_of=document.as_of.min, tables=tables)


def without_columns(table: AnnexTable, keys: Iterable[str]) -> AnnexTable:
    """Return `table` without the columns named by `keys`."""
    keys = set(keys)
    kept = [index for index, column in enumerate(table.columns) if column.key not in keys]
    rows = tuple(
        replace(row, cells=tuple(row.cells[index] for index in kept)) for row in table.rows
    )
    return replace(table, columns=tuple(table.columns[index] for index in kept), rows=rows)
