"""What comes in from outside: good files are read, hostile ones refused at once, with a reason."""

import json
import re
import struct
from io import BytesIO

import pikepdf
import pytest

from bildung.annex.cleaning import LEFT_OUT
from bildung.annex.grid import Notice, contents_of
from bildung.formats import intake, pdf
from bildung.formats import json as json_format
from bildung.formats.intake import NotRead, read_file
from bildung.formats.pdf.press import PrintError
from tests.budget import DEEP

from . import hostile, papers
from .measured import measure

ROWS = [["Ziel", "Maßnahme"], ["Bildung stärken", "Analyse"]]


def reason_for(name: str, content: bytes) -> str:
    with pytest.raises(NotRead) as error:
        read_file(name, content)
    return error.value.message


def words_of(contents) -> list[list[str]]:
    (table,) = contents.grids
    return [
        [" ".join(block.text for block in cell.blocks) for cell in row.cells] for row in table.rows
    ]


def saved(document: pikepdf.Pdf, **options) -> bytes:
    output = BytesIO()
    document.save(output, **options)
    return output.getvalue()


def word(**parts) -> bytes:
    return hostile.archive({**hostile.word_parts(hostile.word_table(ROWS)), **parts})


def excel(rows: str) -> bytes:
    return hostile.archive(hostile.excel_parts(rows))


# Good files


def test_word_file_is_read():
    assert words_of(read_file("plan.docx", word())) == ROWS


def test_excel_file_is_read():
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("AB", row, strict=True)
        )
        + "</row>"
        for number, row in enumerate(ROWS, start=1)
    )
    assert words_of(read_file("plan.xlsx", excel(cells))) == ROWS


def test_csv_file_is_read_whatever_its_name():
    content = "\ufeffZiel,Maßnahme\r\nBildung stärken,Analyse\r\n".encode()
    for name in ("plan.csv", "plan.txt", "plan"):
        assert words_of(read_file(name, content)) == ROWS


def test_control_characters_of_a_file_are_left_out_and_told():
    content = "Ziel,Maßnahme\r\nBildung sta\u0308r\x07ken,\u202eAna\u00adlyse\r\n".encode()
    contents = read_file("plan.csv", content)
    assert words_of(contents) == ROWS
    assert contents.notices == (Notice(LEFT_OUT, ("CSV-Datei, U+0007", "CSV-Datei, U+202E")),)


def test_json_file_is_read():
    document = papers.document(papers.goals(3))
    content = json_format.render(document).encode()
    assert read_file("plan.json", content) == contents_of(document)


def test_pdf_file_is_read(print_pdf):
    contents = read_file("plan.pdf", print_pdf(papers.document(papers.goals(1))))
    assert [len(grid.rows) for grid in contents.grids] == [4]


def test_edition_is_read_by_its_data():
    edition = papers.edition()
    contents = read_file("fassung.pdf", pdf.render_edition(edition))
    assert contents == contents_of(edition.annexes)
    assert read_file("fassung.json", papers.source_of(edition.annexes)) == contents


# Wrong files

OLD = {
    "EncryptedPackage": "Die Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
    "Bitte speichern Sie sie ohne Kennwort.",
    "WordDocument": "Die Datei ist eine Word-Datei im alten Format (.doc). "
    "Bitte öffnen Sie sie in Word und speichern Sie sie als .docx.",
    "Workbook": "Die Datei ist eine Excel-Datei im alten Format (.xls). "
    "Bitte öffnen Sie sie in Excel und speichern Sie sie als .xlsx.",
    "": "Die Datei ist eine Office-Datei im alten Format. "
    "Bitte speichern Sie sie als .docx oder .xlsx.",
}


def test_empty_file_is_refused():
    assert reason_for("plan.docx", b"") == intake.EMPTY


def test_large_file_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(intake.reads, "do", None)
    assert reason_for("plan.docx", bytes(20 * 2**20 + 1)) == intake.TOO_LARGE


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("plan.csv", b"Ziel" + b";" * 150 + b"Frist\n", "CSV-Datei"),
        (
            "plan.xlsx",
            excel('<row><c r="EZ1" t="inlineStr"><is><t>x</t></is></c></row>'),
            "Blatt „Ziele“",
        ),
    ],
)
def test_wide_table_is_refused_as_too_large_not_as_broken(name, content, place):
    assert reason_for(name, content) == (
        f"{place}: Hier steht mehr, als ein Plan haben kann. Gelesen werden höchstens 10.000 "
        "Zeilen und 100 Spalten. Bitte löschen Sie, was dahinter steht oder nicht dazu gehört."
    )


@pytest.mark.parametrize("part", OLD)
def test_old_and_encrypted_office_files_are_told_apart(part):
    assert reason_for("plan.docx", hostile.old_office(part)) == OLD[part]


