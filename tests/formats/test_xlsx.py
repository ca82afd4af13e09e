from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given, settings
from openpyxl import load_workbook
from openpyxl.cell.rich_text import TextBlock

from bildung.annex.grid import Contents, GridCell
from bildung.annex.reading import read
from bildung.annex.table import AnnexError, Column, paragraphs
from bildung.formats import xlsx
from bildung.formats.xlsx.measuring import height, row_heights
from tests.annex import plans
from tests.annex.tables import tables
from tests.budget import PART, examples
from tests.speed import within

from . import books, papers
from .books import text

# Where the first row of a table stands: below title, state, hidden keys and headings.
FIRST = 5


def opened(document=None, **options):
    return load_workbook(BytesIO(xlsx.render(document or papers.document())), **options)


def grid_of(content: bytes):
    (grid,) = xlsx.parse(content).grids
    return grid


# Out and back


def test_document_reads_back_to_itself():
    first, second = papers.goals(3), replace(papers.goals(2), key="anlage-2", title="Anlage 2: B")
    assert xlsx.parse(xlsx.render(papers.document(first, second))) == Contents(
        (books.grid_of(first), books.grid_of(second, "Blatt „Anlage 2“"))
    )


@given(plans.plans)
@settings(max_examples=examples(25))
def test_any_plan_reads_back_to_itself(plan):
    table = replace(plans.table(plan), title="Anlage 1: Ziele")
    assert grid_of(xlsx.render(papers.document(table))) == books.grid_of(table)


@given(plans.plans)
@settings(max_examples=examples(25))
def test_any_plan_is_the_same_annex_when_it_comes_back(plan):
    table = plans.table(plan)
    assert read(xlsx.parse(xlsx.render(papers.document(table))), like=table).table == table


@given(tables())
@settings(max_examples=examples(25))
def test_any_table_keeps_words_spans_and_keys(table):
    table = replace(table, title="Anlage 1: Ziele")
    assert grid_of(xlsx.render(papers.document(table))) == books.grid_of(table)


@pytest.mark.parametrize(
    "words", ["=1+1", "+1", "-1", "@A1", "'x", "#REF!", "5", "10/2016", "TRUE", "_x0041_", "- x"]
)
def test_text_stays_text_whatever_it_looks_like(words):
    document = papers.one_cell(*paragraphs(words))
    assert opened(document).active.cell(FIRST, 4).data_type == "s"
    assert grid_of(xlsx.render(document)) == books.grid_of(document.tables[0])


def test_same_document_gives_the_same_bytes(monkeypatch):
    first = xlsx.render(papers.document())
    monkeypatch.setattr("time.time", lambda: 1e9)
    assert xlsx.render(papers.document()) == first


def test_what_excel_would_cut_is_refused():
    document = papers.one_cell(*paragraphs("x" * 32_768))
    with pytest.raises(AnnexError, match="D5 of 'Anlage 1' has 32768 characters"):
        xlsx.render(document)


# What the sheet is like


def test_sheet_is_titled_frozen_filtered_and_set_up_for_print():
    workbook = opened(papers.document(papers.goals(2), papers.goals(1, key="anlage-2")))
    sheet = workbook.worksheets[0]
    assert workbook.sheetnames == ["Anlage 1", "Anlage 1 (2)"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 4)] == [
        "Anlage 1: Ziele und Maßnahmen",
        "Zielvereinbarung Stadt Eisenach – TransMit · Kommune: Stadt Eisenach · "
        "Transferagentur: TransMit · Entwurf, Stand 24.11.2026",
        "Priorität",
    ]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C5", "A4:E10")
    setup = sheet.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        9,
        "landscape",
        1,
        0,
    )
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.print_title_rows, sheet.print_area) == ("$4:$4", "'Anlage 1'!$A$1:$E$10")
    assert sheet.oddFooter.left.text == "Anlage 1: Ziele und Maßnahmen"
    assert sheet.oddFooter.right.text == "Seite &P von &N"


def test_keys_are_hidden():
    sheet = opened().active
    assert sheet.row_dimensions[3].hidden and sheet.column_dimensions["F"].hidden
    assert [sheet.cell(row, 6).value for row in range(1, 6)] == [
        "Titel",
        "Stand",
        "Spalten anlage-1",
        "Kennung",
        "measure-1-1",
    ]


def test_spans_are_merged_and_texts_wrapped_at_the_top():
    sheet = opened().active
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A5:A7", "B5:B7", "C5:C6"]
    for place in ("A4", "A5", "C7", "D6"):
        alignment = sheet[place].alignment
        assert (alignment.vertical, alignment.wrap_text) == ("top", True)


def test_properties_say_what_it_is_and_of_which_day():
    properties = opened().properties
    assert (properties.title, properties.creator, properties.language) == (
        "Anlage 1: Ziele und Maßnahmen – Zielvereinbarung Stadt Eisenach – TransMit",
        "Stadt Eisenach, TransMit",
        "de-DE",
    )
    assert properties.created == properties.modified == datetime(2026, 11, 24)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Anlage 1: Ziele", "Anlage 1"),
        ("Stand 1/2 [neu] 'x'", "Stand 1 2  neu  'x"),
        ("Ein sehr langer Name für eine einzige Tabelle", "Ein sehr langer Name für eine e"),
        ("", "Tabelle"),
        ("?\0", "Tabelle"),
    ],
)
def test_sheet_has_a_name_that_excel_allows(title, name):
    table = replace(papers.goals(1), title=title)
    assert opened(papers.document(table)).sheetnames == [name]


