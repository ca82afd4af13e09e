"""What a workbook holds beside plain texts: it is read, marked or named, never silently gone."""

from dataclasses import replace
from io import BytesIO
from itertools import chain
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill

from bildung.annex.grid import GridCell
from bildung.annex.table import Cell, Mark, Paragraph, Row, Run
from bildung.formats import xlsx

from . import books, papers

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
ANCHOR = (
    '<xdr:wsDr xmlns:xdr="http://x" xmlns:a="http://y"><xdr:twoCellAnchor><xdr:from><xdr:col>2'
    "</xdr:col><xdr:row>4</xdr:row></xdr:from>{}</xdr:twoCellAnchor></xdr:wsDr>"
)
TEXT = "<xdr:sp><xdr:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"


def plan(**cells) -> Workbook:
    """A workbook of one sheet („Plan“) with headings and a row, some cells of it changed."""
    workbook = Workbook()
    workbook.active.title = "Plan"
    for row in (["Ziel", "Maßnahme", "Termin"], ["Lesen", "Paten suchen", "2016"]):
        workbook.active.append(row)
    for name, value in cells.items():
        workbook.active[name] = value
    return workbook


def parsed(workbook: Workbook):
    return xlsx.parse(books.saved(workbook))


def told(contents) -> list[str]:
    return list(map(str, contents.notices))


def row_of(contents, number=1) -> list[list[tuple[str, Mark]]]:
    return [
        [(run.text, run.mark) for block in cell.blocks for run in block.runs]
        for cell in contents.grids[0].rows[number].cells
    ]


def with_parts(content: bytes, xml: str, **parts: str) -> bytes:
    """`content` with a sheet that has `xml` at its end, and relations to `parts`, by their kind."""
    related = "".join(
        f'<Relationship Id="r{kind}" Type="http://x/{kind}" Target="/xl/{kind}.xml"/>'
        for kind in parts
    )
    output = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(output, "w", ZIP_DEFLATED) as target:
        for item in source.namelist():
            part = source.read(item)
            if item == SHEET:
                part = part.replace(b"</worksheet>", f"{xml}</worksheet>".encode())
            target.writestr(item, part)
        target.writestr(RELATIONS, f'<Relationships xmlns="http://r">{related}</Relationships>')
        for kind, part in parts.items():
            target.writestr(f"xl/{kind}.xml", part)
    return output.getvalue()


def test_formula_without_a_stored_value_is_named_by_its_cell():
    contents = parsed(plan(C2='="ab "&2016', B2="=A2"))
    assert [text for text, _ in chain(*row_of(contents))] == ["Lesen"]
    assert told(contents) == [
        "Formeln ohne gespeicherten Wert sind leer gelesen; in Excel gespeichert, enthält die "
        "Datei die Werte: Blatt „Plan“: B2, C2."
    ]


def test_formula_that_gave_an_empty_text_is_no_formula_without_a_value():
    content = books.with_part(
        books.saved(plan(C2="=A9")),
        SHEET,
        lambda xml: xml.replace('<c r="C2">', '<c r="C2" t="str">'),
    )
    assert xlsx.parse(content).notices == ()


def test_cell_with_an_error_is_blank_and_named():
    content = books.with_part(
        books.saved(plan(C2="=A9")),
        SHEET,
        lambda xml: (
            xml.replace('<c r="C2">', '<c r="C2" t="e">')
            .replace("<f>A9</f><v></v>", "<f>A9</f><v>#REF!</v>")
            .replace("<f>A9</f><v/>", "<f>A9</f><v>#REF!</v>")
        ),
    )
    contents = xlsx.parse(content)
    assert row_of(contents)[2] == []
    assert told(contents) == [
        "Zellen, die statt eines Wertes einen Fehler zeigen, sind leer gelesen: "
        "Blatt „Plan“: C2 (#BEZUG!)."
    ]


def test_value_that_its_format_does_not_show_is_named():
    workbook = plan()
    workbook.active["C2"].number_format = ";;;"
    assert told(parsed(workbook)) == [
        "Werte, die ihr Zahlenformat nicht zeigt, sind nicht gelesen: Blatt „Plan“: C2."
    ]


def test_struck_text_is_marked_in_cells_and_within_them():
    struck = TextBlock(InlineFont(strike=True), "9/2015")
    workbook = plan(C2=CellRichText(struck, " 10/2015"))
    workbook.active["B2"].font = Font(strike=True)
    assert row_of(parsed(workbook)) == [
        [("Lesen", Mark.PLAIN)],
        [("Paten suchen", Mark.DELETED)],
        [("9/2015", Mark.DELETED), (" 10/2015", Mark.PLAIN)],
    ]