@pytest.mark.parametrize(
    ("content", "beginning"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "Die Datei ist ein Bild."),
        (b"{\\rtf1 Ziel}", "Die Datei ist eine RTF-Datei."),
        (b"<!DOCTYPE html><table>", "Die Datei ist eine HTML- oder XML-Datei."),
        (b"\x7fELF" + bytes(100), "Die Datei ist von einer Art, die hier nicht gelesen wird."),
    ],
)
def test_other_kinds_are_refused_unopened(monkeypatch, content, beginning):
    monkeypatch.setattr(intake.reads, "do", None)
    assert reason_for("plan.csv", content).startswith(beginning)


def test_name_that_claims_another_kind_is_refused(print_pdf):
    for name, content, claim in [
        ("plan.docx", print_pdf(papers.document()), "keine Word-Datei, sondern offenbar eine PDF"),
        ("plan.xlsx", word(), "keine Excel-Datei, sondern offenbar eine Word-Datei"),
        ("plan.DOCX", b"Ziel;Frist", "keine Word-Datei, sondern offenbar eine CSV-Datei"),
    ]:
        assert claim in reason_for(name, content)


@pytest.mark.parametrize(
    ("parts", "beginning"),
    [
        ({"bild.png": b"x"}, "Die Datei ist ein Archiv, aber keine"),
        ({"META-INF/manifest.xml": "<m/>"}, "Die Datei ist eine OpenDocument-Datei"),
        ({"[Content_Types].xml": "<t/>", "xl/workbook.bin": "x"}, "Die Datei ist eine binäre"),
    ],
)
def test_other_archives_are_refused(parts, beginning):
    assert reason_for("plan.zip", hostile.archive(parts)).startswith(beginning)


def test_macros_are_refused():
    for content in (
        word(**{"word/vbaProject.bin": b"x"}),
        word(**{"[Content_Types].xml": "<t>application/vnd.ms-word.document.macroEnabled</t>"}),
    ):
        assert reason_for("plan.docx", content) == (
            "Die Datei enthält Makros (Programme). "
            "Bitte speichern Sie sie ohne Makros als .docx oder .xlsx."
        )


