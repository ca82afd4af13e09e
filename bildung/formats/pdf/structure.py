"""The tag tree of the PDF, built from the page's elements instead of its boxes.

WeasyPrint builds it from boxes: a table over three pages becomes three tables, spans get wrong
headers, running feet stay in the reading order. Here each element of the HTML makes one structure
element, whatever pages it runs over, and the attributes that serve a screen reader in the browser
(id, headers, scope, rowspan) serve it in the PDF (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.pdf.stream import Stream

from .continuation import is_continued

ROLES = {
    "h1": "H1",
    "h2": "H2",
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
TRANSPARENT = ("html", "body", "div")
SOFT_HYPHEN = "\u00ad"
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
                    pagination = pydyf.Dictionary({"Type": "/Pagination"})
                    self.begin_marked_content("Artifact", pagination)
                    yield
                    self.end_marked_content()
                    return
                number = len(self._tags)
                self._tags[box] = {"tag": tag, "mcid": number}
                node.kids.append((page, number))
                properties = pydyf.Dictionary({"MCID": number})
                if _is_hyphenated(box):
                    # Read aloud and copied as one word (ISO 32000-1, 14.8.2.2.3).
                    properties["ActualText"] = pydyf.String(box.text[:-1] + SOFT_HYPHEN)
                self.begin_marked_content(_content_tag(node), properties)
                yield
                self.end_marked_content()

        return MarkedStream

    def add_tags(self, pdf, document, pdf_version, page_streams) -> None:
        """Write the tree into `pdf` (same signature as `weasyprint.pdf.tags.add_tags`)."""
        writer = _Writer(pdf, [len(stream._tags) for stream in page_streams])
        writer.write(self.document)
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


class _Writer:
    """Writes nodes as structure elements, with the trees that lead back from marks and IDs."""

    def __init__(self, pdf: pydyf.PDF, marks_per_page: list[int]):
        self.pdf = pdf
        self.pages = pdf.page_references
        self.owners: list[list[bytes]] = [[b"null"] * marks for marks in marks_per_page]
        self.ids: dict[str, bytes] = {}

    def write(self, document: Node) -> None:
        root = self._add({"Type": "/StructTreeRoot"})
        root["K"] = pydyf.Array([self._element(document, root.reference)])
        parent_tree = self._add({"Nums": pydyf.Array(self._owner_numbers())})
        root["ParentTree"] = parent_tree.reference
        root["ParentTreeNextKey"] = len(self.owners)
        if self.ids:
            names = (part for id in sorted(self.ids) for part in (pydyf.String(id), self.ids[id]))
            root["IDTree"] = self._add({"Names": pydyf.Array(names)}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference

    def _add(self, content: dict) -> pydyf.Dictionary:
        self.pdf.add_object(dictionary := pydyf.Dictionary(content))
        return dictionary

    def _owner_numbers(self) -> Iterator:
        for page, owners in enumerate(self.owners):
            yield page
            yield pydyf.Array(owners)

    def _element(self, node: Node, parent: bytes) -> bytes:
        """Write `node` and all below it; return its reference."""
        element = self._add({"Type": "/StructElem", "S": f"/{node.role}", "P": parent})
        reference = element.reference
        first = node.first_mark()
        if first is not None:
            element["Pg"] = self.pages[first[0]]
        if attributes := self._attributes(node, reference, element):
            element["A"] = attributes
        element["K"] = pydyf.Array(
            self._kid(kid, reference, first) for kid in _in_reading_order(node)
        )
        return reference

    def _kid(self, kid: Mark | Node, parent: bytes, first: Mark | None):
        if isinstance(kid, Node):
            return self._element(kid, parent)
        page, number = kid
        self.owners[page][number] = parent
        if first is not None and page == first[0]:
            return number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self.pages[page], "MCID": number})

    def _attributes(self, node: Node, reference: bytes, element: pydyf.Dictionary):
        if node.role == "L":
            return pydyf.Dictionary({"O": "/List", "ListNumbering": "/Disc"})
        if node.role not in ("TH", "TD"):
            return None
        html = node.element
        attributes = pydyf.Dictionary({"O": "/Table"})
        if id := html.get("data-id"):
            element["ID"] = pydyf.String(id)
            self.ids[id] = reference
        if node.role == "TH":
            attributes["Scope"] = f"/{SCOPES[html.get('scope')]}"
        if headers := html.get("headers"):
            attributes["Headers"] = pydyf.Array(map(pydyf.String, headers.split()))
        if span := html.get("data-rowspan"):
            attributes["RowSpan"] = int(span)
        return attributes


def _in_reading_order(node: Node) -> list[Mark | Node]:
    """Return the kids of `node`: text and inline elements as drawn, all else as in the page."""
    if not any(isinstance(kid, tuple) for kid in node.kids):
        return node.kids
    last = (len(node.kids) * 10**9, 0)

    def place(kid: Mark | Node) -> Mark:
        return kid if isinstance(kid, tuple) else kid.first_mark() or last

    return sorted(node.kids, key=place)


def _is_hyphenated(box) -> bool:
    """Whether the line of text ends in a hyphen that is not in the text itself."""
    if not box.text.endswith("-"):
        return False
    last_word = box.text.rsplit(maxsplit=1)[-1]
    return last_word not in "".join(box.element.itertext())


def _content_tag(node: Node) -> str:
    return node.role if node.role in ("P", "Lbl", "H1", "H2") else "Span"


def _is_joined(element: Element) -> bool:
    return element.tag == "td" and "joined" in element.get("class", "").split()
