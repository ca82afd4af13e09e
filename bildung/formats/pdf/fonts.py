"""The fonts of the press: they come with the installation, and no others are seen.

Source Sans Pro (SIL OFL 1.1) as plain ttf from the package font-source-sans-pro. For boxes, arrows,
ticks and other signs that it lacks, DejaVu Sans (Bitstream Vera's licence) from the package
ziafont. Fontconfig is pointed at their folders alone, so that every machine prints the same and no
@font-face is needed.
"""

import unicodedata
from functools import cache
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from xml.sax.saxutils import escape

import font_source_sans_pro

FOLDER = Path(font_source_sans_pro.font_directory)
FACES = tuple(
    FOLDER / f"SourceSansPro-{face}.ttf" for face in ("Regular", "Semibold", "It", "SemiboldIt")
)
SYMBOLS = Path(find_spec("ziafont").origin).parent / "fonts" / "DejaVuSans.ttf"
# What is taken of it: arrows, mathematics, technical signs, boxes, geometric forms, dingbats. No
# letters: their accents, and the direction some are read in, are not what our line breaker knows.
SYMBOL_BLOCKS = (
    range(0x2190, 0x2400),
    range(0x2460, 0x27C0),
    range(0x27F0, 0x2800),
    range(0x2900, 0x2980),
    range(0x2B00, 0x2C00),
)

# Close relatives for signs the font lacks.
RELATIVES = {
    "\u00ad": "",
    "\u2007": "\u00a0",
    "\u2009": " ",
    "\u202f": "\u00a0",
    "\u2010": "-",
    "\u2011": "-",
    "\u2012": "–",
    "\u2015": "—",
    "\u2043": "–",
    "\u2212": "–",
    "\uf0b7": "•",
    # Ligatures, which the font makes of the letters by itself.
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    "\u2b1b": "■",
    "\u2b1c": "□",
    "\u2b95": "➡",
    "\u2b9e": "►",
    "\U0001f5f4": "✗",
    "\U0001f5f5": "☒",
    "\U0001f5f6": "✘",
    "\U0001f5f7": "☒",
    "\U0001f5f8": "✓",
    "\U0001f5f9": "☑",
    # The fonts have a glyph for it, which PDF/A and PDF/UA forbid to name.
    "\ufeff": "",
    **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
}


def configuration(cache_folder: Path) -> str:
    """Return a fontconfig file that shows exactly the faces used here."""
    fonts = (*FACES, SYMBOLS)
    folders = dict.fromkeys(path.parent for path in fonts)
    shown = "".join(f"<dir>{escape(str(folder))}</dir>" for folder in folders)
    accepted = "".join(f"<glob>{escape(str(path))}</glob>" for path in fonts)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig>{shown}"
        f"<cachedir>{escape(str(cache_folder))}</cachedir>"
        f"<selectfont><rejectfont><glob>*</glob></rejectfont>"
        f"<acceptfont>{accepted}</acceptfont></selectfont></fontconfig>\n"
    )


def printable(text: str) -> str:
    """Return `text` with signs the fonts hold. One they lack becomes its number: „[U+4E2D]“.

    PDF/UA-1 forbids references to a missing glyph (ISO 14289-1, 7.21.8); an empty box would say
    nothing, and leaving the sign out would lose it.
    """
    if text.isascii() and text.isprintable():
        return text
    signs = "".join(map(_printable_sign, unicodedata.normalize("NFC", text)))
    # A sign that was left out may have kept a letter and its accent apart.
    return signs if unicodedata.is_normalized("NFC", signs) else printable(signs)


@cache
def _printable_sign(sign: str) -> str:
    if sign in RELATIVES:
        return RELATIVES[sign]
    if ord(sign) in _signs():
        return sign
    if unicodedata.category(sign) in ("Cf", "Cc", "Mn"):
        # Joiners, direction marks and stray controls have no shape of their own.
        return ""
    if unicodedata.category(sign) == "Zs":
        return " "
    return f"[U+{ord(sign):04X}]"


@cache
def _signs() -> frozenset[int]:
    """Return the code points that are printed: those of every face, and symbols."""
    every = frozenset.intersection(*map(_held, FACES[:2]))
    return every | _held(SYMBOLS).intersection(chain(*SYMBOL_BLOCKS))


def _held(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    return frozenset(TTFont(font, lazy=True).getBestCmap())
