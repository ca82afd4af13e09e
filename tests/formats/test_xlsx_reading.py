"""Workbooks of others: tables found, values as they are seen, hostile ones refused."""

import tracemalloc
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

from bildung.annex.bounds import OutOfBounds
from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError
from bildung.formats import xlsx
from bildung.formats.xlsx.values import shown
from tests.budget import examples
from tests.speed import within

from . import books, papers

SHEET = "xl/worksheets/sheet1.xml"


def grid_of(content: bytes):
    (grid,) = xlsx.parse(content).grids
    return grid


# Of others


def test_table_is_found_below_its_title_and_beside_empty_columns():
    content = books.foreign(
        ["Maßnahmenplan 2020"],
        ["Arbeitsfassung"],
        [],
        [None, "Ziel", "Maßnahme"],
        [None, "A", "- a\n- b"],
        [None, None, "c"],
    )
    contents = xlsx.parse(content)
    (grid,) = contents.grids
    assert (grid.place, grid.title, grid.key, grid.columns) == (
        "Blatt „Plan“",
        "Maßnahmenplan 2020",
        "",
        (),
    )
    assert books.words(grid) == [["Ziel", "Maßnahme"], ["A", "• a • b"], ["", "c"]]
    assert contents.loose == ("Arbeitsfassung",)


def test_tables_of_a_sheet_are_parted_by_blank_rows():
    content = books.foreign(
        ["Ziel", "Maßnahme"],
        ["A", "a"],
        [],
        ["Teil 2"],
        ["Ziel", "Maßnahme"],
        ["B", "b"],
        [],
        ["Ende"],
    )
    contents = xlsx.parse(content)
    assert [(grid.place, grid.title, books.words(grid)) for grid in contents.grids] == [
        ("Blatt „Plan“, Tabelle 1", "", [["Ziel", "Maßnahme"], ["A", "a"]]),
        ("Blatt „Plan“, Tabelle 2", "Teil 2", [["Ziel", "Maßnahme"], ["B", "b"]]),
    ]
    assert contents.loose == ("Ende",)


def test_tables_side_by_side_with_the_same_headings_are_several():
    content = books.foreign(
        ["Ziel", "Maßnahme", None, "Ziel", "Maßnahme"],
        ["A", "a", None, "B", "b"],
        ["A", "c", None, None, None],
    )
    assert [(grid.place, books.words(grid)) for grid in xlsx.parse(content).grids] == [
        ("Blatt „Plan“, Tabelle 1", [["Ziel", "Maßnahme"], ["A", "a"], ["A", "c"]]),
        ("Blatt „Plan“, Tabelle 2", [["Ziel", "Maßnahme"], ["B", "b"]]),
    ]


def test_blank_column_within_a_table_does_not_part_it():
    content = books.foreign(["Ziel", "Art", None, "Maßnahme", "Termin"], ["A", "x", None, "a", "b"])
    assert books.words(grid_of(content))[1] == ["A", "x", "", "a", "b"]


def test_merged_cells_are_spans_both_ways_even_over_blank_rows():
    content = books.foreign(
        ["Ziel", "Plan", None],
        ["A", "a", "b"],
        [],
        [None, "c", "d"],
        merged=["B1:C1", "A2:A4"],
    )
    grid = grid_of(content)
    assert [
        [cell and (cell.row_span, cell.column_span) for cell in row.cells] for row in grid.rows
    ] == [
        [(1, 1), (1, 2), None],
        [(3, 1), (1, 1), (1, 1)],
        [None, (1, 1), (1, 1)],
        [None, (1, 1), (1, 1)],
    ]


