"""Files made to do harm, as somebody may upload them."""

import struct
import zlib
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
EXCEL_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def archive(parts: dict[str, bytes | str], *, packed: bool = True) -> bytes:
    """A ZIP of these parts."""
    output = BytesIO()
    with ZipFile(output, "w", ZIP_DEFLATED if packed else ZIP_STORED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return output.getvalue()


def _types(*overrides: tuple[str, str]) -> str:
    parts = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    parts = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return (
        f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'relationships">{parts}</Relationships>'
    )


def word_parts(body: bytes | str = "<w:p/>", before: str = "") -> dict[str, bytes | str]:
    """The parts of a Word file; `before` stands before its root element."""
    body = body.encode() if isinstance(body, str) else body
    document = (
        f'{HEAD}{before}<w:document xmlns:w="{WORD_SPACE}"><w:body>'.encode()
        + body
        + b"</w:body></w:document>"
    )
    return {
        "[Content_Types].xml": _types(("/word/document.xml", WORD_TYPE)),
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/document.xml": document,
    }


def excel_parts(rows: bytes | str = "", before: str = "") -> dict[str, bytes | str]:
    """The parts of an Excel file with one sheet."""
    rows = rows.encode() if isinstance(rows, str) else rows
    return {
        "[Content_Types].xml": _types(
            ("/xl/workbook.xml", EXCEL_TYPE), ("/xl/worksheets/sheet1.xml", SHEET_TYPE)
        ),
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relations(("worksheet", "worksheets/sheet1.xml")),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{EXCEL_SPACE}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Ziele" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{HEAD}{before}<worksheet xmlns="{EXCEL_SPACE}"><sheetData>'.encode()
            + rows
            + b"</sheetData></worksheet>"
        ),
    }


def word_table(rows: list[list[str]]) -> str:
    """The body of a Word file with one table of plain cells."""
    lines = "".join(
        "<w:tr>"
        + "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        + "</w:tr>"
        for row in rows
    )
    width = max(map(len, rows))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>{lines}</w:tbl><w:p/>"


@cache
def repeated(sign: bytes, gibibytes: int) -> bytes:
    """A DEFLATE stream of so many GiB of a sign, a thousandth as long."""
    packer = zlib.compressobj(9, wbits=-15)
    # Flushed in full, a piece knows nothing of those before, and may stand there again and again.
    piece = packer.compress(sign * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (gibibytes * 64) + packer.flush()


def bomb(claimed: int | None = None) -> bytes:
    """A Word file whose text is 4 GiB long; the directory says so, or claims another length."""
    parts = word_parts()
    del parts["word/document.xml"]
    whole = archive(parts)
    end = whole.rindex(b"PK\x05\x06")
    members, size, start = struct.unpack_from("<HLL", whole, end + 10)
    packed = repeated(b" ", 4)
    name = b"word/document.xml"
    length = 2**32 - 1 if claimed is None else claimed
    sizes = struct.pack("<LLL", 0, len(packed), length)
    common = struct.pack("<HHHHH", 20, 0, 8, 0, 0)
    names = struct.pack("<HH", len(name), 0)
    local = b"PK\x03\x04" + common + sizes + names + name + packed
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + common + sizes + names
    entry += struct.pack("<HHHLL", 0, 0, 0, 0, start) + name
    directory = whole[start : start + size] + entry
    place = start + len(local)
    last = struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, members + 1, members + 1, len(directory), place, 0
    )
    return whole[:start] + local + directory + last


