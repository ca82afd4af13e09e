"""What a Word file shows, and what it does not: forms, fields, signs, hidden and struck text.

Whatever is not read is told.
"""

import pytest

from bildung.annex.grid import Contents, Notice
from bildung.annex.table import Mark, Run
from bildung.formats import docx
from bildung.formats.docx import noticing

from . import words
from .words import cell, paragraph, row, shown, table

MORE_SPACES = (
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"'
)


def read(body: str, **parts: str) -> Contents:
    spaced = body.replace("<w:tbl>", f"<w:tbl {MORE_SPACES}>", 1)
    return docx.parse(words.word_file(spaced, **parts))


def cell_of(content: str, **parts: str):
    """What a cell with these runs says (see words.shown), and what is told."""
    contents = read(table(row(cell(f"<w:p>{content}</w:p>"))), **parts)
    return shown(contents.grids[0].rows[0].cells[0].blocks), contents.notices


def said(content: str, **parts: str):
    blocks, notices = cell_of(content, **parts)
    assert notices == ()
    return blocks


def told(sentence: str, text: str = "") -> tuple[Notice, ...]:
    place = "Tabelle 1, Zeile 1"
    return (Notice(sentence, (f"{place}, „{text}“" if text else place,)),)


def run(text: str, properties: str = "") -> str:
    text = f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    return f"<w:r><w:rPr>{properties}</w:rPr>{text}</w:r>"


def field(instruction: str, result: str | None = None, data: str = "") -> str:
    steps = (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    )
    if result is not None:
        steps += f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}'
    return f'{steps}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


ENTRIES = '<w:listEntry w:val="offen"/><w:listEntry w:val="erledigt"/>'
ITEMS = '<w:listItem w:displayText="in Arbeit" w:value="2"/>'


@pytest.mark.parametrize(
    ("content", "right"),
    [
        (field("FORMDROPDOWN", "", f'<w:ddList><w:result w:val="1"/>{ENTRIES}</w:ddList>'),
         "erledigt"),
        (field("FORMDROPDOWN", "", f"<w:ddList>{ENTRIES}</w:ddList>"), "offen"),
        (field("FORMDROPDOWN", "alt", f'<w:ddList><w:default w:val="1"/>{ENTRIES}</w:ddList>'),
         "erledigt"),
        (field("FORMCHECKBOX", None, "<w:checkBox><w:default/></w:checkBox>"), "☒"),
        (field("FORMCHECKBOX", None, '<w:checkBox><w:default w:val="0"/></w:checkBox>'), "☐"),
        (field("FORMCHECKBOX", None, '<w:checkBox><w:checked w:val="0"/><w:default/></w:checkBox>'),
         "☐"),
        (field("FORMTEXT", "Mai", '<w:textInput><w:default w:val="x"/></w:textInput>'), "Mai"),
        (field("FORMTEXT", None, '<w:textInput><w:default w:val="x"/></w:textInput>'), "x"),
        (control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', run("þ")), "☒"),
        (control('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', ""), "☐"),
        (control(f'<w:dropDownList w:lastValue="2">{ITEMS}</w:dropDownList>', ""), "in Arbeit"),
        (control(f'<w:dropDownList w:lastValue="2">{ITEMS}</w:dropDownList>', run("x")), "x"),
        (control('<w:comboBox w:lastValue="frei"/>', ""), "frei"),
        (control('<w:date w:fullDate="2016-05-12T00:00:00Z"/>', ""), "12.05.2016"),
        (control('<w:date w:fullDate="2016-05-12T00:00:00Z"/>', run("Mai 2016")), "Mai 2016"),
    ],
)  # fmt: skip
def test_forms_say_what_was_chosen(content, right):
    assert said(content) == [right]


@pytest.mark.parametrize(
    ("content", "right"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Webdings" w:char="F061"/></w:r>', "✓"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B7"/></w:r>', "•"),
        (run("ü", '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'), "✓"),
        (run("\uf0fc", '<w:rFonts w:ascii="Arial"/>'), "✓"),
        (run("\uf0b7"), "•"),
        (field(r'SYMBOL 254 \f "Wingdings" \s 11'), "☑"),
        (run("", "") + run("ü", '<w:rStyle w:val="Zeichen"/>'), "✓"),
        (run("ü", '<w:rStyle w:val="Zeichen"/><w:rFonts w:ascii="Arial"/>'), "ü"),
    ],
)  # fmt: skip
def test_letters_of_symbol_fonts_are_the_signs_they_show(content, right):
    sign = character_style("Zeichen", '<w:rFonts w:ascii="Wingdings"/>')
    assert said(content, styles=sign) == [right]


def character_style(name: str, properties: str, kind: str = "character") -> str:
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        f"<w:rPr>{properties}</w:rPr></w:style>"
    )


HIDING = character_style("Intern", "<w:vanish/>") + character_style(
    "Versteckt", "<w:vanish/>", "paragraph"
)


