"""The printed edition: one file for people (PDF/UA-1) and archives (PDF/A-3a)."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO

import page
import pdfplumber
import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command

from bildung.agreements.models import Agreement
from bildung.annex.document import EditionDocument, PartyName
from bildung.desk import printing
from bildung.formats import csv, json, pdf
from bildung.formats.attachments import attachments

from . import papers
from .tagtree import TaggedPdf


@cache
def printed(edition: EditionDocument) -> bytes:
    return pdf.render_edition(edition)


@pytest.fixture
def content():
    return printed(papers.edition())


@pytest.fixture
def eisenach(db):
    call_command("loaddata", "eisenach", verbosity=0)
    annexes = printing.document_for(Agreement.objects.get(), "both", date(2015, 10, 12))
    annexes = replace(annexes, state="Fassung vom Oktober 2015")
    source = papers.source_of(annexes)
    return papers.edition(
        *annexes.tables,
        annexes=annexes,
        digest=hashlib.sha256(source).hexdigest(),
        attachments=attachments(source, annexes),
    )


def long_names() -> EditionDocument:
    name = "Landkreis mit einem langen Namen und noch einem Zusatz"
    parties = tuple(PartyName(role, name, f"{name}, {name}, {name}") for role in ("A", "B"))
    edition = papers.edition()
    return replace(edition, annexes=replace(edition.annexes, parties=parties))


def page_texts(content: bytes) -> list[str]:
    with pdfplumber.open(BytesIO(content)) as document:
        return [leaf.extract_text() for leaf in document.pages]


def test_validator_finds_no_fault_with_both_standards(eisenach):
    trials = papers.edition(papers.trials(), papers.goals(1, key="anlage-2"))
    for edition in (papers.edition(), trials, long_names(), eisenach):
        for profile in ("ua1", "3a"):
            report = page.validate_pdf_bytes(printed(edition), profile=profile)
            assert [failure.message for failure in report.failures] == []


def test_metadata_claim_both_standards_in_plain_text(content):
    with pikepdf.open(BytesIO(content)) as document, document.open_metadata() as metadata:
        claimed = [metadata[name] for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
        filters = document.Root.Metadata.get("/Filter")
    assert (claimed, filters) == (["3", "A", "1"], None)
    assert content.count(b"</rdf:RDF>") == 1


def test_files_are_attached_with_type_and_description(content):
    edition = papers.edition()
    with pikepdf.open(BytesIO(content)) as document:
        files = [
            (
                str(file.UF),
                str(file.AFRelationship),
                str(file.EF.F.Subtype),
                str(file.EF.F.Params.ModDate),
                str(file.Desc),
                file.EF.F.read_bytes(),
            )
            for file in document.Root.AF
        ]
        named = list(document.attachments)
    first, second, source = edition.attachments[1], edition.attachments[2], edition.attachments[0]
    day = "D:20151012"
    assert files == [
        (first.name, "/Data", "/text/csv", day, first.description, first.content),
        (second.name, "/Data", "/text/csv", day, second.description, second.content),
        (source.name, "/Source", "/application/json", day, source.description, source.content),
    ]
    assert named == ["anlage-1.csv", "anlage-2.csv", "fassung.json"]


def test_attached_files_say_what_the_paper_says():
    edition = papers.edition()
    source, first, _ = edition.attachments
    assert hashlib.sha256(source.content).hexdigest() == edition.digest
    assert json.parse(source.content) == edition.annexes
    table = edition.annexes.tables[0]
    assert first.content == csv.render(table).encode()
    assert first.description == "Anlage 1: Ziele und Maßnahmen, als Tabelle (CSV)"


def test_each_foot_names_label_day_digest_and_page(content):
    texts = page_texts(content)
    for number, text in enumerate(texts, start=1):
        assert text.endswith(f"{papers.edition().foot} Seite {number} von {len(texts)}")


def test_cover_names_edition_and_where_to_check_it(content):
    cover = page_texts(content)[0]
    edition = papers.edition()
    for line in (
        "Fassung vom Oktober 2015",
        "Fassung Nr. 1, festgeschrieben am 12. Oktober 2015",
        edition.check_url,
        f"Prüfwert (SHA-256): {edition.digest_in_groups}",
    ):
        assert line in cover


def test_cover_stays_one_page_with_long_names():
    texts = page_texts(printed(long_names()))
    assert "Prüfwert (SHA-256)" in texts[0]
    assert "Anlage 1" in texts[1]


def test_code_has_a_text_and_address_is_a_link(content):
    edition = papers.edition()
    tagged = TaggedPdf(content)
    (link,) = tagged.root.all("Link")
    assert link.text == edition.check_url
    (annotation,) = tagged.pdf.pages[0].Annots
    assert str(annotation.A.URI) == edition.check_url
    parents = list(tagged.pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = dict(zip(parents[::2], parents[1::2], strict=True))
    owner = owners[int(annotation.StructParent)]
    assert (str(owner.S), owner.K[-1].Obj.objgen) == ("/Link", annotation.objgen)
    alternatives = [
        str(item.Alt)
        for item in tagged.pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
    ]
    assert alternatives == ["QR-Code mit der Adresse der Prüfseite"]


def test_signature_sheet_has_a_line_for_each_side(content):
    tagged = TaggedPdf(content)
    signatures = tagged.tables()[-1]
    headings = {heading.id: heading.text for heading in signatures.all("TH")}
    lines = [[headings[header] for header in cell.headers] for cell in signatures.all("TD")]
    agency = "TransMit Transferagentur Mitteldeutschland Transferagentur"
    assert lines[1:] == [
        [side, line]
        for line in ("Ort, Datum", "Unterschrift", "Name", "Funktion")
        for side in ("Stadt Eisenach Kommune", agency)
    ]
    assert len(signatures.pages) == 1
    assert page_texts(content)[-1].startswith("Unterschriften\n")


def test_same_edition_gives_same_bytes_in_another_process(content):
    code = """
import hashlib, django
django.setup()
from bildung.formats import pdf
from tests.formats import papers
if __name__ == "__main__":
    print(hashlib.sha256(pdf.render_edition(papers.edition())).hexdigest())
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONHASHSEED": "7"},
    )
    assert (ended.stdout.strip(), ended.stderr) == (hashlib.sha256(content).hexdigest(), "")
