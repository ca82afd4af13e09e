"""Keys as names of bookmarks, which nobody sees in Word.

A name has at most 40 letters, digits and underscores, stands once in a document, and two must not
differ by case alone; Word does not list those that begin with `_`. Where a row is copied, Word
leaves its bookmarks with the original, and LibreOffice numbers those of the copy: names of ours end
in `_`, so that none with a number behind it is taken for another key.
"""

import re
from enum import StrEnum

from bildung.annex.table import KEY

LONGEST = 40
NAME = re.compile(r"_zv[0-9]+([tcrs])_((?:[a-y0-9_]|z[zud]|zc[a-z])+)_")
SIGNS = {"-": "_", "_": "zu", ".": "zd", "z": "zz"}
PIECE = re.compile(r"zc[a-z]|z[zud]|_")
MEANINGS = {sign: character for character, sign in SIGNS.items()}


class Kind(StrEnum):
    """What a bookmark names: a row has two, as one may be lost with the words of its cell."""

    TABLE = "t"
    COLUMN = "c"
    ROW = "r"
    ROW_AGAIN = "s"


def name_of(kind: Kind, number: int, key: str) -> str:
    """Return the bookmark for `key` in the document's table `number`; empty if it were too long."""
    name = f"_zv{number}{kind}_{''.join(map(_sign, key))}_"
    return name if len(name) <= LONGEST else ""


def told_by(name: str) -> tuple[Kind, str] | None:
    """Return what `name` names and its key; None for bookmarks that are not of ours."""
    if not (told := NAME.fullmatch(name)):
        return None
    key = PIECE.sub(_meaning, told[2])
    return (Kind(told[1]), key) if KEY.fullmatch(key) else None


def _sign(character: str) -> str:
    if character in SIGNS:
        return SIGNS[character]
    return f"zc{character.lower()}" if character.isupper() else character


def _meaning(piece: re.Match[str]) -> str:
    return MEANINGS.get(piece[0]) or piece[0][-1].upper()
