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
def spaces(gibibytes: int) -> bytes:
    """A DEFLATE stream of so many GiB of spaces, a thousandth as long."""
    packer = zlib.compressobj(9, wbits=-15)
    # Flushed in full, a piece knows nothing of those before, and may stand there again and again.
    piece = packer.compress(b" " * 2**24) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (gibibytes * 64) + packer.flush()


def bomb(claimed: int | None = None) -> bytes:
    """A Word file whose text is 4 GiB long; the directory says so, or claims another length."""
    parts = word_parts()
    del parts["word/document.xml"]
    whole = archive(parts)
    end = whole.rindex(b"PK\x05\x06")
    members, size, start = struct.unpack_from("<HLL", whole, end + 10)
    packed = spaces(4)
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
    stream.write(b"\x78\xda" + spaces(4) + bytes(4), filter=pikepdf.Name.FlateDecode)
    document.pages[0].Contents = stream
    output = BytesIO()
    document.save(output, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return output.getvalue()


def laughs(space: str) -> str:
    """A document type whose entities expand to 10^9 words."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
    )
    return f"<!DOCTYPE {space} [{entities}]>"


def old_office(part: str) -> bytes:
    """The beginning of a compound file (.doc, .xls, or what encrypted files are wrapped in)."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + part.encode("utf-16-le") + bytes(900)
