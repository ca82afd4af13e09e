"""What of a cell is a bullet, and below which other one: by style, mark, number, indentation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bildung.annex.table import MAX_BULLET_DEPTH, Block, Bullet, Paragraph, Run, text_runs
from bildung.vocabulary.outline import LINE_BREAK, MARK, TAB_WIDTH

from .continuing import goes_on, join, joined
from .wording import Blocks, Wording

# „1.“, „2)“, „1.1“, „1.1.“, „a)“, „b.“; neither „10.2016“ nor „3 Sitzungen“.
NUMBER = re.compile(
    r"\s*(?P<number>\(?\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\(?[a-zA-Z][.)])\s+(?=\S)"
)
# Below a plain paragraph that ends so stand the bullets that follow it.
INTRODUCES = ":"

Items = list[tuple[int, str]]


@dataclass
class _Line:
    """A line of a paragraph: how far it is indented, by what sign it is an item, and its text.

    `is_whole` where it stands in the annex of today as it is.
    """

    width: int
    kind: str
    text: str
    is_whole: bool = False


def outline_of(
    blocks: Blocks,
    wording: Wording,
    levels: int = MAX_BULLET_DEPTH,
    is_numbered: bool = False,
    is_prose: bool = False,
) -> tuple[Bullet, ...]:
    """Return what a cell says as bullets, at most `levels` deep.

    `is_numbered` where the cells of the column are numbered, so that one number makes an item;
    `is_prose` where paragraphs are meant, which may begin with any letter.
    """
    put_together = blocks if wording.is_ours else tuple(_put_together(blocks, wording, is_prose))
    return nested(_cleaned(_items(put_together, wording, is_numbered), wording), levels)


def nested(items: Sequence[tuple[int, str]], levels: int) -> tuple[Bullet, ...]:
    """Return items with their levels (from 0) as bullets; what lies too deep is lifted."""
    lifted: Items = []
    for level, text in items:
        deepest = lifted[-1][0] + 1 if lifted else 0
        lifted.append((min(level, deepest, levels - 1), text))
    # Backwards, so that a bullet's children are complete when it is made.
    waiting: list[list[Bullet]] = [[] for _ in range(levels + 1)]
    for level, text in reversed(lifted):
        children = tuple(reversed(waiting[level + 1]))
        waiting[level + 1].clear()
        waiting[level].append(Bullet(text_runs(text), children))
    return tuple(reversed(waiting[0]))


def numbered_share(cells: Iterable[Blocks]) -> bool:
    """Whether most cells, and two at least, begin with a number as an item of a list does."""
    firsts = [next(iter(_raw_lines(blocks)), "") for blocks in cells if blocks]
    numbered = sum(NUMBER.match(line) is not None for line in firsts)
    return numbered >= 2 and 5 * numbered >= 4 * len(firsts)


def without_number(text: str) -> str:
    number = NUMBER.match(text)
    return text[number.end() :] if number else text


def _raw_lines(blocks: Blocks) -> Iterator[str]:
    for block in blocks:
        yield from LINE_BREAK.split(block.text)


def _cleaned(items: Iterable[tuple[int, str]], wording: Wording) -> Items:
    return [(level, text) for level, raw in items if (text := wording.clean(raw))]


def _items(blocks: Blocks, wording: Wording, is_numbered: bool) -> Iterator[tuple[int, str]]:
    """Yield level and text of each item; a plain paragraph is one, too."""
    base = 0  # the level of bullets here
    lines: list[_Line] = []
    for block in blocks:
        if isinstance(block, Bullet):
            if lines:
                plain = _levelled(_with_numbers(lines, is_numbered))
                yield from plain
                base = 1 if plain and plain[-1][1].rstrip().endswith(INTRODUCES) else 0
                lines = []
            yield from _of_bullet(block, base, wording)
        else:
            lines += [_line(raw, wording) for raw in LINE_BREAK.split(block.text) if raw.strip()]
    if lines:
        yield from _levelled(_with_numbers(lines, is_numbered))


def _put_together(blocks: Blocks, wording: Wording, is_prose: bool) -> list[Block]:
    """Return the blocks with lines that go on below as one, in paragraphs and from bullets."""
    whole: list[Block] = []
    for block in blocks:
        if isinstance(block, Bullet):
            whole.append(block)
            continue
        if not block.text.strip():
            whole.append(block)  # what is parted by a blank line does not go on
        for raw in LINE_BREAK.split(block.text):
            line = _line(raw, wording)
            if whole and _is_rest(_last_text(whole[-1]), line, wording, is_prose):
                whole[-1] = _continued(whole[-1], line.text)
            elif raw.strip():
                whole.append(Paragraph((Run(raw),)))
    return whole


def _is_rest(text: str, line: _Line, wording: Wording, is_prose: bool) -> bool:
    """Whether a line is no item, and goes on from what stands above it."""
    if line.kind or line.is_whole or NUMBER.match(line.text) or wording.is_known(text):
        return False
    return goes_on(text, line.text, not is_prose)


def _last_text(block: Block) -> str:
    if isinstance(block, Bullet) and block.children:
        return _last_text(block.children[-1])
    return LINE_BREAK.split(block.text)[-1]


def _continued(block: Block, line: str) -> Block:
    """Return a paragraph, or the last bullet in one, gone on by a line."""
    if isinstance(block, Bullet) and block.children:
        *others, last = block.children
        return replace(block, children=(*others, _continued(last, line)))
    return replace(block, runs=(Run(join(block.text, line)),))


def _of_bullet(bullet: Bullet, level: int, wording: Wording) -> Iterator[tuple[int, str]]:
    first, *more = LINE_BREAK.split(bullet.text)
    texts = [_line(first, wording).text]
    below = []
    for raw in more:
        line = _line(raw, wording)
        if line.kind:
            below.append(line.text)
        elif below:
            below[-1] = join(below[-1], line.text)
        else:
            texts.append(line.text)
    text = joined(texts)
    yield level, text
    # An item without text that holds others is none.
    inner = level + 1 if text.strip() else level
    yield from ((inner, line) for line in below)
    for child in bullet.children:
        yield from _of_bullet(child, inner, wording)


def _line(raw: str, wording: Wording) -> _Line:
    indent = len(raw) - len(raw.lstrip())
    width = len(raw[:indent].expandtabs(TAB_WIDTH))
    is_known = wording.is_known(raw)
    mark = None if is_known else MARK.match(raw)
    if mark:
        return _Line(width, raw[indent], raw[mark.end() :])
    return _Line(width, "", raw.strip(), is_known)


def _with_numbers(lines: list[_Line], is_numbered: bool) -> list[_Line]:
    """Take numbers for signs of items where they count in order: „1.“, „2.“ or „a)“, „b)“."""
    found = [(line, NUMBER.match(line.text)) for line in lines if not line.kind]
    found = [(line, match) for line, match in found if match]
    if not is_numbered and not _counts([match["number"] for _, match in found]):
        return lines
    for line, match in found:
        line.kind, _ = _kind_of(match["number"])
        line.text = line.text[match.end() :]
    return lines


def _counts(numbers: Sequence[str]) -> bool:
    last: dict[str, int] = {}
    for kind, value in map(_kind_of, numbers):
        if value not in (1, last.get(kind, 0) + 1):
            return False
        last[kind] = value
    return len(numbers) > 1 and max(last.values()) > 1


def _kind_of(number: str) -> tuple[str, int]:
    """Return the kind of a number, as „1.1“, and how far it counts."""
    parts = re.findall("[0-9]+|[a-zA-Z]", number)
    ends = number[-1] if number[-1] in ".)" else ""
    if parts[-1].isdigit():
        return ".".join("1" * len(parts)) + ("" if len(parts) > 1 else ends), int(parts[-1])
    return f"a{ends}", ord(parts[-1].lower()) - ord("a") + 1


def _levelled(lines: list[_Line]) -> Items:
    """Return level and text of each line, by its indentation and the kind of its sign."""
    has_signs = any(line.kind for line in lines)
    items: Items = []
    above: list[tuple[int, str]] = []  # width and kind of those a line can still be below
    base = 0
    for line in lines:
        if has_signs and not line.kind:
            if above and line.width > above[-1][0]:  # goes on from the line above
                items[-1] = (items[-1][0], join(items[-1][1], line.text))
                continue
            items.append((0, line.text))
            above, base = [], int(line.text.rstrip().endswith(INTRODUCES))
            continue
        sign = (line.width, line.kind)
        if sign in above:
            del above[above.index(sign) :]
        while above and above[-1][0] > line.width:
            above.pop()
        items.append((base + len(above), line.text))
        above.append(sign)
    return items