def test_range_merged_down_to_the_last_row_of_the_sheet_ends_with_the_text():
    content = books.foreign(["Ziel", "Maßnahme"], ["A", "a"], [None, "b"])
    content = books.with_part(
        content,
        SHEET,
        lambda xml: xml.replace(
            "</sheetData>",
            '</sheetData><mergeCells><mergeCell ref="A2:A1048576"/></mergeCells>',
        ),
    )
    assert [row.cells[0] and row.cells[0].row_span for row in grid_of(content).rows] == [1, 2, None]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (5, "General", "5"),
        (0.1 + 0.2, "General", "0,3"),
        (2.50, "0.00", "2,50"),
        (2.005, "0.00", "2,01"),
        (0.25, "0%", "25%"),
        (0.255, "0.0 %", "25,5 %"),
        (2016, '"ab "0', "ab 2016"),
        (3, '0". Quartal 2016"', "3. Quartal 2016"),
        (1, '0"."', "1."),
        (1200.5, '#,##0.00\\ "€"', "1.200,50 €"),
        (1200, "_-* #,##0 [$€-407]_-", "1.200 €"),
        (1_250_000, '#,##0.0,," Mio."', "1,3 Mio."),
        (-5, '0;"minus "0;"nichts"', "minus 5"),
        (-5, "0;[Red]-0", "-5"),
        (-5, "0", "-5"),
        (0, '0;-0;"nichts"', "nichts"),
        (5, '[<3]"kurz";[>=3]"lang ("0")"', "lang (5)"),
        (2, '[<3]"kurz";[>=3]"lang ("0")"', "kurz"),
        (102015, '00"/"0000', "10/2015"),
        (5, "000", "005"),
        (2.75, "# ?/?", "2 3/4"),
        (2.5, "0.##", "2,5"),
        (2, "0.##", "2"),
        (2016, '"Q1 "General', "Q1 2016"),
        ("2016", '"ab "@', "ab 2016"),
        ("Jahr", '0;0;0;@" 1"', "Jahr 1"),
        (5, ";;;", ""),
        (date(2016, 10, 1), '"ab "mm/yyyy', "ab 10/2016"),
        (date(2016, 10, 1), 'mmmm" des Jahres "yyyy', "Oktober des Jahres 2016"),
        (date(2016, 10, 1), "mmm-yyyy", "10/2016"),
        (date(2016, 10, 1), "TT.MM.JJJJ", "01.10.2016"),
        (date(2016, 10, 1), "MMM JJ", "10/2016"),
        (time(14, 30), "h:mm", "14:30"),
        (timedelta(hours=26, minutes=5), "[h]:mm", "26:05"),
        (timedelta(hours=26, minutes=5), '"ca. "[h]:mm" Std."', "ca. 26:05 Std."),
        (True, "General", "WAHR"),
        (date(2016, 10, 1), "dd.mm.yyyy", "01.10.2016"),
        (date(2016, 10, 1), "[$-407]d. mmmm yyyy;@", "01.10.2016"),
        (date(2016, 10, 1), "mmm yy", "10/2016"),
        (date(2016, 10, 1), "yyyy", "2016"),
        (date(2016, 10, 1), "mmmm", "Oktober"),
        (datetime(2016, 10, 1, 12), "yyyy-mm-dd h:mm", "01.10.2016 12:00"),
        (datetime(2016, 10, 1), "yyyy-mm-dd h:mm", "01.10.2016"),
        (42644, '[=0]"";dd.mm.yyyy', "01.10.2016"),
        (-1, ";D", "29.12.1899"),
        ("=1+1", "General", ""),
        ("#NV", "General", "#NV"),
    ],
)
def test_value_is_read_as_it_is_seen(value, number_format, shown):
    workbook = Workbook()
    workbook.active.append(["Ziel", "Termin"])
    workbook.active.append(["A", value])
    workbook.active["B2"].number_format = number_format
    assert books.words(grid_of(books.saved(workbook)))[1] == ["A", shown]


CODES = st.text('0#?.,%;"[]<>=@_*\\\\ yYmMdDhHsTJE+-/€ab', max_size=14)


@given(st.floats(-1e6, 1e6) | st.integers(-(10**6), 10**6), CODES)
def test_any_format_shows_some_text(number, code):
    assert isinstance(shown(repr(number), "n", code), str)
    assert isinstance(shown("Text", "str", code), str)


def test_formula_gives_what_it_gave_when_the_file_was_saved():
    content = books.with_part(
        books.foreign(["Ziel", "Summe"], ["A", "=1+1"]),
        SHEET,
        lambda xml: xml.replace("<f>1+1</f><v/>", "<f>1+1</f><v>2</v>").replace(
            "<f>1+1</f><v></v>", "<f>1+1</f><v>2</v>"
        ),
    )
    assert books.words(grid_of(content))[1] == ["A", "2"]


def test_rich_text_is_joined_and_signs_of_the_format_are_read():
    rich = CellRichText("Ein ", TextBlock(InlineFont(b=True), "Netz"), " mehr")
    content = books.foreign(["Ziel", "Text"], [rich, "a_x000D_\nb _x005F_x0041_"])
    assert books.words(grid_of(content))[1] == ["Ein Netz mehr", "a b _x0041_"]


def test_hidden_sheet_is_named_and_hidden_rows_are_read():
    workbook = Workbook()
    workbook.active.append(["Ziel", "Termin"])
    workbook.active.append(["A", "2016"])
    workbook.active.row_dimensions[2].hidden = True
    workbook.create_sheet("Listen").append(["x", "y"])
    workbook["Listen"].sheet_state = "hidden"
    contents = xlsx.parse(books.saved(workbook))
    assert [books.words(grid) for grid in contents.grids] == [[["Ziel", "Termin"], ["A", "2016"]]]
    assert contents.grids[0].rows[1].is_hidden
    assert list(map(str, contents.notices)) == [
        "Ausgeblendete Blätter sind nicht gelesen: Blatt „Listen“."
    ]


