"""The signs of a page with the marks of the tag tree that they stand in (ISO 32000-1, 14.6)."""

from collections.abc import Mapping
from typing import Any

import pdfplumber
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.pdfinternals import decode_text

from .joining import NO_SPACE, SOFT_HYPHEN

# A cell with round corners has four curves.
LONGEST_DRAWING = 24
CURVES = frozenset("cvy")


class Marking(PDFPageAggregatorWithMarkedContent):
    """Draws a page as pdfplumber does, but keeps the marks around a mark.

    Browsers put a mark of its own around each ligature, which says what the sign stands for.
    `ends` says of the marks whose words go on in the next line what stands at their end: a soft
    hyphen, where one was drawn, or NO_SPACE.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.around: list[tuple[str | None, int | None, list[str] | None]] = []
        self.spoken: list[str] | None = None
        self.ends: dict[int, str] = {}

    def begin_tag(self, tag: Any, props: Any = None) -> None:
        self.around.append((self.cur_tag, self.cur_mcid, self.spoken))
        self.cur_tag = decode_text(tag.name)
        properties = props if isinstance(props, Mapping) else {}
        text = _text(properties.get("ActualText"))
        if isinstance(mark := properties.get("MCID"), int):
            self.cur_mcid, self.spoken = mark, None
            if text and text.endswith((SOFT_HYPHEN, NO_SPACE)):
                self.ends[mark] = text[-1]
        elif self.cur_tag == "Artifact":
            self.cur_mcid = None
        elif text is not None:
            self.spoken = [text]

    def end_tag(self) -> None:
        if self.around:
            self.cur_tag, self.cur_mcid, self.spoken = self.around.pop()

    def paint_path(self, gstate, stroke, fill, evenodd, path) -> None:
        """Draw a path; a drawing of many curves has no lines of a table, and is passed over."""
        if len(path) <= LONGEST_DRAWING or not any(step[0] in CURVES for step in path):
            super().paint_path(gstate, stroke, fill, evenodd, path)

    def render_char(self, *args, **kwargs) -> float:
        """Draw a sign; the first within a mark that says what it stands for says so, others not."""
        width = super().render_char(*args, **kwargs)
        if self.spoken is not None and self.cur_item._objs:
            self.cur_item._objs[-1]._text = self.spoken.pop() if self.spoken else ""
        return width


def draw(view: pdfplumber.page.Page) -> dict[int, str]:
    """Draw a page, so that its signs have their marks; return the `ends` (see Marking)."""
    device = Marking(view.pdf.rsrcmgr, pageno=view.page_number, laparams=view.pdf.laparams)
    PDFPageInterpreter(view.pdf.rsrcmgr, device).process_page(view.page_obj)
    view._layout = device.get_result()
    return device.ends


def _text(value: Any) -> str | None:
    return decode_text(value) if isinstance(value, bytes) else None