@pytest.mark.parametrize(
    "properties", ["<w:vanish/>", '<w:vanish w:val="1"/>', '<w:rStyle w:val="Intern"/>']
)
def test_hidden_text_is_left_out_and_told(properties):
    blocks, notices = cell_of(run("offen") + run(" geheim", properties), styles=HIDING)
    assert (blocks, notices) == (["offen"], told(noticing.HIDDEN, "geheim"))


def test_hidden_by_both_styles_is_shown_again():
    style = '<w:pPr><w:pStyle w:val="Versteckt"/></w:pPr>'
    content = style + run("geheim") + run("offen", '<w:rStyle w:val="Intern"/>')
    blocks, notices = cell_of(content, styles=HIDING)
    assert (blocks, notices) == (["offen"], told(noticing.HIDDEN, "geheim"))


def test_shown_in_a_hidden_style_is_shown():
    assert said(run("a", '<w:rStyle w:val="Intern"/><w:vanish w:val="0"/>'), styles=HIDING) == ["a"]


@pytest.mark.parametrize("properties", ["<w:strike/>", "<w:dstrike/>"])
def test_struck_text_is_marked(properties):
    content = f"<w:p>{run('alt ', properties)}{run('neu')}</w:p>"
    (grid,) = read(table(row(cell(content)))).grids
    (block,) = grid.rows[0].cells[0].blocks
    assert block.runs == (Run("alt ", Mark.DELETED), Run("neu"))


def test_hidden_row_is_marked():
    (grid,) = read(table(row(cell(paragraph("a")), properties="<w:hidden/>"))).grids
    assert [row.is_hidden for row in grid.rows] == [True]


RAISED = '<w:vertAlign w:val="superscript"/>'


@pytest.mark.parametrize(
    ("content", "right", "mark"),
    [
        (run("3/2016") + run("1", RAISED), "3/2016", "3/2016“ mit „1"),
        (run("Lesen") + run("*)", RAISED) + run(" fördern"), "Lesen fördern", "Lesen“ mit „*)"),
        (run("Lesen") + run("1, 2", '<w:position w:val="6"/>'), "Lesen", "Lesen“ mit „1, 2"),
        (run("20 m") + run("2", RAISED), "20 m²", ""),
        (run("Club ") + run("2", RAISED), "Club 2", ""),
        (run("Schüler") + run("innen", RAISED), "Schülerinnen", ""),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO2", ""),
    ],
)
def test_raised_marks_of_notes_are_left_out_and_told(content, right, mark):
    blocks, notices = cell_of(content)
    assert (blocks, notices) == ([right], told(noticing.RAISED, mark) if mark else ())


@pytest.mark.parametrize(
    ("content", "sentence", "text"),
    [
        (field("= SUM(ABOVE)"), noticing.FIELD, "= SUM(ABOVE)"),
        (field("REF Ziel", ""), noticing.FIELD, "REF Ziel"),
        ('<w:fldSimple w:instr=" PAGE "/>', noticing.FIELD, "PAGE"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FF"/></w:r>', noticing.SIGN,
         "Wingdings, Zeichen FF"),
        ('<w:r><w:drawing><wp:inline><wp:docPr descr="Ampel grün"/><a:graphic><a:graphicData>'
         "<pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
         noticing.PICTURE, "Ampel grün"),
        ('<w:r><w:pict><v:shape alt="Ampel rot"><v:imagedata/></v:shape></w:pict></w:r>',
         noticing.PICTURE, "Ampel rot"),
        ('<w:r><w:drawing><c:chart r:id="r9"/></w:drawing></w:r>', noticing.CHART, ""),
        ('<w:r><w:drawing><dgm:relIds r:dm="r9"/></w:drawing></w:r>', noticing.GRAPHIC, ""),
        ('<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>',
         noticing.OBJECT, "Excel.Sheet.12"),
        ("<w:r><w:object><w:control/></w:object></w:r>", noticing.CONTROL, ""),
        ("<w:del><w:r><w:delText>weg</w:delText></w:r></w:del>", noticing.DELETED, "weg"),
    ],
)  # fmt: skip
def test_what_is_no_text_is_told(content, sentence, text):
    _, notices = cell_of(content)
    assert notices == told(sentence, text)


def test_inserted_text_is_read_and_told():
    assert cell_of(f"<w:ins>{run('neu')}</w:ins>") == (["neu"], told(noticing.INSERTED, "neu"))


@pytest.mark.parametrize("instruction", ["XE Wort", "TC Titel", "AUTONUM"])
def test_fields_that_show_nothing_are_not_told(instruction):
    assert said(field(instruction)) == []


def test_texts_of_a_chart_are_told():
    drawn = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        "<a:t>Verlauf</a:t><c:v>2016</c:v></c:chartSpace>"
    )
    body = table(row(cell('<w:p><w:r><w:drawing><c:chart r:id="r2"/></w:drawing></w:r></w:p>')))
    spaced = body.replace("<w:tbl>", f"<w:tbl {MORE_SPACES}>", 1)
    content = words.word_file(spaced, chart="")
    parts = words.parts_of(content) | {"word/chart.xml": drawn}
    assert docx.parse(words.packed(parts)).notices == told(noticing.CHART, "Verlauf 2016")


