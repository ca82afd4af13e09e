"""Fields of a text: what they show, and what forms of old Word hold (ECMA-376, 17.16)."""

import re
from dataclasses import dataclass

from lxml.etree import _Element

from bildung.vocabulary.symbols import shown

from .markup import OFF, VALUE, WORD, child, number_of, value_of

BOX, TICKED = "☐", "☒"
# Fields that show nothing where they stand, or but a number that Word counts by itself.
SILENT = frozenset((
    "ADVANCE", "ASK", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "BARCODE", "BOOKMARK", "DATA",
    "LISTNUM", "NEXT", "NEXTIF", "PRIVATE", "RD", "SEEK", "SET", "SKIPIF", "TA", "TC", "XE",
))  # fmt: skip
SIGN = re.compile(r"SYMBOL\s+(0x[0-9a-f]{1,5}|\d{1,6})(?:.*?\\f\s+\"?([^\"\\]+))?", re.IGNORECASE)
BUTTON = re.compile(r"(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.+)", re.IGNORECASE)


@dataclass
class Field:
    """A field that is open: what it is told to do, and where in the text its result begins."""

    data: _Element | None = None
    instruction: str = ""
    result: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the text that stands here is what the field shows."""
        return self.result is not None and self.value() is None

    def value(self) -> str | None:
        """Return what an old form field holds; None for a text, and for what is none."""
        if (box := child(self.data, "checkBox")) is not None:
            state = child(box, "checked")
            state = child(box, "default") if state is None else state
            return TICKED if state is not None and state.get(VALUE, "1") not in OFF else BOX
        if (listing := child(self.data, "ddList")) is not None:
            entries = [value_of(entry) or "" for entry in listing.iterchildren(f"{WORD}listEntry")]
            default = number_of(child(listing, "default"))
            chosen = number_of(child(listing, "result"), default)
            return entries[chosen] if chosen < len(entries) else ""
        return None

    def without_result(self) -> str | None:
        """Return what a field shows that has no result; None where nobody can say that."""
        name = self.instruction.strip().partition(" ")[0].upper()
        if not name or name in SILENT:
            return ""
        if name.startswith("FORM"):
            return value_of(child(child(self.data, "textInput"), "default")) or ""
        if sign := SIGN.match(self.instruction.strip()):
            code = int(sign[1], 16 if sign[1].lower().startswith("0x") else 10)
            return shown(chr(code), sign[2].strip() if sign[2] else "Symbol")[0]
        if button := BUTTON.match(self.instruction.strip()):
            return button[1]
        return None
