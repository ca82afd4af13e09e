"""Whether a file is a PDF alone, or something else besides, which other programs would open.

A PDF begins and ends at marks of its own, and between its objects stands nothing but white space
and remarks (ISO 32000-1, 7.5). Whoever hides another format uses the places beside.
"""

import re
import zipfile
from io import BytesIO

SPACE = rb"[\0\t\n\f\r ]"
OBJECT = rb"\d+" + SPACE + rb"+\d+" + SPACE + rb"+obj"
# Remarks without markup, which browsers would take for a page.
REMARK = rb"%(?!PDF-)[^\r\n<]*[\r\n]"
BEGIN = re.compile(
    rb"%PDF-\d\.\d[^\r\n<]*[\r\n](?:" + SPACE + rb"|" + REMARK + rb")*(?:" + OBJECT + rb"|xref)"
)
END = re.compile(rb"startxref" + SPACE + rb"+\d+" + SPACE + rb"+%%EOF\Z")
LONGEST_END = 200
# After an object, and after the end of a version that a later one adds to.
BETWEEN = re.compile(
    rb"(?:endobj|%%EOF)(?:" + SPACE + rb"|" + REMARK + rb")*"
    rb"(?:" + OBJECT + rb"|xref|trailer|startxref|%%EOF|\Z)"
)
MARKS = re.compile(rb"endobj|%%EOF")
SPACES = b"\0\t\n\f\r "
# Formats that are known by a mark elsewhere than at the beginning.
MARKED = ((257, b"ustar"), (128, b"DICM"), *((2048 * n + 1, b"CD001") for n in (16, 17, 18)))
ANYWHERE = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"<?php")
PAGE = re.compile(rb"<(?:!doctype|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
SNIFFED = 1024  # so far browsers look for a page


def is_wrapped(content: bytes) -> bool:
    """Whether `content`, which begins as a PDF, holds another format before, behind or between."""
    whole = content.rstrip(SPACES)
    return (
        BEGIN.match(content) is None
        or END.search(whole[-LONGEST_END:]) is None
        or any(not BETWEEN.match(whole, mark.start()) for mark in MARKS.finditer(whole))
        or any(content.startswith(mark, place) for place, mark in MARKED)
        or any(mark in content for mark in ANYWHERE)
        or PAGE.search(content[:SNIFFED]) is not None
        or _is_archive(content)
    )


def _is_archive(content: bytes) -> bool:
    """Whether it opens as a ZIP, which is read from its end and may have anything before it."""
    try:
        with zipfile.ZipFile(BytesIO(content)):
            return True
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return False
