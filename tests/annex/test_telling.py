"""What a Synopse tells of a plan that was carried on, and where."""

from dataclasses import replace

import pytest

from bildung.annex.synopsis import Kind, compare
from bildung.annex.table import AnnexTable, Cell, Column, Mark, Row, paragraphs

from . import plans

BUILDING = "Prüfung geeigneter Gebäude in der Innenstadt"
REPORT = "Erstellung eines Bildungsberichts für den Stadtrat"
TRAINING = "Qualifizierung des Personals der Ämter"
NETWORK = "Aufbau eines Netzwerks der Schulen"


def goal(title, *objectives, priority="hoch"):
    return (title, priority, objectives)


def objective(text, *measures):
    return (text, measures)


def measure(number, text, frame="2016"):
    return (f"measure-{number}", text, frame)


def told(old, new, **options):
    """Each change as (key, kinds, columns it tells)."""
    synopsis = compare(plans.table(old), plans.table(new), **options)
    return [
        (
            entry.key,
            " ".join(entry.kinds),
            [part.new_title for part in entry.parts if part.is_change],
        )
        for entry in synopsis.changes
    ]


PLAN = (
    goal(
        "Ein Haus der Bildung",
        objective("Ort", measure(1, BUILDING), measure(2, REPORT)),
        objective("Menschen", measure(3, TRAINING, "2017")),
    ),
    goal("Übergänge begleiten", objective("Schule", measure(4, NETWORK)), priority="mittel"),
)
HOUSE, STEPS = PLAN


def house(*objectives, title=HOUSE[0], priority="hoch"):
    return (goal(title, *(objectives or HOUSE[2]), priority=priority), STEPS)


def test_changed_goal_is_told_once_at_its_first_row():
    assert told(PLAN, house(title="Ein Zentrum der Bildung", priority="mittel")) == [
        ("measure-1", "geändert", ["Priorität", "Ziel"])
    ]


def test_changed_objective_is_told_once():
    place = objective("Ort und Zeit", *HOUSE[2][0][1])
    assert told(PLAN, house(place, HOUSE[2][1])) == [("measure-1", "geändert", ["Erläuterung"])]


def test_shared_time_frame_that_changed_is_told_once():
    place = objective("Ort", measure(1, BUILDING, "2018"), measure(2, REPORT, "2018"))
    assert told(PLAN, house(place, HOUSE[2][1])) == [("measure-1", "geändert", ["Zeitrahmen"])]


def test_time_frame_no_longer_shared_is_told_for_the_row_whose_words_changed():
    place = objective("Ort", measure(1, BUILDING), measure(2, REPORT, "2018"))
    assert told(PLAN, house(place, HOUSE[2][1])) == [("measure-2", "geändert", ["Zeitrahmen"])]
    assert told(house(place, HOUSE[2][1]), PLAN) == [("measure-2", "geändert", ["Zeitrahmen"])]


def test_new_measure_is_told_with_the_time_frame_it_shares_and_without_its_goal():
    place = objective("Ort", *HOUSE[2][0][1], measure(9, "Begehung"))
    longer = house(place, HOUSE[2][1])
    assert told(PLAN, longer) == [("measure-9", "neu", ["Maßnahme", "Zeitrahmen"])]
    assert told(longer, PLAN) == [("measure-9", "entfallen", ["Maßnahme", "Zeitrahmen"])]


def test_new_goal_is_told_with_its_first_measure():
    new = goal("Lernen im Alter", objective("Kurse", measure(8, TRAINING), measure(9, REPORT)))
    added = [
        ("measure-8", "neu", ["Priorität", "Ziel", "Erläuterung", "Maßnahme", "Zeitrahmen"]),
        ("measure-9", "neu", ["Maßnahme"]),
    ]
    assert told(PLAN, (*PLAN, new)) == added
    assert told((*PLAN, new), PLAN) == [(key, "entfallen", parts) for key, _, parts in added]


def test_first_measure_of_a_goal_is_told_without_the_goal():
    empty, begun = goal("Lernen im Alter"), goal("Lernen im Alter", objective("Kurse"))
    full = goal("Lernen im Alter", objective("Kurse", measure(9, REPORT)))
    assert told((*PLAN, empty), (*PLAN, begun)) == [("objective-5", "neu", ["Erläuterung"])]
    assert told((*PLAN, begun), (*PLAN, full)) == [("measure-9", "neu", ["Maßnahme", "Zeitrahmen"])]
    assert told((*PLAN, full), (*PLAN, empty)) == [
        ("measure-9", "entfallen", ["Erläuterung", "Maßnahme", "Zeitrahmen"])
    ]


