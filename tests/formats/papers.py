"""Documents to print, from one goal to two hundred, and with all that may go wrong on paper."""

import hashlib
from dataclasses import replace
from datetime import date

from bildung.annex.document import AnnexDocument, EditionDocument, PartyName
from bildung.annex.synopsis import compare
from bildung.annex.table import (
    AnnexTable,
    Bullet,
    Cell,
    Column,
    Mark,
    Paragraph,
    Row,
    Run,
    paragraphs,
    text_runs,
)
from bildung.editions.content import Content
from bildung.formats.attachments import attachments

COLUMNS = (
    Column("priority", "Priorität", 7),
    Column("goal", "Grundlegendes Ziel", 19, is_header=True),
    Column("objective", "Erläuterung", 30),
    Column("measure", "Erste Maßnahmen", 32),
    Column("timeframe", "Zeitrahmen", 12),
)
PARTIES = (
    PartyName("Kommune", "Stadt Eisenach"),
    PartyName("Transferagentur", "TransMit", "Transferagentur Mitteldeutschland"),
)
TEXTS = (
    "Analyse vorhandener Verwaltungs- und Koordinationsstrukturen in Bezug auf die Optimierung "
    "von verwaltungsbereichsübergreifender Kooperation im Bereich Bildung",
    "Neuausrichtung/Entwicklung bestehender strategischer Zielsetzungen (z.B. Arbeitskreise)",
    "Qualifizierung von Personal",
)
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


def document(*tables: AnnexTable) -> AnnexDocument:
    return AnnexDocument(
        agreement="Zielvereinbarung Stadt Eisenach – TransMit",
        title="Zielvereinbarung",
        parties=PARTIES,
        state="Entwurf",
        as_of=date(2026, 11, 24),
        tables=tables or (goals(1),),
    )


def bullet(text: str, *children: Bullet) -> Bullet:
    return Bullet(text_runs(text), children)


def goals(count: int, key: str = "anlage-1") -> AnnexTable:
    """A table of `count` goals with two Erläuterungen and three measures each."""
    rows = []
    for number in range(1, count + 1):
        first, second, third = (TEXTS[(number + offset) % 3] for offset in range(3))
        rows += [
            Row(
                f"measure-{number}-1",
                (
                    Cell(paragraphs(f"{number}.\nhoch"), 3),
                    Cell(paragraphs(f"Ziel {number}: Entwicklung von Partizipationsstrukturen"), 3),
                    Cell((bullet(first, bullet(third), bullet(second)),), 2),
                    Cell((bullet(second),)),
                    Cell(paragraphs("1/2016 bis 10/2016")),
                ),
            ),
            Row(
                f"measure-{number}-2",
                (None, None, None, Cell((bullet(third, bullet(first)),)), Cell(paragraphs("2016"))),
            ),
            Row(
                f"measure-{number}-3",
                (None, None, Cell((bullet(second),)), Cell((bullet(first),)), Cell()),
            ),
        ]
    return AnnexTable(key, "Anlage 1: Ziele und Maßnahmen", COLUMNS, tuple(rows))


def trials() -> AnnexTable:
    """Long words, cells of several pages, empty cells, marked text, signs no font holds."""
    many = tuple(bullet(f"Punkt {number}: {TEXTS[number % 3]}") for number in range(90))
    endless = (bullet(" ".join(TEXTS * 40)),)
    marked = Bullet(
        (
            Run("bisher ", Mark.DELETED),
            Run("künftig", Mark.INSERTED),
            Run(" – "),
            Run("!", Mark.STRONG),
        )
    )
    title = f"Ein Ziel mit {LONG_WORD} und einem Titel, der höher als die Zeile ist"
    markup = '<b>&amp; "x"</b>'
    wide = (bullet(LONG_WORD * 3), bullet("中文 😀 e\u0301 \u202fx"))
    address = bullet("https://www.example.org/" + "pfad/" * 30)
    empty, slip, soon = Cell(), Cell(paragraphs("9/2015-272016")), Cell(paragraphs("Q1/2016"))
    nested = bullet("x", bullet("y", bullet("z")))
    places = {
        "a": (_number(1, 4), Cell(paragraphs(title), 4), Cell(wide, 2), Cell(many), slip),
        "b": (None, None, None, Cell((bullet("kurz"),)), empty),
        "c": (None, None, empty, Cell(endless), Cell(paragraphs("laufend"))),
        "d": (None, None, Cell((nested,)), empty, empty),
        "e": (_number(2), Cell(paragraphs("Leer")), empty, empty, empty),
        "f": (_number(3), Cell(paragraphs(markup)), Cell((marked,)), Cell((address,)), soon),
    }
    return AnnexTable(
        "anlage-1",
        "Anlage 1: Ziele und Maßnahmen",
        COLUMNS,
        tuple(Row(key, cells) for key, cells in places.items()),
    )


def synopsis() -> AnnexDocument:
    """Two goals, of whose measures one has another time frame and one is no longer there."""
    old = goals(2)
    rows = list(old.rows)
    rows[1] = replace(rows[1], cells=(*rows[1].cells[:4], Cell(paragraphs("2017"))))
    first, second = rows[3:5]
    lead = (replace(cell, row_span=cell.row_span - 1) for cell in first.cells[:3])
    rows[3:5] = [Row(second.key, (*lead, *second.cells[3:]))]
    compared = compare(old, replace(old, rows=tuple(rows)), row_name="Maßnahme")
    return document(compared.table({"measure-1-2": "Der Rat tagt später."}))


def _number(number: int, rows: int = 1) -> Cell:
    return Cell(paragraphs(f"{number}.\nmittel"), rows)


def text_of(cell: Cell) -> str:
    """The text of a cell in reading order, one space between its parts."""
    return " ".join(cell.words)


def one_cell(*blocks: Paragraph | Bullet) -> AnnexDocument:
    """A document whose only row shows `blocks` as its measure."""
    row = Row("r", (Cell(paragraphs("1.")), Cell(paragraphs("Ziel")), Cell(), Cell(blocks), Cell()))
    return document(AnnexTable("anlage-1", "Anlage 1: Ziele und Maßnahmen", COLUMNS, (row,)))


def source_of(annexes: AnnexDocument) -> bytes:
    """The data of the first edition, as they travel in its PDF."""
    return Content(1, annexes).canonical().encode()


def edition(*tables: AnnexTable, **parts) -> EditionDocument:
    """The first edition of two annexes, with its files."""
    tables = tables or (goals(3), goals(5, key="anlage-2"))
    annexes = replace(document(*tables), state="Fassung vom Oktober 2015", as_of=date(2015, 10, 12))
    source = source_of(annexes)
    digest = hashlib.sha256(source).hexdigest()
    sound = {
        "annexes": annexes,
        "number": 1,
        "digest": digest,
        "check_url": f"https://www.example.org/pruefen/?pruefsumme={digest[:12]}",
        "attachments": attachments(source, annexes),
    }
    return EditionDocument(**{**sound, **parts})
