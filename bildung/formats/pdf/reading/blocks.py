"""Paragraphs and bullets of a cell, from lines or list items with their levels."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bildung.annex.table import MAX_BULLET_DEPTH, Block, Bullet, Paragraph, text_runs

MARKS = re.compile("[•·▪■●○◦‣⁃∙◆◇➢➤►▶\uf0a7\uf0b7\uf0d8\uf0fc]|[–—-](?=\\s|$)|o(?=\\s|$)")


@dataclass
class Item:
    """A bullet to be, with those below it; level 0 is a paragraph, 1 an outer bullet."""

    level: int
    text: str
    children: list["Item"] = field(default_factory=list)


def blocks_of(items: Iterable[tuple[int, str]]) -> tuple[Block, ...]:
    """Return paragraphs (level 0) and bullets (level 1 and more), nested as far as a plan does.

    A level that is skipped is none: a bullet lies at most one below the one before it.
    """
    top: list[Item] = []
    open_items: list[Item] = []
    for level, text in items:
        if not text:
            continue
        if level == 0:
            open_items = []
            top.append(Item(0, text))
            continue
        while open_items and open_items[-1].level >= level:
            open_items.pop()
        if len(open_items) >= MAX_BULLET_DEPTH:
            del open_items[MAX_BULLET_DEPTH - 1 :]
        item = Item(level, text)
        (open_items[-1].children if open_items else top).append(item)
        open_items.append(item)
    return tuple(map(_block, top))


def _block(item: Item) -> Block:
    if item.level == 0:
        return Paragraph(text_runs(item.text))
    return _bullet(item)


def _bullet(item: Item) -> Bullet:
    return Bullet(text_runs(item.text), tuple(map(_bullet, item.children)))
