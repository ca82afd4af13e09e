"""Cells as plain text, for formats that know neither bullets nor marks: a line for each of them.

    • Aufbau eines Bildungsmonitorings
      – Auswahl der Indikatoren
        · Abstimmung im Beirat

Own text reads back to the same blocks, but for marks within it. Foreign text is read leniently:
other bullet marks and other indentation count as well.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from bildung.vocabulary.outline import LINE_BREAK, MARK, TAB_WIDTH

from .table import (
    LINE_BREAKS,
    MAX_BULLET_DEPTH,
    Block,
    Bullet,
    Mark,
    Paragraph,
    Run,
    text_runs,
)

# A bullet's line by its depth.
MARKS = ("• ", "  – ", "    · ")
# Deleted and inserted words, as wdiff has them.
SIGNS = {Mark.DELETED: ("[-", "-]"), Mark.INSERTED: ("{+", "+}")}
# What one must know to read them.
SIGNS_IN_WORDS = "[-Text-]: entfällt, {+Text+}: kommt hinzu"
# An invisible sign before a paragraph that looks like a bullet and is none („- x“ in a purpose).
NO_BULLET = "\u2060"
# Dashes of any length are typed for each other.
DASHES = "-–—"

# „10/2015\n- 2/2016“: the dash of a stretch, and no bullet.
_EDGE = rf"(?=[^\n\d]{{0,20}}\d)[^\n\t{NO_BULLET}]{{1,30}}"
SPAN = re.compile(rf"(?=[\w(]){_EDGE}\n\s*[{DASHES}]\s+{_EDGE}")

# How far a bullet is indented, and its mark: by these its level is told.
Place = tuple[int, str]


def to_text(blocks: Iterable[Block]) -> str:
    """Return `blocks` as lines, marked words in their signs; nothing at the end."""
    return "\n".join("".join(run.text for run in line) for line in lines(blocks))


def lines(blocks: Iterable[Block]) -> Iterator[tuple[Run, ...]]:
    """Yield the runs of each line, the bullet's mark before them and the signs within them."""
    for block in blocks:
        yield from _lines(block)


def from_text(text: str) -> tuple[Block, ...]:
    """Read what `to_text` wrote, or anybody; blank lines are dropped. Never raises.

    A bullet after a paragraph is on the first level; what lies deeper than MAX_BULLET_DEPTH is
    lifted to that level.
    """
    return _blocks((level, text_runs(text)) for level, _, text in _levelled(LINE_BREAK.split(text)))


def from_runs(runs: Sequence[Run]) -> tuple[Block, ...]:
    """Read a text of which each run has a mark, as `from_text` reads one without any."""
    whole = "".join(run.text for run in runs)
    starts = list(accumulate((len(run.text) for run in runs), initial=0))[:-1]
    lines, ends, marked = LINE_BREAK.split(whole), [], []
    start = 0
    for line in lines:
        ends.append(start + len(line))
        broken = LINE_BREAK.match(whole, ends[-1])
        start = broken.end() if broken else ends[-1]
    for level, number, text in _levelled(lines):
        # What is left of a line is its end.
        begin = ends[number] - len(text.lstrip())
        between = _between(runs, starts, begin, begin + len(text.strip()))
        marked.append((level, tuple(between)))
    return _blocks(marked)


def _between(runs: Sequence[Run], starts: Sequence[int], begin: int, end: int) -> Iterator[Run]:
    """Yield what stands between two places of the text of `runs`, which begin at `starts`."""
    for at in range(max(bisect_right(starts, begin) - 1, 0), bisect_left(starts, end)):
        run, start = runs[at], starts[at]
        if text := run.text[max(begin - start, 0) : max(end - start, 0)]:
            yield replace(run, text=text)


def _blocks(lines: Iterable[tuple[int | None, tuple[Run, ...]]]) -> tuple[Block, ...]:
    """Return lines with their levels as paragraphs (None) and bullets."""
    # Backwards, so that a bullet's children are complete when it is made.
    waiting: list[list[Block]] = [[] for _ in range(MAX_BULLET_DEPTH + 1)]
    for level, runs in reversed(list(lines)):
        if level is None:
            waiting[0].append(Paragraph(runs))
            continue
        children = tuple(reversed(waiting[level + 1]))
        waiting[level + 1].clear()
        waiting[level].append(Bullet(runs, children))
    return tuple(reversed(waiting[0]))


def _lines(block: Block, depth: int = 0) -> Iterator[tuple[Run, ...]]:
    runs = tuple(map(_signed, block.runs))
    if isinstance(block, Paragraph):
        text = "".join(run.text for run in runs)
        looks_marked = text.startswith(NO_BULLET) or _parted(text)
        yield (Run(NO_BULLET), *runs) if looks_marked else runs
        return
    yield (Run(MARKS[depth]), *runs)
    for child in block.children:
        yield from _lines(child, depth + 1)


def _signed(run: Run) -> Run:
    before, after = SIGNS.get(run.mark, ("", ""))
    return replace(run, text=f"{before}{LINE_BREAKS.sub(' ', run.text)}{after}")


def _levelled(lines: Iterable[str]) -> Iterator[tuple[int | None, int, str]]:
    """Yield level (None for a paragraph), number and text of each line that is not blank."""
    lines = list(lines)
    above: list[Place] = []  # of the bullets a line can still be below
    is_span = SPAN.fullmatch("\n".join(line for line in lines if line.strip()))
    for number, line in enumerate(lines):
        if is_span and line.strip():
            yield None, number, line
        elif line.startswith(NO_BULLET):
            above.clear()
            yield None, number, line.removeprefix(NO_BULLET)
        elif (parted := _parted(line)) is not None:
            place, text = parted
            level = min(_level(above, place), MAX_BULLET_DEPTH - 1)
            above[level:] = [place]
            yield level, number, text
        elif line.strip():
            above.clear()
            yield None, number, line


def _parted(line: str) -> tuple[Place, str] | None:
    """Return where a bullet's line stands and its text; None for a line without a bullet mark."""
    for depth, mark in enumerate(MARKS):
        if line.startswith(mark):
            return (2 * depth, mark.strip()), line.removeprefix(mark)
    if not (mark := MARK.match(line)):
        return None
    sign = mark[0].strip()
    indent = len(mark["indent"].expandtabs(TAB_WIDTH))
    return (indent, "–" if sign in DASHES else sign), line[mark.end() :]


def _level(above: list[Place], place: Place) -> int:
    """Return the level of a bullet below those in `above`: by its place, its indent, its mark."""
    indent, sign = place
    if place in above:
        return above.index(place)
    if not above or indent > above[-1][0]:
        return len(above)
    if sign in (signs := [sign for _, sign in above]):
        return signs.index(sign)
    if indent < above[-1][0]:
        return next(level for level, (other, _) in enumerate(above) if other >= indent)
    return len(above)