def test_removed_row_stands_behind_what_it_followed():
    shorter = house(objective("Ort", measure(1, "Kauf")), HOUSE[2][1])
    assert [key for key, *_ in told(PLAN, shorter)] == ["measure-1", "measure-2"]
    only_steps = (STEPS,)
    assert [key for key, *_ in told(PLAN, only_steps)] == [
        "measure-1", "measure-2", "measure-3", "measure-4",
    ]  # fmt: skip


def moves(old, new):
    synopsis = compare(plans.table(old), plans.table(new), row_name="Maßnahme")
    return [
        (entry.key, *(line for move in entry.moves for line in (move.was, move.now)))
        for entry in synopsis.changes
        if Kind.MOVED in entry.kinds
    ]


def test_order_changed_within_a_goal_moves_the_fewest_rows():
    rows = [measure(number, f"{BUILDING} {number}") for number in range(1, 6)]
    old = (goal("Ein Haus der Bildung", objective("Ort", *rows)),)
    new = (goal("Ein Haus der Bildung", objective("Ort", *rows[1:4], rows[0], rows[4])),)
    assert moves(old, new) == [("measure-1", "Maßnahme 1", "Maßnahme 4")]
    assert told(old, new) == [("measure-1", "verschoben", [])]


def test_row_moved_to_another_goal_names_both():
    place = objective("Ort", measure(1, BUILDING))
    steps = goal(STEPS[0], objective("Schule", measure(4, NETWORK), measure(2, REPORT)))
    new = (goal(HOUSE[0], place, HOUSE[2][1]), (steps[0], "mittel", steps[2]))
    assert told(PLAN, new) == [("measure-2", "verschoben", [])]
    assert moves(PLAN, new) == [
        (
            "measure-2",
            "Maßnahme 2 unter „1. Ein Haus der Bildung“",
            "Maßnahme 2 unter „2. Übergänge begleiten“",
        )
    ]


def test_row_moved_to_another_objective_names_both():
    new = house(
        objective("Ort", measure(1, BUILDING)),
        objective("Menschen", measure(2, REPORT), measure(3, TRAINING, "2017")),
    )
    assert told(PLAN, new) == [("measure-2", "verschoben", [])]
    assert moves(PLAN, new) == [
        ("measure-2", "Maßnahme 2 unter „Ort“", "Maßnahme 2 unter „Menschen“")
    ]


def test_goal_moved_with_all_its_rows_is_told_once():
    third = goal("Lernen im Alter", objective("Kurse", measure(8, TRAINING), measure(9, REPORT)))
    old, new = (*PLAN, third), (third, *PLAN)
    assert moves(old, new) == [("measure-8", "Ziel an 3. Stelle", "Ziel an 1. Stelle")]
    # The others keep their order, but their numbers are words too.
    assert told(old, new) == [
        ("measure-8", "verschoben geändert", ["Priorität"]),
        ("measure-1", "geändert", ["Priorität"]),
        ("measure-4", "geändert", ["Priorität"]),
    ]


def test_goal_that_ended_is_told_where_its_measure_went():
    merged = (goal(HOUSE[0], *HOUSE[2], *STEPS[2]),)
    assert told(PLAN, merged) == [("measure-4", "verschoben geändert", ["Priorität", "Ziel"])]


def test_goals_that_exchanged_their_measures_have_not_changed_themselves():
    long = goal("Lernen im Alter", objective("Kurse", measure(8, TRAINING), measure(9, REPORT)))
    old = (goal(HOUSE[0], objective("Ort", measure(1, BUILDING))), STEPS, long)
    new = (
        goal(HOUSE[0], objective("Ort", measure(4, NETWORK))),
        goal(STEPS[0], objective("Schule", measure(1, BUILDING)), priority="mittel"),
        long,
    )
    assert told(old, new) == [("measure-4", "verschoben", []), ("measure-1", "verschoben", [])]


def test_parent_that_changed_and_exchanged_its_rows_is_told():
    first, second = measure(1, BUILDING), measure(2, REPORT)
    old = house(objective("Haus der Bildung", first), objective("Menschen in Eisenach", second))
    new = house(
        objective("Haus der Bildung heute", second), objective("Menschen in Eisenach", first)
    )
    assert told(old, new) == [
        ("measure-2", "verschoben geändert", ["Erläuterung"]),
        ("measure-1", "geändert", ["Erläuterung"]),
    ]