def test_encrypted_pdf_is_refused():
    document = pikepdf.new()
    document.add_blank_page()
    content = saved(document, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert reason_for("plan.pdf", content) == (
        "Die PDF-Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
        "Bitte speichern Sie sie ohne Schutz."
    )


def test_scan_is_refused_with_advice():
    document = pikepdf.new()
    document.add_blank_page()
    assert "vermutlich ist sie eingescannt" in reason_for("plan.pdf", saved(document))


def test_broken_files_are_refused(print_pdf):
    printed = print_pdf(papers.document())
    for name, content in [
        ("plan.docx", word()[:-200]),
        ("plan.docx", word(**{"word/document.xml": "<w:document"})),
        ("plan.json", b'{"schema": 1'),
        ("plan.pdf", printed[:100]),
    ]:
        assert "beschädigt" in (reason := reason_for(name, content)) or "Form" in reason


@pytest.mark.parametrize(
    ("reason", "beginning"),
    [
        ("time", "Die Datei zu lesen dauert zu lange oder braucht zu viel Speicher."),
        ("memory", "Die Datei zu lesen dauert zu lange oder braucht zu viel Speicher."),
        ("failed", "Die Datei lässt sich nicht lesen; vermutlich ist sie beschädigt."),
    ],
)
def test_limits_are_told_in_words_for_files(monkeypatch, reason, beginning):
    def give_up(*_):
        raise PrintError("Der Druck …", reason)

    monkeypatch.setattr(intake.reads, "do", give_up)
    assert reason_for("plan.csv", b"Ziel;Frist").startswith(beginning)


def test_answer_of_another_shape_is_refused(monkeypatch):
    for answer in (b"", b"[]", b"{}", b'{"contents": {"grids": [1]}}', b'{"contents": 7}'):
        monkeypatch.setattr(intake.reads, "do", lambda *_, answer=answer: answer)
        assert reason_for("plan.csv", b"Ziel") == intake.UNREADABLE


# Hostile files, each refused in less than a second and 200 MB


def lying_directory() -> bytes:
    content = bytearray(word())
    name = b"word/document.xml"
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    struct.pack_into("<L", content, entry + 24, 40)
    return bytes(content)


def text_elsewhere(name: str, before: str = "", paragraphs: int = 1_300_000) -> bytes:
    """A Word file whose text is in a part of that name, and is not the one that is looked for."""
    parts = hostile.word_parts()
    elsewhere = hostile.word_parts(b"<w:p/>" * paragraphs)["word/document.xml"]
    parts[name] = before.encode() + elsewhere.removeprefix(hostile.HEAD.encode())
    parts["_rels/.rels"] = parts["_rels/.rels"].replace("word/document.xml", name)
    return hostile.archive(parts)


def cut_out(place: str) -> str:
    return f'<row r="1"><c r="{place}"><v>1</v></c></row>'


ENTITY = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
HOSTILE = {
    "4 GiB": lambda: ("a.docx", hostile.bomb()),
    "4 GiB called 1,000 bytes": lambda: ("a.docx", hostile.bomb(claimed=1000)),
    "4 GiB called 60 MB": lambda: ("a.docx", hostile.bomb(claimed=60_000_000)),
    "sizes that are wrong": lambda: ("a.docx", lying_directory()),
    "5,000,000 paragraphs": lambda: (
        "a.docx",
        hostile.archive(hostile.word_parts(b"<w:p/>" * 5_000_000)),
    ),
    "3,000,000 paragraphs, not packed": lambda: (
        "a.docx",
        hostile.archive(hostile.word_parts(b"<w:p/>" * 3_000_000), packed=False),
    ),
    "paragraphs in a drawing": lambda: ("a.docx", text_elsewhere("word/x.svg")),
    "paragraphs behind blanks": lambda: ("a.docx", text_elsewhere("word/x.bin", " " * 5000)),
    "a cell far out": lambda: ("a.xlsx", excel(cut_out("XFD1048576"))),
    "a row far out": lambda: ("a.xlsx", excel('<row r="1048576"><c><v>1</v></c></row>')),
    "5,000,000 cells": lambda: ("a.xlsx", excel("<row>" + "<c/>" * 5_000_000 + "</row>")),
    "4,000,000 cells, not packed": lambda: (
        "a.xlsx",
        hostile.archive(hostile.excel_parts(b"<c/>" * 4_000_000), packed=False),
    ),
    "files by entity": lambda: (
        "a.docx",
        hostile.archive(hostile.word_parts("<w:p>&e;</w:p>", before=ENTITY)),
    ),
    "files by entity in Excel": lambda: (
        "a.xlsx",
        hostile.archive(hostile.excel_parts(before=ENTITY)),
    ),
    "a billion laughs": lambda: (
        "a.docx",
        hostile.archive(hostile.word_parts("<w:p>&a9;</w:p>", before=hostile.laughs("x"))),
    ),
    "laughs in Excel": lambda: (
        "a.xlsx",
        hostile.archive(hostile.excel_parts(before=hostile.laughs("x"))),
    ),
    "20,000 members": lambda: (
        "a.docx",
        hostile.archive(
            {**hostile.word_parts(), **{f"word/{number}": b"" for number in range(20_000)}}
        ),
    ),
    "an archive in an archive": lambda: ("a.docx", word(**{"word/more.zip": word()})),
    "a name outside": lambda: ("a.docx", word(**{"../../etc/cron.d/x": "x"})),
    "an absolute name": lambda: ("a.docx", word(**{"/etc/cron.d/x": "x"})),
    "deep JSON": lambda: ("a.json", b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "wide JSON": lambda: ("a.json", b'{"a":[' + b"[]," * 6_000_000 + b"1]}"),
    "long JSON": lambda: ("a.json", b'{"a":[' + b"0," * 9_000_000 + b"1]}"),
    "a line of 10 MB": lambda: ("a.csv", b"Ziel;" * 2_000_000),
    "a field of 10 MB": lambda: ("a.csv", b'Ziel\n"' + b"x\n" * 5_000_000 + b'"'),
    "10,000,000 lines": lambda: ("a.csv", b"\n" * 10_000_000),
    **{
        name: lambda body=body: ("a.docx", hostile.archive(hostile.word_parts(body())))
        for name, body in hostile.BODIES.items()
    },
    **{name: lambda pdf=pdf: ("a.pdf", pdf()) for name, pdf in hostile.PDFS.items()},
    "a page of 4 GiB": lambda: ("a.pdf", hostile.pdf_bomb()),
    "an archive without an end": lambda: ("a.docx", b"PK\x03\x04" * 4_000_000),
}


@pytest.fixture(scope="module")
def started():
    read_file("a.csv", b"Ziel,Frist\r\nA,B\r\n")


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_at_once(started, kind):
    name, content = HOSTILE[kind]()
    assert len(content) <= intake.LARGEST_MIB * 2**20
    took = measure(name, content)
    assert (took.seconds < 1, took.mib < 200) == (True, True), took
    reason = reason_for(name, content) if DEEP else took.reason
    # Sentences, whose numbers are written as in German.
    assert (reason[-1], re.search(r"\. [a-zäöü]|\d,\d", reason)) == (".", None)
    assert reason == took.reason
    print(f"{kind}: {took}")


def test_merged_area_far_out_is_only_as_large_as_what_it_holds(started):
    area = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells><sheetData>'
    content = excel(f'<row r="1"><c r="A1"><v>1</v></c></row>{area}')
    took = measure("a.xlsx", content)
    assert (took.seconds < 1, took.mib < 200) == (True, True), took


def test_file_after_a_hostile_one_is_read(started):
    assert reason_for(*HOSTILE["5,000,000 paragraphs"]())
    assert words_of(read_file("plan.docx", word())) == ROWS


def test_duplicate_member_is_refused():
    content = word(**{"word/documenu.xml": "<x/>"}).replace(b"documenu", b"document")
    assert "ein Teil ist doppelt" in reason_for("plan.docx", content)


def test_json_of_a_wrong_document_is_refused():
    for data in ({}, {"schema": 99}, {"schema": 1, "tables": "x"}):
        assert "nicht die Form" in reason_for("plan.json", json.dumps(data).encode())
