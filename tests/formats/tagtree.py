"""Reads the tag tree of a PDF as a reading program does: roles, attributes, texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

import pdfplumber
import pikepdf

SOFT_HYPHEN = "\u00ad"
# What a mark ends in whose word goes on in the next line.
PARTED = re.compile("[\u00ad\u200b] ")


@dataclass
class Tag:
    role: str
    id: str = ""
    headers: tuple[str, ...] = ()
    scope: str = ""
    row_span: int = 1
    spoken: str = ""  # what is read aloud in place of the text
    pages: set[int] = field(default_factory=set)
    kids: list["Tag | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of this element and all below it; lines and elements parted by a space."""
        joined = " ".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)
        return re.sub(r"\s+", " ", PARTED.sub("", joined)).strip()

    @property
    def heard(self) -> str:
        """What a reading program says of this element and all below it."""
        parts = (kid if isinstance(kid, str) else kid.heard for kid in self.kids)
        text = self.spoken or PARTED.sub("", " ".join(parts))
        return re.sub(r"\s+", " ", text).strip()

    def all(self, role: str) -> Iterator["Tag"]:
        """Yield all elements of `role` below this one, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Tag):
                if kid.role == role:
                    yield kid
                yield from kid.all(role)

    def roles(self) -> list[str]:
        return [kid.role for kid in self.kids if isinstance(kid, Tag)]


class TaggedPdf:
    """A PDF with its tag tree (`root`), the IDs it can look up, and the text outside the tree."""

    def __init__(self, content: bytes):
        self.pdf = pikepdf.open(BytesIO(content))
        self.texts, self.artifacts = _marked_texts(content)
        self._add_spoken_texts()
        structure = self.pdf.Root.StructTreeRoot
        self._page_numbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        (document,) = list(structure.K)
        self.root = self._tag(document)
        names = list(structure.IDTree.Names)
        self.id_tree = {
            str(key): str(element.ID) for key, element in zip(names[::2], names[1::2], strict=True)
        }

    def tables(self) -> list[Tag]:
        return list(self.root.all("Table"))

    def _tag(self, element) -> Tag:
        attributes = element.get("/A", {})
        tag = Tag(
            role=str(element.S)[1:],
            id=str(element.get("/ID", "")),
            headers=tuple(str(header) for header in attributes.get("/Headers", [])),
            scope=str(attributes.get("/Scope", "/"))[1:],
            row_span=int(attributes.get("/RowSpan", 1)),
            spoken=str(element.get("/ActualText", "")),
        )
        page = element.get("/Pg")
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                below = self._tag(kid)
                tag.kids.append(below)
                tag.pages |= below.pages
                continue
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid:
                continue  # what is clicked, beside its text
            if isinstance(kid, pikepdf.Dictionary):
                number, mark = self._page_numbers[kid.Pg.objgen], int(kid.MCID)
            else:
                number, mark = self._page_numbers[page.objgen], int(kid)
            tag.kids.append(self.texts.get((number, mark), ""))
            tag.pages.add(number)
        return tag

    def _add_spoken_texts(self) -> None:
        """Take the text that is read aloud (ActualText) where it differs from what is drawn."""
        for number, page in enumerate(self.pdf.pages):
            for instruction in pikepdf.parse_content_stream(page, "BDC"):
                _, properties = instruction.operands
                if "/ActualText" in properties:
                    self.texts[number, int(properties.MCID)] = str(properties.ActualText)


def _marked_texts(content: bytes) -> tuple[dict[tuple[int, int], str], list[str]]:
    """Return the drawn text by page and mark, and each page's text outside the tree."""
    texts: dict[tuple[int, int], str] = {}
    artifacts = []
    with pdfplumber.open(BytesIO(content)) as document:
        for number, page in enumerate(document.pages):
            outside = ""
            for char in page.chars:
                if char["mcid"] is None:
                    assert char["tag"] == "Artifact", char
                    outside += char["text"]
                else:
                    key = (number, char["mcid"])
                    texts[key] = texts.get(key, "") + char["text"]
            artifacts.append(outside)
    return texts, artifacts
