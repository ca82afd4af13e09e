"""What a heading means is never taken from a word's ending alone."""

from dataclasses import replace

import pytest

from bildung.annex.grid import GridCell
from bildung.annex.reading import read
from tests.formats import papers

from . import files, stages

GOALS = papers.goals(0)


def reading(*headings, like=GOALS, row=None):
    row = row or [f"Text {at}" for at in range(len(headings))]
    return read(files.file(files.grid(headings, row)), like)


def keys(*headings, like=GOALS):
    (mapped,) = reading(*headings, like=like).mappings
    return mapped.keys


@pytest.mark.parametrize(
    "heading",
    [
        "Fortschritt",
        "Erstellungsdatum",
        "Arbeitszeit",
        "Haushaltsnummer",
        "Vorrang",
        "Telefonnummer",
        "Zustand",
        "Vorstand",
        "Öffnungszeit",
        "Änderungsdatum",
        "Druckdatum",
        "Kontonummer",
        "Bestand",
        "Datum der Erstellung",
        "Stand der Technik",
        "Letzte Änderung (Datum)",
        "Wartezeit",
        "Hausnummer",
        "Gegenstand",
        "Tel.-Nr.",
        "Nr. der Schule",
        "Datum der Genehmigung",
        "Datum Unterschrift",
        "Dauer in Minuten",
        "Frist Antrag",
        "Bearbeitungsdatum",
        "Planungsdatum",
    ],
)
@pytest.mark.parametrize("like", [GOALS, stages.table(())], ids=["goals", "stages"])
def test_word_that_only_ends_as_one_of_ours_means_nothing(heading, like):
    known = ("Ziel", "Maßnahme") if like is GOALS else ("Meilenstein", "Zweck")
    if like is not GOALS and heading == "Fortschritt":
        heading = "Rückschritt"  # how far a stage has come is its status
    assert keys(*known, heading, like=like)[2] == ""
    assert reading(*known, heading, like=like).unplaced[0].text == "Text 2"


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Umsetzungszeitraum", "timeframe"),
        ("Projektlaufzeit", "timeframe"),
        ("Maßnahmenzeitraum", "timeframe"),
        ("Bearbeitungsfrist", "timeframe"),
        ("Zielnummer", "priority"),
        ("Ziel-Nr.", "priority"),
        ("Zielpriorität", "priority"),
    ],
)
def test_word_whose_beginning_is_one_of_a_plan_means_it(heading, key):
    found = reading("Ziel", "Maßnahme", heading)
    assert found.mappings[0].keys[2] == key
    assert found.asked == ()


def test_main_column_found_by_a_compound_only_is_asked():
    found = reading("Bildungsziele", "Maßnahme", "Einzelprojekte")
    assert found.mappings[0].keys == ("goal", "measure", "")
    assert found.asked == ("Bildungsziele",)
    asked = reading("Ziel", "Sofortmaßnahmen")
    assert (asked.mappings[0].keys, asked.asked) == (("goal", "measure"), ("Sofortmaßnahmen",))


@pytest.mark.parametrize(
    "heading",
    [
        "Termin Pressefest",
        "Termin Stadtrat",
        "Zeitpunkt der Kontrolle",
        "Frist Fördermittel",
        "Zeitraum/Status",
        "Dauer der Ferien",
        "Prio Stadtrat",
    ],
)
def test_a_word_of_ours_beside_an_unknown_one_is_a_question(heading):
    found = reading("Ziel", "Maßnahme", heading)
    assert found.mappings[0].keys[2] != ""
    assert found.asked == (heading,)


@pytest.mark.parametrize(
    "heading",
    [
        "Kosten der Maßnahme",
        "Ansprechpartner Maßnahme",
        "Ort der Maßnahme",
        "Verantwortlich für die Maßnahme",
        "Zielgruppe der Maßnahme",
    ],
)
def test_a_word_of_ours_that_belongs_to_another_is_a_question(heading):
    assert reading("Ziel", heading, "Termin").asked == (heading,)
    assert reading("Ziel", "Maßnahme", heading).asked == ()  # a column of its own says what is one


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Status Förderantrag", "status"),
        ("Status/Bemerkung", "status"),
        ("Zuständiges Amt der Stadt", "municipality"),
        ("Landkreis Musterland", "municipality"),
    ],
)
def test_stages_are_asked_alike(heading, key):
    found = reading("Meilenstein", "Zweck", heading, like=stages.table(()))
    assert (found.mappings[0].keys[2], found.asked) == (key, (heading,))


