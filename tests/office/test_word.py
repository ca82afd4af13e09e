"""Our Word files in LibreOffice: every word on paper, and keys that survive its saving."""

import io
import re
from collections import Counter

import pdfplumber
import pytest
from django.core.management import call_command

from bildung.agreements.models import Agreement
from bildung.annex.table import AnnexTable
from bildung.formats import docx
from goals import annex as goals_annex
from milestones import annex as milestones_annex
from tests.formats import papers
from tests.formats.words import shown

pytestmark = [pytest.mark.office, pytest.mark.django_db]

ANNEXES = pytest.mark.parametrize(
    "annex", [goals_annex, milestones_annex], ids=["anlage-1", "anlage-2"]
)
# Signs of bullets; a dash may stand in a text too.
MARKS = ("•", "–", "·")
PARTS = re.compile("[^-]+-?|-")


@pytest.fixture
def eisenach():
    call_command("loaddata", "eisenach", verbosity=0)
    return Agreement.objects.get(slug="eisenach")


def counted(words) -> Counter:
    """Count the words, those with a hyphen in parts: a line may end there."""
    return Counter(part for word in words if word not in MARKS for part in PARTS.findall(word))


def expected(table: AnnexTable, content: bytes, pages: int) -> Counter:
    """All words of a paper: head, title, headings and foot of each page, cells."""
    headings = " ".join(column.title for column in table.columns).split() * (pages - 1)
    document = papers.document(table)
    foot = f"{document.agreement} · {document.stamp} Seite".split()
    numbers = [word for page in range(1, pages + 1) for word in (str(page), "von", str(pages))]
    head = " ".join(docx.parse(content).loose).split()
    return counted([*head, *table.words, *headings, *foot * pages, *numbers])


@ANNEXES
def test_paper_shows_every_word_of_the_annex_and_no_other(annex, eisenach, convert):
    table = annex.build(eisenach)
    content = docx.render(papers.document(table))
    with pdfplumber.open(io.BytesIO(convert(content, "docx", "pdf"))) as paper:
        words = [word["text"] for page in paper.pages for word in page.extract_words()]
        pages = len(paper.pages)
    assert pages > 1
    assert counted(words) == expected(table, content, pages)


@ANNEXES
def test_saving_changes_neither_words_nor_spans_nor_bullets_nor_keys(annex, eisenach, convert):
    content = docx.render(papers.document(annex.build(eisenach)))
    assert docx.parse(convert(content, "docx", "docx")) == docx.parse(content)


def test_saving_as_another_kind_of_file_in_between_keeps_the_keys(eisenach, convert):
    content = docx.render(papers.document(goals_annex.build(eisenach)))
    between = convert(content, "docx", "odt")
    (before,), (after,) = (
        docx.parse(file).grids for file in (content, convert(between, "odt", "docx"))
    )
    assert (after.key, after.columns) == (before.key, before.columns)
    assert [row.key for row in after.rows] == [row.key for row in before.rows]


def test_trials_of_long_and_nested_and_marked_texts_come_back(convert):
    content = docx.render(papers.document(papers.trials(), papers.goals(2, "anlage-2")))
    assert docx.parse(convert(content, "docx", "docx")) == docx.parse(content)


PAGE = """<html><meta charset="utf-8"><body><h1>Anlage 1</h1><p>Stand: Mai</p><table border="1">
<thead><tr><th>Ziel</th><th colspan="2">Maßnahme</th></tr></thead>
<tr><td rowspan="2">Eins</td>
<td><ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li><li>d</li></ul></td>
<td>2016</td></tr>
<tr><td><p>e<br>f</p></td><td></td></tr></table><p>Ende</p></body></html>"""


def test_table_that_libreoffice_made_is_read_as_it_stands(convert):
    between = convert(PAGE.encode(), "html", "odt")
    contents = docx.parse(convert(between, "odt", "docx"))
    (grid,) = contents.grids
    assert (grid.title, contents.loose) == ("Anlage 1", ("Stand: Mai", "Ende"))
    assert [
        [shown(place.blocks) if place else None for place in row.cells] for row in grid.rows
    ] == [
        [["Ziel"], ["Maßnahme"], None],
        [["Eins"], [["a", ["b", ["c"]]], ["d"]], ["2016"]],
        [None, ["e", "f"], []],
    ]
    assert [row.is_heading for row in grid.rows] == [True, False, False]
    assert (grid.rows[0].cells[1].column_span, grid.rows[1].cells[0].row_span) == (2, 2)
