"""The tag tree of the PDF, built from the page's elements instead of its boxes.

WeasyPrint builds it from boxes: a table over three pages becomes three tables, spans get wrong
headers, running feet stay in the reading order. Here each element of the HTML makes one structure
element, whatever pages it runs over, and the attributes that serve a screen reader in the browser
(id, headers, scope, rowspan) serve it in the PDF (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7).
"""

from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.pdf.stream import Stream

from .continuation import is_continued

SVG = "{http://www.w3.org/2000/svg}svg"
ROLES = {
    SVG: "Figure",
    "a": "Link",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "p": "P",
    "section": "Sect",
    "header": "Sect",
    "ul": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "ins": "Span",
    "del": "Span",
    "strong": "Span",
}
# Elements without a role of their own: what is in them belongs to what they are in.
TRANSPARENT = ("html", "body", "div", "span")
POINTS = 0.75  # in a px of CSS
SOFT_HYPHEN = "\u00ad"
NO_SPACE = "\u200b"
LINES = {"ins": "Underline", "del": "LineThrough"}
SCOPES = {"col": "Column", "row": "Row", "rowgroup": "Row"}

Mark = tuple[int, int]  # page number from 0, number of the marked content on that page (MCID)


@dataclass
class Node:
    """A structure element to be: its content in reading order, marks and nodes mixed."""

    role: str
    element: Element | None = None
    kids: list["Mark | Node"] = field(default_factory=list)
    in_heading_row: bool = False
    page: int | None = None  # the first page with content of it
    annotations: list[tuple[int, pydyf.Dictionary]] = field(default_factory=list)  # of a Link
    area: tuple[float, float, float, float] | None = None  # of a Figure on its page, in points

    def first_mark(self) -> Mark | None:
        firsts = (kid.first_mark() if isinstance(kid, Node) else kid for kid in self.kids)
        return min((first for first in firsts if first is not None), default=None)


class Structure:
    """The structure of one printed document: collects marks while drawing, then writes the tree.

    Use `stream_class` and `add_tags` in place of WeasyPrint's own.
    """

    def __init__(self, root: Element):
        self.document = Node("Document")
        self.nodes: dict[Element, Node] = {}
        self._plan(root, self.document, in_heading_row=False)

    def _plan(self, element: Element, parent: Node, in_heading_row: bool) -> None:
        """Make the nodes for `element` and all below it."""
        if not isinstance(element.tag, str) or is_continued(element) or _is_joined(element):
            return
        if element.get("aria-hidden") == "true":
            return
        if element.tag in ROLES:
            in_heading_row = in_heading_row or element.tag == "thead"
            node = Node(ROLES[element.tag], element, in_heading_row=in_heading_row)
            parent.kids.append(node)
            if element.tag == "li":
                node = self._plan_item(element, node)
        elif element.tag in TRANSPARENT:
            node = parent
        else:
            return
        self.nodes[element] = node
        if element.tag == SVG:
            return  # a picture is one thing to a reading program, with a text in its place
        for child in element:
            self._plan(child, node, in_heading_row)

    def _plan_item(self, element: Element, item: Node) -> Node:
        """Give a list item its label, if it has a mark, and return its body."""
        if len(element) and element[0].tag == "b":
            self.nodes[element[0]] = label = Node("Lbl")
            item.kids.append(label)
        item.kids.append(body := Node("LBody"))
        return body

    def node_of(self, box, page: int) -> Node | None:
        """Return where the text of `box` belongs; None for what is repeated or outside the text.

        That is: running heads and feet, a table's heading row on every page but its first, and
        what is repeated where a group goes on.
        """
        node = self.nodes.get(box.element)
        if node is None or (node.in_heading_row and node.page not in (None, page)):
            return None
        node.page = page if node.page is None else node.page
        return node

    def stream_class(self) -> type[Stream]:
        """Return a class for the pages' streams that marks text for this structure."""
        structure = self
        pages: list[dict] = []

        class MarkedStream(Stream):
            def __init__(self, fonts, page_rectangle, resources, images, tags, *args, **kwargs):
                super().__init__(fonts, page_rectangle, resources, images, tags, *args, **kwargs)
                if not pages or pages[-1] is not tags:
                    pages.append(tags)

            @contextmanager
            def marked(self, box, tag):
                page = len(pages) - 1
                if (node := structure.node_of(box, page)) is None:
                    self.stream.append(b"/Artifact<</Type/Pagination>>BDC")
                    yield
                    self.end_marked_content()
                    return
                number = len(self._tags)
                self._tags[box] = {"tag": tag, "mcid": number}
                node.kids.append((page, number))
                spoken = ""
                if node.role == "Figure":
                    node.area = _area(box, self.page_rectangle)
                elif _is_hyphenated(box):
                    # Read aloud and copied as one word (ISO 32000-1, 14.8.2.2.3).
                    spoken = f"/ActualText {_string(box.text[:-1] + SOFT_HYPHEN)}"
                elif getattr(box, "word_goes_on", False):
                    # Broken between letters, or after a hyphen or slash of its own.
                    spoken = f"/ActualText {_string(box.text + NO_SPACE)}"
                self.stream.append(f"/{_content_tag(node)}<</MCID {number}{spoken}>>BDC")
                yield
                self.end_marked_content()

        return MarkedStream

    def add_tags(self, pdf, document, pdf_version, page_streams) -> None:
        """Write the tree into `pdf` (same signature as `weasyprint.pdf.tags.add_tags`)."""
        for number, page in enumerate(document.pages):
            for *_, box in page.links:
                self.nodes[box.element].annotations.append((number, box.link_annotation))
        writer = _Writer(pdf, [len(stream._tags) for stream in page_streams])
        writer.write(self.document)
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Raw(pydyf.Object):
    """An object whose bytes are written here; pydyf's dictionaries are slow by the thousand."""

    data = b""


