"""AnnexDocument to DOCX: head or cover, each annex under its heading, the foot of every page."""

from collections.abc import Iterator
from itertools import count

from bildung.annex.document import AnnexDocument, PartyName
from bildung.annex.table import AnnexTable, Mark

from .package import packed
from .tables import (
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    TEXT_WIDTH,
    TableWriter,
    attribute,
    paragraph,
    run,
    runs_of,
)

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONSHIPS = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
CORE = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
EMPTY = "Diese Anlage hat noch keine Einträge."
NEW_PAGE = "<w:pageBreakBefore/>"
# The foot's relationship, as parts/word/_rels has it.
FOOT = "rId4"


def render(document: AnnexDocument) -> bytes:
    """Return `document` as a Word file, A4 across; the same bytes for the same document."""
    return packed(
        {
            "docProps/core.xml": _properties(document),
            "word/document.xml": _text(document),
            "word/footer1.xml": _foot(document),
        }
    )


def _text(document: AnnexDocument) -> str:
    head = _cover(document) if document.has_cover else _head(document)
    ids = count(1)
    annexes = (
        _annex(table, number, ids, on_new_page=document.has_cover)
        for number, table in enumerate(document.tables, 1)
    )
    return (
        f"{XML}<w:document {WORD} {RELATIONSHIPS}><w:body>{head}{''.join(annexes)}"
        f'<w:sectPr><w:footerReference w:type="default" r:id="{FOOT}"/>'
        f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}" w:orient="landscape"/>'
        f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" '
        'w:header="567" w:footer="510" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _head(document: AnnexDocument) -> str:
    parties = " · ".join(map(_party_on_line, document.parties))
    return (
        paragraph("Subtitle", run(document.agreement))
        + paragraph("Angaben", run(parties))
        + paragraph("Angaben", run(document.stamp))
    )


def _cover(document: AnnexDocument) -> str:
    parties = paragraph("Deckblatt", run("und")).join(map(_party, document.parties))
    contents = (
        paragraph("Deckblatt", run(table.title), properties=_space(680 if index == 0 else 0))
        for index, table in enumerate(document.tables)
    )
    return (
        paragraph("Deckblatt", run("Anlagen zur"), properties=_space(1360))
        + paragraph("Title", run(document.title))
        + paragraph("Deckblatt", run("zwischen"))
        + parties
        + "".join(contents)
        + paragraph("Deckblatt", run(document.stamp), properties=_space(680))
    )


def _space(before: int) -> str:
    return f'<w:spacing w:before="{before}"/>'


def _party(party: PartyName) -> str:
    lines = [paragraph("Partei", run(party.name))]
    lines += [
        paragraph("Parteiangabe", run(text)) for text in (party.long_name, party.role) if text
    ]
    return "".join(lines)


def _party_on_line(party: PartyName) -> str:
    long_name = f" ({party.long_name})" if party.long_name else ""
    return f"{party.role}: {party.name}{long_name}"


def _annex(table: AnnexTable, number: int, ids: Iterator[int], *, on_new_page: bool) -> str:
    return (
        paragraph("Heading1", run(table.title), properties=NEW_PAGE if on_new_page else "")
        + _legend(table)
        + ("" if table.rows else paragraph("Angaben", run(EMPTY)))
        + TableWriter(table, number, ids).xml()
        # Word wants a paragraph behind a table.
        + paragraph("Tabellenende", "")
    )


def _legend(table: AnnexTable) -> str:
    """Return what the marks of changed words mean, where there are any."""
    marks = {
        part.mark
        for row in table.rows
        for cell in row.cells
        if cell
        for part in runs_of(cell.blocks)
    }
    if not marks & {Mark.DELETED, Mark.INSERTED}:
        return ""
    return paragraph(
        "Angaben",
        run("Was entfällt, ist ")
        + run("durchgestrichen", "Gestrichen")
        + run("; was hinzukommt, ist ")
        + run("unterstrichen", "Eingefuegt")
        + run("."),
    )


def _foot(document: AnnexDocument) -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'
    content = (
        run(f"{document.agreement} · {document.stamp}")
        + run("\tSeite ")
        + _field("PAGE")
        + run(" von ")
        + _field("NUMPAGES")
    )
    return f"{XML}<w:ftr {WORD}>{paragraph('Footer', content, properties=tab)}</w:ftr>"


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def _properties(document: AnnexDocument) -> str:
    """Return title, parties and day; no person's name."""
    day = f'xsi:type="dcterms:W3CDTF">{document.as_of.isoformat()}T00:00:00Z'
    return (
        f"{XML}<cp:coreProperties {CORE}><dc:title>{attribute(document.full_title)}</dc:title>"
        f"<dc:creator>{attribute(', '.join(party.name for party in document.parties))}</dc:creator>"
        f"<dc:description>{attribute(document.stamp)}</dc:description>"
        f"<dc:language>de-DE</dc:language><dcterms:created {day}</dcterms:created>"
        f"<dcterms:modified {day}</dcterms:modified></cp:coreProperties>"
    )
