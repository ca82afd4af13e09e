"""Which column is which: headings by their words, by keys, by hand."""

import pytest

from bildung.annex.reading import read
from bildung.annex.table import AnnexError
from tests.formats import papers
from tests.speed import within

from . import stages
from .files import cell, file, grid, said

GOALS = papers.goals(1)
STAGES = stages.table(())


def keys(*headings, like=GOALS, below=1):
    """What the columns with these headings are, above some rows of data."""
    rows = [[f"Text {n} {at}" for at in range(len(headings))] for n in range(below)]
    (mapped,) = read(file(grid(headings, *rows)), like=like).mappings
    return mapped.keys


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("Ziel", "goal"),
        ("ZIELE", "goal"),
        ("Grundlegende Ziele", "goal"),
        ("Strategisches Ziel", "goal"),
        ("Hand-\nlungsfelder", "goal"),
        ("Bildungsziel", "goal"),
        ("Ober\u00adziel", "goal"),
        ("Erlaeuterung", "objective"),
        ("Teilziele der Stadt", "objective"),
        ("Aktivitaeten", "measure"),
        ("Nr.", "priority"),
        ("lfd. Nr.", "priority"),
        ("#", "priority"),
        ("Prio.", "priority"),
        ("Zielgruppe", ""),
        ("Zielvereinbarung", ""),
        ("Bemerkung", ""),
        ("Kosten in Euro", ""),
        ("2016", ""),
    ],
)
def test_heading_names_a_column_whatever_its_spelling(heading, key):
    assert keys(heading, "Maßnahme" if key != "measure" else "Ziel", "Termin")[0] == key


@pytest.mark.parametrize(
    "heading",
    ["Zeitrahmen", "ZEIT-RAUM", "Termine", "Fristen", "Zeitplan", "Laufzeit", "Umsetzungszeitraum"],
)
def test_time_frame_has_many_names(heading):
    assert keys("Ziel", heading, "Maßnahmen") == ("goal", "timeframe", "measure")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Verantwortung Stadt Eisenach", "Verantwortung TransMit"),
        ("Zuständigkeit Kommune", "Zuständigkeit Transferagentur"),
        ("Federführung: Landkreis", "Federführung: Agentur"),
        ("Aufgaben der Stadtverwaltung", "Aufgaben der Agentur"),
        ("Eisenach", "TransMit"),
        ("Verantwortung", "Verantwortung"),
    ],
)
def test_duties_are_told_apart_by_their_parties_or_their_order(ours, theirs):
    assert keys("Phase", ours, theirs, like=STAGES) == ("milestone", "municipality", "agency")
    assert ours == theirs or keys("Phase", theirs, ours, like=STAGES) == (
        "milestone",
        "agency",
        "municipality",
    )


def test_one_column_of_duties_that_names_no_party_is_left_to_a_person():
    assert keys("Phase", "Zweck", "Zuständigkeit", like=STAGES) == ("milestone", "purpose", "")


def test_exact_name_has_the_column_before_one_that_only_holds_it():
    assert keys("Ziel der Maßnahme", "Ziel", "Maßnahme") == ("", "goal", "measure")


def test_same_word_is_read_as_each_annex_means_it():
    assert keys("Ziel", "Maßnahme", like=GOALS) == ("goal", "measure")
    assert keys("Meilenstein", "Ziel", like=STAGES) == ("milestone", "purpose")


def test_number_and_priority_in_two_columns_are_one():
    file_of_two = file(
        grid(("Priorität", "Nr.", "Ziel"), ("hoch", "7", "Netz"), ("mittel", "9.", "Rat"))
    )
    assert [row[0] for row in said(read(file_of_two, like=GOALS).table)] == [
        ["7.", "hoch"],
        ["9.", "mittel"],
    ]


def test_sentence_is_no_heading():
    text = "Das Ziel der Stadt ist es, Maßnahmen in einem Zeitrahmen umzusetzen, den alle kennen."
    assert keys(text, "und so fort", "bis Juni") == ("", "", "")


def test_table_that_holds_dates_only_is_no_annex():
    assert keys("Termin", "Stand", "Ort", like=STAGES) == ("", "", "")


