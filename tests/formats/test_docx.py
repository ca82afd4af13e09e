"""Our own Word files: what stands in them, and that they come back, also from a person's hands."""

import io
import re
import zipfile
from copy import deepcopy
from dataclasses import replace
from datetime import date

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.document import AnnexDocument
from bildung.annex.grid import Grid, GridCell, GridRow
from bildung.annex.table import (
    AnnexTable,
    Bullet,
    Cell,
    Column,
    Paragraph,
    Row,
    paragraphs,
    text_runs,
)
from bildung.formats import docx
from bildung.formats.docx.naming import Kind, name_of, told_by
from bildung.formats.docx.tables import legal
from tests.annex.tables import documents, tables
from tests.budget import PART, examples
from tests.speed import within

from . import papers, words


def read(content: bytes) -> Grid:
    (grid,) = docx.parse(content).grids
    return grid


def opened(document: AnnexDocument):
    return python_docx.Document(io.BytesIO(docx.render(document)))


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def keys(grid: Grid) -> list[str]:
    return [row.key for row in grid.rows]


def grid_of(table: AnnexTable, number: int = 1) -> Grid:
    """What a file with this table holds."""
    headings = tuple(GridCell(paragraphs(column.title)) for column in table.columns)
    rows = (
        GridRow(tuple(cell and GridCell(cell.blocks, cell.row_span) for cell in row.cells), row.key)
        for row in table.rows
    )
    return Grid(
        f"Tabelle {number}",
        (GridRow(headings, is_heading=True), *rows),
        table.title,
        table.key,
        tuple(column.key for column in table.columns),
    )


def plain(block):
    """A block as the annexes make them: one plain run on one line, never empty."""
    text = "".join(sign for sign in block.text if sign.isprintable())
    runs = text_runs(text) or text_runs("leer")
    if isinstance(block, Bullet):
        return Bullet(runs, tuple(map(plain, block.children)))
    return Paragraph(runs)


def as_annexes_make(table: AnnexTable) -> AnnexTable:
    rows = (
        replace(
            row,
            cells=tuple(
                cell and replace(cell, blocks=tuple(map(plain, cell.blocks))) for cell in row.cells
            ),
        )
        for row in table.rows
    )
    columns = (
        replace(column, title=f"Spalte {index}") for index, column in enumerate(table.columns)
    )
    return AnnexTable(table.key, "Anlage", tuple(columns), tuple(rows))


@settings(max_examples=examples(40))
@given(tables().map(as_annexes_make))
def test_table_comes_back_with_words_spans_bullets_and_keys(table):
    assert read(docx.render(papers.document(table))) == grid_of(table)


@settings(max_examples=examples(25))
@given(documents())
def test_no_sign_keeps_a_document_from_being_written_nor_words_from_coming_back(document):
    grids = docx.parse(docx.render(document)).grids
    assert [words_of(grid) for grid in grids] == [
        [sound for word in words_in(table) if (sound := legal(word))] for table in document.tables
    ]


def words_of(grid: Grid) -> list[str]:
    places = (place for row in grid.rows for place in row.cells if place)
    return [word for place in places for word in Cell(place.blocks).words]


def words_in(table: AnnexTable) -> list[str]:
    return table.words[len(table.title.split()) :]


def test_both_annexes_come_back_each_with_its_heading():
    first, second = papers.goals(3), papers.goals(2, "anlage-2")
    second = replace(second, title="Anlage 2: Meilensteinplan der Zusammenarbeit")
    contents = docx.parse(docx.render(papers.document(first, second)))
    assert contents.grids == (grid_of(first), grid_of(second, 2))
    assert contents.loose == (
        "Anlagen zur",
        "Zielvereinbarung",
        "zwischen",
        "Stadt Eisenach",
        "Kommune",
        "und",
        "TransMit",
        "Transferagentur Mitteldeutschland",
        "Transferagentur",
        "Anlage 1: Ziele und Maßnahmen",
        "Anlage 2: Meilensteinplan der Zusammenarbeit",
        "Entwurf, Stand 24.11.2026",
    )


def test_head_names_agreement_parties_and_state():
    assert docx.parse(docx.render(papers.document())).loose == (
        "Zielvereinbarung Stadt Eisenach – TransMit",
        "Kommune: Stadt Eisenach · Transferagentur: TransMit (Transferagentur Mitteldeutschland)",
        "Entwurf, Stand 24.11.2026",
    )