def test_parties_told_apart_by_their_order_alone_are_a_question():
    found = reading("Phase", "Verantwortung", "Verantwortung", like=stages.table(()))
    assert found.mappings[0].keys[1:] == ("municipality", "agency")
    assert found.asked == ("Verantwortung",)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Zeitraum der Umsetzung (Monat/Jahr)", "timeframe"),
        ("Termin (geplant)", "timeframe"),
        ("Termin/Frist", "timeframe"),
        ("Laufzeit Projekt", "timeframe"),
        ("Umsetzungszeitraum geplant", "timeframe"),
        ("Zeitrahmen (von - bis)", "timeframe"),
        ("Umsetzung bis", "timeframe"),
        ("Erledigung bis", "timeframe"),
        ("Abschluss bis", "timeframe"),
        ("fällig am", "timeframe"),
        ("Monat/Jahr", "timeframe"),
        ("Zeithorizont", "timeframe"),
        ("Priorität der Maßnahme", "priority"),
        ("Prio (A/B/C)", "priority"),
        ("Lfd. Nr. Ziel", "priority"),
        ("Nr. des Handlungsfeldes", "priority"),
    ],
)
def test_words_that_say_nothing_else_beside_one_of_ours_are_no_question(heading, key):
    found = reading("Ziel", "Maßnahme", heading)
    assert (found.mappings[0].keys[2], found.asked) == (key, ())


@pytest.mark.parametrize(
    "heading",
    [
        "Konkrete Maßnahme / Projekt",
        "Maßnahmen im Jahr 2016",
        "Was? (Maßnahme)",
        "Geplante Aktivitäten",
        "Kurzbeschreibung der Maßnahme",
        "Nächste Schritte",
    ],
)
def test_measures_have_many_headings(heading):
    found = reading("Ziel", heading, "Termin")
    assert (found.mappings[0].keys[1], found.asked) == ("measure", ())


@pytest.mark.parametrize(
    "heading",
    ["Status (offen/in Arbeit/erledigt)", "Stand: März 2016", "Sachstand zum 31.12.2015"],
)
def test_a_status_has_many_headings(heading):
    found = reading("Meilenstein", "Zweck", heading, like=stages.table(()))
    assert (found.mappings[0].keys[2], found.asked) == ("status", ())


@pytest.mark.parametrize(
    "heading",
    ["Projektnummer", "Maßnahmen-Nr.", "Nr. der Maßnahme", "Lfd. Nr. des Antrags", "HH-Nr."],
)
def test_a_number_of_something_else_is_not_that_of_a_goal(heading):
    assert keys("Ziel", "Maßnahme", heading)[2] == ""


def test_what_a_person_says_is_not_asked_again():
    contents = files.file(files.grid(("Bildungsziele", "Maßnahme"), ("Lesen", "Paten")))
    assert read(contents, GOALS).asked == ("Bildungsziele",)
    assert read(contents, GOALS, mapping=[("goal", "measure")]).asked == ()


def test_word_of_its_own_is_not_asked():
    assert reading("Ziel", "Maßnahme", "Zeitrahmen").asked == ()


def test_table_that_fits_an_annex_better_is_not_one_of_the_other():
    headings = ("Ziel", "Fortschritt", "Zeitraum")
    assert keys(*headings) == ("goal", "", "timeframe")
    assert reading(*headings, like=stages.table(())).others == ("Tabelle 1",)
    headings = ("Meilenstein", "Ziel", "Zeitraum", "Status")
    assert reading(*headings).others == ("Tabelle 1",)
    assert keys(*headings, like=stages.table(())) == ("milestone", "purpose", "timeframe", "status")


def test_row_that_the_file_marks_does_not_beat_headings_that_fit_better():
    grid = files.grid(
        ("Maßnahmen", "Zeiten", ""),
        ("Ziel", "Maßnahme", "Zeitrahmen"),
        ("Lesen", "Paten", "2016"),
    )
    grid = replace(grid, rows=(replace(grid.rows[0], is_heading=True), *grid.rows[1:]))
    assert read(files.file(grid), GOALS).mappings[0].keys == ("goal", "measure", "timeframe")


# Names of sheets, and colours


