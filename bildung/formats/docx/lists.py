"""Which paragraphs are bullets, and how deep: by numbering of their own or of their style."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml.etree import _Element

from .markup import WORD, child, number_of, value_of

# Names of styles are English in Word of any language, ids are not.
LIST_STYLE = re.compile(r"list (?:bullet|number)(?: ([2-5]))?", re.IGNORECASE)
HEADING_STYLE = re.compile(r"heading(?: [1-9])?|title", re.IGNORECASE)
# The level in the outline of what is no heading.
BODY_LEVEL = 9
NO_LIST = "0"


@dataclass(frozen=True)
class ListStyle:
    """A style that makes bullets: how deep they are, and how deep what is on level 0 of its list.

    The two differ where „List Bullet 2“ has a list of its own, as Word makes it.
    """

    level: int
    base: int = 0


@dataclass(frozen=True)
class Lists:
    """The lists of a document.

    `silent` are numberings and levels that print nothing; `styles` are the styles that make
    bullets, and `headings` those of headings, whose numbers make none.
    """

    silent: frozenset[tuple[str, int]] = frozenset()
    styles: Mapping[str, ListStyle] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()

    def level_of(self, properties: _Element | None) -> int | None:
        """Return how deep the paragraph of these w:pPr is in a list, from 0; None if in none."""
        name = value_of(child(properties, "pStyle"))
        if name in self.headings:
            return None
        style = self.styles.get(name)
        numbering = child(properties, "numPr")
        number = value_of(child(numbering, "numId"))
        if number is None:
            return style and style.level
        level = number_of(child(numbering, "ilvl"))
        if number == NO_LIST or (number, level) in self.silent:
            return None
        return level + (style.base if style else 0)

    def is_heading(self, properties: _Element | None) -> bool:
        """Tell whether the paragraph of these w:pPr is a heading."""
        return value_of(child(properties, "pStyle")) in self.headings or _is_outlined(properties)


def lists_of(styles: _Element | None, numbering: _Element | None) -> Lists:
    """Return the lists that the parts „styles“ and „numbering“ of a document tell of."""
    silent: set[tuple[str, int]] = set()
    linked: dict[tuple[str, str], int] = {}
    for number, depth, level in _levels(numbering):
        if value_of(child(level, "numFmt")) == "none":
            silent.add((number, depth))
        if style := value_of(child(level, "pStyle")):
            linked[number, style] = depth
    known = {} if styles is None else {style.get(f"{WORD}styleId", ""): style for style in styles}
    found = {name: _list_style(name, known, silent, linked) for name in known}
    return Lists(
        frozenset(silent),
        {name: style for name, style in found.items() if style},
        frozenset(name for name in known if _is_heading(name, known)),
    )


def _levels(numbering: _Element | None) -> Iterator[tuple[str, int, _Element]]:
    """Yield the w:lvl of each w:num with its number and depth."""
    if numbering is None:
        return
    kinds = {
        kind.get(f"{WORD}abstractNumId"): kind for kind in numbering.iter(f"{WORD}abstractNum")
    }
    for number in numbering.iter(f"{WORD}num"):
        kind = kinds.get(value_of(child(number, "abstractNumId")))
        for level in () if kind is None else kind.iterchildren(f"{WORD}lvl"):
            depth = level.get(f"{WORD}ilvl", "")
            if depth.isdecimal():
                yield number.get(f"{WORD}numId", ""), int(depth[:2]), level


def _list_style(
    name: str,
    known: Mapping[str, _Element],
    silent: Collection[tuple[str, int]],
    linked: Mapping[tuple[str | None, str], int],
) -> ListStyle | None:
    """Return what list a style makes: the nearest in its chain decides, name before numbering."""
    for own, style in _chain(name, known):
        numbering = child(child(style, "pPr"), "numPr")
        number = value_of(child(numbering, "numId"))
        level = linked.get((number, own), number_of(child(numbering, "ilvl")))
        if number == NO_LIST or (number, level) in silent:
            return None
        if told := LIST_STYLE.fullmatch(_name(style)):
            depth = int(told[1] or 1) - 1
            return ListStyle(depth, max(depth - level, 0) if number else 0)
        if number is not None:
            return ListStyle(level)
    return None


def _is_heading(name: str, known: Mapping[str, _Element]) -> bool:
    return any(
        HEADING_STYLE.fullmatch(_name(style)) or _is_outlined(child(style, "pPr"))
        for _, style in _chain(name, known)
    )


def _is_outlined(properties: _Element | None) -> bool:
    return number_of(child(properties, "outlineLvl"), BODY_LEVEL) < BODY_LEVEL


def _chain(name: str | None, known: Mapping[str, _Element]) -> Iterator[tuple[str, _Element]]:
    """Yield the style and those it is based on; a circle ends where it began."""
    seen: set[str] = set()
    while name in known and name not in seen:
        seen.add(name)
        yield name, known[name]
        name = value_of(child(known[name], "basedOn"))


def _name(style: _Element) -> str:
    return value_of(child(style, "name")) or ""
