"""What is struck out or hidden in a file is told, and left out where the person agrees."""

from dataclasses import replace

from bildung.annex.asides import Aside, asides_in, without
from bildung.annex.grid import (
    LONGEST_NOTICE,
    MORE_NOTICES,
    MOST_NOTICES,
    MOST_PLACES,
    Contents,
    GridCell,
    Notice,
    gathered,
)
from bildung.annex.reading import read
from bildung.annex.table import Bullet, Mark, Paragraph, Run
from tests.formats import papers

from . import files

STRUCK = GridCell((Paragraph((Run("9/2015", Mark.DELETED), Run(" 10/2015"))),))


def plan(*rows, **parts) -> Contents:
    return files.file(files.grid(("Ziel", "Maßnahme", "Zeitrahmen"), *rows, **parts))


def words(contents: Contents) -> list[list[str]]:
    """The text of each cell, „^“ where another covers it."""
    (grid,) = contents.grids
    return [
        ["^" if c is None else "|".join(b.text for b in c.blocks) for c in row.cells]
        for row in grid.rows
    ]


def test_struck_text_is_told_and_left_out_where_the_person_agrees():
    contents = plan(("Lesen", "Paten suchen", STRUCK))
    like = papers.goals(0)
    kept, left = read(contents, like), read(contents, like, left_out={Aside.STRUCK})
    assert kept.asides == left.asides == (Aside.STRUCK,)
    assert kept.notices == ("Durchgestrichener Text wurde mitgelesen: Tabelle 1, „9/2015“.",)
    assert left.notices == ("Durchgestrichener Text wurde ausgelassen: Tabelle 1, „9/2015“.",)
    assert [read.table.rows[0].cells[-1].blocks[0].text for read in (kept, left)] == [
        "9/2015 10/2015",
        "10/2015",
    ]


def test_struck_bullets_go_and_what_stands_below_them_stays():
    struck = (Run("weg", Mark.DELETED),)
    bullets = (Bullet(struck, (Bullet((Run("bleibt"),)), Bullet(struck))), Bullet(struck))
    contents = without(plan(("Lesen", GridCell(bullets), "")), {Aside.STRUCK})
    assert contents.grids[0].rows[1].cells[1].blocks == (Bullet((), (Bullet((Run("bleibt"),)),)),)


def test_hidden_rows_and_columns_are_told_and_left_out_where_the_person_agrees():
    contents = plan(
        (files.cell("Lesen", rows=2), "Paten suchen", "2015"),
        (None, "Paten schulen", "2016"),
        ("Rechnen", "Club gründen", "2017"),
        hidden=(2,),
    )
    (grid,) = contents.grids
    hidden = (grid.rows[0], grid.rows[1], *(replace(r, is_hidden=True) for r in grid.rows[2:]))
    contents = replace(contents, grids=(replace(grid, rows=hidden),))
    assert asides_in(contents) == {
        Aside.HIDDEN: (
            "Tabelle 1, Zeile „Paten schulen“",
            "Tabelle 1, Zeile „Rechnen“",
            "Tabelle 1, Spalte „Zeitrahmen“",
        )
    }
    assert words(without(contents, {Aside.HIDDEN})) == [
        ["Ziel", "Maßnahme", ""],
        ["Lesen", "Paten suchen", ""],
        ["^", "", ""],
        ["", "", ""],
    ]
    assert without(contents, ()) == contents


def test_nothing_is_asked_where_nothing_is_set_aside():
    contents = plan(("Lesen", "Paten suchen", ""))
    assert asides_in(contents) == {}
    assert without(contents, set(Aside)) == contents


def test_notices_of_one_text_are_one_with_all_its_places():
    notices = gathered(
        [
            Notice("Formel ohne Wert", ("Blatt „Plan“, C2",)),
            Notice("Bilder werden nicht gelesen"),
            Notice("Formel ohne Wert", ("Blatt „Plan“, C3", "Blatt „Plan“, C2")),
        ]
    )
    assert list(map(str, notices)) == [
        "Formel ohne Wert: Blatt „Plan“, C2; Blatt „Plan“, C3.",
        "Bilder werden nicht gelesen.",
    ]


def test_notices_are_bounded_in_number_and_length():
    many = gathered(Notice(f"{number} " + "ä" * 999) for number in range(999))
    assert len(many) == MOST_NOTICES + 1
    assert {len(notice.text) for notice in many[:-1]} == {LONGEST_NOTICE}
    assert many[-1] == Notice(MORE_NOTICES)
    places = Notice("Formel ohne Wert", tuple(f"C{number}" for number in range(30)))
    assert str(places).endswith(f"C{MOST_PLACES - 1}; {30 - MOST_PLACES} weitere.")


def test_what_was_noticed_in_a_file_is_told_before_what_was_decided():
    contents = replace(plan(("Lesen", "Paten suchen", "")), notices=(Notice("Ein Bild", ("A1",)),))
    assert read(contents, papers.goals(0)).notices == ("Ein Bild: A1.",)
