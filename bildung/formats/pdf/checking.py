"""Whether what somebody uploads is a PDF that every program opens.

The file is looked at in a child process of the press, limited in time and memory: who made it is
not known, and a few bytes can ask for gigabytes.
"""

from bildung.formats import pdf

from .job import open_pdf
from .press import PrintError

LARGEST_MIB = 20
MAGIC = b"%PDF-"
REASONS = {
    "encrypted": (
        "Die PDF-Datei ist verschlüsselt oder mit einem Kennwort geschützt. "
        "Bitte speichern Sie sie ohne Schutz."
    ),
    "broken": (
        "Die PDF-Datei ist beschädigt oder unvollständig. "
        "Bitte speichern oder scannen Sie sie noch einmal."
    ),
    "empty": "Die PDF-Datei hat keine Seiten.",
}
UNCHECKED = (
    "Die PDF-Datei lässt sich nicht prüfen. Bitte speichern oder scannen Sie sie noch einmal."
)


def check_pdf(content: bytes) -> str | None:
    """Return in German why `content` is not taken for a PDF, None where it is.

    Taken is a file of at most LARGEST_MIB that begins as a PDF, is not encrypted, and opens without
    repair, with at least one page.
    """
    if not content:
        return "Die Datei ist leer."
    if not content.startswith(MAGIC):
        return "Die Datei ist keine PDF-Datei."
    if len(content) > LARGEST_MIB * 2**20:
        return f"Die PDF-Datei ist größer als {LARGEST_MIB} MB."
    try:
        found = pdf.looks.do(open_pdf, content).decode("ascii")
    except PrintError:
        # The log says whether time or memory ran out; the person can do the same about each.
        return UNCHECKED
    return REASONS.get(found)
