"""The printed annex: what stands on its pages, and what a reading program hears of it."""

import re
from collections import Counter
from datetime import date
from io import BytesIO

import page
import pdfplumber
import pikepdf
import pytest
from django.core.management import call_command

from bildung.agreements.models import Agreement
from bildung.annex.condensing import condense
from bildung.annex.table import AnnexTable, Bullet, Mark, Paragraph, Run
from bildung.desk import printing
from bildung.formats import pdf
from bildung.formats.pdf.typesetting import typeset
from tests.budget import MANY

from . import papers
from .tagtree import PARTED, TaggedPdf

PAPERS = {
    "one goal": papers.document(papers.goals(1)),
    "twelve goals": papers.document(papers.goals(12)),
    "trials": papers.document(papers.trials()),
    "two annexes": papers.document(papers.goals(3), papers.goals(5, key="anlage-2")),
    "no goal": papers.document(papers.goals(0)),
}
MILLIMETRE = 72 / 25.4


@pytest.fixture(params=PAPERS)
def paper(request):
    return PAPERS[request.param]


@pytest.fixture
def eisenach(db):
    call_command("loaddata", "eisenach", verbosity=0)
    return printing.document_for(Agreement.objects.get(), "both", date(2026, 11, 24))


def page_texts(content: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(content)) as document:
        return [page.extract_text() for page in document.pages]


# Accessible


def test_validator_finds_no_fault_with_pdf_ua(paper, print_pdf):
    report = page.validate_pdf_bytes(print_pdf(paper), profile="ua1")
    assert (report.is_compliant, [failure.message for failure in report.failures]) == (True, [])


def test_validator_finds_no_fault_with_eisenach_nor_many_goals(eisenach, print_pdf):
    for document in (eisenach, papers.document(papers.goals(MANY))):
        report = page.validate_pdf_bytes(print_pdf(document), profile="ua1")
        assert [failure.message for failure in report.failures] == []


def expected_cells(table: AnnexTable) -> list[tuple[str, str, str, int]]:
    """Each data cell as (text, column heading, row heading, rows it spans), in reading order."""
    titles = {
        row.key: papers.text_of(cell)
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.is_header and cell is not None
    }
    headers = table.header_cells()
    return [
        (papers.text_of(cell), column.title, titles[headers[row.key][0]], cell.row_span)
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
        if cell is not None and not column.is_header
    ]


def told_cells(table) -> list[tuple[str, str, str, int]]:
    """The same as a reading program tells it: by the headers each cell names."""
    headings = {tag.id: tag.text for tag in table.all("TH")}
    return [
        (without_marks(cell), *(headings[header] for header in cell.headers), cell.row_span)
        for cell in table.all("TD")
    ]


def without_marks(cell) -> str:
    marks = {id(mark) for mark in cell.all("Lbl")}

    def text(tag) -> str:
        kids = (kid for kid in tag.kids if id(kid) not in marks)
        return " ".join(kid if isinstance(kid, str) else text(kid) for kid in kids)

    return re.sub(r"\s+", " ", PARTED.sub("", text(cell))).strip()


@pytest.mark.parametrize("count", [1, 12, MANY])
def test_each_cell_names_its_column_and_its_goal(count, read_pdf):
    document = papers.document(papers.goals(count))
    (table,) = read_pdf(document).tables()
    assert told_cells(table) == expected_cells(condense(document.tables[0]))


def test_each_cell_names_its_headings_also_over_pages_and_empty(read_pdf):
    document = typeset(PAPERS["trials"])
    (table,) = read_pdf(PAPERS["trials"]).tables()
    assert told_cells(table) == expected_cells(document.tables[0])
    assert max(len(cell.pages) for cell in table.all("TD")) > 3


def test_each_cell_of_eisenach_names_its_headings(eisenach, read_pdf):
    tables = read_pdf(eisenach).tables()
    assert len(tables) == 2
    for told, annex in zip(tables, eisenach.tables, strict=True):
        assert told_cells(told) == expected_cells(condense(annex))


