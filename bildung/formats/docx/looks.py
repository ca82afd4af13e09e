"""How runs of text look, as far as it changes what they say: hidden, struck, raised, in signs.

A style of a paragraph and one of its characters may both say so, and then cancel each other out;
what a run says itself counts alone (ECMA-376, 17.7.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from .markup import OFF, VALUE, WORD, child, value_of

HIDDEN, STRUCK = f"{WORD}vanish", f"{WORD}strike"
STRUCK_TWICE = f"{WORD}dstrike"
LEVEL, POSITION = f"{WORD}vertAlign", f"{WORD}position"
FONTS = f"{WORD}rFonts"
# In half points: what is raised by less was set level with its line.
RAISED = 4


@dataclass(frozen=True)
class Look:
    """`font` is the name of the font of Latin letters; empty where nothing says which."""

    is_hidden: bool = False
    is_struck: bool = False
    is_raised: bool = False
    font: str = ""


PLAIN = Look()


@dataclass
class Looks:
    """The looks that the styles of a document give."""

    styles: Mapping[str, _Element] = field(default_factory=dict)
    default: str = ""
    base: Look = PLAIN
    known: dict[tuple[str | None, str | None], Look] = field(default_factory=dict)
    chains: dict[str | None, Look] = field(default_factory=dict)

    def of_paragraph(self, properties: _Element | None) -> str:
        """Return the style of the paragraph of these w:pPr."""
        return value_of(child(properties, "pStyle")) or self.default

    def of_run(self, run: _Element, paragraph: str) -> Look:
        """Return the look of a w:r in a paragraph of that style."""
        properties = run.find(f"{WORD}rPr")
        if properties is None:
            return self._of_styles(paragraph, None)
        look = self._of_styles(paragraph, value_of(child(properties, "rStyle")))
        return _with(look, properties)

    def mark_is_hidden(self, properties: _Element | None) -> bool:
        """Tell whether the end of the paragraph of these w:pPr is hidden: the next one joins it."""
        mark = child(properties, "rPr")
        return mark is not None and _with(PLAIN, mark).is_hidden

    def _of_styles(self, paragraph: str, characters: str | None) -> Look:
        key = (paragraph, characters)
        if key not in self.known:
            one, other = self._of_chain(paragraph), self._of_chain(characters)
            self.known[key] = Look(
                self.base.is_hidden or one.is_hidden != other.is_hidden,
                self.base.is_struck or one.is_struck != other.is_struck,
                one.is_raised or other.is_raised,
                other.font or one.font or self.base.font,
            )
        return self.known[key]

    def _of_chain(self, name: str | None) -> Look:
        """Return the look of a style and those it is based on; a circle ends where it began."""
        if name not in self.chains:
            self.chains[name] = PLAIN
            if (style := self.styles.get(name or "")) is not None:
                below = self._of_chain(value_of(child(style, "basedOn")))
                self.chains[name] = _with(below, child(style, "rPr"))
        return self.chains[name]


def looks_of(styles: _Element | None) -> Looks:
    """Return the looks that the part „styles“ of a document tells of."""
    if styles is None:
        return Looks()
    named = {
        style.get(f"{WORD}styleId", ""): style for style in styles.iterchildren(f"{WORD}style")
    }
    default = next(
        (
            name
            for name, style in named.items()
            if style.get(f"{WORD}type") == "paragraph" and style.get(f"{WORD}default") == "1"
        ),
        "",
    )
    usual = child(child(child(styles, "docDefaults"), "rPrDefault"), "rPr")
    return Looks(named, default, _with(PLAIN, usual))


def _with(look: Look, properties: _Element | None) -> Look:
    """Return a look with what these w:rPr change."""
    changes: dict[str, bool | str] = {}
    for part in () if properties is None else properties:
        name = part.tag
        if name == HIDDEN:
            changes["is_hidden"] = part.get(VALUE, "1") not in OFF
        elif name in (STRUCK, STRUCK_TWICE):
            is_on = part.get(VALUE, "1") not in OFF
            changes["is_struck"] = is_on or changes.get("is_struck", False)
        elif name == LEVEL:
            changes["is_raised"] = part.get(VALUE) == "superscript"
        elif name == POSITION:
            value = part.get(VALUE, "")
            if value.isdecimal() and len(value) < 4 and int(value) >= RAISED:
                changes["is_raised"] = True
        elif name == FONTS and (font := part.get(f"{WORD}ascii") or part.get(f"{WORD}hAnsi")):
            changes["font"] = font
    return replace(look, **changes) if changes else look
