"""PDFs of others: their tables by the lines around cells, and what lies on their pages besides."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bildung.annex.grid import Contents, Notice
from bildung.annex.plain_text import to_text
from bildung.formats.pdf.reading import forms, parse

from . import hostile

ROWS = [["Ziel", "Frist"], ["Lesen", ""]]
# Upright and level lines of a table of two rows and two columns, in points from the foot.
SIDES, LEVELS = (50, 250, 450), (500, 460, 420)


def ruled(*, texts=ROWS, more: bytes = b"", lines: bytes | None = None) -> pikepdf.Pdf:
    """A page with a table of these texts; `lines` are drawn in place of its own."""
    drawn = [b"BT /F1 9 Tf 60 550 Td (Plan) Tj ET\n", more]
    for row, level in zip(texts, LEVELS, strict=False):
        for text, side in zip(row, SIDES, strict=False):
            drawn.append(
                b"BT /F1 9 Tf %d %d Td (%s) Tj ET\n" % (side + 5, level - 15, text.encode())
            )
    drawn.append(grid() if lines is None else lines)
    return pikepdf.open(BytesIO(hostile.pdf_page(b"".join(drawn))))


def grid(levels=LEVELS, bottom: int | None = None) -> bytes:
    bottom = levels[-1] if bottom is None else bottom
    upright = (b"%d %d m %d %d l S\n" % (side, levels[0], side, bottom) for side in SIDES)
    level = (b"%d %d m %d %d l S\n" % (SIDES[0], at, SIDES[-1], at) for at in levels)
    return b"".join((*upright, *level))


def read(document: pikepdf.Pdf) -> Contents:
    output = BytesIO()
    document.save(output)
    return parse(output.getvalue())


def texts(contents: Contents) -> list[list[str]]:
    (grid,) = contents.grids
    return [[cell and to_text(cell.blocks) for cell in row.cells] for row in grid.rows]


@pytest.mark.parametrize(
    "ornament",
    [
        b"10 10 m 500 300 l S\n",
        b"10 10 m 20 200 90 30 300 400 c S\n",
        b"40 410 m 460 510 l 40 510 l h f\n",
        b"0 0 m\n" + b"1 2 3 4 5 6 c\n" * 500 + b"S\n",
    ],
    ids=["slanted", "curved", "triangle", "drawing"],
)
def test_ornaments_are_passed_over(ornament):
    assert texts(read(ruled(more=ornament))) == ROWS


def test_cell_that_the_page_cuts_is_read():
    lines = grid(LEVELS[:2], bottom=420)
    assert texts(read(ruled(lines=lines))) == ROWS


def test_text_beside_the_paper_is_not_read():
    outside = b"BT /F1 9 Tf 60 700 Td (fort) Tj ET\n"
    assert read(ruled(more=outside)).loose == ("Plan",)


def test_letters_printed_twice_for_bold_are_read_once():
    again = b"BT /F1 9 Tf 55.4 485.2 Td (Ziel) Tj ET\n"
    assert texts(read(ruled(more=again))) == ROWS


def test_double_letters_stay():
    rows = [["Fluss", "allem"], ["Iiii", "lllll"]]
    assert texts(read(ruled(texts=rows))) == rows


@pytest.mark.parametrize(
    ("turn", "begin", "lines"),
    [(b"0 1 -1 0", 423, (65, 80)), (b"0 -1 1 0", 457, (80, 65))],
    ids=["upwards", "downwards"],
)
def test_turned_words_are_read_along_their_lines(turn, begin, lines):
    texts_turned = zip(lines, (b"Alle les-", b"en gut"), strict=True)
    more = b"".join(
        b"BT /F1 7 Tf %s %d %d Tm (%s) Tj ET\n" % (turn, at, begin, text)
        for at, text in texts_turned
    )
    found = read(ruled(texts=[ROWS[0], ["", "2016"]], more=more))
    assert texts(found) == [ROWS[0], ["Alle lesen gut", "2016"]]


def of_signs(*parts: tuple[str, float, float]) -> bytes:
    """Draw texts one behind the other: what they say, in which size, and how high."""
    shown = (b"/F1 %.1f Tf %.1f Ts (%s) Tj" % (size, high, t.encode()) for t, size, high in parts)
    return b"BT 255 445 Td %s ET\n" % b" ".join(shown)


RAISED = [
    ([("3/2016", 9, 0), ("1", 6, 3)], "3/2016¹"),
    ([("3/2016", 9, 0), ("12\\)", 5, 4)], "3/2016¹²⁾"),
    ([("3/2016", 9, 0), ("*", 6, 3)], "3/2016*"),
    ([("20 m", 9, 0), ("2", 6, 2), (" Platz", 9, 0)], "20 m² Platz"),
    ([("CO", 9, 0), ("2", 6, -1)], "CO2"),
    ([("3/2016", 9, 0), ("1", 8.1, 4)], "3/2016¹"),
    ([("3/201", 9, 0), ("6", 8.5, 0)], "3/2016"),
]


@pytest.mark.parametrize(("parts", "shown"), RAISED)
def test_raised_figures_are_none_of_the_year_before_them(parts, shown):
    drawn = of_signs(*parts)
    assert texts(read(ruled(texts=[ROWS[0], ["Lesen"]], more=drawn))) == [
        ROWS[0],
        ["Lesen", shown],
    ]
    cells = (b"BT /F1 9 Tf 55 445 Td (Lesen) Tj ET", drawn)
    assert texts(read(tagged(*cells))) == [["Lesen", shown]]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ({"FT": Name.Tx, "V": String("5/2016")}, "5/2016"),
        ({"FT": Name.Tx, "V": String("Mai")}, "Mai"),
        ({"FT": Name.Ch, "V": String("2"), "Opt": Array([Array([String("2"), String("bald")])])},
         "bald"),
        ({"FT": Name.Ch, "V": Array([String("a"), String("b")])}, "a, b"),
        ({"FT": Name.Btn, "AS": Name.Yes}, "☒"),
        ({"FT": Name.Btn, "AS": Name.Off}, "☐"),
        ({"FT": Name.Btn, "Ff": 1 << 16}, ""),
        ({"FT": Name.Tx, "V": String("geheim"), "F": 2}, ""),
        ({"Parent": Dictionary(FT=Name.Tx, V=String("geerbt"))}, "geerbt"),
    ],
)  # fmt: skip
def test_fields_of_forms_say_what_they_show(field, shown):
    document = ruled()
    put_on(document, Subtype=Name.Widget, Rect=[255, 425, 440, 455], **field)
    assert texts(read(document)) == [ROWS[0], ["Lesen", shown]]


def put_on(document: pikepdf.Pdf, **note) -> pikepdf.Object:
    made = document.make_indirect(Dictionary(Type=Name.Annot, **note))
    document.pages[0].Annots = Array([made])
    if note["Subtype"] == Name.Widget:
        document.Root.AcroForm = Dictionary(Fields=Array([made]))
    return made


def test_fields_of_forms_stand_where_the_tags_have_them():
    document = ruled(more=b"")
    field = put_on(
        document, Subtype=Name.Widget, Rect=[255, 425, 440, 455], FT=Name.Tx, V=String("Mai")
    )
    marked = (
        b"/TH <</MCID 0>> BDC BT /F1 9 Tf 55 485 Td (Ziel) Tj ET EMC\n"
        b"/TD <</MCID 1>> BDC BT /F1 9 Tf 55 445 Td (Lesen) Tj ET EMC\n"
    )
    document.pages[0].Contents = document.make_stream(marked)
    page = document.pages[0].obj
    place = Dictionary(Type=Name.OBJR, Obj=field)
    cells = [
        tag("TR", tag("TH", 0, page=page), tag("TH", page=page)),
        tag("TR", tag("TD", 1, page=page), tag("TD", tag("Form", place), page=page)),
    ]
    document.Root.StructTreeRoot = Dictionary(K=tag("Table", *cells))
    assert texts(read(document)) == [["Ziel", ""], ["Lesen", "Mai"]]


def tagged(*cells: bytes) -> pikepdf.Pdf:
    """A page whose tags tell of a table of one row, with what is drawn in each of its cells."""
    document = ruled()
    marked = (b"/TD <</MCID %d>> BDC %s EMC\n" % pair for pair in enumerate(cells))
    document.pages[0].Contents = document.make_stream(b"".join(marked))
    page = document.pages[0].obj
    row = tag("TR", *(tag("TD", mark, page=page) for mark in range(len(cells))))
    document.Root.StructTreeRoot = Dictionary(K=tag("Table", row))
    return document


def test_turned_words_within_a_tag_are_read_along_their_lines():
    turned = (
        b"BT /F1 7 Tf 0 1 -1 0 %d 423 Tm (%s) Tj ET\n" % line
        for line in ((65, b"Alle les-"), (80, b"en gut"))
    )
    document = tagged(b"".join(turned), b"BT /F1 9 Tf 255 445 Td (2016) Tj ET")
    assert texts(read(document)) == [["Alle lesen gut", "2016"]]


def test_tag_that_means_nothing_parts_no_line():
    cells = (b"BT /F1 9 Tf 55 445 Td (Lesen) Tj ET", b"BT /F1 9 Tf 90 445 Td (alle) Tj ET")
    document = tagged(*cells)
    page = document.pages[0].obj
    inner = tag("NonStruct", tag("Span", 1, page=page))
    row = tag("TR", tag("TD", tag("Span", 0, page=page), inner), tag("TD", page=page))
    document.Root.StructTreeRoot = Dictionary(K=tag("Table", row))
    assert texts(read(document)) == [["Lesenalle", ""]]


def tag(role: str, *kids, **more) -> Dictionary:
    page = {"Pg": more["page"]} if more else {}
    return Dictionary(S=Name(f"/{role}"), K=Array(kids), **page)


def test_comments_stand_beside_the_tables():
    document = ruled()
    put_on(document, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String("Wer macht das?"))
    assert read(document).loose == (
        "Plan",
        "Kommentar: Wer macht das?",
    )


@pytest.mark.parametrize(
    ("kind", "sentence"), [("StrikeOut", forms.STRUCK), ("FileAttachment", forms.ATTACHED)]
)
def test_what_lies_on_a_page_and_is_no_text_is_told(kind, sentence):
    document = ruled()
    put_on(document, Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9])
    assert read(document).notices == (Notice(sentence, ("Seite 1",)),)


def test_attached_files_are_told():
    document = ruled()
    document.attachments["mehr.docx"] = pikepdf.AttachedFileSpec(
        document, b"x", filename="mehr.docx"
    )
    assert read(document).notices == (Notice(forms.ATTACHED, ("„mehr.docx“",)),)


def test_pictures_and_pages_of_them_are_told():
    document = ruled()
    picture = document.make_stream(b"\0")
    picture.Type, picture.Subtype = Name.XObject, Name.Image
    picture.Width = picture.Height = 1
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
    drawn = document.make_stream(b"q 50 0 0 50 100 100 cm /I Do Q\n")
    document.add_blank_page()
    for page in document.pages:
        page.Resources = page.obj.get("/Resources", Dictionary())
        page.Resources.XObject = Dictionary(I=picture)
        page.contents_add(drawn)
    assert read(document).notices == (
        Notice(forms.PICTURES, ("Seite 1",)),
        Notice(forms.ONLY_PICTURES, ("Seite 2",)),
    )
