"""The cells of one sheet as they come: what each shows, how, and what of it cannot be read."""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from openpyxl.utils import coordinate_to_tuple, get_column_letter

from bildung.annex.bounds import MAX_COLUMNS, MAX_ROWS, Amount, check_place
from bildung.annex.table import Mark, Run

from .layout import writable
from .looks import PLAIN, Font, Look, Looks, font_of
from .values import shown

NO_VALUE = (
    "Formeln ohne gespeicherten Wert sind leer gelesen; "
    "in Excel gespeichert, enthält die Datei die Werte"
)
ERROR = "Zellen, die statt eines Wertes einen Fehler zeigen, sind leer gelesen"
NOT_SHOWN = "Werte, die ihr Zahlenformat nicht zeigt, sind nicht gelesen"
NO_SIGN = "Zeichen einer Symbolschrift, die hier nicht bekannt sind, stehen als Buchstaben da"
COLOURS = "So viele farbige Zellen; die Farben dieses Blattes sind nicht gelesen"
# In the words of German Excel.
ERRORS = {
    "#REF!": "#BEZUG!",
    "#VALUE!": "#WERT!",
    "#N/A": "#NV",
    "#NUM!": "#ZAHL!",
    "#SPILL!": "#ÜBERLAUF!",
    "#CALC!": "#KALK!",
}
BOXES = {"0": "☐", "1": "☑"}
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
# Blank cells with a colour may reach to the end of the sheet.
MOST_COLOURED = 20_000
HIDES = ("1", "true")

Place = tuple[int, int]
# A text, and its parts each with its font where it has some of its own; None is that of the cell.
Parts = tuple[tuple[str, Font | None], ...]
String = tuple[str, Parts]


@dataclass
class Cells:
    """What the elements of a sheet (row, col, c) say, added in their order.

    `told` are the sentences to be said, each with the names of its cells.
    """

    place: str
    looks: Looks
    strings: list[String]
    amount: Amount
    is_1904: bool = False
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    marked: dict[Place, tuple[Run, ...]] = field(default_factory=dict)
    colours: dict[Place, str] = field(default_factory=dict)
    told: dict[str, list[str]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    at: Place = (0, 0)

    def add(self, element: Element) -> None:
        if element.tag == "row":
            row = int(element.get("r") or self.at[0] + 1)
            self.at = row, 0
            if element.get("hidden") in HIDES or element.get("ht") == "0":
                self.hidden_rows.add(row)
        elif element.tag == "col":
            if element.get("hidden") in HIDES or element.get("width") == "0":
                first, last = (int(element.get(end, 0)) for end in ("min", "max"))
                self.hidden_columns.update(range(first, min(last, MAX_COLUMNS) + 1))
        else:
            name = element.get("r")
            self.at = coordinate_to_tuple(name) if name else (self.at[0], self.at[1] + 1)
            self._add_cell(element)

    def says(self, cell: str, address: str) -> bool:
        """Whether a cell shows an address itself, be it without „https://“ or „mailto:“."""
        row, column = coordinate_to_tuple(cell.partition(":")[0])
        bare = re.sub(r"^(?:https?://|mailto:)|/$", "", address)
        return bare in self.texts.get(row, {}).get(column, "")

    def _add_cell(self, cell: Element) -> None:
        style = cell.get("s")
        look = self.looks.look(int(style)) if style else self.looks.look(0)
        if look.colour:
            self._colour(look.colour)
        text, runs = self._text(cell, look)
        self.amount.add(self.place, text)
        if not (text := text.strip("\n")):
            return
        row, column = self.at
        check_place(self.place, row, column)
        self.texts.setdefault(row, {})[column] = text
        if any(run.mark is not Mark.PLAIN for run in runs):
            self.marked[row, column] = runs

    def _colour(self, colour: str) -> None:
        row, column = self.at
        if COLOURS in self.told or row > MAX_ROWS or column > MAX_COLUMNS:
            return
        self.colours[row, column] = colour
        if len(self.colours) > MOST_COLOURED:
            self.colours.clear()
            self.told[COLOURS] = []

    def _text(self, cell: Element, look: Look) -> tuple[str, tuple[Run, ...]]:
        """Return what a cell shows, and its runs where they are set in some way.

        Of a formula, it is what that gave when the file was saved.
        """
        kind = cell.get("t", "n")
        parts = {part.tag: part for part in cell}
        if kind == "inlineStr":
            return self._set(string(parts["is"]) if "is" in parts else ("", ()), look)
        value = (parts["v"].text or "") if "v" in parts else ""
        if not value:
            if "f" in parts and kind != "str":
                self._tell(NO_VALUE)
            return "", ()
        if kind == "s":
            return self._set(self.strings[int(value)], look)
        if kind == "e":
            self._tell(ERROR, ERRORS.get(value, value))
            return "", ()
        if kind == "b" and look.is_box:
            return BOXES.get(value, value), ()
        found = shown(_decoded(value), kind, self.looks.code(look), self.is_1904)
        if not found:
            self._tell(NOT_SHOWN)
        return self._set((found, ()), look)

    def _set(self, found: String, look: Look) -> tuple[str, tuple[Run, ...]]:
        """Return a text as its fonts show it, with the words that its format puts around it."""
        text, parts = found
        if look.number and text:
            text = shown(text, "str", self.looks.code(look))
            if not text:
                self._tell(NOT_SHOWN)
            parts = parts if text == found[0] else ()
        if not parts and look.font == PLAIN:
            return text, ()
        fonts = [(part, look.font if font is None else font) for part, font in parts]
        fonts = fonts or [(text, look.font)]
        if not all(font.knows(part) for part, font in fonts):
            self._tell(NO_SIGN)
        runs = tuple(font.run(part) for part, font in fonts)
        return "".join(run.text for run in runs), runs

    def _tell(self, sentence: str, more: str = "") -> None:
        row, column = self.at
        name = f"{get_column_letter(column)}{row}"
        self.told.setdefault(sentence, []).append(f"{name} ({more})" if more else name)


def string(element: Element) -> String:
    """Return the text of a string, its rich text joined, without hints on how to speak it."""
    parts: list[tuple[str, Font | None]] = []
    for part in element:
        if part.tag not in ("t", "r"):
            continue
        texts = [part] if part.tag == "t" else [each for each in part if each.tag == "t"]
        fonts = [font_of(each) for each in part if each.tag == "rPr"]
        font = fonts[0] if fonts else None
        parts += [(_decoded(each.text or ""), font) for each in texts]
    is_rich = any(font is not None for _, font in parts)
    return "".join(text for text, _ in parts), tuple(parts) if is_rich else ()


def _decoded(text: str) -> str:
    """Return the text that is meant: _x000D_ and the like as signs, none that is unwritable."""
    text = ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), text)
    # A word broken at a soft hyphen goes on.
    return writable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad\n", ""))