def test_mapping_by_hand_decides():
    unknown = file(grid(("Was", "Wozu", "Wann"), ("Fest", "Freude", "2017")))
    reading = read(unknown, like=GOALS)
    assert reading.table.rows == ()
    (mapped,) = reading.mappings
    assert [(column.heading, column.samples, column.key) for column in mapped.columns] == [
        ("Was", ("Fest",), ""),
        ("Wozu", ("Freude",), ""),
        ("Wann", ("2017",), "timeframe"),
    ] or [(column.heading, column.samples) for column in mapped.columns] == [
        ("Was", ("Fest",)),
        ("Wozu", ("Freude",)),
        ("Wann", ("2017",)),
    ]
    corrected = read(unknown, like=GOALS, mapping=[("measure", "goal", "")])
    assert said(corrected.table) == [[[], ["Freude"], [], ["Fest"], []]]
    assert [(note.place, note.text) for note in corrected.unplaced] == [
        ("Tabelle 1, Spalte „Wann“", "2017")
    ]
    assert corrected.mappings[0].keys == ("measure", "goal", "")


def test_mapping_by_hand_can_leave_out_a_table_and_put_two_columns_into_one():
    plan = file(
        grid(("Ziel", "Maßnahme", "Bemerkung"), ("Netz", "Treffen", "monatlich")),
        grid(("Ziel", "Maßnahme", "Termin"), ("Rat", "Wahl", "2018")),
    )
    reading = read(plan, like=GOALS, mapping=[("goal", "measure", "measure"), ("", "", "")])
    assert said(reading.table) == [
        [[], ["Netz"], [], ["Treffen"], []],
        [None, None, None, ["monatlich"], None],
    ]
    (note,) = reading.unplaced
    assert note.text == "Ziel | Maßnahme | Termin\nRat | Wahl | 2018"


@pytest.mark.parametrize(
    "mapping", [[], [("goal",)], [("goal", "measure", "wrong")], [("goal", "", "")] * 2]
)
def test_mapping_made_for_another_file_is_refused(mapping):
    plan = file(grid(("Ziel", "Maßnahme", "Termin"), ("Netz", "Treffen", "2017")))
    with pytest.raises(AnnexError):
        read(plan, like=GOALS, mapping=mapping)


def test_keys_of_columns_decide_against_headings():
    plan = file(
        grid(("Maßnahme", "Ziel", "Neu"), ("a", "b", "c"), columns=("goal", "measure", "other"))
    )
    assert read(plan, like=GOALS).mappings[0].keys == ("goal", "measure", "")


def test_title_row_above_and_heading_in_two_rows():
    plan = grid(
        (cell("Unser Plan", columns=3), None, None),
        ("", "Maßnahme", "Termin"),
        ("Ziel", "", "(Monat)"),
        ("Netz", "Treffen", "2017"),
    )
    reading = read(file(plan), like=GOALS)
    assert reading.mappings[0].keys == ("goal", "measure", "timeframe")
    assert said(reading.table) == [[[], ["Netz"], [], ["Treffen"], ["2017"]]]
    assert [note.text for note in reading.unplaced] == ["Unser Plan"]


def test_table_of_another_width_without_headings_is_shown_and_not_guessed():
    plan = file(
        grid(("Ziel", "Maßnahme"), ("Netz", "Treffen")),
        grid(("Rat", "Wahl", "2018"), place="Tabelle 2"),
    )
    reading = read(plan, like=GOALS)
    assert len(reading.table.rows) == 1
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Tabelle 2", "Rat | Wahl | 2018")
    ]


def test_columns_the_file_lacks_are_named():
    plan = file(grid(("Ziel", "Maßnahme"), ("Netz", "Treffen")))
    assert read(plan, like=GOALS).missing == ("priority", "objective", "timeframe")


def test_headings_further_down_in_the_next_table_are_repeated_ones():
    head = ("Ziel", "Maßnahme")
    plan = file(
        grid(head, ("Netz", "Treffen")),
        grid(("", "Bericht"), ("Rat", "Wahl"), head, ("Fest", "Feier")),
    )
    reading = read(plan, like=GOALS)
    assert [(row[1], row[3]) for row in said(reading.table)] == [
        (["Netz"], ["Treffen"]),
        (None, ["Bericht"]),
        (["Rat"], ["Wahl"]),
        (["Fest"], ["Feier"]),
    ]
    assert reading.unplaced == ()


