"""A plan goes to Word and comes back: exported, edited there, looked at, taken in part."""

import io
from copy import deepcopy

import docx
import pytest
from docx.document import Document
from docx.table import _Row
from playwright.sync_api import Page, expect

from goals.models import Measure, Step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGE = "/vereinbarungen/eisenach/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
REWORDED = "Qualifizierung von Personal"
DELETED = "politische Legitimation des Entwurfs"
ADDED = "Aufbau eines Bildungsbüros"


def paragraphs(document: Document, text: str):
    """Return the paragraphs of the document's tables that say `text`."""
    cells = {cell._tc: cell for row in document.tables[0].rows for cell in row.cells}
    return [each for cell in cells.values() for each in cell.paragraphs if each.text == text]


def edit_in_word(content: bytes) -> bytes:
    """Change a word, delete a bullet, and add a row below the one of the changed word."""
    document = docx.Document(io.BytesIO(content))
    (reworded,) = paragraphs(document, REWORDED)
    reworded.runs[0].text = "Qualifizierung von Fachpersonal"
    (deleted,) = paragraphs(document, DELETED)
    deleted._p.getparent().remove(deleted._p)
    table = document.tables[0]
    row = next(row for row in table.rows if any(reworded._p in cell._tc for cell in row.cells))
    row._tr.addnext(deepcopy(row._tr))  # as Word: what is copied carries the marks of the original
    copied = _Row(row._tr.getnext(), table)
    for cell in copied.cells:
        for paragraph in cell.paragraphs:
            if paragraph.text == "Qualifizierung von Fachpersonal":
                paragraph.runs[0].text = ADDED
    edited = io.BytesIO()
    document.save(edited)
    return edited.getvalue()


def upload(page: Page, name: str, kind: str, content: bytes):
    page.get_by_role("link", name="Aus Datei einlesen").first.click()
    page.get_by_label("Datei").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Einlesen und Vorschau zeigen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vorschau: Anlage 1")


def test_plan_goes_to_word_and_comes_back(visitors, eisenach, city):
    page = visitors.log_in(city)
    page.goto(PAGE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Anlage 1 als Word", exact=True).click()
    edited = edit_in_word(download.value.path().read_bytes())
    upload(page, "Anlage 1 neu.docx", WORD, edited)
    rows = page.locator("table.annex tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text=DELETED)).to_have_count(1)
    expect(rows.filter(has_text="Fachpersonal").filter(has_text="geändert")).to_have_count(1)
    expect(rows.filter(has_text=ADDED).filter(has_text="neu")).to_have_count(1)
    rows.filter(has_text=ADDED).get_by_role("checkbox").check()
    page.get_by_role("button", name="Änderungen übernehmen").click()
    expect(page.get_by_role("status").first).to_contain_text(
        "Import aus Anlage 1 neu.docx: 2 Änderungen übernommen."
    )
    assert not Measure.objects.filter(text=ADDED).exists()
    assert not Step.objects.filter(text=DELETED).exists()
    page.goto(f"{PAGE}verlauf/")
    acts = page.locator(".act").filter(has_text="Import aus Anlage 1 neu.docx")
    expect(acts.filter(has_text="Fachpersonal")).to_have_count(1)
    expect(acts.filter(has_text=DELETED)).to_have_count(1)


def test_paper_that_we_printed_comes_back_with_every_word_in_place(visitors, eisenach, city):
    page = visitors.log_in(city)
    page.goto(PAGE)
    link = page.get_by_role("link", name="Anlage 1 als PDF", exact=True)
    paper = page.request.get(link.get_attribute("href")).body()
    upload(page, "anlage-1.pdf", "application/pdf", paper)
    expect(page.locator(".total")).to_contain_text("Es gibt nichts zu übernehmen.")
