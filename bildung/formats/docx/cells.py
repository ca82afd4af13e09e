"""What a cell or a paragraph says: paragraphs and bullets, after all tracked changes."""

from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from bildung.annex.table import MAX_BULLET_DEPTH, Block, Bullet, Paragraph, text_runs

from .lists import Lists
from .markup import (
    FALLBACK,
    MATH,
    PARAGRAPH,
    ROW,
    WORD,
    child,
    is_on,
)

TEXTS = {f"{WORD}t", f"{MATH}t"}
SIGNS = {
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}softHyphen": "\u00ad",
    f"{WORD}noBreakHyphen": "\u2011",
}
# Deleted or moved away by a tracked change, or no words at all.
UNREAD = {
    FALLBACK,
    *(
        f"{WORD}{name}"
        for name in (
            "del", "moveFrom", "pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "rt",
        )
    ),
}  # fmt: skip
CONTROL = f"{WORD}sdt"
FIELD = f"{WORD}fldChar"
FIELD_STEP = f"{WORD}fldCharType"
SYMBOL = f"{WORD}sym"
# Bullets, dashes and arrows that have a meaning in the fonts Symbol and Wingdings only.
SYMBOLS = {
    0xF0A7: "▪",
    0xF0A8: "▪",
    0xF0B7: "•",
    0xF02D: "–",
    0xF0D8: "▪",
    0xF0E0: "→",
    0xF0FC: "✓",
}

Line = tuple[int | None, str]


def blocks_of(cell: _Element, lists: Lists) -> tuple[Block, ...]:
    """Return what stands in `cell`, tables within it and text boxes told line by line."""
    return nested(_lines(cell, lists))


def text_of(paragraph: _Element) -> str:
    """Return the words of a paragraph, "\\n" for a line break, fields as they were last shown."""
    pieces: list[str] = []
    _gather(paragraph, pieces, [])
    return "".join(pieces).translate(SYMBOLS)


def is_deleted(row: _Element) -> bool:
    """Tell whether a tracked change takes the row away."""
    return child(child(row, "trPr"), "del") is not None


def nested(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Return paragraphs (level None) and bullets as blocks, deeper levels below the line above.

    What is deeper than bullets may be stands on the deepest level.
    """
    roots: list[Paragraph | tuple[str, list]] = []
    above: list[tuple[int, list]] = []
    for level, text in lines:
        if level is None:
            above.clear()
            roots.append(Paragraph(text_runs(text)))
            continue
        while above and (above[-1][0] >= level or len(above) == MAX_BULLET_DEPTH):
            above.pop()
        children: list = []
        (above[-1][1] if above else roots).append((text, children))
        above.append((level, children))
    return tuple(root if isinstance(root, Paragraph) else _bullet(*root) for root in roots)


def _bullet(text: str, children: list) -> Bullet:
    return Bullet(text_runs(text), tuple(_bullet(*below) for below in children))


def _lines(cell: _Element, lists: Lists) -> Iterator[Line]:
    """Yield each paragraph with its level in a list; one in none is a line for each line break."""
    before = ""
    for paragraph in _paragraphs(cell):
        properties = child(paragraph, "pPr")
        text = before + text_of(paragraph)
        # Where its end is deleted, it goes on with the next one and looks like that.
        if child(child(properties, "rPr"), "del") is not None:
            before = text
            continue
        before = ""
        if not text.strip():
            continue
        level = lists.level_of(properties)
        if level is not None:
            yield level, text
            continue
        for line in filter(None, map(str.strip, text.split("\n"))):
            yield None, line
    if before.strip():
        yield None, before


def _paragraphs(element: _Element) -> Iterator[_Element]:
    for part in element:
        if part.tag == PARAGRAPH:
            yield part
        elif _is_read(part):
            yield from _paragraphs(part)


def _is_read(part: _Element) -> bool:
    if part.tag in UNREAD:
        return False
    if part.tag == ROW:
        return not is_deleted(part)
    # An empty content control shows what to do with it.
    return part.tag != CONTROL or not is_on(child(part, "sdtPr"), "showingPlcHdr")


def _gather(element: _Element, pieces: list[str], fields: list[bool]) -> None:
    """Add the words below `element`; `fields` tells of each open one if its result has begun."""
    for part in element:
        name = part.tag
        if name in TEXTS:
            if all(fields):
                pieces.append(part.text or "")
        elif name in SIGNS:
            pieces.append(SIGNS[name])
        elif name == FIELD:
            _step(part.get(FIELD_STEP), fields)
        elif name == SYMBOL:
            pieces.append(_symbol(part.get(f"{WORD}char", "")))
        elif name == PARAGRAPH:
            pieces.append("\n")
            _gather(part, pieces, [])
            pieces.append("\n")
        elif _is_read(part):
            _gather(part, pieces, fields)


def _step(kind: str | None, fields: list[bool]) -> None:
    if kind == "begin":
        fields.append(False)
    elif kind == "separate" and fields:
        fields[-1] = True
    elif kind == "end" and fields:
        fields.pop()


def _symbol(code: str) -> str:
    try:
        return SYMBOLS.get(int(code, 16), "")
    except ValueError:
        return ""
