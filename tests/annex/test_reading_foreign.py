"""Three files laid out in other ways than ours, read rightly; and what stands beside a plan."""

from bildung.annex.reading import read
from tests.formats import papers

from . import stages
from .files import EMPTY, cell, file, grid, listed, said

GOALS = papers.goals(1)
STAGES = stages.table(())


def test_plan_in_another_order_with_numbers_for_bullets_and_no_merged_cells():
    """Other names, measures numbered in one cell with a date each, goals numbered in their title,
    the table in two halves of which the second has no headings."""
    first = grid(
        ("Zeitplan", "Handlungsfeld", "Umsetzungsschritte", "Teilziel", "Prio"),
        (
            "ab 1/2017\n3/2017",
            "1. Übergänge gestalten",
            "1. Runder Tisch\na) Einladung\nb) Protokoll\n2. Broschüre",
            "Eltern beraten",
            "A",
        ),
        ("laufend", "", "Sprechstunde", "Schulen vernetzen", ""),
    )
    second = grid(
        ("", "", "1.\tFachtag:\n\t- Räume\n\t- Gäste\n2.\tRückblick", "", ""),
        ("2018", "2. Daten nutzen", "Bericht", "", "sehr gering"),
        place="Tabelle 2",
    )
    reading = read(file(first, second), like=GOALS)
    assert said(reading.table) == [
        [
            ["1.", "hoch"],
            ["Übergänge gestalten"],
            ["Eltern beraten"],
            [("Runder Tisch", "Einladung", "Protokoll")],
            ["ab 1/2017"],
        ],
        [None, None, None, ["Broschüre"], ["3/2017"]],
        [None, None, ["Schulen vernetzen"], ["Sprechstunde"], ["laufend"]],
        [None, None, None, [("Fachtag:", "Räume", "Gäste")], []],
        [None, None, None, ["Rückblick"], None],
        [["2.", "niedrig"], ["Daten nutzen"], [], ["Bericht"], ["2018"]],
    ]
    assert [row.key for row in reading.table.rows] == [f"neu-{n}" for n in range(1, 7)]
    assert reading.mappings[0].keys == ("timeframe", "goal", "measure", "objective", "priority")
    assert reading.mappings[1].keys == reading.mappings[0].keys
    assert (reading.missing, reading.unplaced) == ((), ())
    assert reading.notices == (
        "Priorität: „A“ wurde als „hoch“ gelesen.",
        "Priorität: „sehr gering“ wurde als „niedrig“ gelesen.",
    )


def test_plan_with_sections_number_column_and_columns_of_its_own():
    """Headings in two rows below a title, sections over the whole width, bullets by their marks,
    a column of costs, headings repeated, and a table that is no plan at all."""
    head = (
        (cell("Lfd. Nr.", rows=2), cell("Maßnahme", columns=2), None, cell("Laufzeit", rows=2)),
        (None, "Aktivität", "Kosten", None),
    )
    plan = grid(
        (cell("Aktionsplan Bildung", columns=4), None, None, None),
        *head,
        (cell("Bildung für alle", columns=4), None, None, None),
        ("1", "• Kurse anbieten\n  – Räume suchen\n• Kurse bewerben", "500 €", "2017"),
        ("2", "• Kurse auswerten", "", "2018"),
        *head,
        (cell("Gute Daten", columns=4), None, None, None),
        ("3", "• Erhebung", "20 €", "nach Absprache"),
    )
    dates = grid(("Sitzung", "Raum"), ("12. Mai", "Saal 2"), place="Tabelle 2")
    reading = read(file(plan, dates, loose=("Wir danken allen.", "Seite 1 von 2")), like=GOALS)
    assert said(reading.table) == [
        [["1."], ["Bildung für alle"], [], [("Kurse anbieten", "Räume suchen")], ["2017"]],
        [None, None, None, ["Kurse bewerben"], None],
        [None, None, None, ["Kurse auswerten"], ["2018"]],
        [["2."], ["Gute Daten"], [], ["Erhebung"], ["nach Absprache"]],
    ]
    assert reading.missing == ("objective",)
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Tabelle 1, Überschrift", "Aktionsplan Bildung"),
        ("Tabelle 1, Spalte „Maßnahme Kosten“", "500 €\n20 €"),
        ("Tabelle 2", "Sitzung | Raum\n12. Mai | Saal 2"),
        ("Außerhalb der Tabellen", "Wir danken allen."),
    ]