def test_run_with_a_font_of_its_own_is_not_struck_with_its_cell():
    workbook = plan(C2=CellRichText("9/2015", TextBlock(InlineFont(b=True), " 10/2015")))
    workbook.active["C2"].font = Font(strike=True)
    assert row_of(parsed(workbook))[2] == [
        ("9/2015", Mark.DELETED),
        (" 10/2015", Mark.PLAIN),
    ]


def test_struck_words_of_our_own_synopses_stay_text():
    runs = (Run("neu", Mark.INSERTED), Run("alt", Mark.DELETED))
    table = papers.goals(1)
    row = Row("a", tuple(Cell((Paragraph(runs),)) for _ in table.columns))
    table = replace(table, rows=(row,))
    contents = xlsx.parse(xlsx.render(papers.document(table)))
    assert contents.grids[0].rows[1].cells[-1] == GridCell((Paragraph((Run("{+neu+}[-alt-]"),)),))


def test_letters_of_a_symbol_font_are_the_signs_that_are_seen():
    rich = CellRichText(TextBlock(InlineFont(rFont="Wingdings"), "ü"), " erledigt")
    workbook = plan(B2="þ", C2=rich)
    workbook.active["B2"].font = Font(name="Wingdings")
    contents = parsed(workbook)
    assert row_of(contents)[1:] == [[("☑", Mark.PLAIN)], [("✓ erledigt", Mark.PLAIN)]]
    assert contents.notices == ()
    workbook.active["B2"] = "\u03a9"
    assert told(parsed(workbook))[0].endswith("Blatt „Plan“: B2.")


def test_raised_and_lowered_digits_are_no_part_of_the_number_beside_them():
    raised = TextBlock(InlineFont(vertAlign="superscript"), "1)")
    lowered = TextBlock(InlineFont(vertAlign="subscript"), "2")
    contents = parsed(plan(B2=CellRichText("CO", lowered), C2=CellRichText("3/2016", raised)))
    texts = ["".join(text for text, _ in runs) for runs in row_of(contents)]
    assert texts == ["Lesen", "CO₂", "3/2016¹"]


def test_conditional_formatting_is_named():
    workbook = plan()
    rule = CellIsRule(operator="equal", formula=["1"], fill=PatternFill(bgColor="FFFF0000"))
    workbook.active.conditional_formatting.add("C2:C9", rule)
    assert told(parsed(workbook)) == [
        "Farben und Zeichen der bedingten Formatierung sind nicht gelesen: Blatt „Plan“: C2:C9."
    ]


def test_hidden_rows_and_columns_are_marked():
    workbook = plan()
    workbook.active.row_dimensions[2].hidden = True
    workbook.active.column_dimensions["B"].hidden = True
    (grid,) = parsed(workbook).grids
    assert ([row.is_hidden for row in grid.rows], grid.hidden) == ([False, True], (1,))


def test_key_column_and_row_of_ours_are_hidden_and_nothing_of_the_table():
    (grid, *_) = xlsx.parse(xlsx.render(papers.document())).grids
    assert (any(row.is_hidden for row in grid.rows), grid.hidden) == (False, ())


def test_rows_that_a_filter_hides_in_our_own_sheet_are_marked():
    def hide(sheet):
        sheet.row_dimensions[sheet.max_row].hidden = True

    (grid, *_) = books.edited(papers.document(papers.goals(2)), hide).grids
    assert [row.is_hidden for row in grid.rows].count(True) == 1


def test_colours_of_cells_are_told_apart_even_of_blank_ones():
    workbook = plan(C2=None)
    workbook.active["C2"].fill = PatternFill("solid", fgColor="FF4472C4")
    workbook.active["A2"].fill = PatternFill("solid", fgColor="FFFFFFFF")
    (grid,) = parsed(workbook).grids
    assert [cell.colour for cell in grid.rows[1].cells] == ["", "", "FF4472C4"]


def test_colours_of_too_many_cells_are_not_read_and_that_is_told(monkeypatch):
    monkeypatch.setattr("bildung.formats.xlsx.cells.MOST_COLOURED", 1)
    workbook = plan()
    for name in ("A2", "B2"):
        workbook.active[name].fill = PatternFill("solid", fgColor="FF4472C4")
    contents = parsed(workbook)
    assert [cell.colour for cell in contents.grids[0].rows[1].cells] == ["", "", ""]
    assert told(contents) == [
        "So viele farbige Zellen; die Farben dieses Blattes sind nicht gelesen: Blatt „Plan“."
    ]


