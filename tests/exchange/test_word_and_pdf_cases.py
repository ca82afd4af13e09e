"""Foreign Word and PDF files of `tests/cases`, each read by the way of an upload; what is right."""

from dataclasses import replace

import pytest
from django.core.management import call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement, Organisation
from bildung.annex.asides import Aside
from bildung.annex.grid import GridCell
from bildung.annex.plain_text import to_text
from bildung.annex.reading import Unplaced, notemarks, read
from bildung.annex.table import AnnexTable
from bildung.formats.docx import noticing
from bildung.formats.intake import read_file

from .test_cases import CASES, SAID, Case, reading_of, said

WHOLE = ("priority", "goal", "objective", "measure", "timeframe")
TWO_GOALS = [
    ("Lesen", "Eltern", "Paten suchen", "1/2016"),
    ("Rechnen", "Schulen", "Club gründen", "2/2016"),
]
WITH_OBJECTIVE = WHOLE[1:]
STAGES = ("milestone", "purpose", "timeframe", "status")
CLUB = ("Rechnen", "Club gründen", "2/2016")
FIRST = ("1. / hoch", "Lesen stärken", "Paten")
SECOND = ("2. / mittel", "Rechnen stärken", "Club")

READ = {
    "06-zelle-ueber-seiten.pdf": Case(
        [
            *((*FIRST, f"Schritt {number} der Paten", "1/2016") for number in (1, 2)),
            *((*SECOND, f"Schritt {number} des Clubs", "2/2016") for number in (1, 2, 3, 4)),
            ("3. / niedrig", "Malen stärken", "Kunst", "Ausstellung zeigen", "3/2016"),
        ],
        columns=WHOLE,
    ),
    "07-spalten-ueber-seiten.pdf": Case(
        [
            *((*FIRST, f"Schritt {number} der Paten", "1/2016") for number in range(1, 5)),
            *((*SECOND, f"Schritt {number} des Clubs", "2/2016") for number in range(1, 7)),
        ],
        columns=WHOLE,
    ),
    "10-formularfeld-auswahl.docx": Case(
        [
            ("Auftakt", "Kennenlernen", "2/2016", "✓\xa0abgeschlossen"),
            ("Abschluss", "Bilanz", "1/2016", "◉\xa0in Arbeit"),
        ],
        notices=("Status: „erledigt“ wurde als „abgeschlossen“ gelesen.",),
        columns=STAGES,
    ),
    "12-tabelle-in-rahmentabelle.docx": Case(
        [("Lesen", "Eltern beteiligen", *TWO_GOALS[0][2:]), TWO_GOALS[1]], columns=WITH_OBJECTIVE
    ),
    "14-durchgestrichen-verborgen.docx": Case(
        [("Lesen", "Paten suchen Mentoren gewinnen", "1/2016 3/2016"), CLUB],
        notices=(
            f"{noticing.HIDDEN}: Tabelle 1, Zeile 2, „intern: Budget fehlt“.",
            "Durchgestrichener Text wurde mitgelesen: Tabelle 1, „Paten suchen“; "
            "Tabelle 1, „1/2016“.",
        ),
    ),
    "64-altchunk.docx": Case(
        [("Lesen", "Paten suchen", "1/2016")],
        notices=(
            f"{noticing.CHUNK}: außerhalb der Tabellen, "
            "„chunk.html: Ziel | Maßnahme | Zeitraum Rechnen | Club gründen | 2/2016“.",
        ),
        unplaced=(
            Unplaced("Außerhalb der Tabellen", "chunk.html: Ziel | Maßnahme | Zeitraum"),
            Unplaced("Außerhalb der Tabellen", "chunk.html: Rechnen | Club gründen | 2/2016"),
        ),
    ),
    "92-fussnote-hinter-jahr.docx": Case(
        [
            ("Lesen", "Paten suchen", "3/2016"),
            ("Rechnen", "Club gründen", "3/2016"),
            ("Malen", "Kurs halten", "3/2016"),
            ("Turnen", "Lauf planen", "3/2016"),
        ],
        notices=(
            f"{noticing.RAISED}: Tabelle 1, Zeile 2, „3/2016“ mit „1“.",
            f"{notemarks.TOLD}: Tabelle 1, „3/2016²“; Tabelle 1, „3/2016*“; "
            "Tabelle 1, „3/2016 1)“.",
        ),
    ),
    "50-fettdruck-doppelt.pdf": Case(TWO_GOALS, columns=WITH_OBJECTIVE),
    "53-zeile-endet-mit-komma.pdf": Case(
        [
            (
                "Lesen",
                "Eltern",
                "IT-Ausstattung, Bildungs- und Sozialplanung sowie Schulplanung abstimmen",
                "1/2016",
            )
        ],
        columns=WITH_OBJECTIVE,
    ),
    "74-kopf-je-seite-tags.pdf": Case(
        [
            *(("Lesen", f"Schritt {number}", "1/2016") for number in range(1, 40)),
            *(("Rechnen", f"Runde {number}", "2/2016") for number in range(1, 40)),
        ],
        unplaced=(Unplaced("Tabelle 1, Überschrift", "Plan"),),
    ),
    "80-dreieck.pdf": Case(TWO_GOALS, columns=WITH_OBJECTIVE),
}


@pytest.mark.parametrize("name", READ)
def test_a_foreign_file_is_read_rightly(name):
    right = READ[name]
    like = blank_stages() if right.columns == STAGES else None
    reading = reading_of(name, like)
    assert said(reading.table, right.columns) == right.said
    assert reading.notices == right.notices
    assert reading.unplaced == right.unplaced


def blank_stages() -> AnnexTable:
    """Return an Anlage 2 that is empty today."""
    party = Organisation(name="Stadt")
    return milestones.annex.table_of(Agreement(municipality=party, agency=party), [])


def test_struck_text_is_left_out_where_the_person_agrees():
    reading = reading_of("14-durchgestrichen-verborgen.docx", left_out={Aside.STRUCK})
    assert said(reading.table, SAID) == [("Lesen", "Mentoren gewinnen", "3/2016"), CLUB]


def test_boxes_of_symbol_fonts_are_boxes():
    name = "17-status-kaestchen.docx"
    (grid,) = read_file(name, (CASES / name).read_bytes()).grids
    assert [shown_cell(row.cells[3]) for row in grid.rows] == [
        "Status", "☑", "☐", "☐ offen ☐ in Arbeit ☒ erledigt", "☐", "✓", "x",
    ]  # fmt: skip


def shown_cell(cell: GridCell) -> str:
    return to_text(cell.blocks)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["eigene-seite-im-browser", "eigene-seite-im-browser-ohne-tags"])
def test_our_own_page_comes_back_from_a_browsers_print(name):
    call_command("loaddata", "eisenach", verbosity=0)
    contents = read_file(f"{name}.pdf", (CASES / f"{name}.pdf").read_bytes())
    # The page begins with tables of two columns that tell how far everything is.
    plans = [grid for grid in contents.grids if len(grid.rows[0].cells) > 2]
    contents = replace(contents, grids=tuple(plans))
    for builder in (goals.annex, milestones.annex):
        table = builder.build(Agreement.objects.get())
        again = read(contents, like=table).table
        assert shown(again) == shown(table)


def shown(table: AnnexTable) -> list[list[str | None]]:
    """Each cell as text, but for spaces that a browser's print does not tell: at a line's end."""
    return [
        [cell and to_text(cell.blocks).replace("/ ", "/") for cell in row.cells]
        for row in table.rows
    ]
