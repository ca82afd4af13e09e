"""What kind of file it is, by its first bytes; its name is only compared with that.

Nothing is opened here, so that it may be done in the application itself.
"""

import re
from enum import StrEnum

from .refusal import NotRead

ARCHIVE = b"PK\x03\x04"
PDF = b"%PDF-"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
JSON_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*["}]')
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
# So much of a file tells whether it is text.
SAMPLE = 2**16
CONTROLS = re.compile(rb"[\x01-\x06\x0e-\x1a\x1c-\x1f]")
# A text may have a few that got in by accident, which are left out; of other files, a tenth is.
FEW_CONTROLS, MOST_CONTROLS = 4, 0.01

TAKEN = "Gelesen werden Word-Dateien (.docx), Excel-Dateien (.xlsx), CSV, JSON und PDF."
# By what the directory of an old Office file holds, in UTF-16.
OLD_KINDS = (
    (
        "EncryptedPackage",
        "Die Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
        "Bitte speichern Sie sie ohne Kennwort.",
    ),
    (
        "WordDocument",
        "Die Datei ist eine Word-Datei im alten Format (.doc). "
        "Bitte öffnen Sie sie in Word und speichern Sie sie als .docx.",
    ),
    (
        "Workbook",
        "Die Datei ist eine Excel-Datei im alten Format (.xls). "
        "Bitte öffnen Sie sie in Excel und speichern Sie sie als .xlsx.",
    ),
    (
        "",
        "Die Datei ist eine Office-Datei im alten Format. "
        "Bitte speichern Sie sie als .docx oder .xlsx.",
    ),
)


class Kind(StrEnum):
    """A kind of file that is read, by the ending of its name."""

    DOCX = "docx"
    XLSX = "xlsx"
    PDF = "pdf"
    JSON = "json"
    CSV = "csv"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Kind.DOCX: "Word-Datei",
    Kind.XLSX: "Excel-Datei",
    Kind.PDF: "PDF-Datei",
    Kind.JSON: "JSON-Datei",
    Kind.CSV: "CSV-Datei",
}


def kind_of(content: bytes) -> Kind | None:
    """Return the kind of a file, None for an archive, into which one has to look.

    Raises NotRead for what is none of them.
    """
    if content.startswith(ARCHIVE):
        return None
    if content.startswith(PDF):
        return Kind.PDF
    if content.startswith(OLD_OFFICE):
        raise NotRead(_about_old_office(content))
    if content.startswith(PICTURES):
        raise NotRead(f"Die Datei ist ein Bild. {TAKEN}")
    if content.startswith(b"{\\rtf"):
        raise NotRead("Die Datei ist eine RTF-Datei. Bitte speichern Sie sie in Word als .docx.")
    if JSON_OBJECT.match(content):
        return Kind.JSON
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise NotRead(f"Die Datei ist eine HTML- oder XML-Datei. {TAKEN}")
    if not _is_text(content):
        raise NotRead(f"Die Datei ist von einer Art, die hier nicht gelesen wird. {TAKEN}")
    return Kind.CSV


def check_name(name: str, kind: Kind) -> None:
    """Raise NotRead for a name whose ending says something else than its content."""
    _, _, ending = name.rpartition(".")
    claimed = ending.lower()
    if claimed in set(Kind) and claimed != kind:
        raise NotRead(
            f"Die Datei heißt .{claimed}, ist aber keine {Kind(claimed).label}, sondern offenbar "
            f"eine {kind.label}. Bitte prüfen Sie, ob es die richtige Datei ist, und benennen Sie "
            f"sie in .{kind} um."
        )


def _is_text(content: bytes) -> bool:
    if content.startswith(BYTE_ORDER_MARKS):
        return True
    sample = content[:SAMPLE]
    most = max(FEW_CONTROLS, MOST_CONTROLS * len(sample))
    return b"\0" not in sample and len(CONTROLS.findall(sample)) <= most


def _about_old_office(content: bytes) -> str:
    return next(reason for part, reason in OLD_KINDS if part.encode("utf-16-le") in content)
