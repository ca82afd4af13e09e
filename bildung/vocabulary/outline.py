"""Nested bullets as plain text: one line a bullet, sub-bullets indented, up to three levels.

    Entwicklung einer strategischen Zielsetzung:
      Fachkräftegewinnung
      Migration-Bildung
    Bildungsleitbildentwicklung

What `format` writes, `parse` reads back to the same outline, whatever the bullets say. That is why
`parse` takes no bullet marks away: „-“ is a legitimate cell of Anlage 2, and „- x“ a legitimate
text. Whoever takes in text pasted from Word calls `strip_marks` first.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bildung.vocabulary.characters import LINE_BREAK

MAX_DEPTH = 3
INDENT = "  "
TAB_WIDTH = 4

# What XML, and so DOCX and XLSX, has no way to write: control characters but for the tab,
# surrogates, two non-characters. PostgreSQL refuses U+0000 besides.
UNWRITABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# The last three are the bullets of Word's fonts Symbol and Wingdings, and what a PDF makes of them.
BULLET_MARKS = "•‣◦▪▫●○■□➢➤·\uf0b7\uf0a7\ufffd"
# A dash or a star can be a text of its own and is a mark only where a text follows.
TEXT_MARKS = "\\-–—*"
# Wingdings bullets pasted without their font. Only a tab tells them from words and paragraph signs;
# an „o“ by itself is no word where it is indented.
LETTER_MARKS = "o§Øü"

MARK = re.compile(
    rf"(?P<indent>\s*)(?:[{BULLET_MARKS}](?:\s+|$)|[{TEXT_MARKS}]\s+(?=\S)|[{LETTER_MARKS}]\t\s*|(?<=\s)o\s+(?=\S))"
)


@dataclass(frozen=True)
class Bullet:
    """A bullet and those below it.

    Raises ValueError when made with a text that is not one line, is empty or has space at its ends,
    or with more levels than MAX_DEPTH: such a bullet would not read back to itself.
    """

    text: str
    children: tuple["Bullet", ...] = ()

    def __post_init__(self) -> None:
        if not self.text or self.text != self.text.strip():
            raise ValueError("Ein Aufzählungspunkt braucht Text ohne Leerzeichen am Rand.")
        if LINE_BREAK.search(self.text) or UNWRITABLE.search(self.text):
            raise ValueError(
                "Ein Aufzählungspunkt ist eine einzige Zeile ohne Zeilenumbruch und Steuerzeichen."
            )
        if depth(self.children) >= MAX_DEPTH:
            raise ValueError(f"Eine Aufzählung hat höchstens {MAX_DEPTH} Ebenen.")


def parse(text: str) -> tuple[Bullet, ...]:
    """The outline a text means; () for a blank text. Never raises.

    Lenient: a line indented further than the one above is below it, by tabs or by any number of
    spaces. The first line is on the first level however far it is indented, and what lies deeper
    than MAX_DEPTH is lifted to that level. Blank lines are dropped, space inside a line is kept.
    """
    # Backwards, so that a bullet's children are complete when it is made.
    waiting: list[list[Bullet]] = [[] for _ in range(MAX_DEPTH + 1)]
    for level, line in reversed(list(_levelled(_lines(text)))):
        bullet = Bullet(line, tuple(reversed(waiting[level + 1])))
        waiting[level + 1].clear()
        waiting[level].append(bullet)
    return tuple(reversed(waiting[0]))


def format(outline: Iterable[Bullet]) -> str:
    """The text of an outline, two spaces a level, lines parted by \\n, none at the end."""
    return "\n".join(f"{INDENT * level}{text}" for level, text in _walk(outline, 0))


def depth(outline: Iterable[Bullet]) -> int:
    """How many levels an outline has: 0 when empty, at most MAX_DEPTH."""
    return max((1 + depth(bullet.children) for bullet in outline), default=0)


def strip_marks(text: str) -> str:
    """The text without the bullet mark each line begins with, its indentation kept.

    For what someone pastes from Word or from a PDF. A mark counts only before white space, so
    „-“ alone and „*innen“ stay as they are. One mark a line is taken away, no more.
    """
    return "\n".join(map(_strip_mark, LINE_BREAK.split(text)))


def _strip_mark(line: str) -> str:
    mark = MARK.match(line)
    return mark["indent"] + line[mark.end() :] if mark else line


def _walk(outline: Iterable[Bullet], level: int) -> Iterator[tuple[int, str]]:
    for bullet in outline:
        yield level, bullet.text
        yield from _walk(bullet.children, level + 1)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Width of the indentation and trimmed text of each line that is not blank."""
    for raw in LINE_BREAK.split(text):
        line = UNWRITABLE.sub("", raw).rstrip()
        stripped = line.lstrip()
        if stripped:
            indentation = line[: len(line) - len(stripped)]
            yield len(indentation.expandtabs(TAB_WIDTH)), stripped


def _levelled(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Level (0 for the first) and text of each line."""
    widths: list[int] = []  # of the bullets a line can still be below
    for width, text in lines:
        while widths and widths[-1] >= width:
            widths.pop()
        level = min(len(widths), MAX_DEPTH - 1)
        del widths[level:]
        widths.append(width)
        yield level, text
