"""How much is drawn on the pages of a PDF, counted before any of it is drawn.

The bytes of the pages are searched for what draws lines and text, and for the forms that they draw,
which may stand in each other and on the page any number of times.
"""

import re
from dataclasses import astuple, dataclass

import pikepdf

DEEPEST = 20
# What parts the words of a page's instructions.
PARTING = (b" ", b"\n", b"\r", b"\t", b"[", b"<<", b"/", b")")

LINE = re.compile(rb"[\s\d](?:l|re)(?=[\s/(\[<]|$)")
CURVE = re.compile(rb"[\s\d][cvy](?=[\s/(\[<]|$)")
TEXT = re.compile(rb"\((?:[^()\\]++|\\.)*+\)|<[0-9A-Fa-f\s]+>", re.DOTALL)
FORM = re.compile(rb"/([^\s/()<>\[\]{}%]+)\s+Do(?=[\s/]|$)")


@dataclass(frozen=True)
class Drawn:
    """What is drawn: straight lines and rectangles, curves, signs; by so many words and bytes."""

    lines: int = 0
    curves: int = 0
    signs: int = 0
    words: int = 0
    size: int = 0

    def __add__(self, other: "Drawn") -> "Drawn":
        return Drawn(*(one + more for one, more in zip(astuple(self), astuple(other), strict=True)))

    def __mul__(self, times: int) -> "Drawn":
        return Drawn(*(count * times for count in astuple(self)))

    def is_beyond(self, most: "Drawn") -> bool:
        return any(one > more for one, more in zip(astuple(self), astuple(most), strict=True))


# Of one page: a calendar of weeks has some thousand lines, a map many times as many curves.
MOST = Drawn(lines=20_000, curves=100_000, signs=40_000, words=400_000, size=8_000_000)
MOST_IN_ALL = Drawn(200_000, 500_000, 500_000, words=3_000_000, size=16_000_000)


def is_too_much(pdf: pikepdf.Pdf) -> bool:
    """Whether more is drawn on one page, or on all, than a plan can have."""
    counting = _Counting()
    whole = Drawn()
    for page in pdf.pages:
        here = counting.of_page(page)
        whole += here
        if here.is_beyond(MOST) or whole.is_beyond(MOST_IN_ALL):
            return True
    return False


class _Counting:
    def __init__(self):
        self.known: dict[tuple[int, int], Drawn] = {}

    def of_page(self, page: pikepdf.Page) -> Drawn:
        contents = page.obj.get("/Contents")
        streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
        streams = [stream for stream in streams if isinstance(stream, pikepdf.Stream)]
        content = b"\n".join(stream.read_bytes() for stream in streams)
        return self._of(content, page.obj.get("/Resources"), 0)

    def _of(self, content: bytes, resources: pikepdf.Object | None, depth: int) -> Drawn:
        drawn = Drawn(
            len(LINE.findall(content)),
            len(CURVE.findall(content)),
            # Two digits a byte, and most often two bytes a sign.
            sum(len(text) // (4 if text[:1] == b"<" else 1) for text in TEXT.findall(content)),
            sum(map(content.count, PARTING)),
            len(content),
        )
        times: dict[bytes, int] = {}
        for name in FORM.findall(content):
            times[name] = times.get(name, 0) + 1
        for name, count in times.items():
            drawn += self._of_form(name, resources, depth) * count
        return drawn

    def _of_form(self, name: bytes, resources: pikepdf.Object | None, depth: int) -> Drawn:
        forms = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        form = forms.get(f"/{name.decode('latin-1')}") if forms is not None else None
        if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
            return Drawn()
        if form.objgen not in self.known:
            # One that draws itself is drawn once.
            self.known[form.objgen] = Drawn()
            if depth < DEEPEST:
                own = form.get("/Resources", resources)
                self.known[form.objgen] = self._of(form.read_bytes(), own, depth + 1)
        return self.known[form.objgen]
