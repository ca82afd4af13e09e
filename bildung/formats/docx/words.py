"""What a paragraph says: its words as a person sees them, after all tracked changes.

What is not seen, or no text, is noticed (see `noticing`).
"""

import re

from lxml.etree import _Element

from bildung.vocabulary.symbols import is_symbol_font, shown

from . import embedded, noticing
from .fields import BOX, TICKED, Field
from .looks import Looks
from .markup import (
    ALTERNATIVES,
    CHOICE,
    DRAWING,
    FALLBACK,
    MATH,
    OFF,
    OFFICE,
    PARAGRAPH,
    RELATION,
    ROW,
    RUN,
    WORD,
    WORD_2010,
    child,
    is_on,
)
from .noticing import Notes
from .package import Package
from .pieces import Piece

TEXTS = {f"{WORD}t", f"{MATH}t"}
SIGNS = {
    f"{WORD}tab": "\t",
    f"{WORD}ptab": "\t",
    f"{WORD}br": "\n",
    f"{WORD}cr": "\n",
    f"{WORD}softHyphen": "\u00ad",
    f"{WORD}noBreakHyphen": "\u2011",
}
# No words at all.
UNREAD = {
    f"{WORD}{name}"
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "rt", "moveFrom")
}
DELETED, INSERTED = f"{WORD}del", f"{WORD}ins"
DELETED_TEXT = f"{WORD}delText"
CONTROL = f"{WORD}sdt"
FIELD, SIMPLE_FIELD = f"{WORD}fldChar", f"{WORD}fldSimple"
FIELD_STEP, INSTRUCTION = f"{WORD}fldCharType", f"{WORD}instrText"
SYMBOL = f"{WORD}sym"
DRAWN, OLD_DRAWN, OBJECT = f"{WORD}drawing", f"{WORD}pict", f"{WORD}object"
CHUNK, ELSEWHERE = f"{WORD}altChunk", f"{WORD}subDoc"
# Without a font, bullets, dashes and arrows as Symbol has them, all others as Wingdings does.
OF_SYMBOL = {0xF02D: "–", 0xF0B7: "•"}
PRIVATE = re.compile("[\uf020-\uf0ff]")
# „1“, „1)“, „*“, „a“, „1, 2“: what stands raised behind a word points to a note.
NOTE = re.compile(r"\(?(?:\d{1,2}|\*{1,3}|[†‡§]|[a-z])\)?(?:\s*,\s*\d{1,2})*", re.IGNORECASE)
UNIT, POWERS = re.compile(r"(?:^|[^\w])[kcdm]?m$"), str.maketrans("23", "²³")
# No field of a text holds more others.
DEEPEST = 40


class Words:
    """Reads the paragraphs of one document, and notices what is no words."""

    def __init__(self, looks: Looks, package: Package, notes: Notes):
        self.looks = looks
        self.package = package
        self.notes = notes
        # Whether this software wrote it: then every sign is meant as it stands.
        self.is_ours = False
        # What embedded parts say, and behind which words the references to notes stand.
        self.embedded_lines: list[str] = []
        self.references: dict[tuple[str, str], str] = {}

    def text(self, paragraph: _Element) -> str:
        """Return the words of a paragraph, "\\n" for a line break, fields as last shown."""
        return "".join(text for text, _ in self.pieces(paragraph))

    def pieces(self, paragraph: _Element) -> list[Piece]:
        style = self.looks.of_paragraph(paragraph.find(f"{WORD}pPr"))
        gathering = _Gathering(self, style)
        gathering.add(paragraph)
        for open_field in gathering.fields:
            gathering.close(open_field)
        return gathering.pieces

    def embedded(self, part: _Element) -> None:
        """Notice a w:altChunk or w:subDoc, which stands where paragraphs do."""
        name, content = self.package.part_of(part.get(RELATION, ""))
        if part.tag == ELSEWHERE:
            self.notes.add(noticing.ELSEWHERE, name)
            return
        base, lines = name.rpartition("/")[2], embedded.lines_of(name, content)
        self.notes.add(noticing.CHUNK, ": ".join(filter(None, (base, " ".join(lines)))))
        self.embedded_lines += (f"{base}: {line}" for line in lines)


