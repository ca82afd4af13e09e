"""Where things stand in a sheet of ours, for writing and reading alike.

      A … (columns of the annex)                          last column (hidden)
1     Anlage 1: Ziele und Maßnahmen                       Titel
2     Zielvereinbarung …, Entwurf, Stand 24.11.2026       Stand
…     (what the signs mean, where there are any)          Stand
3     priority  goal  …  (hidden)                         Spalten anlage-1
4     Priorität  Grundlegendes Ziel  …                    Kennung
5     1. hoch   Aufbau …                                  measure-1
"""

import re

from bildung.annex.table import KEY
from bildung.vocabulary.outline import UNWRITABLE

HEADING_COLOUR = "FFE4EAF0"
KEY_TITLE = "Kennung"
TITLE_SIGN = "Titel"
STATE_SIGN = "Stand"
COLUMNS_SIGN = "Spalten {}"
# No key of a row has a space in it, so that none looks like this.
# Control characters and others that XML has no way to write; line breaks it has.
NOT_WRITABLE = re.compile(rf"(?!\n){UNWRITABLE.pattern}")
COLUMNS = re.compile(rf"Spalten (?P<key>{KEY.pattern})")


def writable(text: str) -> str:
    """Return `text` without what XML cannot hold."""
    return NOT_WRITABLE.sub("", text)