def test_address_behind_a_cell_is_named_unless_the_cell_shows_it():
    workbook = plan()
    workbook.active["B2"].hyperlink = "https://example.org/paten"
    workbook.active["C2"] = "example.org"
    workbook.active["C2"].hyperlink = "https://example.org/"
    assert told(parsed(workbook)) == [
        "Adressen hinter Zellen sind nicht übernommen: "
        "Blatt „Plan“: B2 (https://example.org/paten)."
    ]


def test_words_in_head_and_foot_are_loose_but_not_the_numbers_of_pages():
    workbook = plan()
    workbook.active.oddHeader.left.text = "Stadt & Land, Entwurf"
    workbook.active.oddFooter.right.text = "Seite &P von &N"
    assert parsed(workbook).loose == ("Kopf- oder Fußzeile: Stadt & Land, Entwurf",)


def test_chart_is_named():
    workbook = plan(C3=5)
    chart = BarChart()
    chart.add_data(Reference(workbook.active, min_col=3, min_row=3))
    workbook.active.add_chart(chart, "E5")
    workbook.create_chartsheet("Bild").add_chart(BarChart())
    assert told(parsed(workbook)) == [
        "Diagramme sind nicht gelesen: Blatt „Plan“: E5.",
        "Blätter mit Diagrammen sind nicht gelesen: Blatt „Bild“.",
    ]


def test_text_box_is_loose_and_pictures_and_shapes_are_named():
    content = books.saved(plan())
    for drawn, loose, notices in (
        (TEXT.format("Stand: März"), ("Textfeld bei C5: Stand: März",), []),
        ("<xdr:pic/>", (), ["Bilder sind nicht gelesen: Blatt „Plan“: C5."]),
        (
            "<xdr:cxnSp/>",
            (),
            ["Gezeichnete Formen und Linien sind nicht gelesen: Blatt „Plan“: C5."],
        ),
    ):
        contents = xlsx.parse(with_parts(content, "", drawing=ANCHOR.format(drawn)))
        assert (contents.loose, told(contents)) == (loose, notices)


def test_embedded_file_is_named():
    contents = xlsx.parse(with_parts(books.saved(plan()), "", package="<x/>"))
    assert told(contents) == ["Eingebettete Dateien sind nicht gelesen: Blatt „Plan“: package.xml."]


def test_check_box_over_a_cell_is_named_with_its_state():
    control = (
        '<controls><control shapeId="1" id="rctrlProp"><controlPr><anchor><from><col>1</col>'
        "<row>1</row></from></anchor></controlPr></control></controls>"
    )
    box = '<formControlPr objectType="CheckBox" checked="Checked"/>'
    contents = xlsx.parse(with_parts(books.saved(plan()), control, ctrlProp=box))
    assert told(contents) == [
        "Angekreuzte Kästchen, die über den Zellen liegen, sind nicht gelesen: Blatt „Plan“: B2."
    ]


def test_check_box_in_a_cell_is_its_sign():
    content = books.with_part(
        books.saved(plan(C2=True)),
        "xl/styles.xml",
        lambda xml: xml.replace(
            "</cellXfs>",
            '<xf numFmtId="0"><extLst><ext><xfComplement i="0"/></ext></extLst></xf></cellXfs>',
        ),
    )
    content = books.with_part(
        content, SHEET, lambda xml: xml.replace('<c r="C2"', '<c r="C2" s="1"')
    )
    assert row_of(xlsx.parse(content))[2] == [("☑", Mark.PLAIN)]


def test_answers_to_comments_are_read_in_place_of_the_hint_for_older_versions():
    threads = '<T><threadedComment ref="B2"><text>Wer sucht?</text></threadedComment></T>'
    hint = (
        '<comments><commentList><comment ref="B2"><text><t>[Threaded comment] Your version …</t>'
        "</text></comment></commentList></comments>"
    )
    content = with_parts(books.saved(plan()), "", threadedComment=threads, comments=hint)
    assert xlsx.parse(content).loose == ("Kommentar zu B2: Wer sucht?",)


def test_unchanged_by_excel_nothing_is_told_of_our_own_file():
    content = xlsx.render(papers.document())
    assert xlsx.parse(content).notices == ()
    assert xlsx.parse(books.saved(load_workbook(BytesIO(content)))).notices == ()