def renamed(plan):
    """Return the plan as it comes from an import: its measures have other keys."""

    def again(objectives):
        return tuple(
            (text, tuple((f"{key}0", *rest) for key, *rest in rows)) for text, rows in objectives
        )

    return tuple((title, priority, again(objectives)) for title, priority, objectives in plan)


def test_rows_with_other_keys_are_known_by_what_they_say():
    assert told(PLAN, renamed(PLAN)) == []
    changed = renamed(
        house(
            objective("Ort", measure(1, f"{BUILDING} und Bahnhof"), measure(2, REPORT)), HOUSE[2][1]
        )
    )
    assert told(PLAN, changed) == [("measure-10", "geändert", ["Maßnahme"])]


def test_rows_with_other_keys_and_other_words_are_others():
    other = renamed(
        house(
            objective("Ort", measure(1, "Kauf eines Grundstücks"), measure(2, REPORT)), HOUSE[2][1]
        )
    )
    assert told(PLAN, other) == [
        ("measure-1", "entfallen", ["Maßnahme", "Zeitrahmen"]),
        ("measure-10", "neu", ["Maßnahme", "Zeitrahmen"]),
    ]


def test_one_of_several_equal_rows_changed_is_told_as_that_one():
    rows = [goal(f"Ziel {n}", objective("Ort", measure(n, BUILDING))) for n in range(1, 6)]
    changed = goal("Ziel 1", objective("Ort", measure(1, f"{BUILDING} bis 2018")))
    assert told(rows, renamed((changed, *rows[1:]))) == [("measure-10", "geändert", ["Maßnahme"])]


def stages(*rows, columns=("municipality", "agency", "status"), titles=None):
    """Anlage 2 with a milestone each: rows of texts."""
    shown = [Column("milestone", "Meilenstein", 1, is_header=True)]
    shown += [Column(key, (titles or {}).get(key, key), 1) for key in columns]
    return AnnexTable(
        "anlage-2",
        "Anlage 2",
        tuple(shown),
        tuple(
            Row(f"stage-{number}", tuple(Cell(paragraphs(text)) for text in texts))
            for number, texts in enumerate(rows)
        ),
    )


def test_renamed_party_is_told_among_the_headings():
    old = stages(("Umsetzung", "Beschluss", "Rat", "offen"))
    new = stages(("Umsetzung", "Beschluss", "Rat", "offen"), titles={"agency": "Agentur Neu"})
    (row,) = compare(old, new).table({"headings": "Umfirmierung"}).rows
    assert (row.key, [cell.words for cell in row.cells]) == (
        "headings",
        [
            ["Überschriften", "geändert"],
            ["Spalte:", "agency"],
            ["Spalte:", "Agentur", "Neu"],
            ["Umfirmierung"],
        ],
    )


def test_column_that_only_one_table_has_is_told():
    old = stages(("Umsetzung", "Beschluss", "Rat"), columns=("municipality", "agency"))
    new = stages(("Umsetzung", "Beschluss", "Rat", "offen"), titles={"status": "Status"})
    not_before = ["(bisher", "nicht", "enthalten)"]
    rows = compare(old, new).table().rows
    assert [[cell.words for cell in row.cells[1:3]] for row in rows] == [
        [not_before, ["Spalte:", "Status"]],
        [not_before, ["Status:", "offen"]],
    ]
    rows = compare(new, old).table().rows
    assert [[cell.words for cell in row.cells[1:3]] for row in rows] == [
        [["Spalte:", "Status"], ["(entfällt)"]],
        [["Status:", "offen"], ["(entfällt)"]],
    ]


def test_columns_to_ignore_are_not_told():
    old = stages(("Umsetzung", "Beschluss", "Rat", "offen"))
    new = stages(("Umsetzung", "Beschluss", "Rat", "abgeschlossen"), titles={"status": "Stand"})
    synopsis = compare(old, new, ignoring=("status",))
    assert synopsis.changes == ()
    assert "offen" not in synopsis.table(only_changes=False).words


def changes_of(old, new, reasons=None, **options):
    table = compare(plans.table(old), plans.table(new), row_name="Maßnahme").table(
        reasons or {}, **options
    )
    return table


def texts(cell):
    return [block.text for block in cell.blocks]