def test_marked_words_are_told_by_looks_and_signs():
    sheet = opened(papers.document(papers.trials()), rich_text=True).active
    (value,) = [c.value for row in sheet for c in row if "künftig" in str(c.value)]
    assert [
        (part.text, bool(part.font.strike), part.font.u, bool(part.font.b))
        if isinstance(part, TextBlock)
        else part
        for part in value
    ] == [
        "• ",
        ("[-bisher -]", True, None, False),
        ("{+künftig+}", False, "single", False),
        " – ",
        ("!", False, None, True),
    ]
    assert sheet["A3"].value == "[-Text-]: entfällt, {+Text+}: kommt hinzu"


def test_rows_are_as_high_as_their_texts_need():
    assert height("kurz", 20) == height("", 20)
    assert height("ein Wort " * 20, 20) > 5 * height("", 20)
    assert height("W" * 100, 20) > height("i" * 100, 20)
    assert row_heights(3, [(0, 1, 30.0), (0, 2, 20.0), (2, 1, 1000.0)]) == [30.0, 15.75, 1000.0]


def test_row_higher_than_excel_allows_stands_in_several_and_reads_back_as_one():
    document = papers.document(papers.trials())
    sheet = opened(document).active
    heights = [sheet.row_dimensions[row].height for row in range(FIRST + 1, sheet.max_row + 1)]
    assert len(heights) > 6 and max(heights) <= 409
    assert grid_of(xlsx.render(document)) == books.grid_of(papers.trials())


def test_cell_over_several_rows_has_room_in_all_of_them():
    heights = row_heights(2, [(0, 2, 100.0), (0, 1, 20.0)])
    assert sum(heights) == pytest.approx(100.0)


# Edited by a person


def two_goals():
    return papers.document(papers.goals(2))


def test_row_put_in_has_no_key_and_the_others_keep_theirs():
    def change(sheet):
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(6)
        sheet["D6"] = "• neu"
        for area in ("A5:A8", "B5:B8", "C5:C7", "A9:A11", "B9:B11", "C9:C10"):
            sheet.merge_cells(area)

    (grid,) = books.edited(two_goals(), change).grids
    assert books.shape(grid)[:3] == [
        ("measure-1-1", 4, 4, 3, 1, 1),
        ("", 0, 0, 0, 1, 1),
        ("measure-1-2", 0, 0, 0, 1, 1),
    ]
    assert grid.rows[2].cells[3] == GridCell((papers.bullet("neu"),))


def test_deleted_row_is_gone_and_its_goal_shorter():
    def change(sheet):
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_rows(6)
        for area in ("A5:A6", "B5:B6", "A7:A9", "B7:B9", "C7:C8"):
            sheet.merge_cells(area)

    (grid,) = books.edited(two_goals(), change).grids
    assert books.shape(grid)[:2] == [
        ("measure-1-1", 2, 2, 1, 1, 1),
        ("measure-1-3", 0, 0, 1, 1, 1),
    ]


def test_changed_text_cleared_key_and_further_column_are_read():
    def change(sheet):
        sheet["E5"] = date(2016, 10, 1)
        sheet["E5"].number_format = "mm/yyyy"
        sheet["F6"] = None
        sheet["G4"], sheet["G5"] = "Notiz", "wichtig"

    (grid,) = books.edited(two_goals(), change).grids
    assert grid.columns == ("priority", "goal", "objective", "measure", "timeframe", "")
    assert [row.key for row in grid.rows[1:3]] == ["measure-1-1", ""]
    assert grid.rows[1].cells[4:] == (text("10/2016"), text("wichtig"))
    assert grid.rows[0].cells[5] == text("Notiz")


def test_sorted_rows_take_their_keys_along():
    def change(sheet):
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        rows = sorted(sheet.iter_rows(FIRST, FIRST + 5, values_only=True), key=lambda row: row[3])
        for number, row in enumerate(rows, start=FIRST):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value

    (grid,) = books.edited(two_goals(), change).grids
    before = {row.key: row.cells[3] for row in books.grid_of(papers.goals(2)).rows[1:]}
    assert {row.key: row.cells[3] for row in grid.rows[1:]} == before
    assert [row.key for row in grid.rows[1:]] != list(before)


def test_blank_row_within_and_notes_around_the_table_part_nothing():
    def change(sheet):
        sheet["A12"], sheet["D12"] = "3.", "• neu"
        sheet["A14"] = "Bitte bis Freitag"
        sheet["C2"] = "Rückfragen an das Bildungsbüro"

    contents = books.edited(two_goals(), change)
    (grid,) = contents.grids
    assert len(grid.rows) == 8 and grid.rows[-1].cells[0] == text("3.")
    assert contents.loose == ("Rückfragen an das Bildungsbüro", "Bitte bis Freitag")


def test_two_thousand_measures_are_written_and_read_in_time():
    document = papers.document(papers.goals(668 // PART))
    with within(4 / PART):
        content = xlsx.render(document)
    with within(3 / PART):
        (grid,) = xlsx.parse(content).grids
    assert len(grid.rows) == 2004 // PART + 1


def test_narrow_column_and_empty_table_make_a_sheet():
    columns = (Column("a", "A", 1), Column("b", "B", 1000))
    table = replace(papers.goals(1), columns=columns, rows=())
    assert opened(papers.document(table)).active.column_dimensions["A"].width == 6
    assert grid_of(xlsx.render(papers.document(table))) == books.grid_of(table)