def test_comments_on_cells_stand_beside_the_tables():
    workbook = Workbook()
    workbook.active.append(["Ziel", "Termin"])
    workbook.active["B1"].comment = Comment("Wann\ngenau?", "Amt")
    contents = xlsx.parse(books.saved(workbook))
    assert (len(contents.grids), contents.loose) == (1, ("Kommentar zu B1: Wann genau?",))
    lost = books.with_part(
        books.saved(workbook),
        "xl/worksheets/_rels/sheet1.xml.rels",
        lambda text: text.replace("comment1.xml", "none.xml"),
    )
    assert xlsx.parse(lost) == Contents(contents.grids)


def test_rows_of_a_filter_or_print_title_are_headings():
    workbook = Workbook()
    for row in (["Plan 2020"], ["Ziel", "Termin"], ["A", "2016"]):
        workbook.active.append(row)
    workbook.active.auto_filter.ref = "A2:B3"
    assert [row.is_heading for row in grid_of(books.saved(workbook)).rows] == [True, False]
    workbook.active.auto_filter.ref = None
    workbook.active.print_title_rows = "1:2"
    assert [row.is_heading for row in grid_of(books.saved(workbook)).rows] == [True, False]


def test_cells_without_addresses_are_counted():
    content = books.with_part(
        books.foreign(["Ziel", "Termin"], ["A", "2016"]),
        SHEET,
        lambda xml: xml.replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="1"', ""),
    )
    assert books.words(grid_of(content)) == [["Ziel", "Termin"], ["A", "2016"]]


# Hostile and broken


def with_cells(cells: str, merged: str = "") -> bytes:
    return books.with_part(
        books.foreign(["x", "y"]),
        SHEET,
        lambda xml: xml.replace("</sheetData>", f"{cells}</sheetData>{merged}"),
    )


def merged(*areas: str) -> str:
    return f"<mergeCells>{''.join(f'<mergeCell ref={a!r}/>' for a in areas)}</mergeCells>"


FAR = '<row r="{0}"><c r="{1}{0}" t="inlineStr"><is><t>{2}</t></is></c></row>'
HOSTILE = {
    "far": with_cells(FAR.format(1_048_576, "XFD", "x")),
    "wide": with_cells(FAR.format(2, "XFD", "x")),
    "merged": with_cells(FAR.format(20_000, "CV", "x"), merged("A1:XFD1048576")),
    "deep": with_cells("<a>" * 1000 + "</a>" * 1000),
    "repeated": with_cells("".join(FAR.format(row, "A", "x\n" * 9_000) for row in range(2, 2_000))),
}
BROKEN = {
    "overlap": with_cells(FAR.format(9, "C", "x"), merged("A1:B2", "B2:C3")),
    "doctype": books.with_part(
        books.foreign(["x"]), SHEET, lambda xml: '<!DOCTYPE x [<!ENTITY a "b">]>' + xml
    ),
    "cut": books.with_part(books.foreign(["x"]), SHEET, lambda xml: xml[:-30]),
    "strings": with_cells('<row r="2"><c r="A2" t="s"><v>9</v></c></row>'),
    "nothing": b"",
    "no zip": b"PK\3\4 and more",
    "text": b"Ziel;Termin",
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_sheet_beyond_all_bounds_is_refused_soon_and_small(content):
    with within(3):
        tracemalloc.start()
        with pytest.raises(OutOfBounds):
            xlsx.parse(content)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 60_000_000


def test_sheet_of_too_many_blank_cells_is_refused(monkeypatch):
    blank = with_cells("<row/>" * 60)
    assert grid_of(blank).rows
    monkeypatch.setattr("bildung.formats.xlsx.elements.MOST_ELEMENTS", 50)
    with pytest.raises(OutOfBounds, match="51 elements"):
        xlsx.parse(blank)


def test_table_of_too_many_places_is_refused(monkeypatch):
    content = books.foreign(["x", "y", "z"], ["a", "b", "c"])
    monkeypatch.setattr("bildung.formats.xlsx.reading.MAX_PLACES", 5)
    with pytest.raises(OutOfBounds, match="2 rows of 3 columns"):
        xlsx.parse(content)


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(AnnexError):
        xlsx.parse(content)


def test_zip_without_a_workbook_is_refused():
    output = BytesIO()
    with ZipFile(output, "w") as target:
        target.writestr("a.txt", "x")
    with pytest.raises(AnnexError, match="This is no XLSX"):
        xlsx.parse(output.getvalue())


@cache
def sound() -> bytes:
    return xlsx.render(papers.document())


damages = st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=5)


@given(damages)
@settings(max_examples=examples(60))
def test_damaged_workbook_is_read_or_refused(damages):
    content = bytearray(sound())
    for share, byte in damages:
        content[int(share * len(content))] = byte
    with suppress(AnnexError):
        assert isinstance(xlsx.parse(bytes(content)), Contents)