class _Writer:
    """Writes nodes as structure elements, with the trees that lead back from marks and IDs."""

    def __init__(self, pdf: pydyf.PDF, marks_per_page: list[int]):
        self.pdf = pdf
        self.pages = [page.decode() for page in pdf.page_references]
        self.owners: list[list[str]] = [["null"] * marks for marks in marks_per_page]
        self.link_owners: list[str] = []
        self.ids: dict[str, str] = {}

    def write(self, document: Node) -> None:
        root, reference = self._add()
        kid = self._element(document, reference)
        owners = [f"[{' '.join(references)}]" for references in self.owners] + self.link_owners
        numbered = " ".join(f"{number} {owner}" for number, owner in enumerate(owners))
        _, parent_tree = self._add(f"<</Nums[{numbered}]>>")
        names = " ".join(f"{_string(id)} {self.ids[id]}" for id in sorted(self.ids))
        _, id_tree = self._add(f"<</Names[{names}]>>")
        root.data = (
            f"<</Type/StructTreeRoot/K[{kid}]/ParentTree {parent_tree}"
            f"/ParentTreeNextKey {len(owners)}/IDTree {id_tree}>>"
        ).encode()
        self.pdf.catalog["StructTreeRoot"] = reference

    def _add(self, content: str = "") -> tuple[_Raw, str]:
        """Add an object to the PDF; return it and its reference."""
        self.pdf.add_object(raw := _Raw())
        raw.data = content.encode()
        return raw, f"{raw.number} 0 R"

    def _element(self, node: Node, parent: str) -> str:
        """Write `node` and all below it; return its reference."""
        raw, reference = self._add()
        first = node.first_mark()
        page = f"/Pg {self.pages[first[0]]}" if first is not None else ""
        kids = " ".join(
            [self._kid(kid, reference, first) for kid in _in_reading_order(node)]
            + [self._link(*annotation, reference) for annotation in node.annotations]
        )
        attributes = self._attributes(node, reference)
        raw.data = (
            f"<</Type/StructElem/S/{node.role}/P {parent}{page}{attributes}/K[{kids}]>>"
        ).encode()
        return reference

    def _kid(self, kid: Mark | Node, parent: str, first: Mark | None) -> str:
        if isinstance(kid, Node):
            return self._element(kid, parent)
        page, number = kid
        self.owners[page][number] = parent
        if first is not None and page == first[0]:
            return str(number)
        return f"<</Type/MCR/Pg {self.pages[page]}/MCID {number}>>"

    def _link(self, page: int, annotation: pydyf.Dictionary, parent: str) -> str:
        """Tie what is clicked to its text (ISO 14289-1, 7.18.5): one for each line of it."""
        annotation["StructParent"] = len(self.owners) + len(self.link_owners)
        self.link_owners.append(parent)
        return f"<</Type/OBJR/Pg {self.pages[page]}/Obj {annotation.reference.decode()}>>"

    def _attributes(self, node: Node, reference: str) -> str:
        if node.role == "L":
            return "/A<</O/List/ListNumbering/Disc>>"
        if node.role == "Figure":
            box = " ".join(f"{number:.2f}" for number in node.area)
            text = _string(node.element.findtext(f"{SVG[:-3]}title"))
            return f"/Alt {text}/A<</O/Layout/Placement/Block/BBox[{box}]>>"
        if node.role == "Span":
            return _marking(node.element)
        if node.role not in ("TH", "TD"):
            return ""
        html = node.element
        attributes = "/O/Table"
        if node.role == "TH":
            attributes += f"/Scope/{SCOPES[html.get('scope')]}"
        if headers := html.get("headers"):
            attributes += f"/Headers[{' '.join(map(_string, headers.split()))}]"
        if span := html.get("data-rowspan"):
            attributes += f"/RowSpan {int(span)}"
        if span := html.get("colspan"):
            attributes += f"/ColSpan {int(span)}"
        identity = ""
        if id := html.get("data-id"):
            self.ids[id] = reference
            identity = f"/ID {_string(id)}"
        return f"{identity}/A<<{attributes}>>"