def test_words_broken_at_line_ends_are_told_whole(eisenach, read_pdf):
    tables = read_pdf(eisenach).tables()
    for told, annex in zip(tables, eisenach.tables, strict=True):
        texts = Counter(cell[0] for cell in told_cells(told))
        expected = Counter(cell[0] for cell in expected_cells(condense(annex)))
        # What remains apart ends a line after a hyphen or slash of its own.
        apart = [text for text in texts - expected if "- " not in text and "/ " not in text]
        assert apart == []


def test_table_is_one_element_with_one_heading_row(read_pdf):
    tagged = read_pdf(papers.document(papers.goals(12)))
    (table,) = tagged.tables()
    assert len(table.pages) == len(tagged.pdf.pages) > 2
    assert [head.roles() for head in table.all("THead")] == [["TR"]]
    assert table.roles() == ["THead"] + ["TBody"] * 12


def test_headings_have_scope_and_identity(read_pdf):
    tagged = read_pdf(PAPERS["two annexes"])
    headings = list(tagged.root.all("TH"))
    assert Counter(heading.scope for heading in headings) == {"Column": 10, "Row": 8}
    ids = [heading.id for heading in headings]
    assert sorted(tagged.id_tree) == sorted(ids)
    assert len(set(ids)) == len(ids)
    assert all(key == found for key, found in tagged.id_tree.items())


def test_lists_have_items_with_mark_and_body(read_pdf):
    tagged = read_pdf(papers.document(papers.goals(1)))
    lists = list(tagged.root.all("L"))
    assert len(lists) == 7
    for item in tagged.root.all("LI"):
        assert item.roles() == ["Lbl", "LBody"]
    nested = next(body for body in tagged.root.all("LBody") if "L" in body.roles())
    assert [mark.text for mark in nested.all("Lbl")] == ["–", "–"]


def test_running_foot_and_repeated_headings_are_not_told(read_pdf):
    tagged = read_pdf(papers.document(papers.goals(12)))
    told = tagged.root.text
    assert "Seite" not in told
    assert "Fortsetzung" not in told
    assert told.count("Zeitrahmen") == 1
    pages = len(tagged.pdf.pages)
    for number, outside in enumerate(tagged.artifacts):
        assert f"Entwurf, Stand 24.11.2026Seite {number + 1} von {pages}" in outside
        assert ("Zeitrahmen" in outside) == (number > 0)


def test_file_names_its_language_and_title(read_pdf):
    root = read_pdf(papers.document(papers.goals(1))).pdf
    assert str(root.Root.Lang) == "de"
    assert bool(root.Root.ViewerPreferences.DisplayDocTitle)
    assert str(root.docinfo.Title) == (
        "Anlage 1: Ziele und Maßnahmen – Zielvereinbarung Stadt Eisenach – TransMit"
    )


def test_bookmarks_lead_to_annexes_and_goals(read_pdf):
    with read_pdf(PAPERS["two annexes"]).pdf.open_outline() as outline:
        annexes = [(item.title, [below.title for below in item.children]) for item in outline.root]
    title = "Ziel {}: Entwicklung von Partizipationsstrukturen"
    assert annexes == [
        ("Zielvereinbarung", []),
        ("Anlage 1: Ziele und Maßnahmen", [title.format(number) for number in (1, 2, 3)]),
        ("Anlage 1: Ziele und Maßnahmen", [title.format(number) for number in range(1, 6)]),
    ]


# On the page


def test_every_page_repeats_heading_row_and_foot(print_pdf):
    texts = page_texts(print_pdf(papers.document(papers.goals(12))))
    for number, text in enumerate(texts, start=1):
        assert "Priorität Grundlegendes Ziel Erläuterung Erste Maßnahmen Zeitrahmen" in text
        assert text.endswith(
            "Zielvereinbarung Stadt Eisenach – TransMit Entwurf, Stand 24.11.2026 "
            f"Seite {number} von {len(texts)}"
        )


