"""What a cell says: paragraphs and bullets, and the tables that stand in it."""

from collections.abc import Iterable, Iterator

from lxml.etree import _Element

from bildung.annex.table import MAX_BULLET_DEPTH, Block, Bullet, Paragraph, Run

from . import noticing
from .lists import Lists
from .markup import (
    ALTERNATIVES,
    CHOICE,
    FALLBACK,
    PARAGRAPH,
    ROW,
    TABLE,
    WORD,
    child,
    is_on,
)
from .pieces import Piece, lines_of, runs_of
from .words import (
    CHUNK,
    CONTROL,
    DELETED,
    ELSEWHERE,
    UNREAD,
    Words,
    is_deleted,
)

# How deep a line is in a list, None for a paragraph, and what it says.
Line = tuple[int | None, tuple[Run, ...]]


class Cells:
    """Reads what stands in a cell, in order: its lines, and the w:tbl within."""

    def __init__(self, lists: Lists, words: Words):
        self.lists = lists
        self.words = words

    def parts(self, cell: _Element) -> Iterator[Line | _Element]:
        """Yield each paragraph with its level in a list; one in none is a line for each break."""
        before: list[Piece] = []
        for part in _parts(cell):
            if part.tag != PARAGRAPH:
                if part.tag == TABLE:
                    yield part
                else:
                    self.words.embedded(part)
                continue
            properties = child(part, "pPr")
            before += self.words.pieces(part)
            # Where its end is deleted or hidden, it goes on with the next one and looks like that.
            if not self._goes_on(properties):
                yield from self._lines(before, properties)
                before = []
        yield from self._lines(before, None)

    def _goes_on(self, properties: _Element | None) -> bool:
        if child(child(properties, "rPr"), "del") is not None:
            return True
        return self.words.looks.mark_is_hidden(properties)

    def _lines(self, pieces: list[Piece], properties: _Element | None) -> Iterator[Line]:
        if not any(text.strip() for text, _ in pieces):
            return
        level = self.lists.level_of(properties)
        if level is not None:
            yield level, runs_of(pieces)
            return
        for line in lines_of(pieces):
            yield None, runs_of(line)


def note_deleted(row: _Element, words: Words) -> None:
    """Notice what a row says that a tracked change takes away."""
    texts = (each.text or "" for each in row.iter(f"{WORD}t", f"{WORD}delText"))
    words.notes.add(noticing.DELETED, " ".join(texts))


def nested(lines: Iterable[Line]) -> tuple[Block, ...]:
    """Return paragraphs (level None) and bullets as blocks, deeper levels below the line above.

    What is deeper than bullets may be stands on the deepest level.
    """
    roots: list[Paragraph | tuple[tuple[Run, ...], list]] = []
    above: list[tuple[int, list]] = []
    for level, runs in lines:
        if level is None:
            above.clear()
            roots.append(Paragraph(runs))
            continue
        while above and (above[-1][0] >= level or len(above) == MAX_BULLET_DEPTH):
            above.pop()
        children: list = []
        (above[-1][1] if above else roots).append((runs, children))
        above.append((level, children))
    return tuple(root if isinstance(root, Paragraph) else _bullet(*root) for root in roots)


def _bullet(runs: tuple[Run, ...], children: list) -> Bullet:
    return Bullet(runs, tuple(_bullet(*below) for below in children))


def _parts(element: _Element) -> Iterator[_Element]:
    """Yield paragraphs, tables and embedded parts, whatever stands around them."""
    for part in element:
        if part.tag in (PARAGRAPH, TABLE, CHUNK, ELSEWHERE):
            yield part
        elif part.tag == ALTERNATIVES:
            way = next((*part.iterchildren(CHOICE), *part.iterchildren(FALLBACK)), None)
            yield from () if way is None else _parts(way)
        elif _is_read(part):
            yield from _parts(part)


def _is_read(part: _Element) -> bool:
    if part.tag in UNREAD or part.tag == DELETED:
        return False
    if part.tag == ROW:
        return not is_deleted(part)
    # An empty content control shows what to do with it.
    return part.tag != CONTROL or not is_on(child(part, "sdtPr"), "showingPlcHdr")
