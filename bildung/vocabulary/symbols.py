"""What the letters of symbol fonts show: „ü“ in Wingdings is „✓“. Standard library only.

Office files keep the letter and the name of the font; without it, a tick is a letter. Tables after
the code charts of these fonts, the nearest sign of Unicode that usual fonts have.
"""

from functools import lru_cache

# By font, in lower case: the first of a run of codes, and what they show.
RUNS = {
    "wingdings": (
        (0x28, "☎"),
        (0x2A, "✉"),
        (0x45, "☜☞☝☟"),
        (0x4A, "☺😐☹"),
        (0x6C, "●❍■□"),
        (0x71, "❑❒◆◆◆❖◆"),
        (0x80, "⓪①②③④⑤⑥⑦⑧⑨⑩"),
        (0x8B, "⓿❶❷❸❹❺❻❼❽❾❿"),
        (0x9E, "·•▪○◯◯◉◎"),
        (0xA7, "▪☐"),
        (0xAB, "★"),
        (0xD5, "⌫⌦"),
        (0xD8, "➢"),
        (0xDC, "➲"),
        (0xDF, "←→↑↓↖↗↙↘"),
        (0xE7, "←➔↑↓↖↗↙↘⇦⇨⇧⇩⇔"),
        (0xFB, "✗✓☒☑"),
    ),
    "wingdings 2": (
        (0x4F, "✗✓☒☑☒☒"),
        (0x69, "①②③④⑤⑥⑦⑧⑨⑩"),
        (0x97, "•●"),
        (0xA2, "■☐"),
    ),
    "wingdings 3": (
        (0x66, "←→↑↓↖↗↙↘"),
        (0x70, "▲▼"),
        (0x74, "◀▶"),
        (0x7D, "▶"),
        (0x84, "◀▶"),
    ),
    "webdings": ((0x34, "▶"), (0x61, "✓"), (0x63, "☐"), (0x67, "■"), (0x6E, "●"), (0x72, "✗")),
    "symbol": (
        (0x41, "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"),
        (0x61, "αβχδεφγηιϕκλμνοπθρστυϖωξψζ"),
        (0xA3, "≤⁄∞"),
        (0xAB, "↔←↑→↓°±″≥×"),
        (0xB7, "•÷≠≡≈…"),
        (0xD6, "√⋅¬"),
        (0xDB, "⇔⇐⇑⇒⇓"),
    ),
}
PRIVATE = range(0xF000, 0xF100)
# What all of these fonts leave as it is.
BLANK = frozenset(" \t\n\r\u00a0")


def is_symbol_font(name: str) -> bool:
    """Whether what is set in this font is signs and no letters."""
    return name.strip().lower() in RUNS


def shown(text: str, font: str) -> tuple[str, bool]:
    """Return what a text set in a symbol font shows, and whether all of its signs are known.

    A sign that is not known stays as it is.
    """
    signs = _signs(font.strip().lower())
    found = [sign if sign in BLANK else signs.get(_code(sign), "") for sign in text]
    both = zip(found, text, strict=True)
    return "".join(new or old for new, old in both), all(found)


@lru_cache
def _signs(font: str) -> dict[int, str]:
    return {
        first + place: sign
        for first, signs in RUNS.get(font, ())
        for place, sign in enumerate(signs)
    }


def _code(sign: str) -> int:
    """Return the place in the font: Office keeps it as such, in U+F000, or as Windows-1252."""
    if ord(sign) in PRIVATE:
        return ord(sign) - PRIVATE.start
    encoded = sign.encode("cp1252", "ignore")
    return encoded[0] if encoded else ord(sign)
