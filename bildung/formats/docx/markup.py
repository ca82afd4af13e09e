"""Names and values in WordprocessingML."""

from lxml.etree import _Element

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Word can also save the strict form of the standard, which differs in the names of its spaces.
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD = f"{{{TRANSITIONAL}}}"
COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

VALUE = f"{WORD}val"
RELATION = f"{OFFICE}id"
BOOKMARK = f"{WORD}bookmarkStart"
CELL = f"{WORD}tc"
DOCUMENT = f"{WORD}document"
PARAGRAPH = f"{WORD}p"
ROW = f"{WORD}tr"
RUN = f"{WORD}r"
TABLE = f"{WORD}tbl"
# What stands here is told in several ways, for programs that know more or less.
ALTERNATIVES, CHOICE = f"{COMPATIBILITY}AlternateContent", f"{COMPATIBILITY}Choice"
FALLBACK = f"{COMPATIBILITY}Fallback"

OFF = ("0", "false", "off")


def child(element: _Element | None, name: str) -> _Element | None:
    """Return the first child of that name, None where there is none (or no element)."""
    return None if element is None else element.find(f"{WORD}{name}")


def value_of(element: _Element | None) -> str | None:
    """Return the element's w:val, None where it has none (or there is no element)."""
    return None if element is None else element.get(VALUE)


def number_of(element: _Element | None, otherwise: int = 0) -> int:
    """Return the element's w:val as a number from 0, `otherwise` where it is none."""
    value = value_of(element) or ""
    return int(value) if value.isdecimal() and len(value) < 10 else otherwise


def is_on(element: _Element | None, name: str) -> bool:
    """Tell whether `element` has the switch of that name, and has it on."""
    switch = child(element, name)
    return switch is not None and switch.get(VALUE, "1") not in OFF
