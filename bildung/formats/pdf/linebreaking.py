"""Breaks lines of plain text by adding up widths of words that were measured once.

WeasyPrint lets Pango lay out the rest of a paragraph several times for each line and each hyphen
it tries, and once more to draw it. An annex repeats its words, so here each word is measured once,
a line is filled by adding up, and Pango lays out the finished line only. Every other case goes to
WeasyPrint: other scripts, breaks within a word, text that is not collapsed, decorated text, and
lines that came out too wide.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import partial
from math import inf

from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import get_font_description
from weasyprint.text.line_break import Layout, line_size
from weasyprint.text.line_break import split_first_line as split_by_pango

# Latin text with single spaces, none at its ends.
PLAIN_TEXT = re.compile(r"(?! )[ !-~\u00a0-ſ€‚-„‘-”…–—•→✓☐◉×]*(?<! )")
DOUBLE_SPACE = "  "
# A longer word never fits and is not worth measuring.
LONGEST_WORD = 500
# A word that may be hyphenated, with what may stand before and after it.
HYPHENABLE = re.compile(r"([(„‚“]*)([^\W\d_]+)([-/.,;:!?)“”‘]*)")
# A line may end after a hyphen or slash within a word, if a letter follows.
PIECES = re.compile(r"(?<=[-/])(?=[^\W\d_])")


def line_breaker():
    """Return a function with WeasyPrint's signature that remembers the words it has measured."""
    return partial(_split_first_line, {})


def _split_first_line(
    fonts: dict,
    text,
    style,
    context,
    max_width,
    justification_spacing,
    is_line_start=True,
    minimum=False,
):
    by_pango = partial(
        split_by_pango,
        text,
        style,
        context,
        max_width,
        justification_spacing,
        is_line_start=is_line_start,
        minimum=minimum,
    )
    if max_width in (None, inf) or minimum or not PLAIN_TEXT.fullmatch(text):
        return by_pango()
    if (font := fonts.get(id(style))) is None:
        font = fonts[id(style)] = _Font(style)
    if not font.is_plain or DOUBLE_SPACE in text:
        return by_pango()
    line, length, resume_index = _fill(text, context, max_width, font, is_line_start)
    if line is None:
        return by_pango()
    layout = _LineLayout(font, line)
    first_line, _ = layout.get_first_line()
    width, height = line_size(first_line, style)
    if width > max_width:
        return by_pango()
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    return layout, length, resume_index, width, height, baseline


def split_text_after_mark(split_text_box):
    """Return WeasyPrint's function with text after a bullet's mark counting as a line's start.

    Only there is a word that has no place to break broken between letters.
    """

    def split(context, box, available_width, skip, is_line_start=True):
        is_line_start = is_line_start or (not skip and _follows_mark(box))
        line, resume, *more = split_text_box(context, box, available_width, skip, is_line_start)
        if line is not None and resume is not None:
            # The tags tell where a word goes on in the next line (see structure).
            line.word_goes_on = not box.text.encode()[resume - 1 : resume].isspace()
        return line, resume, *more

    return split


def _follows_mark(box) -> bool:
    item = box.element
    if item is None or item.tag != "li" or not len(item):
        return False
    return item[0].tag == "b" and (item[0].tail or "").startswith(box.text[:100])


class _Font(dict):
    """The font of one style; maps words to their widths in it, in pixels."""

    def __init__(self, style):
        super().__init__()
        self.style = style  # also keeps the style, whose id is a key, alive
        self.is_plain = (
            style["white_space"] == "normal"
            and style["letter_spacing"] == "normal"
            and style["word_spacing"] == 0
            and style["text_decoration_line"] == "none"
        )
        self.hyphen = style["hyphenate_character"]
        self.limits = style["hyphenate_limit_chars"] if style["hyphens"] == "auto" else None
        self.description = get_font_description(style)
        language, _ = unicode_to_char_p(style["lang"] or "de")
        self.language = pango.pango_language_from_string(language)
        self.context = ffi.gc(
            pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref
        )
        # As weasyprint.text.line_break.Layout.setup does for each line.
        pango.pango_context_set_round_glyph_positions(self.context, False)
        pango.pango_context_set_base_dir(self.context, PANGO_DIRECTION[style["direction"]])
        pango.pango_context_set_language(self.context, self.language)

    def __missing__(self, word: str) -> float:
        layout = _LineLayout(self, word)
        line, _ = layout.get_first_line()
        width = self[word] = line_size(line, self.style)[0]
        return width


