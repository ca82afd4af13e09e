"""Whether what somebody uploads is a plain PDF that every program opens, and that does nothing.

The file is looked at in a child process of the press, limited in time and memory: who made it is
not known, and a few bytes can ask for gigabytes. There, cheapest first (inspecting.py):

    wrapping    other formats before, behind and between: one file that is two
    expanding   what its streams come to once unpacked
    deeds       scripts, actions, embedded files and media, wherever they stand
    recurring   pages and forms within themselves
"""

from bildung.formats import pdf
from bildung.formats.pdf.press import PrintError

from .bounds import LARGEST_EXPANDED_MIB, LARGEST_MIB, MOST_PAGES

__all__ = ["LARGEST_MIB", "check_pdf"]

MAGIC = b"%PDF-"
PLAIN = "Bitte scannen Sie das Papier noch einmal, oder drucken Sie die Datei neu als PDF."
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
    "long": f"Die PDF-Datei hat mehr als {MOST_PAGES} Seiten. Bitte teilen Sie sie auf.",
    "large": f"Die PDF-Datei ist entpackt größer als {LARGEST_EXPANDED_MIB} MB. {PLAIN}",
    "wrapped": (
        "Die Datei ist nicht nur eine PDF-Datei: Davor, darin oder dahinter stehen Daten eines "
        f"anderen Formats. {PLAIN}"
    ),
    "script": f"Die PDF-Datei enthält JavaScript, also ein Programm. {PLAIN}",
    "form": f"Die PDF-Datei enthält ein Formular mit Programmteilen (XFA). {PLAIN}",
    "action": (
        "Die PDF-Datei löst beim Öffnen oder Anklicken Aktionen aus, etwa den Start eines "
        f"Programms. {PLAIN}"
    ),
    "embedded": f"In die PDF-Datei sind andere Dateien eingebettet. {PLAIN}",
    "media": f"Die PDF-Datei enthält Filme, Töne oder 3D-Modelle. {PLAIN}",
    "elsewhere": f"Die PDF-Datei ergänzt sich aus Dateien, die nicht in ihr stehen. {PLAIN}",
    "recurring": f"Teile der PDF-Datei enthalten sich selbst. {PLAIN}",
}
UNCHECKED = (
    "Die PDF-Datei lässt sich nicht prüfen. Bitte speichern oder scannen Sie sie noch einmal."
)


def check_pdf(content: bytes) -> str | None:
    """Return in German why `content` is not taken for a plain PDF, None where it is.

    Taken is a file of at most LARGEST_MIB that begins and ends as a PDF, is not encrypted, opens
    without repair, has one to MOST_PAGES pages, and none of what REASONS names.
    """
    if not content:
        return "Die Datei ist leer."
    if not content.startswith(MAGIC):
        return "Die Datei ist keine PDF-Datei."
    if len(content) > LARGEST_MIB * 2**20:
        return f"Die PDF-Datei ist größer als {LARGEST_MIB} MB."
    try:
        found = pdf.looks.do(inspect, content).decode("ascii")
    except PrintError:
        # The log says whether time or memory ran out; the person can do the same about each.
        return UNCHECKED
    return None if found == "sound" else REASONS[found]


def inspect(content: bytes) -> bytes:
    """Return what `inspecting.inspect` finds. What reads PDFs is loaded in the child alone."""
    from . import inspecting

    return inspecting.inspect(content)