class _Gathering:
    """Gathers the pieces of one paragraph."""

    def __init__(self, words: Words, style: str):
        self.words = words
        self.notes = words.notes
        self.style = style
        self.pieces: list[Piece] = []
        self.fields: list[Field] = []

    def add(self, element: _Element, *, is_struck: bool = False) -> None:
        """Add the words below `element`."""
        for part in element:
            name = part.tag
            if name == RUN:
                self._add_run(part)
            elif name in TEXTS:
                self._say(part.text or "", is_struck)
            elif name in SIGNS:
                self._say(SIGNS[name], is_struck)
            elif name == FIELD:
                self._step(part)
            elif name == INSTRUCTION:
                if self.fields and self.fields[-1].result is None:
                    self.fields[-1].instruction += part.text or ""
            elif name == SIMPLE_FIELD:
                self._add_simple_field(part)
            elif name == SYMBOL:
                self._add_symbol(part, is_struck)
            elif name == PARAGRAPH:
                self.pieces.append(("\n", False))
                self.pieces += self.words.pieces(part)
                self.pieces.append(("\n", False))
            elif name == CONTROL:
                self._add_control(part, is_struck)
            elif name in OTHERS:
                OTHERS[name](self, part, is_struck)
            elif name not in UNREAD:
                self.add(part, is_struck=is_struck)

    def close(self, field: Field) -> None:
        """Add what a field shows that ends here, beside its result."""
        if (value := field.value()) is None:
            if field.result is not None and any(
                text.strip() for text, _ in self.pieces[field.result :]
            ):
                return
            value = field.without_result()
            if value is None:
                self.notes.add(noticing.FIELD, field.instruction.strip())
                return
            if field.result is not None and field.instruction.strip().upper().startswith("FORM"):
                return  # an empty form text, whose default was deleted
        self.pieces.append((value, False))

    def _say(self, text: str, is_struck: bool) -> None:
        if all(field.is_shown for field in self.fields):
            self.pieces.append((text, is_struck))

    def _add_run(self, run: _Element) -> None:
        look = self.words.looks.of_run(run, self.style)
        begin = len(self.pieces)
        self.add(run, is_struck=look.is_struck)
        if len(self.pieces) == begin:
            return
        said = "".join(text for text, _ in self.pieces[begin:])
        if look.is_hidden:
            self._take_back(begin)
            if said.strip():
                self.notes.add(noticing.HIDDEN, said)
        elif look.is_raised and self._is_behind_word(begin) and NOTE.fullmatch(said.strip()):
            self._take_back(begin)
            before = "".join(text for text, _ in self.pieces[-8:])
            if UNIT.search(before) and said.strip() in ("2", "3"):
                self.pieces.append((said.strip().translate(POWERS), look.is_struck))
            else:
                word = before.split()[-1][-40:]
                self.notes.add(noticing.RAISED, f"{word}“ mit „{said.strip()}")
        elif not self.words.is_ours and (is_symbol_font(look.font) or PRIVATE.search(said)):
            self.pieces[begin:] = [
                (self._shown(text, look.font), mark) for text, mark in self.pieces[begin:]
            ]

    def _take_back(self, begin: int) -> None:
        del self.pieces[begin:]
        for field in self.fields:
            if field.result is not None:
                field.result = min(field.result, begin)

    def _is_behind_word(self, begin: int) -> bool:
        before = self.pieces[begin - 1][0] if begin else ""
        return bool(before) and not before[-1].isspace()

    def _shown(self, text: str, font: str) -> str:
        if not is_symbol_font(font):
            return PRIVATE.sub(lambda sign: self._shown_in("Wingdings", sign[0], OF_SYMBOL), text)
        # What has been put in its place already: a symbol of its own, a box.
        return "".join(
            sign if ord(sign) > 0xFF and not PRIVATE.match(sign) else self._shown_in(font, sign)
            for sign in text
        )

    def _shown_in(self, font: str, sign: str, known: dict[int, str] | None = None) -> str:
        if known and ord(sign) in known:
            return known[ord(sign)]
        text, is_known = shown(sign, font)
        if not is_known:
            self.notes.add(noticing.SIGN, f"{font}, Zeichen {ord(sign) & 0xFF:02X}")
        return text

    def _add_symbol(self, symbol: _Element, is_struck: bool) -> None:
        font, code = symbol.get(f"{WORD}font", ""), symbol.get(f"{WORD}char", "")
        try:
            sign = chr(int(code, 16))
        except (ValueError, OverflowError):
            return
        if is_symbol_font(font):
            self._say(self._shown_in(font, sign), is_struck)
        else:
            self._say(self._shown(sign, ""), is_struck)

    def _step(self, part: _Element) -> None:
        kind = part.get(FIELD_STEP)
        if kind == "begin" and len(self.fields) < DEEPEST:
            self.fields.append(Field(child(part, "ffData")))
        elif kind == "separate" and self.fields:
            self.fields[-1].result = len(self.pieces)
        elif kind == "end" and self.fields:
            field = self.fields.pop()
            if all(outer.is_shown for outer in self.fields):
                self.close(field)

    def _add_simple_field(self, part: _Element) -> None:
        field = Field(child(part, "fldData"), part.get(f"{WORD}instr", ""), len(self.pieces))
        self.add(part)
        if all(outer.is_shown for outer in self.fields):
            self.close(field)

    def _add_control(self, control: _Element, is_struck: bool) -> None:
        properties = child(control, "sdtPr")
        if (box := _child(properties, f"{WORD_2010}checkbox")) is not None:
            state = _child(box, f"{WORD_2010}checked")
            value = "0" if state is None else state.get(f"{WORD_2010}val", "1")
            self._say(BOX if value in OFF else TICKED, is_struck)
            return
        # An empty content control shows what to do with it.
        if is_on(properties, "showingPlcHdr"):
            return
        begin = len(self.pieces)
        self.add(control, is_struck=is_struck)
        if not any(text.strip() for text, _ in self.pieces[begin:]):
            self._say(chosen_in(properties), is_struck)

    def _delete(self, part: _Element, _: bool) -> None:
        text = "".join(each.text or "" for each in part.iter(DELETED_TEXT, *TEXTS))
        if text.strip():
            self.notes.add(noticing.DELETED, text)

    def _insert(self, part: _Element, is_struck: bool) -> None:
        begin = len(self.pieces)
        self.add(part, is_struck=is_struck)
        if (text := "".join(text for text, _ in self.pieces[begin:])).strip():
            self.notes.add(noticing.INSERTED, text)

    def _choose(self, part: _Element, is_struck: bool) -> None:
        """Add what stands in one of several ways: the first that says anything."""
        for way in (*part.iterchildren(CHOICE), *part.iterchildren(FALLBACK)):
            begin, noticed = len(self.pieces), self.notes.total
            self.add(way, is_struck=is_struck)
            if len(self.pieces) > begin or self.notes.total > noticed:
                return

    def _draw(self, part: _Element, is_struck: bool) -> None:
        """Add the texts of a drawing, and notice what of it is none."""
        begin = len(self.pieces)
        self.add(part, is_struck=is_struck)
        about = next(part.iter(f"{DRAWING}docPr"), None)
        name = "" if about is None else about.get("descr") or about.get("title") or ""
        if (chart := next(part.iter(CHART), None)) is not None:
            self.notes.add(noticing.CHART, self._said_in(chart.get(RELATION), name))
        elif (graphic := next(part.iter(GRAPHIC), None)) is not None:
            self.notes.add(noticing.GRAPHIC, self._said_in(graphic.get(f"{OFFICE}dm"), name))
        elif next(part.iter(PICTURE), None) is not None or (name and len(self.pieces) == begin):
            self.notes.add(noticing.PICTURE, name)

    def _draw_as_before(self, part: _Element, is_struck: bool) -> None:
        self.add(part, is_struck=is_struck)
        if next(part.iter(OLD_PICTURE), None) is not None:
            names = (shape.get("alt") or shape.get("title") for shape in part.iter())
            self.notes.add(noticing.PICTURE, next(filter(None, names), ""))

    def _embed(self, part: _Element, is_struck: bool) -> None:
        self.add(part, is_struck=is_struck)
        kind = next(part.iter(OLE), None)
        if next(part.iter(f"{WORD}control"), None) is not None:
            self.notes.add(noticing.CONTROL)
        else:
            self.notes.add(noticing.OBJECT, "" if kind is None else kind.get("ProgID", ""))

    def _said_in(self, relation: str | None, name: str) -> str:
        """Return what a drawing says that is a part of its own."""
        root = self.words.package.root_of(relation or "")
        texts = () if root is None else (each.text or "" for each in root.iter(*DRAWN_TEXTS))
        return " ".join(filter(None, (name, *texts)))

    def _embedded(self, part: _Element, _: bool) -> None:
        self.words.embedded(part)

    def _refer(self, reference: _Element, _: bool) -> None:
        """Keep behind which words a note stands."""
        if len(self.words.references) >= noticing.MOST:
            return
        before = "".join(text for text, _ in self.pieces[-8:])[-noticing.SAMPLE :]
        key = (reference.tag.removesuffix("Reference"), reference.get(f"{WORD}id", ""))
        self.words.references.setdefault(key, " ".join(before.split()))

    def _add_row(self, row: _Element, is_struck: bool) -> None:
        """Add a row of a table in a text box."""
        if not is_deleted(row):
            self.add(row, is_struck=is_struck)