def test_goal_that_goes_on_repeats_number_and_title(print_pdf):
    content = print_pdf(papers.document(papers.goals(MANY)))
    seen: set[str] = set()
    continued = 0
    with pdfplumber.open(BytesIO(content)) as document:
        for leaf in document.pages:
            words = leaf.extract_words()
            numbers = [
                word["text"]
                for word in words
                if re.fullmatch(r"\d+\.", word["text"]) and word["x0"] < 25 * MILLIMETRE
            ]
            goes_on = numbers[0] in seen
            titles = [word["text"] for word in words].count("(Fortsetzung)")
            assert titles == (1 if goes_on else 0)
            continued += goes_on
            seen.update(numbers)
    assert (len(seen), continued > 5) == (MANY, True)


def test_title_never_stands_alone(print_pdf):
    with pdfplumber.open(BytesIO(print_pdf(PAPERS["trials"]))) as document:
        first = document.pages[0].extract_text()
    assert "Anlage 1: Ziele und Maßnahmen\nPriorität" in first
    assert "Punkt 3" in first


def test_no_address_gets_a_hyphen(print_pdf):
    words = ("Uebergangsmanagement", "Bildungsverwaltung", "Entwicklungsarbeit", "Bildungsanalyse")
    addresses = [f"https://www.beispiel.example/{word * 2}" for word in words]
    addresses += [f"{word}@beispiel.example" for word in words]
    pdf = print_pdf(papers.one_cell(*map(papers.bullet, addresses)))
    with pdfplumber.open(BytesIO(pdf)) as opened:
        drawn = "".join(opened.pages[0].extract_text().split())
    assert [address for address in addresses if address not in drawn] == []


UNBREAKABLE = {
    "underscores": "_" * 120,
    "figures": "9" * 100,
    "capitals after a word": "Wort " + "X" * 300,
    "thousands of letters": "b" * 5_000,
    "thousands of hyphens": "a-" * 3_000,
}


@pytest.mark.parametrize("document", ["trials", *UNBREAKABLE])
def test_no_text_runs_out_of_its_column(document, print_pdf):
    if document in UNBREAKABLE:
        document = papers.one_cell(papers.bullet(UNBREAKABLE[document]))
    else:
        document = PAPERS[document]
    edges = [15 * MILLIMETRE]
    for column in papers.COLUMNS:
        edges.append(edges[-1] + column.width / 100 * 267 * MILLIMETRE)
    with pdfplumber.open(BytesIO(print_pdf(document))) as opened:
        for leaf in opened.pages:
            for char in leaf.chars:
                if char["mcid"] is None or char["size"] > 12:
                    continue  # the running foot, and the title over the table
                left = max(edge for edge in edges if edge <= char["x0"] + 0.5)
                assert char["x1"] <= edges[edges.index(left) + 1] + 0.5, char


def test_cover_names_parties_title_and_day(eisenach, print_pdf):
    cover = page_texts(print_pdf(eisenach))[0]
    assert cover.split("\n")[:-1] == [
        "Anlagen zur",
        "Zielvereinbarung",
        "zwischen",
        "Stadt Eisenach",
        "Kommune",
        "und",
        "TransMit",
        "Transferagentur Mitteldeutschland für Kommunales Bildungsmanagement",
        "Transferagentur",
        "Anlage 1: Ziele und Maßnahmen",
        "Anlage 2: Meilensteinplan der Zusammenarbeit",
        "Entwurf, Stand 24.11.2026",
    ]


def test_annex_without_rows_says_so(print_pdf):
    (text,) = page_texts(print_pdf(PAPERS["no goal"]))
    assert "Diese Anlage hat noch keine Einträge." in text


def test_signs_without_a_glyph_are_named_by_number(read_pdf):
    told = read_pdf(PAPERS["trials"]).root.text
    assert "[U+4E2D][U+6587] [U+1F600] é" in told


