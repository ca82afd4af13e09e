"""What lies on the pages of a PDF: values of forms, comments, pictures, attached files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from bildung.annex.grid import Notice

TICKED, BOX = "☒", "☐"
# What a field is said to be by the bits of its flags (ISO 32000-1, 12.5.3, 12.7.4).
IS_HIDDEN, IS_BUTTON = 1 << 1, 1 << 16
DEEPEST = 20
# In points: a line of a form, and how wide a letter of it is taken to be.
LINE_HEIGHT, LETTER = 12.0, 5.0
SILENT = ("/Link", "/Popup", "/Widget", "/Highlight", "/Underline", "/Squiggly")

ATTACHED = "Angehängte Dateien werden nicht gelesen"
PICTURES = "Bilder werden nicht gelesen"
ONLY_PICTURES = "Seiten, die nur aus Bildern bestehen, werden nicht gelesen"
STRUCK = "Durchgestrichene Stellen wurden mitgelesen"
XFA = "Ein Formular (XFA), das nur Adobe-Programme zeigen, wird nicht gelesen"


@dataclass(frozen=True)
class Value:
    """What a field of a form shows, and where, in points from the left and the top of its page."""

    page: int
    key: tuple[int, int]
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def words(self) -> Iterator[dict[str, Any]]:
        """Yield its lines as pdfplumber has words."""
        lines = self.text.splitlines()
        height = min(LINE_HEIGHT, (self.bottom - self.top) / max(len(lines), 1))
        for number, line in enumerate(lines):
            top = self.top + number * height
            right = min(self.left + LETTER * len(line), self.right)
            yield {
                "text": line, "x0": self.left, "x1": right, "top": top, "bottom": top + height,
            }  # fmt: skip


def values_of(pdf: pikepdf.Pdf) -> list[Value]:
    """Return what the fields of forms show, in the order of pages."""
    found: list[Value] = []
    for number, page in enumerate(pdf.pages):
        left, _, _, top = (float(side) for side in page.mediabox)
        for note in _annotations(page):
            if note.get("/Subtype") != "/Widget" or int(note.get("/F", 0)) & IS_HIDDEN:
                continue
            text, rect = _text(note), [float(side) for side in note.get("/Rect", ())]
            if text.strip() and len(rect) == 4:
                x0, x1 = sorted((rect[0], rect[2]))
                y0, y1 = sorted((rect[1], rect[3]))
                place = (x0 - left, top - y1, x1 - left, top - y0)
                found.append(Value(number, note.objgen, text, *place))
    return found


def comments_of(pdf: pikepdf.Pdf) -> list[str]:
    """Return what comments on the pages say."""
    return [
        f"Kommentar: {text}"
        for page in pdf.pages
        for note in _annotations(page)
        if note.get("/Subtype") not in SILENT
        and (text := " ".join(str(note.get("/Contents", "")).split()))
    ]


def notices_of(pdf: pikepdf.Pdf, views: Sequence[Any]) -> Iterator[Notice]:
    """Yield what is on the pages (of pdfplumber) or attached, and no text."""
    for name in pdf.attachments:
        yield Notice(ATTACHED, (f"„{name}“",))
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        yield Notice(XFA)
    for number, (view, page) in enumerate(zip(views, pdf.pages, strict=True), start=1):
        place = f"Seite {number}"
        if any(picture.get("tag") != "Artifact" for picture in view.images):
            yield Notice(PICTURES if view.chars else ONLY_PICTURES, (place,))
        for note in _annotations(page):
            if note.get("/Subtype") == "/StrikeOut":
                yield Notice(STRUCK, (place,))
            elif note.get("/Subtype") == "/FileAttachment":
                yield Notice(ATTACHED, (place,))


def _annotations(page: pikepdf.Page) -> Iterator[pikepdf.Dictionary]:
    notes = page.obj.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        if isinstance(note, pikepdf.Dictionary):
            yield note


def _text(field: pikepdf.Dictionary) -> str:
    """Return what a field shows: its text, its chosen entries, or a box by its state."""
    kind = _inherited(field, "/FT")
    if kind == "/Btn":
        if int(_inherited(field, "/Ff") or 0) & IS_BUTTON:
            return ""
        return BOX if field.get("/AS", "/Off") == "/Off" else TICKED
    value = _inherited(field, "/V")
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes().decode("utf-8", "replace")
    if kind not in ("/Tx", "/Ch") or value is None:
        return ""
    values = list(value) if isinstance(value, pikepdf.Array) else [value]
    shown = _options(field) if kind == "/Ch" else {}
    return ", ".join(shown.get(str(each), str(each)) for each in values)


def _options(field: pikepdf.Dictionary) -> dict[str, str]:
    """Return what the values of a list are shown as, where these are two things."""
    options = _inherited(field, "/Opt")
    pairs = options if isinstance(options, pikepdf.Array) else ()
    return {
        str(pair[0]): str(pair[1])
        for pair in pairs
        if isinstance(pair, pikepdf.Array) and len(pair) == 2
    }


def _inherited(field: pikepdf.Dictionary, key: str) -> Any:
    for _ in range(DEEPEST):
        if key in field:
            return field[key]
        if not isinstance(field.get("/Parent"), pikepdf.Dictionary):
            return None
        field = field.Parent
    return None
