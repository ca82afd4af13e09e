"""How much room words take, estimated from above, and where they are cut to fit.

A server knows no fonts of a browser. The widths are those of DejaVu Sans, the widest of the fonts
a page may be shown in, rounded up; the font of the press is a good deal narrower.
"""

from itertools import accumulate, takewhile

NARROW = frozenset(" .,:;'|!ijlftrI()[]/·’‚„“")
WIDE = frozenset("mwMWQO@%—…☐◉✓→×&ÄÖ")
BOLD = 1.12  # as wide as that is bold text


def width_of(text: str, size: int, bold: bool = False) -> int:
    """Return the most that `text` in letters of `size` takes, in the unit of `size`."""
    return int(sum(map(_width, text)) * size * (BOLD if bold else 1)) + 1


def cut(text: str, size: int, room: int, bold: bool = False) -> str:
    """Return `text` if it fits into `room`, else as many whole words as do, and „…“.

    A first word that is too long by itself is cut within; without room for a letter it is empty.
    """
    if width_of(text, size, bold) <= room:
        return text
    factor = size * (BOLD if bold else 1)
    rest = _width(" ") + _width("…")
    ends = takewhile(
        lambda end: int((end + rest) * factor) + 1 <= room, accumulate(map(_width, text))
    )
    fitting = sum(1 for _ in ends)
    if not fitting:
        return ""
    head = text[:fitting]
    if not text[fitting].isspace():
        if " " not in head.strip():
            return head + "…"
        head = head.rsplit(None, 1)[0]
    return head.rstrip(" ,;:–-") + " …"


def _width(sign: str) -> float:
    if sign in NARROW:
        return 0.42
    if sign in WIDE or ord(sign) >= 0x2E80:
        return 1.05
    return 0.8 if sign.isupper() or ord(sign) >= 0x250 else 0.66
