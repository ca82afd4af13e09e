"""What is read back from a PDF: by its data, its tags or its lines, with every word in place."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pikepdf
import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.agreements.models import Agreement
from bildung.annex import reading
from bildung.annex.condensing import condense
from bildung.annex.grid import Grid, GridCell, GridRow, contents_of
from bildung.annex.table import AnnexTable, Bullet, paragraphs, text_runs
from bildung.desk import printing
from bildung.formats import pdf
from bildung.formats.pdf.reading import Unreadable, bounds, parse
from bildung.formats.pdf.reading.blocks import blocks_of
from bildung.formats.pdf.reading.joining import join_lines
from bildung.formats.pdf.reading.placing import placed
from bildung.formats.pdf.typesetting import typeset
from tests.budget import examples

from . import papers

DAY = date(2026, 11, 24)


@pytest.fixture
def eisenach(db):
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get()


def saved(document: pikepdf.Pdf) -> bytes:
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def bullet(text: str, *children: Bullet) -> Bullet:
    return Bullet(text_runs(text), children)


def elements(document: pikepdf.Pdf, role: str) -> list[pikepdf.Object]:
    return [
        item
        for item in document.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == f"/{role}"
    ]


def untagged(content: bytes) -> bytes:
    """The same paper without its tags."""
    document = pikepdf.open(BytesIO(content))
    del document.Root.StructTreeRoot
    return saved(document)


def expected(table: AnnexTable) -> list[GridRow]:
    """The rows of a table as the paper has them, its headings first."""
    (table,) = typeset(papers.document(table)).tables
    heads = tuple(GridCell(paragraphs(column.title)) for column in table.columns)
    return [
        GridRow(heads, is_heading=True),
        *(
            GridRow(tuple(cell and GridCell(cell.blocks, cell.row_span) for cell in row.cells))
            for row in condense(table).rows
        ),
    ]


def words_of(grid: Grid) -> list[list[str]]:
    """The words of each place; none where a cell from above covers it, or is blank."""
    return [
        [" ".join(texts(cell.blocks)) if cell else "" for cell in row.cells] for row in grid.rows
    ]


def texts(blocks) -> list[str]:
    found = []
    for block in blocks:
        found += block.text.split()
        found += texts(getattr(block, "children", ()))
    return found


# By tags


@pytest.mark.parametrize("which", ["1", "2", "both"])
def test_eisenach_comes_back_from_its_print(eisenach, print_pdf, which):
    document = printing.document_for(eisenach, which, DAY)
    contents = parse(print_pdf(document))
    assert [grid.title for grid in contents.grids] == [table.title for table in document.tables]
    for grid, table in zip(contents.grids, document.tables, strict=True):
        assert list(grid.rows) == expected(table)
    # What stands on the cover, and no head or foot.
    assert ("Stadt Eisenach" in contents.loose) is document.has_cover
    assert [text for text in contents.loose if "Seite" in text] == []


def test_plan_over_many_pages_comes_back(print_pdf):
    table = papers.goals(5)
    (grid,) = parse(print_pdf(papers.document(table))).grids
    assert list(grid.rows) == expected(table)


def test_cell_over_pages_comes_back_whole(print_pdf):
    bullets = (bullet(f"Punkt {number}: {papers.TEXTS[number % 3]}") for number in range(30))
    document = papers.one_cell(*bullets, bullet("x", bullet("y", bullet("z"))))
    (grid,) = parse(print_pdf(document)).grids
    assert list(grid.rows) == expected(*document.tables)


def test_empty_annex_has_no_table(print_pdf):
    with pytest.raises(Unreadable, match="keine Tabelle"):
        parse(print_pdf(papers.document(papers.goals(0))))


def test_tags_that_lead_in_a_circle_end(print_pdf):
    document = pikepdf.open(BytesIO(print_pdf(papers.document())))
    top = document.Root.StructTreeRoot.K[0]
    top.K.append(top)
    (grid,) = parse(saved(document)).grids
    assert len(grid.rows) == 4


def test_names_for_roles_are_looked_up(print_pdf):
    document = pikepdf.open(BytesIO(print_pdf(papers.document())))
    (table,) = elements(document, "Table")
    table.S = pikepdf.Name.Plan
    document.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(Plan=pikepdf.Name.Table)
    (grid,) = parse(saved(document)).grids
    assert list(grid.rows) == expected(papers.goals(1))


def test_tags_that_miss_most_of_the_text_are_not_trusted(print_pdf):
    document = pikepdf.open(BytesIO(print_pdf(papers.document())))
    for cell in elements(document, "TD"):
        cell.K = pikepdf.Array()
    (grid,) = parse(saved(document)).grids
    assert words_of(grid)[1][0] == "1. hoch"


def test_tags_that_put_a_text_into_another_column_are_not_trusted(print_pdf):
    document = pikepdf.open(BytesIO(print_pdf(papers.document())))
    objective, measure = elements(document, "TD")[1:3]
    objective.K = pikepdf.Array([*objective.K, *measure.K])
    measure.K = pikepdf.Array()
    (grid,) = parse(saved(document)).grids
    assert words_of(grid) == words_of(Grid("", tuple(expected(papers.goals(1)))))


def test_marks_of_bullets_that_are_tagged_as_text_are_no_text(print_pdf):
    document = pikepdf.open(BytesIO(print_pdf(papers.document())))
    for label in elements(document, "Lbl"):
        label.S = pikepdf.Name.Span
    (grid,) = parse(saved(document)).grids
    assert words_of(grid) == words_of(Grid("", tuple(expected(papers.goals(1)))))


# By data


@pytest.fixture(scope="module")
def edition():
    return pdf.render_edition(papers.edition())


def test_edition_comes_back_with_its_keys(edition):
    assert parse(edition) == contents_of(papers.edition().annexes)


def test_data_that_are_none_are_passed_over(edition):
    document = pikepdf.open(BytesIO(edition))
    document.attachments["fassung.json"] = pikepdf.AttachedFileSpec(
        document, b"[" * 100_000, filename="fassung.json"
    )
    contents = parse(saved(document))
    assert [grid.rows[0].is_heading for grid in contents.grids[:2]] == [True, True]


# By lines


def test_eisenach_comes_back_without_its_tags(eisenach, print_pdf):
    document = printing.document_for(eisenach, "2", DAY)
    contents = parse(untagged(print_pdf(document)))
    (grid,) = contents.grids
    (table,) = document.tables
    wanted = expected(table)
    assert grid.title == table.title
    assert [[cell and cell.row_span for cell in row.cells] for row in grid.rows] == [
        [cell and cell.row_span for cell in row.cells] for row in wanted
    ]
    assert words_of(grid) == words_of(Grid("", tuple(wanted)))
    assert len(contents.loose) == 1


def test_bullets_come_back_without_tags(print_pdf):
    content = untagged(print_pdf(papers.document(papers.goals(1))))
    (grid,) = parse(content).grids
    assert list(grid.rows)[1:] == expected(papers.goals(1))[1:]


def test_plan_over_many_pages_comes_back_without_tags(print_pdf):
    table = papers.goals(5)
    (grid,) = parse(untagged(print_pdf(papers.document(table)))).grids
    assert words_of(grid) == words_of(Grid("", tuple(expected(table))))


LONG_WORDS = (
    "https://www.example.org/vo0050?__kvonr=1432&search=1&id=20160117-2035-4711-0815-1204-7788",
    "Kreisbildungsverwaltungsvereinbarungsfortschreibungskoordinierungsarbeitsgruppe einladen",
    "Bildungs- und Sozialplanung mit Übergangsmanagement Schule-Beruf abstimmen",
    "x" * 90,
)
HYPHENED = (
    "Anmeldung: https://www.example.org/bildung/uebergaenge/netzwerk/termine/bildungskonferenz"
)


@pytest.mark.parametrize("tags", [True, False])
def test_words_longer_than_a_line_come_back_without_a_space(print_pdf, tags):
    # Without tags nobody knows a hyphen at the end of a line from one of the address.
    long_words = (*LONG_WORDS, HYPHENED) if tags else LONG_WORDS
    items = [bullet(text) for text in long_words]
    table = papers.goals(1)
    first, *others = table.rows
    cells = list(first.cells)
    cells[3] = replace(cells[3], blocks=tuple(items))  # the measure
    table = replace(table, rows=(replace(first, cells=tuple(cells)), *others))
    content = print_pdf(papers.document(table))
    (grid,) = parse(content if tags else untagged(content)).grids
    said = [block.text for block in grid.rows[1].cells[3].blocks]
    assert said == list(long_words)


# Refused


def test_too_many_pages_are_refused():
    document = pikepdf.new()
    for _ in range(151):
        document.add_blank_page()
    with pytest.raises(Unreadable, match="mehr als 150 Seiten"):
        parse(saved(document))


def test_text_without_a_table_is_refused(print_pdf):
    page = "<html lang='de'><head><title>Brief</title></head><body data-agreement='' data-stamp=''>"
    content = pdf.render_markup(f"{page}<section><h1>Brief</h1><p>Text</p></section></body></html>")
    with pytest.raises(Unreadable, match="keine Tabelle"):
        parse(content)


def test_packing_within_packing_is_too_much():
    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(b"")
    flate = pikepdf.Name.FlateDecode
    stream.write(b"x", filter=pikepdf.Array([flate, flate]))
    document.pages[0].Contents = stream
    assert bounds.is_bounded(document) is False


# Words and levels


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Koordinations-", "strukturen"], "Koordinationsstrukturen"),
        (["Koordina\u00ad", "tion"], "Koordination"),
        (["eines Leitbild-", "Erstentwurfs"], "eines Leitbild-Erstentwurfs"),
        (["Verwaltungs-", "und Koordination"], "Verwaltungs- und Koordination"),
        (["(Weiter-)", "Entwicklung"], "(Weiter-) Entwicklung"),
        (["organisatorische/", "räumliche Bündelung"], "organisatorische/räumliche Bündelung"),
        (["9-10/", "2015"], "9-10/ 2015"),
        (["10/ 2015 -", "2/2016"], "10/ 2015 - 2/2016"),
        (["Kooperation", "", "  mit   Schulen "], "Kooperation mit Schulen"),
        (["Sto\u00adrung", "u\u0308ber"], "Storung über"),
        (["☐\u00a0offen"], "☐\u00a0offen"),
    ],
)
def test_lines_are_joined(lines, text):
    assert join_lines(lines) == text


def test_levels_are_nested_as_far_as_a_plan_goes():
    items = [(0, "P"), (1, "a"), (3, "b"), (2, "c"), (3, "d"), (4, "e"), (1, "f"), (0, "Q")]
    assert blocks_of(items) == (
        *paragraphs("P"),
        bullet("a", bullet("b"), bullet("c", bullet("d"), bullet("e"))),
        bullet("f"),
        *paragraphs("Q"),
    )


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(0, 6), st.text("abc ", min_size=1).filter(str.strip))))
def test_no_item_is_lost(items):
    found = texts(blocks_of(items))
    assert found == [word for _, text in items for word in text.split()]


CELLS = st.builds(GridCell, st.just(()), st.integers(1, 4), st.integers(1, 3))


@settings(max_examples=examples(60))
@given(st.lists(st.lists(CELLS, max_size=4), max_size=6))
def test_cells_are_placed_without_overlap(cells):
    rows = placed(cells, [False] * len(cells))
    assert len({len(row.cells) for row in rows}) <= 1
    found = [cell for row in rows for cell in row.cells if cell and cell != GridCell()]
    given_cells = [cell for row in cells for cell in row]
    assert len(found) <= len(given_cells)
    for number, row in enumerate(rows):
        for cell in filter(None, row.cells):
            assert number + cell.row_span <= len(rows)


# As an annex


@pytest.mark.parametrize("tags", [True, False])
def test_eisenach_is_the_same_annex_again(eisenach, print_pdf, tags):
    document = printing.document_for(eisenach, "both", DAY)
    content = print_pdf(document) if tags else untagged(print_pdf(document))
    contents = parse(content)
    for table in document.tables:
        read = reading.read(contents, like=table).table
        assert [[cell and cell.blocks for cell in row.cells] for row in read.rows] == [
            [cell and cell.blocks for cell in row.cells] for row in table.rows
        ]