def test_table_of_changes_tells_place_kind_both_wordings_and_reason():
    place = objective("Ort", measure(1, BUILDING), measure(2, REPORT, "2018"))
    table = changes_of(
        PLAN, house(place, HOUSE[2][1]), {"measure-2": "Der Rat tagt später.\nZu spät."}
    )
    assert (table.key, table.title) == ("anlage-1", "Synopse zu Anlage 1: Ziele")
    assert [column.title for column in table.columns] == ["Stelle", "bisher", "neu", "Begründung"]
    (row,) = table.rows
    assert [texts(cell) for cell in row.cells] == [
        ["1. Ein Haus der Bildung", f"Maßnahme 2: {REPORT}", "geändert"],
        ["Zeitrahmen: 2016"],
        ["Zeitrahmen: 2018"],
        ["Der Rat tagt später.", "Zu spät."],
    ]
    assert [run.mark for run in row.cells[1].blocks[0].runs] == [
        Mark.STRONG,
        Mark.PLAIN,
        Mark.DELETED,
    ]
    assert [run.mark for run in row.cells[2].blocks[0].runs] == [
        Mark.STRONG,
        Mark.PLAIN,
        Mark.INSERTED,
    ]


def test_reason_without_a_change_is_not_told():
    table = changes_of(PLAN, PLAN, {"measure-2": "Der Rat tagt später."}, only_changes=False)
    assert "tagt" not in table.words


def test_table_of_changes_says_what_is_missing_on_a_side():
    place = objective("Ort", measure(1, BUILDING), measure(2, REPORT, ""))
    (row,) = changes_of(PLAN, house(place, HOUSE[2][1])).rows
    assert texts(row.cells[2]) == ["Zeitrahmen: (leer)"]
    shorter = (HOUSE,)
    (row,) = changes_of(PLAN, shorter).rows
    assert texts(row.cells[0]) == ["2. Übergänge begleiten", "entfallen"]
    assert texts(row.cells[2]) == ["(entfällt)"]
    (row,) = changes_of(shorter, PLAN).rows
    assert texts(row.cells[1]) == ["(bisher nicht enthalten)"]


def test_moved_row_shows_its_wording_and_both_places():
    steps = goal(STEPS[0], *STEPS[2], HOUSE[2][1], priority="mittel")
    (row,) = changes_of(PLAN, (goal(HOUSE[0], HOUSE[2][0]), steps)).rows
    assert texts(row.cells[0]) == [
        "2. Übergänge begleiten",
        "Maßnahme 2",
        "verschoben",
        "bisher Maßnahme 3 unter „1. Ein Haus der Bildung“",
        "jetzt Maßnahme 2 unter „2. Übergänge begleiten“",
    ]
    assert texts(row.cells[1]) == texts(row.cells[2]) == ["Maßnahme:", TRAINING, "Zeitrahmen: 2017"]


def test_table_of_all_places_tells_shared_cells_once():
    table = changes_of(PLAN, PLAN, only_changes=False)
    house = ["Priorität: 1. hoch", f"Ziel: {HOUSE[0]}", "Erläuterung:", "Ort"]
    steps = ["Priorität: 2. mittel", f"Ziel: {STEPS[0]}", "Erläuterung:", "Schule"]
    assert [texts(row.cells[2]) for row in table.rows] == [
        [*house, "Maßnahme:", BUILDING, "Zeitrahmen: 2016"],
        ["Maßnahme:", REPORT],
        ["Erläuterung:", "Menschen", "Maßnahme:", TRAINING, "Zeitrahmen: 2017"],
        [*steps, "Maßnahme:", NETWORK, "Zeitrahmen: 2016"],
    ]
    assert {texts(row.cells[0])[-1] for row in table.rows} == {"unverändert"}


def test_long_headings_name_a_place_by_their_beginning():
    title = "Entwicklung " * 12
    (row,) = changes_of(
        (goal(title, *HOUSE[2][:1]),), (goal(title, objective("Ort", measure(1, BUILDING))),)
    ).rows
    assert texts(row.cells[0])[0] == f"1. {' '.join(['Entwicklung'] * 7)} …"


@pytest.mark.parametrize("row_name", ["Maßnahme", "Zeile"])
def test_rows_are_called_what_the_caller_calls_them(row_name):
    place = objective("Ort", *HOUSE[2][0][1][:1])
    (entry,) = compare(
        plans.table(PLAN), plans.table(house(place, HOUSE[2][1])), row_name=row_name
    ).changes
    assert entry.place == f"1. Ein Haus der Bildung, {row_name} 2"


def test_title_of_the_table_is_told_when_it_changed():
    old = plans.table(PLAN)
    (entry,) = compare(old, replace(old, title="Anlage 1: Ziele der Stadt")).changes
    assert [(part.old_title, part.is_change) for part in entry.parts] == [("Titel", True)]
