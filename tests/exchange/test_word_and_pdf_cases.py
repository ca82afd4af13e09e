"""Foreign Word and PDF files of `tests/cases`, each read by the way of an upload; what is right."""

from dataclasses import replace

import pytest
from django.core.management import call_command

import goals.annex
import milestones.annex
from bildung.agreements.models import Agreement
from bildung.annex.plain_text import to_text
from bildung.annex.reading import Unplaced, read
from bildung.annex.table import AnnexTable
from bildung.formats.intake import read_file

from .test_cases import CASES, Case, reading_of, said

WHOLE = ("priority", "goal", "objective", "measure", "timeframe")
TWO_GOALS = [
    ("Lesen", "Eltern", "Paten suchen", "1/2016"),
    ("Rechnen", "Schulen", "Club gründen", "2/2016"),
]
WITH_OBJECTIVE = WHOLE[1:]
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
    reading = reading_of(name)
    assert said(reading.table, right.columns) == right.said
    assert reading.notices == right.notices
    assert reading.unplaced == right.unplaced


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