def test_number_of_tables_and_columns_does_not_run_away_with_the_time():
    many = [
        grid(*([f"Zelle {n} {row} {at}" for at in range(5)] for row in range(10)))
        for n in range(100)
    ]
    wide = grid(*([f"Ziel {row} {at}" for at in range(1000)] for row in range(10)))
    with within(2):
        reading = read(file(*many, wide), like=GOALS)
    assert len(reading.unplaced) == 101


@pytest.mark.parametrize(
    "again", [("Ziele", "Maßnahmen", "Termine"), ("ZIEL", "", "Termin"), ("", "Maßnahme", "Termin")]
)
def test_headings_repeated_in_other_words_are_no_row(again):
    rows = (("Ziel", "Maßnahme", "Termin"), ("A", "B", "2016"), again, ("C", "D", "2017"))
    assert [row[3] for row in said(read(file(grid(*rows)), like=GOALS).table)] == [["B"], ["D"]]


def test_a_row_with_one_word_of_a_heading_is_a_row():
    rows = (("Ziel", "Maßnahme", "Termin"), ("A", "B", "2016"), ("", "Maßnahmen", ""))
    assert [row[3] for row in said(read(file(grid(*rows)), like=GOALS).table)] == [
        ["B"],
        ["Maßnahmen"],
    ]


@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(
    ("below", "frame"), [(("alt", "neu"), "2017"), (("Soll", "Ist"), "2016"), (("neu", ""), "2016")]
)
def test_words_below_a_heading_that_say_which_are_headings(below, frame, is_merged):
    over = (cell("Termin", columns=2), None) if is_merged else ("Termin", "")
    rows = (
        ("Ziel", "Maßnahme", *over, ""),
        ("", "", *below, "Bemerkung"),
        ("A", "B", "2016", "2017", "C"),
    )
    reading = read(file(grid(*rows)), like=GOALS)
    if is_merged or below != ("alt", "neu"):
        assert said(reading.table) == [[[], ["A"], [], ["B"], [frame]]]
    assert len(reading.table.rows) == 1


def sheet(letters, *rows, place="Tabelle 1"):
    return grid(*rows, place=place, name="Plan", letters=letters)


def test_rows_below_a_blank_one_of_a_sheet_go_on_in_its_columns():
    plan = sheet("ABC", ("Ziel", "Maßnahme", "Termin"), ("A", "B", "2016"))
    without_goal = sheet("BC", ("C", "2017"), place="Tabelle 2")
    with_time = sheet("ABC", ("D", "E", "2018"), place="Tabelle 3")
    reading = read(file(plan, without_goal, with_time), like=GOALS)
    assert [row[1::2] for row in said(reading.table)] == [
        [["A"], ["B"]],
        [None, ["C"]],
        [["D"], ["E"]],
    ]
    assert reading.unplaced == ()


@pytest.mark.parametrize("letters", ["AB", "DE"])
def test_another_table_below_a_blank_row_does_not_go_on(letters):
    plan = sheet("ABC", ("Ziel", "Maßnahme", "Termin"), ("A", "B", "2016"))
    other = sheet(letters, ("Name", "Telefon"), ("Meier", "1234"), place="Tabelle 2")
    reading = read(file(plan, other), like=GOALS)
    assert len(reading.table.rows) == 1
    assert [(note.place, note.text) for note in reading.unplaced] == [
        ("Tabelle 2", "Name | Telefon\nMeier | 1234")
    ]


def test_headings_in_another_order_begin_another_table():
    contents = file(
        grid(
            ("Ziel", "Maßnahme", "Termin"),
            ("Lesen", "Paten", "2016"),
            ("Termin", "Ziel", "Maßnahme"),
            ("2017", "Rechnen", "Club"),
            ("Maßnahme", "", "Ziel"),
            ("Kurs", "", "Malen"),
        )
    )
    reading = read(contents, GOALS)
    assert [mapped.keys for mapped in reading.mappings] == [
        ("goal", "measure", "timeframe"),
        ("timeframe", "goal", "measure"),
        ("measure", "", "goal"),
    ]
    assert [row.cells[1].blocks[0].text for row in reading.table.rows] == [
        "Lesen",
        "Rechnen",
        "Malen",
    ]
    assert read(contents, GOALS, [mapped.keys for mapped in reading.mappings]) == reading