def test_other_way_is_taken_where_the_first_says_nothing():
    both = "<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"  # noqa: E501
    assert said(f"<w:r>{both.format('<w:t>a</w:t>')}</w:r>") == ["a"]


def test_empty_control_around_a_cell_leaves_it_blank():
    asking = control("<w:showingPlcHdr/>", cell(paragraph("Klicken")))
    (grid,) = read(table(row(asking, cell(paragraph("a"))))).grids
    assert words.texts(grid.rows[0]) == ["", "a"]


def test_heads_and_feet_of_pages_stand_beside_the_tables():
    contents = read(
        table(row(cell(paragraph("a")))),
        header=paragraph("Stadt"),
        footer=paragraph("vertraulich"),
    )
    assert contents.loose == ("Stadt", "vertraulich")


# Tables within tables

PLAN = table(
    row(cell(paragraph("Ziel")), cell(paragraph("Maßnahme"))),
    row(cell(paragraph("Lesen")), cell(paragraph("Paten"))),
)
WIDE = table(*[row(*[cell(paragraph(f"{line}{place}")) for place in "abc"]) for line in "12"])


def framed(content: str, depth: int = 1) -> str:
    for _ in range(depth):
        content = table(row(cell(f"<w:p/>{content}<w:p/>")))
    return content


@pytest.mark.parametrize("depth", [1, 2, 9])
def test_table_in_frames_is_read(depth):
    (grid,) = read(framed(PLAN, depth)).grids
    assert [words.texts(row) for row in grid.rows] == [["Ziel", "Maßnahme"], ["Lesen", "Paten"]]


def test_tables_beside_each_other_in_a_frame_are_read_with_its_texts():
    contents = read(
        table(row(cell(paragraph("Anlage 1") + PLAN), cell(PLAN)), row(cell(paragraph("Ende"))))
    )
    assert [(grid.place, grid.title) for grid in contents.grids] == [
        ("Tabelle 1", "Anlage 1"),
        ("Tabelle 2", ""),
    ]
    assert contents.loose == ("Ende",)


def test_table_that_is_one_of_the_values_of_a_form_is_read():
    contents = read(
        table(
            row(cell(paragraph("Kommune")), cell(paragraph("Eisenach"))),
            row(cell(paragraph("Plan")), cell(WIDE)),
        )
    )
    assert [words.texts(row) for grid in contents.grids for row in grid.rows] == [
        ["1a", "1b", "1c"],
        ["2a", "2b", "2c"],
    ]
    assert contents.loose == ("Kommune", "Eisenach")


def test_table_in_a_cell_of_a_plan_stays_there_and_is_told():
    contents = read(
        table(
            row(cell(paragraph("Ziel")), cell(paragraph("Maßnahme"))),
            row(cell(paragraph("Lesen")), cell(PLAN)),
            row(cell(paragraph("Malen")), cell(PLAN)),
        )
    )
    (grid,) = contents.grids
    assert words.texts(grid.rows[1]) == ["Lesen", "Ziel | Maßnahme | Lesen | Paten"]
    assert contents.notices == (Notice(noticing.NESTED, ("Tabelle 1",)),)


ARCHIVED = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n"
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    "\r\n<p>Gr=C3=B6=C3=9Fe</p>\r\n--x--\r\n"
)
PAGE = (
    "<html><head><title>T</title><style>p {}</style></head><table><tr><td><p>Ziel</p></td>"
    "<td><b>Maß</b>nahme</td></tr><tr><td>Rechnen &amp; Lesen</td><td>Club<br>gründen</td></tr>"
)


@pytest.mark.parametrize(
    ("part", "content", "lines"),
    [
        ("chunk.html", "<p>Noch <b>ein</b> Ziel</p>", ["Noch ein Ziel"]),
        ("chunk.htm", PAGE, ["Ziel | Maßnahme", "Rechnen & Lesen | Club gründen"]),
        ("chunk.txt", "Noch ein\nZiel", ["Noch ein", "Ziel"]),
        ("chunk.mht", ARCHIVED, ["Größe"]),
        ("chunk.html", "<!-- nichts -->", []),
        ("chunk.rtf", r"{\rtf1 Ziel}", []),
        ("chunk.docx", "PK\x03\x04", []),
    ],
)
def test_embedded_parts_are_told_wherever_they_stand(part, content, lines):
    parts = words.parts_of(words.word_file('<w:altChunk r:id="r2"/>', aFChunk=""))
    relations = "word/_rels/text.xml.rels"
    parts[relations] = parts[relations].replace(b"aFChunk.xml", part.encode())
    parts[f"word/{part}"] = content.encode()
    del parts["word/aFChunk.xml"]
    contents = docx.parse(words.packed(parts))
    said = ": ".join([part, *([" ".join(lines)] if lines else [])])
    assert contents.notices == (Notice(noticing.CHUNK, (f"außerhalb der Tabellen, „{said}“",)),)
    assert contents.loose == tuple(f"{part}: {line}" for line in lines)


def test_parts_of_other_files_are_told():
    body = table(row(cell('<w:subDoc r:id="x"/><w:p/>')))
    assert read(body).notices == told(noticing.ELSEWHERE)
