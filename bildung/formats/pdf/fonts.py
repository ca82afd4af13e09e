"""The fonts of the press: they come with the installation, and no others are seen.

Source Sans Pro (SIL OFL 1.1) as plain ttf from the package font-source-sans-pro. Fontconfig is
pointed at its folder alone, so that every machine prints the same and no @font-face is needed.
"""

import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import font_source_sans_pro

FOLDER = Path(font_source_sans_pro.font_directory)
FACES = ("Regular", "Semibold", "It", "SemiboldIt")

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
    "\u25aa": "■",
    "\u25cf": "•",
    "\uf0b7": "•",
    # The fonts have a glyph for it, which PDF/A and PDF/UA forbid to name.
    "\ufeff": "",
    **dict.fromkeys("\t\n\r\v\f\x85\u2028\u2029", " "),
}


def configuration(cache_folder: Path) -> str:
    """Return a fontconfig file that shows exactly the faces used here."""
    accepted = "".join(
        f"<glob>{escape(str(FOLDER))}/SourceSansPro-{face}.ttf</glob>" for face in FACES
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{escape(str(FOLDER))}</dir>"
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
    return "".join(map(_printable_sign, unicodedata.normalize("NFC", text)))


@cache
def _printable_sign(sign: str) -> str:
    if sign in RELATIVES:
        return RELATIVES[sign]
    if ord(sign) in _signs():
        return sign
    if unicodedata.category(sign) in ("Cf", "Cc", "Mn"):
        # Joiners, direction marks and stray controls have no shape of their own.
        return ""
    return f"[U+{ord(sign):04X}]"


@cache
def _signs() -> frozenset[int]:
    """Return the code points that every face holds."""
    from fontTools.ttLib import TTFont

    faces = (TTFont(FOLDER / f"SourceSansPro-{face}.ttf", lazy=True) for face in FACES[:2])
    return frozenset.intersection(*(frozenset(face.getBestCmap()) for face in faces))