class _LineLayout(Layout):
    """The layout of one finished line. It is kept for drawing instead of being made again."""

    def __init__(self, font: _Font, text: str):
        self.justification_spacing = 0
        self.max_width = None
        self.first_line_direction = 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.font = font
        self.style = font.style
        self.language = font.language
        self.text = text
        self.layout = ffi.gc(pango.pango_layout_new(font.context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, font.description)
        pango.pango_layout_set_single_paragraph_mode(self.layout, True)
        characters, _ = unicode_to_char_p(text)
        pango.pango_layout_set_text(self.layout, characters, -1)

    def deactivate(self):
        """Keep the layout: it is drawn as it is."""

    def reactivate(self, style):
        """Nothing was given up."""


def _fill(text: str, context, max_width: float, font: _Font, is_line_start: bool):
    """Return the line, its length in the text and where the next begins (in bytes; None: no more).

    A word that nowhere breaks is broken between letters at the start of a line. The line is None
    where nothing fits.
    """
    space = font[" "]
    rest = max_width
    end = 0
    while True:
        start = end + 1 if end else 0
        next_end = text.find(" ", start)
        if next_end == -1:
            next_end = len(text)
        word = text[start:next_end]
        width = font[word] if len(word) <= LONGEST_WORD else inf
        needed = width + (space if end else 0)
        if needed > rest:
            break
        rest -= needed
        end = next_end
        if end == len(text):
            return text, len(text.encode()), None
    head, hyphen = _beginning(word, context, rest - (space if end else 0), font)
    if head:
        line = text[: start + len(head)]
        length = len(line.encode())
        return line + hyphen, length, length
    if not end:
        end = _letters_that_fit(word, max_width, font) if is_line_start else 0
        length = len(text[:end].encode())
        return (text[:end] or None), length, length
    line = text[:end]
    length = len(line.encode())
    return line, length, length + 1


def _letters_that_fit(word: str, rest: float, font: _Font) -> int:
    """Return how many letters of a word that is wider than `rest` fit, at least one."""
    lengths = range(1, min(len(word), LONGEST_WORD))
    return max(bisect_right(lengths, rest, key=lambda length: font[word[:length]]), 1)


def _beginning(word: str, context, rest: float, font: _Font) -> tuple[str, str]:
    """Return the longest beginning of `word` that fits in `rest`, and the hyphen it needs.

    Both are empty where nothing fits; the hyphen is where the word has one of its own there.
    """
    pieces = PIECES.split(word)
    fitting = 0
    for piece in pieces[:-1]:
        if font[piece] > rest:
            break
        rest -= font[piece]
        fitting += 1
    whole = "".join(pieces[:fitting])
    for head in _hyphenated(pieces[fitting], context, font):
        if font[head + font.hyphen] <= rest:
            return whole + head, font.hyphen
    return whole, ""


def _hyphenated(piece: str, context, font: _Font) -> Iterator[str]:
    """Yield the beginnings of `piece` that may stand before a hyphen, longest first."""
    match = HYPHENABLE.fullmatch(piece)
    if match is None or font.limits is None:
        return
    before, letters, _ = match.groups()
    total, left, right = font.limits
    if len(letters) >= total:
        dictionary = context.dictionaries.get((font.style["lang"], left, right, total))
        for head, _ in dictionary.iterate(letters):
            yield before + head
