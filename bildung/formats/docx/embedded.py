"""What an embedded part of a document says (w:altChunk): web pages and plain texts, by lines."""

import re
from collections.abc import Iterator
from email import message_from_bytes

from lxml import etree

WEB, ARCHIVED, PLAIN = (".htm", ".html", ".xhtml"), (".mht", ".mhtml"), (".txt",)
# What is longer is no part of a plan.
MOST_BYTES, MOST_LINES = 500_000, 1_000
BLOCKS = frozenset(
    re.findall(r"\w+", "address article br div dd dt h1 h2 h3 h4 h5 h6 hr li p pre section tr")
)
CELLS = frozenset(("td", "th"))
UNSEEN = frozenset(("head", "script", "style", "title", "template"))
BAR = "\x1f"  # in no text, and no space


def lines_of(name: str, content: bytes) -> list[str]:
    """Return the lines of a part, cells parted by bars; none where it is of another kind."""
    content, ending = content[:MOST_BYTES], name.lower()
    if ending.endswith(ARCHIVED):
        content, ending = _page(content), WEB[0]
    if ending.endswith(PLAIN):
        lines = _decoded(content).splitlines()
    elif ending.endswith(WEB):
        lines = _lines(_decoded(content))
    else:
        lines = []
    said = (" ".join(line.split()) for line in lines)
    return [line for line in said if line][:MOST_LINES]


def _lines(page: str) -> list[str]:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(page.encode(), parser)
    except etree.LxmlError:  # nothing in it
        return []
    text = "" if root is None else "".join(_texts(root))
    rows = (line.split(BAR) for line in text.split("\n"))
    return [" | ".join(filter(None, map(str.strip, cells))) for cells in rows]


def _texts(root: etree._Element) -> Iterator[str]:
    """Yield what a page shows, a line break around blocks but for those in a cell."""
    cells = unseen = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        step = 1 if event == "start" else -1
        cells += step * (element.tag in CELLS)
        unseen += step * (element.tag in UNSEEN)
        text = element.text if step == 1 else element.tail
        if element.tag in BLOCKS:
            yield " " if cells else "\n"
        elif element.tag in CELLS:
            yield BAR
        if text and not unseen:
            yield text.replace(BAR, " ").replace("\n", " ")


def _page(content: bytes) -> bytes:
    """Return the page of a web archive."""
    for part in message_from_bytes(content).walk():
        if part.get_content_type() == "text/html":
            return part.get_payload(decode=True) or b""
    return b""


def _decoded(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
