"""What the styles of a workbook say of its cells besides the format of numbers: colour, font."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS

from bildung.annex.table import Mark, Run
from bildung.vocabulary import symbols

# „auto“ and white, as rgb, of the theme, of the old palette.
NO_COLOURS = {"FFFFFFFF", "00FFFFFF", "FFFFFF", "theme0", "indexed1", "indexed9", "indexed65"}


@dataclass(frozen=True)
class Font:
    """How text is set: struck out, in a font of signs, above or below the line."""

    is_struck: bool = False
    symbols: str = ""
    height: str = ""

    def run(self, text: str) -> Run:
        """Return what a text set so shows. Our own signs around struck text say so already."""
        if self.symbols:
            text, _ = symbols.shown(text, self.symbols)
        text = text.translate(HEIGHTS.get(self.height, {}))
        is_own = text.startswith("[-") and text.endswith("-]")
        return Run(text, Mark.DELETED if self.is_struck and not is_own else Mark.PLAIN)

    def knows(self, text: str) -> bool:
        """Whether all signs of a text set so are known."""
        return not self.symbols or symbols.shown(text, self.symbols)[1]


# „3/2016“ with a raised 1 is no „3/20161“, nor with a raised „1)“.
HEIGHTS = {
    "superscript": str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "()"),
    "subscript": str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋"),
}
PLAIN = Font()


@dataclass(frozen=True)
class Look:
    """A style of cells: format of numbers, font, name of its colour; whether it is a check box."""

    number: int = 0
    font: Font = PLAIN
    colour: str = ""
    is_box: bool = False


STANDARD = Look()


@dataclass
class Looks:
    """The styles of a workbook, by the number that cells name."""

    formats: dict[int, str] = field(default_factory=dict)
    fonts: list[Font] = field(default_factory=list)
    colours: list[str] = field(default_factory=list)
    used: list[Look] = field(default_factory=list)

    def add(self, part: Element) -> None:
        """Take in a part of the styles (PARTS)."""
        if part.tag == "numFmts":
            for each in part:
                self.formats[int(each.get("numFmtId", 0))] = each.get("formatCode", "")
        elif part.tag == "fonts":
            self.fonts = [font_of(each) for each in part]
        elif part.tag == "fills":
            self.colours = [_colour(each) for each in part]
        else:
            self.used = [self._look(each) for each in part]

    def look(self, style: int) -> Look:
        return self.used[style] if 0 <= style < len(self.used) else STANDARD

    def code(self, look: Look) -> str:
        """Return a style's format of numbers as Excel notes it, in English („dd.mm.yyyy“)."""
        return self.formats.get(look.number) or BUILTIN_FORMATS.get(look.number) or "General"

    def _look(self, style: Element) -> Look:
        font, fill = int(style.get("fontId", 0)), int(style.get("fillId", 0))
        return Look(
            int(style.get("numFmtId", 0)),
            self.fonts[font] if font < len(self.fonts) else PLAIN,
            self.colours[fill] if fill < len(self.colours) else "",
            any(part.tag == "xfComplement" for part in style.iter()),
        )


PARTS = ("numFmts", "fonts", "fills", "cellXfs")


def font_of(properties: Iterable[Element]) -> Font:
    """Return what the properties of a font, or of a run, say."""
    is_struck, name, height = False, "", ""
    for each in properties:
        if each.tag == "strike":
            is_struck = each.get("val", "1") not in ("0", "false")
        elif each.tag in ("name", "rFont"):
            name = each.get("val", "")
        elif each.tag == "vertAlign":
            height = each.get("val", "")
    name = name if symbols.is_symbol_font(name) else ""
    return Font(is_struck, name, height if height in HEIGHTS else "")


def _colour(fill: Element) -> str:
    """Return a name of the colour of a fill; "" where it has none, or is white."""
    for pattern in fill:
        if pattern.tag == "gradientFill":
            return "gradient"
        if pattern.tag != "patternFill" or pattern.get("patternType", "none") == "none":
            continue
        for colour in pattern:
            if colour.tag == "fgColor":
                kinds = ("rgb", "theme", "indexed")
                kind = next((kind for kind in kinds if colour.get(kind)), "")
                name = colour.get("rgb") or f"{kind}{colour.get(kind, '')}"
                return "" if name in NO_COLOURS else name + colour.get("tint", "")
    return ""
