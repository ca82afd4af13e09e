"""Small foreign files of `tests/cases`, each read by the way of an upload; what is right of each.

Each stands for its kind: what public bug reports and real offices' files look like.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement
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
    "02-von-bis.xlsx": Case(
        [
            ("Lesen", "Paten suchen", "9/2015 – 2/2016"),
            ("Lesen", "Paten schulen", "3/2016 – 5/2016"),
        ]
    ),
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
    "41-balken-farbe.xlsx": Case(
        [
            ("Lesen", "Paten suchen", "Q1 2016 – Q2 2016"),
            ("Lesen", "Paten schulen", "Q2 2016 – Q3 2016"),
            ("Rechnen", "Club gründen", "Q4 2016"),
        ]
    ),
    "46-ein-blatt-je-ziel.xlsx": Case(
        [
            ("Lesen", "Paten suchen", "1/2016"),
            ("Lesen", "Paten schulen", "2/2016"),
            ("Rechnen", "Club gründen", "3/2016"),
        ],
        notices=(
            "Die Namen der Blätter sind als „Grundlegendes Ziel“ gelesen: „Lesen“; „Rechnen“.",
        ),
    ),
    "60-altenter-im-satz.xlsx": Case(
        [
            (
                "Lesen",
                "IT-Ausstattung, Bildungs- und Sozialplanung sowie Schulplanung abstimmen",
                "1/2016",
            ),
            ("Lesen", "Paten suchen und Schulen besuchen", "1/2016 bis 10/2016"),
            ("Rechnen", "Club gründen", "9/2015-2/2016"),
            ("Rechnen", "Treffen der AG Zahlen", "Oktober 2015"),
            ("Rechnen", "Plan (Entwurf und Abstimmung)", "Juni bis August 2016"),
        ]
    ),
    "81-fortschritt.xlsx": Case(
        [("Lesen", "", "1/2016"), ("Rechnen", "", "2/2016")],
        unplaced=(Unplaced("Blatt „Plan“, Spalte „Fortschritt“", "50 %\n25 %"),),
    ),
    "83-erstellungsdatum.xlsx": Case(
        [("Lesen", "Paten suchen", ""), ("Rechnen", "Club gründen", "")],
        unplaced=(Unplaced("Blatt „Plan“, Spalte „Erstellungsdatum“", "12.01.2016\n13.01.2016"),),
    ),
    "98-jahr-als-zwischenzeile.docx": Case(
        [
            ("", "Paten suchen", "März 2016"),
            ("", "Paten schulen", "April 2016"),
            ("", "Club gründen", "Mai 2017"),
        ],
        unplaced=(Unplaced("Tabelle 1, Spalte „Zuständig“", "Amt A\nAmt B\nAmt C"),),
    ),
    "101-dos-dito-summe.csv": Case(
        [
            ("1.", "Lesen fördern", "Lesepaten für Schüler suchen", "3. Quartal 2016"),
            ("1.", "Lesen fördern", "Übungsräume öffnen", "4. Quartal 2016"),
            ("2.", "Rechnen", "Zahlenclub gründen", "2017"),
        ],
        notices=(
            "Die Datei ist nicht als UTF-8 gespeichert. Ihre Zeichen sind gelesen wie von MS-DOS "
            "(Codepage 850): „Maßnahme“; „fördern“; „für“; „Schüler“; „Übungsräume“.",
            "Was auf das darüber verweist („dito“, „s. o.“), ist so gelesen wie dieses: CSV-Datei, "
            "„dito“ als „Lesen fördern“.",
        ),
        unplaced=(
            Unplaced(
                "CSV-Datei, Summen und Anmerkungen",
                "Summe | 150 EUR\nGesamt | 230 EUR\nLegende: Kosten ohne Personal",
            ),
            Unplaced("CSV-Datei, Spalte „Kosten“", "100 EUR\n50 EUR\n80 EUR"),
        ),
        columns=("priority", *SAID),
    ),
    "102-termin-alt-neu.csv": Case(
        [("Lesen", "Paten suchen", "9/2016"), ("Lesen", "Paten schulen", "März 2016 bis 2018")],
        notices=(
            "Fußnotenzeichen hinter Zeiten und Status wurden weggelassen: CSV-Datei, "
            "„März 2016 bis 2018*)“.",
            "Mehrere Spalten nennen sich „Zeitrahmen“; gelesen ist die neuere, sonst die erste: "
            "CSV-Datei, „Termin neu“ (Spalte 4), nicht „Termin alt“ (Spalte 3).",
        ),
        unplaced=(
            Unplaced("CSV-Datei, Summen und Anmerkungen", "*) vorbehaltlich der Mittel"),
            Unplaced("CSV-Datei, Spalte „Termin alt“", "3/2016\nMärz 2016-2018"),
            Unplaced("CSV-Datei, Spalte „Termin Pressefest“", "1.10.2016"),
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


@pytest.fixture
def eisenach():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


@pytest.mark.django_db
def test_our_own_csv_with_decomposed_umlauts_changes_nothing(eisenach):
    today = goals.annex.build(eisenach)
    reading = reading_of("90-eigene-nfd.csv", today)
    assert reading.table == today
    assert (reading.notices, reading.unplaced) == ((), ())


@pytest.mark.django_db
def test_dates_that_excel_made_of_our_csv_are_what_they_were(eisenach):
    today = milestones.annex.build(eisenach)
    reading = reading_of("30-excel-macht-datum-eigen2.csv", today)
    wording = ("milestone", "purpose", "municipality", "agency", "timeframe")
    assert said(reading.table, wording) == said(today, wording)
    assert [notice.partition(" wurde")[0] for notice in reading.notices] == [
        "Zeitraum: „Okt 15“",
        "Zeitraum: „Okt 16“",
    ]
    assert "als „10/ 2015“ gelesen" in reading.notices[0]
