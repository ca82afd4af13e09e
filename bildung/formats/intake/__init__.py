"""What comes in from outside: files of unknown origin, read to what they hold, or refused.

What happens to a file on its way, cheapest first, so that a hostile one is refused at once:

    kinds         by its first bytes                        here, a look at them
    press         a child process, limited in time and memory
      package       an archive: its directory, then each part expanded and counted
      markup        its XML: declares nothing, bounded
      plaintext     CSV and JSON: lines, fields and depth bounded
      docx, xlsx, csv, json, pdf.reading                    the formats themselves
    annex.grid    what they found, back as JSON

Nothing of a file is parsed in the application itself.
"""

import json
from typing import Any

from bildung.annex import grid
from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError
from bildung.formats import pdf
from bildung.formats.pdf.press import Press, PrintError

from .job import read
from .kinds import check_name, kind_of
from .refusal import NotRead

__all__ = ["LARGEST_MIB", "NotRead", "read_file"]

LARGEST_MIB = 20
SECONDS = 20
# A third of it is what a child shares with the press from its start; 300 are its own.
MEMORY_MIB = 400

EMPTY = "Die Datei ist leer. Bitte prüfen Sie, ob sie vollständig gespeichert wurde."
TOO_LARGE = (
    f"Die Datei ist größer als {LARGEST_MIB} MB. "
    "Bitte entfernen Sie Bilder daraus oder teilen Sie sie auf."
)
TOO_MUCH = (
    "Die Datei zu lesen dauert zu lange oder braucht zu viel Speicher. "
    "Bitte teilen Sie sie auf, oder speichern Sie sie in einem anderen Format."
)
REASONS = {
    "time": TOO_MUCH,
    "memory": TOO_MUCH,
    "died": TOO_MUCH,
}
UNREADABLE = (
    "Die Datei lässt sich nicht lesen; vermutlich ist sie beschädigt. "
    "Bitte speichern Sie sie noch einmal, oder in einem anderen Format."
)

REFUSED = b'{"refused"'

# The press of the prints, with limits of its own.
reads = Press(pdf.STYLE_SHEETS, pdf.FOLDER, seconds=SECONDS, memory_mib=MEMORY_MIB)


def read_file(name: str, content: bytes) -> Contents:
    """Return what the file `name` holds. Raises NotRead, with a German reason, for any other.

    Raises pdf.Busy where too much is read and printed already.

    Taken are DOCX, XLSX, PDF, CSV and JSON of at most LARGEST_MIB. The kind is told by the content;
    a name that claims another is refused.
    """
    return contents_of(read_bytes(name, content))


def read_bytes(name: str, content: bytes) -> bytes:
    """Return what `read_file` does as the child told it, for `contents_of`. Raises the same.

    So nobody has to take apart here what is only to be passed on.
    """
    if not content:
        raise NotRead(EMPTY)
    if len(content) > LARGEST_MIB * 2**20:
        raise NotRead(TOO_LARGE)
    if kind := kind_of(content):
        check_name(name, kind)
    try:
        answer = reads.do(read, name, content)
    except PrintError as error:
        raise NotRead(REASONS.get(error.reason, UNREADABLE)) from error
    if answer.startswith(REFUSED):
        contents_of(answer)
    return answer


def contents_of(answer: bytes) -> Contents:
    """Return what a child told. Raises NotRead."""
    return contents_in(told_in(answer))


def told_in(answer: bytes) -> dict[str, Any]:
    """Return what a child told; its `contents` are plain (see grid.to_dict). Raises NotRead."""
    try:
        told = json.loads(answer)
        if "refused" in told:
            raise NotRead(told["refused"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotRead(UNREADABLE) from error
    return told


def contents_in(told: dict[str, Any]) -> Contents:
    """Return the contents that were told. Raises NotRead."""
    try:
        return grid.from_dict(told["contents"])
    except (AnnexError, KeyError, TypeError) as error:
        raise NotRead(UNREADABLE) from error
