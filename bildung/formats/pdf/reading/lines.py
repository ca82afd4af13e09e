"""Lines of words as they stand on paper, and the paragraphs and bullets that they make."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from .blocks import MARKS
from .joining import ADDRESS, NO_SPACE, goes_on, join_lines
from .turned import text_of

# In points: what is indented by less stands below one another.
NEAR = 2.0
SPACE = 2.5
# How much farther than other lines a new paragraph stands from the one before; and how far, as a
# share of a line's height, where there are but two lines.
WIDER = 1.15
WIDE = 1.5
# No word of a plan is as long, unless it has no place to break.
LONG_WORD = 40
DASHED = re.compile(r"[-–—](?: ?\d.*)?")


@dataclass(frozen=True)
class Line:
    """The words of one line, in points from the left and from the top of its page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    first_word: float  # its width


def lines_of(words: Iterable[dict[str, Any]]) -> list[Line]:
    """Return words (of pdfplumber) as lines, from top to bottom; turned ones as one."""
    words = list(words)
    turned = [word for word in words if "along" in word]
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(
        (w for w in words if "along" not in w), key=lambda word: (word["top"], word["x0"])
    ):
        last = rows[-1][0] if rows else None
        if last is not None and word["top"] < (last["top"] + last["bottom"]) / 2:
            rows[-1].append(word)
        else:
            rows.append([word])
    lines = [_line(sorted(row, key=lambda word: word["x0"])) for row in rows]
    if turned:
        line = replace(_line(turned), text=text_of(turned))
        lines = sorted([*lines, line], key=lambda line: line.top)
    return lines


def _line(words: Sequence[dict[str, Any]]) -> Line:
    first, last = words[0], words[-1]
    return Line(
        " ".join(word["text"] for word in words),
        first["x0"],
        last["x1"],
        min(word["top"] for word in words),
        max(word["bottom"] for word in words),
        first["x1"] - first["x0"],
    )


def items_of(lines: Sequence[Line], left: float, right: float) -> list[tuple[int, str]]:
    """Return level and text of paragraphs (0) and bullets in a cell from `left` to `right`.

    A bullet is told by its mark, its level by how far that is indented. A line goes on with the one
    before where its first word would not have fitted there any more, unless it keeps a distance.
    """
    if len(lines) == 1:
        text = lines[0].text
        mark = MARKS.match(text)
        # A single dash stands for an empty cell, and is no bullet.
        return [_item(mark, text) if mark and text != mark[0] else (0, text)]
    padding = min((line.left for line in lines), default=left) - left
    pitch = _pitch(lines)
    items: list[tuple[int, list[str]]] = []
    indents: list[float] = []
    before: Line | None = None
    for line in lines:
        mark = MARKS.match(line.text)
        if mark and before and _is_stretch(before, line):
            mark = None
        if mark:
            while indents and indents[-1] > line.left - NEAR:
                indents.pop()
            indents.append(line.left)
            items.append((len(indents), [line.text[mark.end() :]]))
        elif before and (
            _is_hanging(line, indents) or _goes_on(line, before, right - padding, pitch)
        ):
            if _is_parted_word(before, right - padding):
                items[-1][1][-1] += NO_SPACE
            items[-1][1].append(line.text)
        else:
            indents.clear()
            items.append((0, [line.text]))
        before = line
    return [(level, join_lines(texts)) for level, texts in items]


def _goes_on(line: Line, before: Line, right: float, pitch: float) -> bool:
    """Whether a line goes on with the one before: by its place, or by what both say."""
    if line.top - before.top > pitch:
        return False
    return not _fits(line, before, right) or goes_on(before.text, line.text)


def _is_stretch(before: Line, line: Line) -> bool:
    """Whether a dash stands between two times, or behind one, and is no mark of a bullet."""
    return before.text[-1:].isdigit() and DASHED.fullmatch(line.text) is not None


def _is_parted_word(line: Line, right: float) -> bool:
    """Whether an address or an endless word fills a line, and so goes on in the next one."""
    word = line.text.rpartition(" ")[2]
    letter = (line.right - line.left) / max(len(line.text), 1)
    is_long = len(word) > LONG_WORD or ADDRESS.search(word)
    return bool(is_long) and right - line.right < letter


def _item(mark, text: str) -> tuple[int, str]:
    return 1, text[mark.end() :].strip()


def _is_hanging(line: Line, indents: Sequence[float]) -> bool:
    return bool(indents) and line.left > indents[-1] + NEAR


def _fits(line: Line, before: Line, right: float) -> bool:
    return before.right + SPACE + line.first_word < right


def _pitch(lines: Sequence[Line]) -> float:
    """Return how far from the line before a line of the same paragraph stands at most."""
    pitches = [below.top - above.top for above, below in pairwise(lines) if below.top > above.top]
    if len(pitches) > 1:
        return WIDER * min(pitches)
    return WIDE * max((line.bottom - line.top for line in lines), default=0.0)