def sheet(name, *rows, **parts):
    head = ("Maßnahme", "Zeitrahmen")
    return files.grid(head, *rows, place=f"Blatt „{name}“", name=name, **parts)


def goals_of(*grids) -> list[str]:
    table = read(files.file(*grids), GOALS).table
    at = [column.key for column in table.columns].index("goal")
    return [cell.blocks[0].text for row in table.rows if (cell := row.cells[at]) and cell.blocks]


def test_names_of_sheets_are_goals_where_each_has_one():
    grids = [sheet(name, (f"Maßnahme {name}", "2016")) for name in ("Ziel 1 Lesen", "Rechnen")]
    assert goals_of(*grids) == ["Ziel 1 Lesen", "Rechnen"]
    assert read(files.file(*grids), GOALS).notices == (
        "Die Namen der Blätter sind als „Grundlegendes Ziel“ gelesen: „Ziel 1 Lesen“; „Rechnen“.",
    )


def test_the_same_title_above_all_tables_is_not_their_goal():
    grids = [sheet(n, (f"M {n}", ""), title="Plan 2016") for n in ("Lesen", "Rechnen")]
    assert goals_of(*grids) == ["Lesen", "Rechnen"]
    grids = [sheet(n, (f"M {n}", ""), title=f"{n} fördern") for n in ("Lesen", "Rechnen")]
    assert goals_of(*grids) == ["Lesen fördern", "Rechnen fördern"]


@pytest.mark.parametrize(
    "heading",
    ["Kosten Stadt", "Telefon Stadt", "Anzahl Kommune", "Agentur für Arbeit", "Mittel der Agentur"],
)
def test_party_beside_what_nobody_answers_for_is_no_duty(heading):
    assert keys("Meilenstein", "Zweck", heading, like=stages.table(()))[2] == ""


def test_sheets_named_by_years_are_told():
    grids = [sheet(name, (f"Maßnahme {name}", "März")) for name in ("2016", "2017")]
    assert read(files.file(*grids), GOALS).notices == (
        "Die Namen der Blätter sind nicht übernommen: „2016“; „2017“.",
    )


@pytest.mark.parametrize("names", [("Tabelle1", "Tabelle2"), ("Sheet1", "Maßnahmen"), ("2016",)])
def test_names_that_name_no_goal_are_none(names):
    grids = [sheet(name, (f"Maßnahme {name}", "2016")) for name in names]
    assert goals_of(*grids) == []
    assert read(files.file(*grids), GOALS).notices == ()


def test_name_of_one_sheet_is_a_goal_where_it_says_so():
    assert goals_of(sheet("Ziel 1", ("Paten", ""))) == ["Ziel 1"]
    assert goals_of(sheet("Stadt", ("Paten", ""))) == []


def test_names_of_sheets_that_stand_for_nothing_are_told():
    head = ("Ziel", "Maßnahme")
    grids = [files.grid(head, ("A", "B"), place=n, name=n) for n in ("Schule", "Kita")]
    assert read(files.file(*grids), GOALS).notices == (
        "Die Namen der Blätter sind nicht übernommen: „Schule“; „Kita“.",
    )


def test_colours_that_may_mean_something_are_told_with_their_cells():
    def coloured(text, colour):
        return replace(files.cell(text), colour=colour)

    rows = [
        ("Ziel", "Maßnahme", "Stand"),
        (coloured("A", "grey"), coloured("B", "grey"), coloured("C", "green")),
        ("D", "E", GridCell(colour="red")),
        (coloured("F", "blue"), coloured("G", "blue"), coloured("H", "blue")),
    ]
    grid = files.grid(*rows, letters=("A", "B", "C"))
    grid = replace(grid, rows=tuple(replace(r, number=n) for n, r in enumerate(grid.rows, 1)))
    assert read(files.file(grid), GOALS).notices == (
        "Farben von Zellen sind nicht gelesen: Tabelle 1: A2, B2, C2, C3.",
    )
    unnamed = replace(grid, letters=())
    assert "„D“" in read(files.file(unnamed), GOALS).notices[0]


def test_colours_of_whole_columns_are_ornament():
    blue = [replace(files.cell(text), colour="blue") for text in "ab"]
    contents = files.file(files.grid(("Ziel", "Maßnahme"), (blue[0], "c"), (blue[1], "d")))
    assert read(contents, GOALS).notices == ()
