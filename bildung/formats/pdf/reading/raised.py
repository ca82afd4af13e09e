"""Small figures above the line, which point to notes or are powers: „3/2016¹“, „20 m²“.

Without a sign of their own they would be figures of the year before them.
"""

from collections.abc import Iterable
from typing import Any

SIGNS = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
FIGURES = frozenset("0123456789()*,")
# As shares of the size of the sign before: how large they are, how near, and how high they stand.
SMALLEST, SMALL, LARGEST, NEAR = 0.4, 0.85, 0.95, 0.15
MOVED, RAISED, MOST_MOVED = 0.12, 0.2, 0.8


def raise_figures(signs: Iterable[dict[str, Any]]) -> None:
    """Make raised signs of raised figures on a page (of pdfplumber), on the line they are of.

    Lowered ones are on that line, too: „CO2“.
    """
    base = last = None
    for sign in signs:
        if base and last and _is_beside(sign, base, last):
            if base["bottom"] - sign["bottom"] >= RAISED * base["size"]:
                sign["text"] = sign["text"].translate(SIGNS)
            sign.update({name: base[name] for name in ("top", "bottom", "doctop", "height")})
        else:
            base = sign if sign["upright"] and not sign["text"].isspace() else None
        last = sign


def _is_beside(sign: dict[str, Any], base: dict[str, Any], last: dict[str, Any]) -> bool:
    """Whether a small figure stands right behind `last`, higher or lower than its `base`."""
    size = base["size"]
    moved = abs(base["bottom"] - sign["bottom"])
    return (
        sign["text"] in FIGURES
        and sign["upright"]
        and SMALLEST * size <= sign["size"] <= LARGEST * size
        and moved <= MOST_MOVED * size
        and (moved >= MOVED * size or sign["size"] <= SMALL * size)
        and abs(sign["x0"] - last["x1"]) <= NEAR * size
    )