PICTURES = "{http://schemas.openxmlformats.org/drawingml/2006/%s}"
CHARTS, DIAGRAMS, MAIN = (PICTURES % name for name in ("chart", "diagram", "main"))
PICTURE, CHART, GRAPHIC = f"{PICTURES % 'picture'}pic", f"{CHARTS}chart", f"{DIAGRAMS}relIds"
OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
DRAWN_TEXTS = (f"{MAIN}t", f"{CHARTS}v")
OTHERS = {
    DELETED: _Gathering._delete,
    INSERTED: _Gathering._insert,
    f"{WORD}moveTo": lambda self, part, is_struck: self.add(part, is_struck=is_struck),
    ALTERNATIVES: _Gathering._choose,
    DRAWN: _Gathering._draw,
    OLD_DRAWN: _Gathering._draw_as_before,
    OBJECT: _Gathering._embed,
    ROW: _Gathering._add_row,
    CHUNK: _Gathering._embedded,
    ELSEWHERE: _Gathering._embedded,
    **{f"{WORD}{kind}Reference": _Gathering._refer for kind in ("footnote", "endnote", "comment")},
}


def is_deleted(row: _Element) -> bool:
    """Tell whether a tracked change takes the row away."""
    return child(child(row, "trPr"), "del") is not None


def chosen_in(properties: _Element | None) -> str:
    """Return what a content control holds by its w:sdtPr, where its text is lost."""
    for kind in ("dropDownList", "comboBox"):
        if (listing := child(properties, kind)) is not None:
            last = listing.get(f"{WORD}lastValue", "")
            for item in listing.iterchildren(f"{WORD}listItem"):
                if last and item.get(f"{WORD}value") == last:
                    return item.get(f"{WORD}displayText") or last
            return last
    day = child(properties, "date")
    parts = (day.get(f"{WORD}fullDate", "") if day is not None else "")[:10].split("-")
    return ".".join(reversed(parts)) if len(parts) == 3 else ""


def _child(element: _Element | None, name: str) -> _Element | None:
    return None if element is None else element.find(name)