def _marking(element: Element) -> str:
    """Return what a reading program says of marked text, and how it is drawn (14.8.5.4.5, 14.9.4).

    The spaces keep the words apart from those before and behind, which a mark may touch.
    """
    if not (spoken := element.get("data-spoken")):
        return ""
    line = LINES[element.tag]
    return f"/ActualText {_string(f' {spoken} ')}/A<</O/Layout/TextDecorationType/{line}>>"


def _string(text: str) -> str:
    return pydyf.String(text).data.decode("ascii")


def _in_reading_order(node: Node) -> list[Mark | Node]:
    """Return the kids of `node`: text and inline elements as drawn, all else as in the page."""
    if not any(isinstance(kid, tuple) for kid in node.kids):
        return node.kids
    last = (len(node.kids) * 10**9, 0)

    def place(kid: Mark | Node) -> Mark:
        return kid if isinstance(kid, tuple) else kid.first_mark() or last

    return sorted(node.kids, key=place)


def _area(box, page_rectangle) -> tuple[float, float, float, float]:
    """Return the corners of a picture, left, bottom, right, top, in points from the page's foot."""
    left, top = box.content_box_x() * POINTS, box.content_box_y() * POINTS
    height = page_rectangle[3] * POINTS
    return (left, height - top - box.height * POINTS, left + box.width * POINTS, height - top)


def _is_hyphenated(box) -> bool:
    """Whether the line of text ends in a hyphen that is not in the text itself."""
    if not box.text.endswith("-"):
        return False
    last_word = box.text.rsplit(maxsplit=1)[-1]
    return last_word not in "".join(box.element.itertext())


def _content_tag(node: Node) -> str:
    return node.role if node.role in ("P", "Lbl", "H1", "H2", "H3", "Figure") else "Span"


def _is_joined(element: Element) -> bool:
    return element.tag == "td" and "joined" in element.get("class", "").split()
