"""Word files as other programs write them, made of bare XML."""

import io
import zipfile
from collections.abc import Iterable

from bildung.annex.grid import GridRow
from bildung.annex.table import texts_of

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def packed(parts: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def word_file(
    body: str, styles: str = "", numbering: str = "", space: str = WORD, **notes: str
) -> bytes:
    """A Word file with that text; its parts have other names than ours.

    `notes` are parts besides by their kind („footnotes“), each what stands in it.
    """
    return packed(
        {
            "_rels/.rels": _relations({"officeDocument": "/word/text.xml"}),
            "word/_rels/text.xml.rels": _relations(
                {"styles": "looks/styles.xml", "numbering": "numbers.xml"}
                | {kind: f"{kind}.xml" for kind in notes}
            ),
            **{f"word/{kind}.xml": _root(kind, text, space) for kind, text in notes.items()},
            "word/text.xml": _root("document", f"<w:body>{body}</w:body>", space),
            "word/looks/styles.xml": _root("styles", styles, space),
            "word/numbers.xml": _root("numbering", numbering, space),
        }
    )


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def numbered(text: str, level: int, number: int = 1) -> str:
    numbering = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text, numbering)


def styled(text: str, style: str, more: str = "") -> str:
    return paragraph(text, f'<w:pStyle w:val="{style}"/>{more}')


def style(key: str, name: str, properties: str = "", based_on: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/><w:pPr>{properties}</w:pPr></w:style>'
    )


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def texts(row: GridRow) -> list[str | None]:
    """The text of each place of a row, None where it is covered."""
    return [place and " | ".join(texts_of(place.blocks)) for place in row.cells]


def shown(blocks: Iterable) -> list:
    """Paragraphs as texts, bullets as lists of their text and what is below it."""
    return [
        [block.text, *shown(block.children)] if hasattr(block, "children") else block.text
        for block in blocks
    ]


def _root(name: str, content: str, space: str) -> str:
    return (
        f'<w:{name} xmlns:w="{space}" xmlns:mc="{COMPATIBILITY}" xmlns:r="{OFFICE}">'
        f"{content}</w:{name}>"
    )


def _relations(targets: dict[str, str]) -> str:
    relations = "".join(
        f'<Relationship Id="r{index}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>'


def parts_of(content: bytes) -> dict[str, bytes]:
    """The parts of a Word file by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