def test_milestones_with_merged_headings_other_statuses_and_dashes_for_nothing():
    """„Aufgaben“ over both parties, phases numbered, purposes merged, duties as plain lines, with
    bullets by style, or none."""
    plan = grid(
        (
            cell("Status", rows=2),
            cell("Phase", rows=2),
            cell("Anlass", rows=2),
            cell("Aufgaben", columns=2),
            None,
            cell("Termin", rows=2),
        ),
        (None, None, None, "Transferagentur", "Stadt", None),
        (
            "✓ erledigt",
            cell("1. Auftakt", rows=2),
            cell("Kennenlernen\nAbsprachen", rows=2),
            listed("Einladung", ("Vortrag", "Folien")),
            "-",
            "Juni 2015",
        ),
        ("läuft", None, None, "-", "Raum stellen\nGäste begrüßen", "Juli\n2015"),
        ("unklar", "2. Abschluss", "", EMPTY, "Unterschrift", "–"),
        ("", "", "Feier", "Rede", "", ""),
    )
    reading = read(file(plan), like=STAGES)
    assert said(reading.table) == [
        [
            ["Auftakt"],
            ["Kennenlernen", "Absprachen"],
            [],
            ["Einladung", "Vortrag", "Folien"],
            ["Juni 2015"],
            ["✓\u00a0abgeschlossen"],
        ],
        [None, None, ["Raum stellen", "Gäste begrüßen"], [], ["Juli 2015"], ["◉\u00a0in Arbeit"]],
        [["Abschluss"], [], ["Unterschrift"], [], [], []],
        [None, ["Feier"], [], ["Rede"], [], []],
    ]
    assert reading.missing == ()
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Tabelle 1, Zeile 3, Status", "unklar")
    ]
    assert reading.notices == (
        "Status: „erledigt“ wurde als „abgeschlossen“ gelesen.",
        "Status: „läuft“ wurde als „in Arbeit“ gelesen.",
    )


def test_other_annex_in_the_same_file_is_named_and_left_alone():
    milestones = grid(
        ("Meilenstein", "Zweck", "Verantwortung Stadt", "Verantwortung Agentur", "Zeitraum"),
        ("Auftakt", "Kennenlernen", "Einladung", "Vortrag", "2015"),
        place="Tabelle 2",
    )
    goals = grid(("Ziel", "Maßnahme"), ("Übergänge", "Runder Tisch"))
    reading = read(file(goals, milestones), like=GOALS)
    assert [row[1:4:2] for row in said(reading.table)] == [[["Übergänge"], ["Runder Tisch"]]]
    assert reading.mappings[1].keys == ("",) * 5
    assert reading.unplaced == ()
    assert (reading.others, reading.notices) == (("Tabelle 2",), ())
    other = read(file(goals, milestones), like=STAGES)
    assert said(other.table)[0][:4] == [["Auftakt"], ["Kennenlernen"], ["Einladung"], ["Vortrag"]]


def test_cover_headings_and_page_numbers_of_our_own_prints_are_not_told():
    cover = ("Anlagen zur", "Zielvereinbarung", "zwischen", "Stadt Eisenach", "Kommune", "und")
    around = ("TransMit", "Transferagentur", "Entwurf, Stand 24.11.2026", "Anlage 2: Plan", "7")
    goals = grid(("Ziel", "Maßnahme"), ("Übergänge", "Runder Tisch"))
    reading = read(file(goals, loose=("Vorab", *cover, *around, "Nachsatz")), like=GOALS)
    assert [note.text for note in reading.unplaced] == ["Vorab", "Nachsatz"]
    torn = read(file(goals, loose=cover), like=GOALS)
    assert [note.text for note in torn.unplaced] == list(cover)


def test_goals_with_a_table_each_are_named_by_what_stands_above_it():
    first = grid(("Maßnahme", "Termin"), ("Runder Tisch", "2017"), ("Broschüre", ""), title="Netz")
    second = grid(("Maßnahme", "Termin"), ("Bericht", "2018"), title="Daten", place="Tabelle 2")
    reading = read(file(first, second), like=GOALS)
    assert [(row[1], row[3]) for row in said(reading.table)] == [
        (["Netz"], ["Runder Tisch"]),
        (None, ["Broschüre"]),
        (["Daten"], ["Bericht"]),
    ]
    assert (reading.missing, reading.unplaced) == (("priority", "objective"), ())
