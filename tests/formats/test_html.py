"""The annex as HTML, for the browser and for the press."""

import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from bildung.annex.table import AnnexTable, Cell, Column, Mark, Paragraph, Row, Run, paragraphs
from bildung.formats import html
from bildung.formats.pdf.typesetting import typeset
from tests.annex.tables import documents

from . import papers


def tree(source: str) -> ElementTree.Element:
    return ElementTree.fromstring(source)


def test_screen_spans_rows_and_paper_joins_cells():
    table = papers.goals(1)
    screen = tree(html.table(table))
    assert [cell.get("rowspan") for cell in screen.iterfind("tbody/tr[1]/*")] == [
        "3", "3", "2", None, None,
    ]  # fmt: skip
    assert [len(row) for row in screen.iterfind("tbody/tr")] == [5, 2, 3]

    paper = tree(html.render_paper(papers.document(table))).find(".//table")
    assert [cell.get("data-rowspan") for cell in paper.iterfind("tbody/tr[1]/*")] == [
        "3", "3", "2", None, None,
    ]  # fmt: skip
    assert [len(row) for row in paper.iterfind("tbody/tr")] == [5, 5, 5]
    assert [
        cell.get("class").split()[-1] for cell in paper.iterfind("tbody/tr[2]/*")
    ] == ["joined", "joined", "joined", "measure", "timeframe"]  # fmt: skip


@pytest.mark.parametrize("kind", ["screen", "paper"])
def test_every_cell_names_headings_that_exist(kind):
    document = papers.document(papers.goals(3))
    source = html.table(document.tables[0]) if kind == "screen" else html.render_paper(document)
    cells = list(tree(source).iterfind(".//tbody/tr/*"))
    ids = {cell.get("id") or cell.get("data-id") for cell in tree(source).iter("th")}
    named = [cell.get("headers").split() for cell in cells if cell.get("headers")]
    assert {header for headers in named for header in headers} <= ids
    assert {len(headers) for headers in named} == {1, 2}


def test_rows_can_be_linked_to_and_carry_a_link():
    links = (html.Action("/massnahmen/2/", "Bearbeiten"),)
    actions = {"measure-1-2": html.RecordActions("Maßnahme 2", links)}
    table = tree(html.table(papers.goals(1), html.Records({}, actions, {})))
    assert [row.get("id") for row in table.iterfind("tbody/tr")] == [
        "measure-1-1", "measure-1-2", "measure-1-3",
    ]  # fmt: skip
    (link,) = table.iterfind(".//a")
    assert (link.get("href"), "".join(link.itertext())) == (
        "/massnahmen/2/",
        "Bearbeiten: Maßnahme 2",
    )


MARKED = (Run("alt", Mark.DELETED), Run("<neu>", Mark.INSERTED), Run("!", Mark.STRONG))


def test_marks_are_told_by_element_and_in_words():
    source = html.table(papers.one_cell(Paragraph(MARKED)).tables[0])
    hidden = '<span class="visually-hidden">{}</span>'.format
    assert (
        f"<p><del>{hidden('gelöscht: ')}alt{hidden(' (Ende)')}</del>"
        f"<ins>{hidden('eingefügt: ')}&lt;neu&gt;{hidden(' (Ende)')}</ins><strong>!</strong></p>"
    ) in source


def test_marks_on_paper_carry_the_words_for_the_tags():
    source = html.render_paper(papers.one_cell(Paragraph(MARKED)))
    assert (
        '<del data-spoken="gelöscht: alt (Ende)">alt</del>'
        '<ins data-spoken="eingefügt: &lt;neu&gt; (Ende)">&lt;neu&gt;</ins><strong>!</strong>'
    ) in source


def test_titles_within_a_cell_stay_with_what_follows_on_paper():
    title = Paragraph((Run("Maßnahme:", Mark.STRONG),))
    document = papers.one_cell(title, papers.bullet("Kauf"))
    assert '<p class="title"><strong>Maßnahme:</strong></p><ul>' in html.render_paper(document)
    assert "<p><strong>Maßnahme:</strong></p><ul>" in html.table(document.tables[0])


def test_texts_are_escaped_everywhere():
    hostile = "<script>alert('x')</script>\"&"
    row = Row("r", tuple(Cell(paragraphs(hostile)) for _ in papers.COLUMNS))
    document = papers.document(AnnexTable("anlage-1", hostile, papers.COLUMNS, (row,)))
    for source in (html.render(document), html.render_paper(document)):
        assert "<script" not in source
        assert source.count("&lt;script&gt;alert(") >= 6


def test_page_stands_by_itself():
    source = html.render(papers.document(papers.goals(1)))
    addresses = re.findall(r'(?:href|src)="([^"]*)"', source)
    assert [address.partition(",")[0] for address in addresses] == ["data:text/css;base64"]
    assert "<h1" in source
    assert '<html lang="de">' in source


def test_only_tall_rows_may_be_cut():
    paper = tree(html.render_paper(typeset(papers.document(papers.trials()))))
    tall = [row.get("class") == "tall" for row in paper.iterfind(".//tbody/tr")]
    assert tall == [True, False, True, False, False, False]


class Words(HTMLParser):
    """Collects the words one sees in a table; a browser's parser, not the press's."""

    def __init__(self, source: str):
        super().__init__()
        self.words: list[str] = []
        self.feed(re.sub(r'<span class="visually-hidden">[^<]*</span>', "", source))

    def handle_data(self, data: str):
        self.words += data.split()


@settings(deadline=None)
@given(documents())
def test_any_table_keeps_its_words(document):
    for table in document.tables:
        shown = Words(html.table(table)).words
        expected = [
            word
            for text in (
                *(column.title for column in table.columns),
                *(" ".join(cell.words) for row in table.rows for cell in row.cells if cell),
            )
            for word in text.split()
        ]
        assert "".join(shown).replace("DieseAnlagehatnochkeineEinträge.", "") == (
            "".join(expected) if table.rows else ""
        )


@settings(deadline=None)
@given(documents())
def test_any_document_goes_to_press_as_xml(document):
    page = tree(html.render_paper(typeset(document)))
    assert len(list(page.iter("table"))) == sum(bool(table.rows) for table in document.tables)


@pytest.mark.parametrize(
    ("shares", "widths"),
    [
        ((7, 19, 30, 32, 12), [7, 19, 30, 32, 12]),
        ((1, 1, 1), [34, 33, 33]),
        ((1, 1, 99, 99), [1, 1, 48, 50]),
        ((14, 28, 18, 8, 14, 11, 12, 14), [12, 23, 15, 7, 12, 9, 10, 12]),
    ],
)
def test_columns_make_up_the_whole_width(shares, widths):
    columns = tuple(Column(f"c{index}", "", share) for index, share in enumerate(shares))
    view = html.view_of(AnnexTable("t", "T", columns))
    assert [width for _, _, width in view.columns] == widths


def test_addresses_are_marked_whatever_they_hold():
    text = "Siehe https://www.eisenach.de/a?b=<c>&d, Fragen an stadt@eisenach.de, um 9 @ Rathaus"
    row = tree(html.render_paper(papers.one_cell(papers.bullet(text)))).find(".//tbody/tr")
    assert [each.text for each in row.iterfind(".//span[@class='address']")] == [
        "https://www.eisenach.de/a?b=<c>&d,",
        "stadt@eisenach.de,",
    ]
    assert text in "".join(row.itertext())


def test_longest_word_is_looked_at_once():
    text = "x" * 100_000 + "."
    source = html.render_paper(papers.one_cell(papers.bullet(text)))
    assert (source.count(text), "address" in source) == (1, False)
