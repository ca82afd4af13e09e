"""PDF: the annex on paper, accessible (PDF/UA-1) and the same on every machine.

What happens to a document on its way:

    typesetting   signs the fonts hold, rows as on paper            document → document
    html          the page's elements, with ids, headers, spans     document → XML text
    press         a child process, limited in time and memory       XML text → bytes
      layout        WeasyPrint with linebreaking, hyphenation, continuation
      structure     the tag tree, built from the elements
      pdfa          an edition's second claim (PDF/A-3a) and its attachments

Back from paper comes a PDF through `reading`, in a child process too (see bildung.formats.intake).

Nothing here imports WeasyPrint but the modules below the press, which run in the child only.
"""

import hashlib
from contextlib import AbstractContextManager
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

from bildung.annex.document import AnnexDocument, EditionDocument
from bildung.formats import html

from . import edition, places
from .archived import Archived
from .fonts import printable
from .places import Busy
from .press import Press, PrintError
from .typesetting import typeset

__all__ = [
    "STYLE_DIGEST",
    "Busy",
    "PrintError",
    "place",
    "printable",
    "render",
    "render_edition",
    "render_markup",
    "warm_up",
]

STATIC = settings.BASE_DIR / "static" / "annex"
STYLE_SHEETS = (STATIC / "columns.css", STATIC / "paper.css", STATIC / "edition.css")
SHAPING_PACKAGES = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2"),
    *("pyphen", "fonttools", "font-source-sans-pro", "ziafont", "segno", "pikepdf", "lxml"),
)

FOLDER = settings.VAR_DIR / "cache" / "press"

press = Press(
    style_sheets=STYLE_SHEETS,
    folder=FOLDER,
    seconds=settings.PRINT_SECONDS,
    memory_mib=settings.PRINT_MEMORY_MIB,
)
# The same press for looking into files from outside (checking.py), which takes much less.
looks = Press(style_sheets=STYLE_SHEETS, folder=FOLDER, seconds=20, memory_mib=512)


def render(document: AnnexDocument) -> bytes:
    """Return `document` as PDF/UA-1; the same document gives the same bytes.

    Raises PrintError, with a German message, where the print exceeds its limits or fails; Busy
    where too many are being made.
    """
    return press.print(html.render_paper(typeset(document)))


def render_edition(document: EditionDocument) -> bytes:
    """Return an edition as one file for people and archives: PDF/UA-1 and PDF/A-3a.

    It has a cover with a code that leads to its check, both annexes, a sheet for signatures, and
    the files attached. The same edition gives the same bytes. Raises PrintError, as `render` does.
    """
    archived = Archived(document.annexes.as_of, document.attachments)
    return press.print(edition.markup(document), archived)


def render_markup(markup: str) -> bytes:
    """Return a page that a template wrote for the press as PDF/UA-1.

    `markup` is XML with the elements and attributes that structure.py knows and paper.css styles;
    pictures are inline SVG with a `<title>`, or `aria-hidden`. A body of class „a3“ is printed on
    A3. Raises PrintError, as `render` does.
    """
    return press.print(printable(markup))


def place() -> AbstractContextManager[None]:
    """Hold a place meanwhile, for a print and what goes before it. Entering raises Busy."""
    return places.place(FOLDER)


def warm_up(*modules: str) -> None:
    """Start the press ahead of the first print, without waiting for it.

    With `modules` of the application, which what it does for floors above needs.
    """
    press.start(*modules)


def sources(base: Path) -> tuple[Path, ...]:
    """Return all files below `base`, the project's folder, that shape a print, and some more.

    Whole packages, so that none is forgotten: a print made anew after an upgrade costs a second,
    one that stays as it was would be wrong.
    """
    patterns = (
        "static/annex/*.css",
        "templates/annex/*.html",
        "bildung/formats/html.py",
        "bildung/formats/pdf/**/*.py",
        "bildung/annex/**/*.py",
        "bildung/vocabulary/**/*.py",
    )
    return tuple(path for pattern in patterns for path in sorted(base.glob(pattern)))


def style_digest(base: Path) -> str:
    """Return a digest of all that shapes a print besides the document."""
    digest = hashlib.sha256()
    for path in sources(base):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(base)} {len(content)}\n".encode() + content)
    for package in SHAPING_PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    return digest.hexdigest()


STYLE_DIGEST = style_digest(settings.BASE_DIR)