def test_annex_without_rows_says_so_and_has_its_headings():
    table = replace(papers.goals(1), rows=())
    contents = docx.parse(docx.render(papers.document(table)))
    assert contents.grids == (grid_of(table),)
    assert contents.loose[-1] == "Diese Anlage hat noch keine Einträge."


def test_same_document_gives_the_same_bytes_on_any_day():
    content = docx.render(papers.document(papers.trials()))
    assert docx.render(papers.document(papers.trials())) == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_file_names_title_parties_day_and_language_but_no_person():
    properties = opened(papers.document()).core_properties
    assert properties.title == (
        "Anlage 1: Ziele und Maßnahmen – Zielvereinbarung Stadt Eisenach – TransMit"
    )
    assert properties.author == "Stadt Eisenach, TransMit"
    assert properties.last_modified_by == ""
    assert (properties.created.date(), properties.modified.date()) == (date(2026, 11, 24),) * 2
    assert properties.language == "de-DE"


def test_page_is_a4_across_with_title_and_page_numbers_at_its_foot():
    document = opened(papers.document())
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    (foot,) = section.footer.paragraphs
    assert foot.text == "Zielvereinbarung Stadt Eisenach – TransMit · Entwurf, Stand 24.11.2026" + (
        "\tSeite  von "
    )
    fields = [field.get(qn("w:instr")).strip() for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_annexes_stand_under_headings_a_page_each():
    document = opened(papers.document(papers.goals(1), papers.goals(1, "anlage-2")))
    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [p.text for p in headings] == ["Anlage 1: Ziele und Maßnahmen"] * 2
    assert [p.paragraph_format.page_break_before for p in headings] == [True, True]


def test_headings_are_marked_repeated_and_told_to_reading_programs():
    (table,) = opened(papers.document()).tables
    (mark,) = table._tbl.iter(qn("w:tblHeader"))
    assert mark.getparent().getparent() is table.rows[0]._tr
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    assert (look.get(qn("w:firstRow")), look.get(qn("w:firstColumn"))) == ("1", "1")
    assert look.get(qn("w:val")) == "06A0"
    caption, description = (
        table._tbl.tblPr.find(qn(f"w:tbl{name}")).get(qn("w:val"))
        for name in ("Caption", "Description")
    )
    assert caption == "Anlage 1: Ziele und Maßnahmen"
    assert description == (
        "Spalten: Priorität, Grundlegendes Ziel, Erläuterung, Erste Maßnahmen, Zeitrahmen"
    )


def test_widths_share_the_page_as_the_columns_say():
    (table,) = opened(papers.document()).tables
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert widths == [1036, 2811, 4439, 4734, 1776]


def test_rows_stay_on_a_page_unless_they_are_tall():
    (table,) = opened(papers.document(papers.trials())).tables
    cut = [
        row._tr.trPr is None or row._tr.trPr.find(qn("w:cantSplit")) is None for row in table.rows
    ]
    assert cut == [False, True, False, True, False, False, False]


def test_bullets_are_lists_of_three_levels_in_german():
    nested = papers.bullet("a", papers.bullet("b", papers.bullet("c")))
    document = opened(papers.one_cell(nested))
    cell = document.tables[0].rows[1].cells[3]
    assert [(p.text, p.style.name) for p in cell.paragraphs] == [
        ("a", "List Bullet"),
        ("b", "List Bullet 2"),
        ("c", "List Bullet 3"),
    ]
    languages = document.styles.element.iter(qn("w:lang"))
    assert [language.get(qn("w:val")) for language in languages] == ["de-DE"]


def test_changed_words_stand_out_by_line_and_a_sentence_says_how():
    content = docx.render(papers.synopsis())
    document = python_docx.Document(io.BytesIO(content))
    looks = {
        run.style.name: (bool(run.style.font.strike), bool(run.style.font.underline))
        for row in document.tables[0].rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    }
    assert looks["gestrichen"] == (True, False)
    assert looks["eingefügt"] == (False, True)
    assert docx.parse(content).loose[-1] == (
        "Was entfällt, ist durchgestrichen; was hinzukommt, ist unterstrichen."
    )


def test_row_headers_are_bold_but_in_a_synopsis():
    def style(document, column):
        return document.tables[0].rows[1].cells[column].paragraphs[0].style.name

    assert style(opened(papers.document()), 1) == "Zeilenkopf"
    assert style(opened(papers.synopsis()), 0) == "Tabellentext"


def test_signs_of_typography_are_those_of_word_and_come_back():
    text = "Bil\u00addungs\u2011plan\tmit\u00a0Tabulator"
    content = docx.render(papers.one_cell(*paragraphs(text)))
    assert "<w:softHyphen/>" in words.part(content, "word/document.xml")
    assert read(content).rows[1].cells[3].blocks == paragraphs(text)


# As a person edits it.


def edited(change, table: AnnexTable | None = None) -> Grid:
    document = opened(papers.document(table or papers.goals(2)))
    change(document.tables[0])
    return read(saved(document))


def test_program_that_only_saves_changes_nothing():
    assert edited(lambda table: None) == grid_of(papers.goals(2))


def test_row_that_was_copied_has_no_key_and_the_others_keep_theirs():
    def add(table):
        copy = deepcopy(table.rows[3]._tr)
        table.rows[3]._tr.addnext(copy)
        for text in list(copy.iter(qn("w:t")))[:1]:
            text.text = "Neues"

    before = keys(grid_of(papers.goals(2)))
    assert keys(edited(add)) == [*before[:4], "", *before[4:]]


def test_number_behind_a_copied_bookmark_is_no_key():
    name = name_of(Kind.ROW, 1, "measure-17")
    assert (name, told_by(name)) == ("_zv1r_measure_17_", (Kind.ROW, "measure-17"))
    assert [told_by(f"{name}{more}") for more in ("1", "_1", " Kopie 1")] == [None] * 3


def test_row_that_was_removed_is_gone():
    grid = edited(lambda table: table._tbl.remove(table.rows[2]._tr))
    expected = keys(grid_of(papers.goals(2)))
    assert keys(grid) == [*expected[:2], *expected[3:]]
    assert grid.rows[1].cells[0].row_span == 2


def test_bullet_that_was_deleted_is_gone():
    def delete(table):
        bullet = table.rows[1].cells[2].paragraphs[1]._p
        bullet.getparent().remove(bullet)

    (bullet,) = edited(delete).rows[1].cells[2].blocks
    assert [child.text for child in bullet.children] == ["Qualifizierung von Personal"]


def test_words_are_read_across_runs_and_marks_of_the_spelling():
    def split(table):
        paragraph = table.rows[1].cells[3].paragraphs[0]
        (run,) = paragraph.runs
        run.text = "Quali"
        paragraph.add_run("fizierung").bold = True
        paragraph._p.append(paragraph._p.makeelement(qn("w:proofErr"), {}))
        paragraph.add_run(" des Personals")

    cell = edited(split).rows[1].cells[3]
    assert cell.blocks == (papers.bullet("Qualifizierung des Personals"),)


@pytest.mark.parametrize("column", [3, 4])
def test_cell_typed_anew_does_not_cost_the_row_its_key(column):
    def type_anew(table):
        cell = table.rows[1].cells[column]
        for bookmark in list(cell._tc.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            bookmark.getparent().remove(bookmark)
        cell.paragraphs[0].runs[0].text = "Neu"

    grid = edited(type_anew)
    assert grid.rows[1].key == "measure-1-1"
    assert words.texts(grid.rows[1])[column] == "Neu"


def test_column_that_was_added_has_no_key():
    def add(table):
        for row in table.rows:
            row.cells[4]._tc.addprevious(deepcopy(row.cells[4]._tc))
        for bookmark in list(table.rows[0]._tr.tc_lst[4].iter(qn("w:bookmarkStart"))):
            bookmark.getparent().remove(bookmark)

    assert edited(add).columns == ("priority", "goal", "objective", "measure", "", "timeframe")


@given(st.text("abcxyzABCXYZ019_.-", min_size=1, max_size=200), st.sampled_from(Kind))
def test_name_of_a_bookmark_tells_the_key_and_differs_by_more_than_case(key, kind):
    name = name_of(kind, 1, key)
    if not name:
        assert len(key) > 10
        return
    assert told_by(name) == (kind, key)
    assert re.fullmatch(r"_[A-Za-z0-9_]{1,39}", name)
    assert name == name.lower()


def test_keys_too_long_for_a_bookmark_are_left_out():
    key = "measure-" + "1" * 40
    row = Row(key, (Cell(paragraphs("x")),))
    table = AnnexTable("t", "T", (Column("c", "Text", 1),), (row,))
    assert keys(read(docx.render(papers.document(table)))) == ["", ""]


def test_two_thousand_rows_are_written_and_read_in_time():
    table = papers.goals(668 // PART)
    # Usually 0.2 and 0.5 s for all; whatever looks at all rows for each row takes minutes.
    with within(5 / PART):
        content = docx.render(papers.document(table))
    with within(5 / PART):
        assert len(read(content).rows) == 2004 // PART + 1