def test_boxes_arrows_and_ticks_are_printed_and_read(print_pdf):
    """In all weights; with the others that the tests print, veraPDF judges it (make audit)."""
    signs = "☒ ⇒ ► ✔ ○ ◦ ❐ ● ▪ □ ☐ ☑ ✗ ➔ ★ ⚠ ①"
    strong = Bullet((Run(signs, Mark.STRONG),))
    content = print_pdf(papers.one_cell(papers.bullet(signs), strong))
    assert TaggedPdf(content).root.text.count(signs) == 2
    fonts = {
        str(font.BaseFont).split("+")[1]
        for page in pikepdf.open(BytesIO(content)).pages
        for font in page.Resources.Font.values()
    }
    assert fonts == {"Source-Sans-Pro", "Source-Sans-Pro-Semi-Bold", "DejaVu-Sans"}


def test_text_that_looks_like_markup_is_printed_as_text(print_pdf):
    hostile = '<link rel="attachment" href="file:///etc/hostname"/> <img src="x"/> ]]> &lt;'
    content = print_pdf(papers.one_cell(papers.bullet(hostile)))
    assert hostile.replace(" ", "") in TaggedPdf(content).root.text.replace(" ", "")
    assert len(pikepdf.open(BytesIO(content)).attachments) == 0


def test_marked_text_keeps_its_order(read_pdf):
    told = read_pdf(PAPERS["trials"]).root.text
    assert "bisher künftig – !" in told


def test_marked_text_is_told_in_words(read_pdf):
    tagged = read_pdf(PAPERS["trials"])
    assert "gelöscht: bisher (Ende) eingefügt: künftig (Ende) – !" in tagged.root.heard
    lines = [
        str(span.A.TextDecorationType)
        for span in structure_elements(tagged.pdf.Root.StructTreeRoot.K)
        if "/A" in span and str(span.A.O) == "/Layout"
    ]
    assert lines == ["/LineThrough", "/Underline"]


def structure_elements(kids):
    for kid in kids:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure_elements(kid.get("/K", []))


def test_marked_text_over_lines_and_with_signs_of_markup_is_told_whole(print_pdf):
    text = f'"Gebäude & <Grundstücke>" {papers.TEXTS[0]}'
    paragraph = Paragraph((Run("Kauf: "), Run(text, Mark.INSERTED), Run(", dann Umbau")))
    tagged = TaggedPdf(print_pdf(papers.one_cell(paragraph)))
    assert f"Kauf: eingefügt: {text} (Ende) , dann Umbau" in tagged.root.heard


def test_synopsis_is_printed_with_words_for_what_changed(print_pdf):
    document = papers.synopsis()
    content = print_pdf(document)
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant
    (table,) = TaggedPdf(content).tables()
    heads = [head.heard for head in table.all("TH")]
    assert heads == [
        *("Stelle", "bisher", "neu", "Begründung"),
        "1. Ziel 1: Entwicklung von Partizipationsstrukturen Maßnahme 2: Analyse vorhandener "
        "Verwaltungs- und Koordinationsstrukturen in Bezug auf die Optimierung … geändert",
        "2. Ziel 2: Entwicklung von Partizipationsstrukturen Maßnahme 1 entfallen",
    ]
    assert [cell.heard for cell in table.all("TD")][:3] == [
        "Zeitrahmen: gelöscht: 2016 (Ende)",
        "Zeitrahmen: eingefügt: 2017 (Ende)",
        "Der Rat tagt später.",
    ]


def test_only_the_packaged_fonts_are_used(paper, print_pdf):
    with pikepdf.open(BytesIO(print_pdf(paper))) as document:
        fonts = {
            str(font.BaseFont).partition("+")[2]
            for leaf in document.pages
            for font in leaf.Resources.Font.values()
        }
    assert fonts <= {"Source-Sans-Pro", "Source-Sans-Pro-Semi-Bold"}
    assert fonts


def test_same_document_gives_same_bytes(eisenach, print_pdf):
    assert pdf.render(eisenach) == print_pdf(eisenach)
