"""What is taken for a PDF, and what is said to the person whose file is not."""

import zipfile
from io import BytesIO

import pikepdf
import pytest

from bildung.formats import pdf
from bildung.formats.pdf.checking import check_pdf

from . import hostile, papers

BROKEN = (
    "Die PDF-Datei ist beschädigt oder unvollständig. "
    "Bitte speichern oder scannen Sie sie noch einmal."
)
UNCHECKED = (
    "Die PDF-Datei lässt sich nicht prüfen. Bitte speichern oder scannen Sie sie noch einmal."
)
LOCKED = (
    "Die PDF-Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
    "Bitte speichern Sie sie ohne Schutz."
)


@pytest.fixture(scope="module")
def sound():
    return pdf.render(papers.document())


def saved(document: pikepdf.Pdf, **options) -> bytes:
    output = BytesIO()
    document.save(output, **options)
    return output.getvalue()


def encrypted(**passwords) -> bytes:
    document = pikepdf.new()
    document.add_blank_page()
    return saved(document, encryption=pikepdf.Encryption(**passwords))


def assembled(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1, with sound cross-references; 1 is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, item)
    size = len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(content))
    return content + b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table) + trailer


def bomb() -> bytes:
    """Cross-references in a stream of 2 GiB that is 2 MiB long."""
    packed = b"\x78\xda" + hostile.repeated(b"\0", 2)  # without a check sum: nobody gets so far
    head = b"%PDF-1.7\n"
    stream = (
        b"1 0 obj\n<</Type/XRef/Size 700000000/W[1 1 1]/Root 2 0 R/Filter/FlateDecode/Length %d>>"
        b"\nstream\n%b\nendstream\nendobj\n" % (len(packed), packed)
    )
    return head + stream + b"startxref\n%d\n%%%%EOF\n" % len(head)


def test_sound_pdf_is_taken(sound):
    assert check_pdf(sound) is None


def test_empty_file_is_refused():
    assert check_pdf(b"") == "Die Datei ist leer."


def test_other_file_named_pdf_is_refused(sound):
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("brief.pdf", sound)
    for content in (archive.getvalue(), b"<html>", b" " + sound):
        assert check_pdf(content) == "Die Datei ist keine PDF-Datei."


def test_file_that_is_too_large_is_refused_unopened(sound, monkeypatch):
    monkeypatch.setattr(pdf.looks, "do", None)
    assert check_pdf(sound.ljust(20 * 2**20 + 1)) == "Die PDF-Datei ist größer als 20 MB."


@pytest.mark.parametrize("share", [0.02, 0.5, 0.99])
def test_truncated_pdf_is_refused(sound, share):
    assert check_pdf(sound[: int(len(sound) * share)]) == BROKEN


@pytest.mark.parametrize("passwords", [{"owner": "a", "user": "b"}, {"owner": "a", "user": ""}])
def test_encrypted_pdf_is_refused(passwords):
    assert check_pdf(encrypted(**passwords)) == LOCKED


def test_pdf_without_pages_is_refused():
    assert check_pdf(saved(pikepdf.new())) == "Die PDF-Datei hat keine Seiten."


LOOPS = {
    "arrays in arrays": assembled(
        b"<</Type/Catalog/Pages 2 0 R>>", b"[" * 1_000_000 + b"]" * 1_000_000
    ),
    "an object that is itself": assembled(b"<</Type/Catalog/Pages 2 0 R>>", b"2 0 R"),
    "no objects": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("kind", LOOPS)
def test_pdf_that_leads_in_circles_is_refused(kind):
    assert check_pdf(LOOPS[kind]) == BROKEN


def test_bomb_ends_alone(sound):
    assert check_pdf(bomb()).startswith("Die PDF-Datei ist entpackt größer als 200 MB.")
    assert check_pdf(sound) is None


def test_pdf_that_takes_too_much_memory_or_dies_is_refused(monkeypatch):
    large = assembled(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Figures[%b]>>" % (b"0 " * 500_000),
    )
    assert check_pdf(large) is None
    monkeypatch.setattr(pdf.looks, "memory_mib", 1)
    # Where memory runs out within the library, it may take the file for broken or empty.
    assert check_pdf(large) in (UNCHECKED, BROKEN, "Die PDF-Datei hat keine Seiten.")
