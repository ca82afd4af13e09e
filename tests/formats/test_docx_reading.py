"""Word files of others: their tables as they stand, whatever Word can do to a table."""

import pytest

from bildung.annex.grid import Contents
from bildung.annex.table import AnnexError
from bildung.formats import docx
from tests.budget import PART
from tests.speed import within

from . import words
from .words import cell, numbered, paragraph, row, shown, style, styled, table

HEADING = "<w:tblHeader/>"
MERGED = '<w:vMerge w:val="restart"/>'
ON = "<w:vMerge/>"


def read(body: str, **parts: str) -> Contents:
    return docx.parse(words.word_file(body, **parts))


def grid(*rows: str):
    (grid,) = read(table(*rows)).grids
    return grid


def blocks(*content: str, **parts: str) -> list:
    """What a cell with this content says (see words.shown)."""
    (grid,) = read(table(row(cell("".join(content)))), **parts).grids
    return shown(grid.rows[0].cells[0].blocks)


def plain(text: str, properties: str = "") -> str:
    return cell(paragraph(text), properties)


def level(depth: int, kind: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:numFmt w:val="{kind}"/>{more}</w:lvl>'


def numberings(*levels: str) -> str:
    kinds = f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
    return f'{kinds}<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'


def test_tables_stand_in_order_with_the_texts_around_them():
    contents = read(
        paragraph("Zielvereinbarung")
        + styled("Anlage 1", "berschrift1")
        + paragraph("Stand: Mai")
        + table(row(plain("Ziel"), properties=HEADING), row(plain("Eins")))
        + paragraph("Anlage 2")
        + paragraph(" ")
        + table(row(plain("Zweck")))
        + table(row(plain("Ende")))
        + paragraph("Ort, Datum"),
        styles=style("berschrift1", "heading 1"),
    )
    assert [(grid.place, grid.title) for grid in contents.grids] == [
        ("Tabelle 1", "Anlage 1"),
        ("Tabelle 2", "Anlage 2"),
        ("Tabelle 3", ""),
    ]
    assert contents.loose == ("Zielvereinbarung", "Stand: Mai", "Ort, Datum")
    assert [row.is_heading for row in contents.grids[0].rows] == [True, False]


def test_long_text_above_a_table_is_no_title():
    contents = read(paragraph("Wort " * 40) + table(row(plain("x"))))
    assert (contents.grids[0].title, len(contents.loose)) == ("", 1)


def test_table_without_rows_leaves_its_heading_among_the_texts():
    contents = read(paragraph("Anlage 1") + table(row(plain("x"), properties="<w:del/>")))
    assert (contents.grids, contents.loose) == ((), ("Anlage 1",))


def test_merged_cells_span_and_cover_what_is_right_and_below():
    rows = grid(
        row(plain("a", '<w:gridSpan w:val="2"/>' + MERGED), plain("b")),
        row(plain("versteckt", '<w:gridSpan w:val="2"/>' + ON), plain("c", MERGED)),
        row(plain("d"), plain("e"), plain("", ON)),
    ).rows
    assert [words.texts(row) for row in rows] == [
        ["a", None, "b"],
        [None, None, "c"],
        ["d", "e", None],
    ]
    spans = {place.blocks[0].text: place for row in rows for place in row.cells if place}
    assert {text: (place.row_span, place.column_span) for text, place in spans.items()} == {
        "a": (2, 2),
        "b": (1, 1),
        "c": (2, 1),
        "d": (1, 1),
        "e": (1, 1),
    }


def test_cells_merged_in_the_old_way_span():
    rows = grid(
        row(plain("a", '<w:hMerge w:val="restart"/>'), plain("", "<w:hMerge/>"), plain("b"))
    ).rows
    assert words.texts(rows[0]) == ["a", None, "b"]
    assert rows[0].cells[0].column_span == 2


def test_cell_that_goes_on_from_nothing_stands_for_itself():
    rows = grid(row(plain("a"), plain("b")), row(plain("c", ON), plain("d"))).rows
    assert [words.texts(row) for row in rows] == [["a", "b"], ["c", "d"]]


def test_rows_that_begin_late_or_end_early_have_empty_places():
    rows = grid(
        row(plain("a"), plain("b"), plain("c"), plain("d")),
        row(plain("e"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
    ).rows
    assert words.texts(rows[1]) == ["", "e", "", ""]


def test_content_controls_hide_neither_rows_nor_cells_nor_words():
    def control(content: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    contents = read(
        control(table(control(row(control(cell(control(paragraph("a")))), plain("b")))))
    )
    assert [words.texts(row) for row in contents.grids[0].rows] == [["a", "b"]]


def test_what_an_empty_content_control_asks_for_is_not_read():
    asking = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    run = "<w:r><w:t>Klicken Sie hier</w:t></w:r>"
    assert blocks(
        asking.format(paragraph("Hier tippen")), f"<w:p>{asking.format(run)}</w:p>", paragraph("a")
    ) == ["a"]


def test_table_within_a_cell_is_told_line_by_line():
    inner = table(row(plain("1"), cell(numbered("2", 0))), row(plain("3")))
    contents = read(table(row(cell(paragraph("a") + inner + paragraph("b")), plain("c"))))
    (grid,) = contents.grids
    assert len(grid.rows) == 1
    assert shown(grid.rows[0].cells[0].blocks) == ["a", "1", ["2"], "3", "b"]


def test_tracked_changes_are_read_as_accepted():
    assert blocks(
        "<w:p><w:r><w:t>alt</w:t></w:r>"
        "<w:ins><w:r><w:t xml:space='preserve'> und neu</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText> und weg</w:delText><w:t> auch</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t> fort</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t xml:space='preserve'> her</w:t></w:r></w:moveTo></w:p>"
    ) == ["alt und neu her"]


def test_deleted_end_of_a_paragraph_joins_it_with_the_next():
    gone = "<w:rPr><w:del/></w:rPr>"
    assert blocks(paragraph("Bildungs", gone), numbered("plan", 0), paragraph("letzter", gone)) == [
        ["Bildungsplan"],
        "letzter",
    ]


def test_row_deleted_by_a_tracked_change_is_gone():
    rows = grid(
        row(plain("a", MERGED), plain("b"), properties="<w:del/>"),
        row(plain("c", ON), plain("d"), properties="<w:ins/>"),
    ).rows
    assert [words.texts(row) for row in rows] == [["c", "d"]]


def test_rows_are_counted_as_word_shows_them_with_those_that_are_to_go():
    gone = "<w:p><w:del><w:r><w:delText>auch</w:delText></w:r></w:del></w:p>"
    rows = (row(plain("a")), row(plain("weg"), properties="<w:del/>"), row(words.cell(gone)))
    (notice,) = read(table(*rows)).notices
    assert notice.places == ("Tabelle 1, Zeile 2, „weg“", "Tabelle 1, Zeile 3, „auch“")


def test_former_look_of_a_paragraph_makes_no_bullet():
    numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    change = f"<w:pPrChange><w:pPr>{numbering}</w:pPr></w:pPrChange>"
    assert blocks(paragraph("a", change)) == ["a"]


def test_links_fields_and_signs_are_read_as_they_are_shown():
    assert blocks(
        "<w:p><w:hyperlink><w:r><w:t>Link</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>3</w:t>"
        "<w:noBreakHyphen/><w:t>Jahres</w:t><w:softHyphen/><w:t>plan </w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>innen</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Mai</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:sym w:font="Wingdings" w:char="F0E0"/><w:footnoteReference w:id="1"/></w:r></w:p>'
    ) == ["Link\t3\u2011Jahres\u00adplan Mai→"]


def test_line_break_begins_a_paragraph_but_not_within_a_bullet():
    line = "<w:r><w:t>a</w:t><w:br/><w:t> b</w:t></w:r>"
    numbering = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    assert blocks(f"<w:p>{line}</w:p><w:p>{numbering}{line}</w:p>") == ["a", "b", ["a b"]]


def test_text_box_is_read_once():
    box = "<w:r><mc:AlternateContent>{}</mc:AlternateContent></w:r>"
    inner = f"<w:txbxContent>{paragraph('Kasten')}{table(row(plain('x')))}</w:txbxContent>"
    both = f"<mc:Choice Requires='wps'>{inner}</mc:Choice><mc:Fallback>{inner}</mc:Fallback>"
    contents = read(f"<w:p>{box.format(both)}</w:p>")
    assert ([words.texts(row) for row in contents.grids[0].rows], contents.loose) == (
        [["x"]],
        ("Kasten",),
    )
    assert blocks(f"<w:p>{box.format(both)}</w:p>") == ["Kasten", "x"]


def test_notes_and_comments_stand_beside_the_tables():
    separator = '<w:footnote w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    contents = read(
        table(row(plain("Ziel"))) + paragraph("Ende"),
        footnotes=f"{separator}<w:footnote>{paragraph('Laut')}{paragraph('Rat')}</w:footnote>",
        endnotes=f"<w:endnote>{paragraph('Anhang')}</w:endnote>",
        comments=f"<w:comment>{paragraph('Wer macht das?')}</w:comment>",
    )
    notes = ("Fußnote: Laut Rat", "Endnote: Anhang", "Kommentar: Wer macht das?")
    assert contents.loose == ("Ende", *notes)


def test_notes_say_behind_which_words_they_stand():
    reference = '<w:r><w:{0}Reference w:id="2"/></w:r>'
    marked = paragraph("Paten suchen bis zum Beginn des Schuljahres, danach").replace(
        "</w:p>", reference.format("footnote") + reference.format("comment") + "</w:p>"
    )
    contents = read(
        table(row(cell(marked))),
        footnotes=f'<w:footnote w:id="2">{paragraph("Laut Rat")}</w:footnote>',
        comments=f'<w:comment w:id="2">{paragraph("Wer?")}</w:comment>',
    )
    before = "…bis zum Beginn des Schuljahres, danach"
    assert contents.loose == (f"Fußnote zu „{before}“: Laut Rat", f"Kommentar zu „{before}“: Wer?")


def test_numbered_paragraphs_are_bullets_by_level_whatever_their_signs():
    assert blocks(
        numbered("a", 0, 1),
        numbered("b", 1, 2),
        numbered("c", 2, 3),
        numbered("d", 3, 3),
        numbered("e", 0, 4),
        paragraph("f"),
        numbered("g", 2),
        numbered("h", 2),
        numbered("i", 0),
    ) == [["a", ["b", ["c"], ["d"]]], ["e"], "f", ["g"], ["h"], ["i"]]


def test_paragraph_taken_out_of_its_list_is_none():
    assert blocks(
        numbered("a", 0, 0),
        numbered("b", 1),
        styled("c", "Punkt", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        numbering=numberings(level(0, "bullet"), level(1, "none")),
        styles=style("Punkt", "List Bullet"),
    ) == ["a", "b", "c"]


def test_styles_make_bullets_by_name_by_numbering_and_by_what_they_are_based_on():
    own = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    assert blocks(
        styled("a", "Aufzhlungszeichen"),
        styled("b", "Aufzhlungszeichen2"),
        styled("c", "Nummer3"),
        styled("d", "Eigener"),
        styled("e", "Davon"),
        styled("f", "Absatz"),
        styled("g", "Kreis"),
        styled("h", "unbekannt"),
        styles=(
            style("Aufzhlungszeichen", "List Bullet")
            + style("Aufzhlungszeichen2", "List Bullet 2", own)
            + style("Nummer3", "List Number 3")
            + style("Eigener", "Unterpunkt", own)
            + style("Davon", "Abgeleitet", based_on="Eigener")
            + style("Absatz", "List Paragraph")
            + style("Kreis", "Kreis", based_on="Kreis")
        ),
        numbering=numberings(level(0, "bullet"), level(1, "bullet", '<w:pStyle w:val="Eigener"/>')),
    ) == [["a", ["b", ["c"]], ["d"], ["e"]], "f", "g", "h"]


def test_level_of_its_own_counts_from_where_the_style_begins():
    own = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    deeper = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    assert blocks(
        styled("a", "Punkt"),
        styled("b", "Punkt", deeper),
        styled("c", "Punkt2", own),
        styled("d", "Linie2", own),
        styles=(
            style("Punkt", "List Bullet", own)
            + style("Punkt2", "List Bullet 2", own)
            + style("Linie2", "List Number 2", deeper)
        ),
    ) == [["a", ["b"], ["c"]], ["d"]]


def test_number_of_a_heading_makes_no_bullet():
    own = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    assert blocks(
        styled("a", "berschrift2"),
        styled("b", "Eigene"),
        styles=style("berschrift2", "heading 2", own)
        + style("Eigene", "Zielzeile", own + '<w:outlineLvl w:val="3"/>'),
    ) == ["a", "b"]


def test_strict_form_of_the_standard_is_read():
    body = table(row(cell(styled("a", "Punkt")), properties=HEADING))
    styles = style("Punkt", "List Bullet")
    content = words.word_file(body, styles=styles, space=words.STRICT)
    assert docx.parse(content) == read(body, styles=styles)
    assert shown(docx.parse(content).grids[0].rows[0].cells[0].blocks) == [["a"]]


def test_file_without_styles_and_relations_is_read():
    text = words.part(words.word_file(table(row(plain("a")))), "word/text.xml")
    content = words.packed({"word/document.xml": text})
    assert [words.texts(row) for row in docx.parse(content).grids[0].rows] == [["a"]]


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    f'<w:document xmlns:w="{words.WORD}"><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body>'
    "</w:document>"
)
OUTSIDE = BOMB.replace('<!ENTITY a "aaaaaaaaaa">', '<!ENTITY a SYSTEM "file:///etc/hostname">')
WIDE = row(*[plain("x")] * 201)
SPANNED = row(plain("x", '<w:gridSpan w:val="999999999"/>'))
LATE = row(plain("x"), properties='<w:gridBefore w:val="999999999"/>')
DEEP = "<w:p>" * 300 + "</w:p>" * 300


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        words.packed({}),
        words.packed({"word/document.xml": ""}),
        words.packed({"word/document.xml": "<w:document"}),
        words.packed({"word/document.xml": "<document/>"}),
        words.packed({"word/document.xml": BOMB}),
        words.packed({"word/document.xml": OUTSIDE}),
        words.word_file(table(WIDE)),
        words.word_file(table(SPANNED)),
        words.word_file(table(LATE)),
        words.word_file(DEEP),
        words.word_file(table(row(plain("a"))), styles="<w:broken>"),
        words.word_file(table(row(plain("a"))))[:-40],
    ],
    ids=lambda content: f"{len(content)} bytes",
)
def test_what_is_no_word_document_is_refused(content):
    with pytest.raises(AnnexError):
        docx.parse(content)


@pytest.mark.parametrize("value", ["", "-5", "x", "²", "9" * 5000])
def test_numbers_that_are_none_do_no_harm(value):
    numbering = f'<w:numPr><w:ilvl w:val="{value}"/><w:numId w:val="{value}"/></w:numPr>'
    odd = cell(paragraph("a", numbering), f'<w:gridSpan w:val="{value}"/>')
    assert words.texts(grid(row(odd, plain("b"))).rows[0]) == ["a", "b"]


def test_cell_of_very_many_paragraphs_is_read_in_time():
    count = 60_000 // PART
    content = words.word_file(table(row(cell(paragraph("x") * count))))
    with within(4 / PART):
        contents = docx.parse(content)
    assert len(contents.grids[0].rows[0].cells[0].blocks) == count


def test_a_thousand_rows_as_word_writes_them_are_read_in_time():
    looks = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="18"/>'
    run = f'<w:r w:rsidRPr="00AB12CD"><w:rPr>{looks}</w:rPr><w:t>Ein Satz mit Wörtern.</w:t></w:r>'
    numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    line = (
        f'<w:p w:rsidR="00AB12CD"><w:pPr>{numbering}<w:rPr>{looks}</w:rPr></w:pPr>{run * 3}</w:p>'
    )
    wide = row(*[cell(line * 2, '<w:tcW w:w="2000" w:type="dxa"/>')] * 5)
    content = words.word_file(table(*[wide] * (1000 // PART)))
    with within(10 / PART):  # usually 0.6 / PART
        (grid,) = docx.parse(content).grids
    assert len(grid.rows) == 1000 // PART