def pdf_bomb() -> bytes:
    """A PDF whose only page is drawn by 4 GiB of spaces."""
    document = pikepdf.new()
    document.add_blank_page()
    stream = document.make_stream(b"")
    # zlib's head and a sum, which no reader waits for.
    stream.write(b"\x78\xda" + repeated(b" ", 4) + bytes(4), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = stream
    output = BytesIO()
    document.save(output, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return output.getvalue()


LETTERS = b"BT /F1 9 Tf 50 500 Td (Ziel) Tj ET\n"


def pdf_page(drawn: bytes, pages: int = 1) -> bytes:
    """A PDF on whose pages a word stands and this is drawn."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(842, 595))
    stream = document.make_stream(LETTERS + drawn)
    for page in document.pages:
        page.Contents, page.Resources = stream, _fonts()
    return _saved(document)


def pdf_forms(times: int, depth: int) -> bytes:
    """A PDF that draws a form so many times, which draws another ten times, and so on."""
    document = pikepdf.new()
    document.add_blank_page()
    form = _form(document, b"0 0 m 10 10 l S\n" * 1000)
    for _ in range(depth - 1):
        form = _form(document, b"/X Do\n" * 10, X=form)
    page = document.pages[0]
    page.Contents = document.make_stream(LETTERS + b"/X Do\n" * times)
    page.Resources = _fonts()
    page.Resources.XObject = pikepdf.Dictionary(X=form)
    return _saved(document)


def pdf_tags(depth: int) -> bytes:
    """A PDF whose tags stand in each other so deep."""
    document = pikepdf.open(BytesIO(pdf_page(b"")))
    tag = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Table))
    for _ in range(depth):
        tag = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Div, K=[tag]))
    document.Root.StructTreeRoot = pikepdf.Dictionary(K=tag)
    return _saved(document)


def _form(document: pikepdf.Pdf, drawn: bytes, **forms: pikepdf.Stream) -> pikepdf.Stream:
    form = document.make_stream(drawn)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [0, 0, 10, 10]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(**forms))
    return form


def _fonts() -> pikepdf.Dictionary:
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    return pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))


def _saved(document: pikepdf.Pdf) -> bytes:
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def crossing(across: int, down: int) -> bytes:
    """So many upright and level lines over a whole page."""
    upright = (b"%.3f 0 m %.3f 595 l S\n" % ((842 * at / across,) * 2) for at in range(across))
    level = (b"0 %.3f m 842 %.3f l S\n" % ((595 * at / down,) * 2) for at in range(down))
    return b"".join((*upright, *level))


def laughs(space: str) -> str:
    """A document type whose entities expand to 10^9 words."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
    )
    return f"<!DOCTYPE {space} [{entities}]>"


def old_office(part: str) -> bytes:
    """The beginning of a compound file (.doc, .xls, or what encrypted files are wrapped in)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + part.encode("utf-16-le") + bytes(900)


def _around(name: bytes, content: bytes) -> bytes:
    return b"<w:%s>%s</w:%s>" % (name, content, name)


# Texts of Word files that are small once packed, and of many parts.
BODIES = {
    "900,000 empty paragraphs": lambda: b"<w:p/>" * 900_000,
    "900,000 empty runs": lambda: _around(b"p", b"<w:r/>" * 900_000),
    "900,000 line breaks": lambda: _around(b"p", _around(b"r", b"<w:br/>" * 900_000)),
    "900,000 empty tables": lambda: b"<w:tbl/>" * 900_000,
    "900,000 empty rows": lambda: _around(b"tbl", b"<w:tr/>" * 900_000),
    "900,000 empty cells": lambda: _around(b"tbl", _around(b"tr", b"<w:tc/>" * 99) * 9_000),
    "200,000 fields": lambda: _around(b"p", b'<w:fldChar w:fldCharType="begin"/>' * 200_000),
    "2,000 grids within 80 others": lambda: (
        (b"<w:tbl><w:tr><w:tc>" * 80 + b"<w:p/>" * 100 + b"</w:tc></w:tr></w:tbl>" * 80) * 2_000
    ),
}
# PDFs on whose pages more is drawn than they are long.
PDFS = {
    "60,000 crossing lines": lambda: pdf_page(crossing(30_000, 30_000)),
    "a grid of 30,000 places": lambda: pdf_page(crossing(200, 150)),
    "100,000 rectangles": lambda: pdf_page(b"1 1 5 5 re S\n" * 100_000),
    "200,000 curves": lambda: pdf_page(b"0 0 m\n" + b"1 2 3 4 5 6 c\n" * 200_000 + b"S"),
    "1,000,000 letters": lambda: pdf_page(b"BT /F1 1 Tf (" + b"a" * 1_000_000 + b") Tj ET"),
    "150 pages of 20,000 letters": lambda: pdf_page(
        b"BT /F1 1 Tf (" + b"a" * 20_000 + b") Tj ET", 150
    ),
    "2,000,000 instructions": lambda: pdf_page(b"q Q\n" * 1_000_000),
    "2,000,000 brackets": lambda: pdf_page(b"[" * 2_000_000),
    "500,000 marks": lambda: pdf_page(b"/P <</MCID 1>> BDC EMC\n" * 500_000),
    "a form drawn 1,000 times": lambda: pdf_forms(1_000, 1),
    "a form drawn in forms": lambda: pdf_forms(10, 6),
    "5,000 tags in each other": lambda: pdf_tags(5_000),
}
