"""Small foreign files of `tests/cases`, each read by the way of an upload; what is right of each.

Each stands for its kind: what public bug reports and real offices' files look like.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

import goals.annex
from bildung.annex.reading import Reading, Unplaced, read
from bildung.annex.spreading import spread
from bildung.annex.table import AnnexTable, texts_of
from bildung.formats.intake import read_file

CASES = Path(__file__).parents[1] / "cases"
# Goal, measure and time frame of a row.
SAID = ("goal", "measure", "timeframe")


@dataclass(frozen=True)
class Case:
    """What is right of a file: what each row says in some columns, what is told, what is left."""

    said: list[tuple[str, ...]]
    notices: tuple[str, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    columns: tuple[str, ...] = SAID


def reading_of(name: str, like: AnnexTable | None = None, **chosen) -> Reading:
    """Return what is read of a case for Anlage 1 that is empty today."""
    contents = read_file(name, (CASES / name).read_bytes())
    return read(contents, like or goals.annex.table_of([]), **chosen)


def said(table: AnnexTable, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return what each row says in these columns, with what goes on from above."""
    places = [[column.key for column in table.columns].index(key) for key in columns]
    return [
        tuple(" / ".join(texts_of(row.cells[place].blocks)) for place in places)
        for row in spread(table).rows
    ]


READ = {
    "04-monat-strich-jahr.xlsx": Case(
        [
            ("Lesen", "Paten suchen", "Okt-2015"),
            ("Lesen", "Paten schulen", "Q1-2016"),
            ("Rechnen", "Club gründen", "KW12-2016"),
        ]
    ),
    "05-zahlenformat.xlsx": Case(
        [
            ("1.", "Lesen", "Paten suchen", "ab 2016"),
            ("2.", "Rechnen", "Club gründen", "3. Quartal 2016"),
            ("3.", "Malen", "Kurs halten", "bis Ende 2016"),
        ],
        unplaced=(Unplaced("Blatt „Plan“, Spalte „Kosten“", "500,00 €\n1.200,50 €\n25%"),),
        columns=("priority", *SAID),
    ),
    "43-formel-ohne-wert.xlsx": Case(
        [("Lesen", "Paten suchen", ""), ("Rechnen", "", "")],
        notices=(
            "Formeln ohne gespeicherten Wert sind leer gelesen; in Excel gespeichert, enthält die "
            "Datei die Werte: Blatt „Plan“: C2, B3, C3.",
        ),
    ),
}


@pytest.mark.parametrize("name", READ)
def test_a_foreign_file_is_read_rightly(name):
    right = READ[name]
    reading = reading_of(name)
    assert said(reading.table, right.columns) == right.said
    assert reading.notices == right.notices
    assert reading.unplaced == right.unplaced
