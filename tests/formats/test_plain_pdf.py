"""A scan is a PDF and nothing else: it does nothing, brings nothing along, and comes to an end."""

import io
import zipfile
import zlib
from functools import partial

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from bildung.formats import pdf
from bildung.formats.pdf.checking import REASONS, check_pdf
from bildung.formats.pdf.checking.inspecting import inspect

from . import papers
from .test_checking import assembled, saved


def blank(pages: int = 1) -> pikepdf.Pdf:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return document


def made(change) -> bytes:
    """Return a PDF of one page after `change`, saved as its objects stand."""
    document = blank()
    change(document)
    return saved(document, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def word(content: bytes) -> str:
    return inspect(content).decode()


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def action(**entries) -> Dictionary:
    return Dictionary(Type=Name.Action, **entries)


def annotate(document, **entries):
    annotation = Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **entries)
    document.pages[0].Annots = Array([document.make_indirect(annotation)])


def named(document, tree: str, value):
    names = Dictionary(Names=Array([String("x"), document.make_indirect(value)]))
    document.Root.Names = Dictionary({f"/{tree}": names})


def attach(document):
    document.attachments["x.exe"] = b"MZ"


def bookmark(document, **entries):
    item = document.make_indirect(Dictionary(Title=String("x"), **entries))
    document.Root.Outlines = document.make_indirect(Dictionary(First=item, Last=item, Count=1))


def form_with(document, **entries):
    field = document.make_indirect(Dictionary(FT=Name.Tx, T=String("x"), **entries))
    document.Root.AcroForm = Dictionary(Fields=Array([field]))


def root(**entries):
    """Return what puts `entries` into the catalogue."""
    return lambda document: [setattr(document.Root, name, made()) for name, made in entries.items()]


def jump(**entries) -> Dictionary:
    return action(S=Name.GoTo, D=String("x"), **entries)


def indirectly_opened(document, **entries):
    """Jump on opening, by an action and a kind of action that stand elsewhere in the file."""
    opened = document.make_indirect(jump(**entries))
    opened.S = document.make_indirect(Name.GoTo)
    document.Root.OpenAction = opened


PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
DEEDS = {
    "script when opened": ("script", lambda d: d.Root.update(Dictionary(OpenAction=script()))),
    "script in the tree of names": ("script", lambda d: named(d, "JavaScript", script())),
    "script of an annotation": ("script", lambda d: annotate(d, Subtype=Name.Link, A=script())),
    "script when a page shows": (
        "script",
        lambda d: d.pages[0].obj.update(Dictionary(AA=Dictionary(O=script()))),
    ),
    "script of a field": ("script", lambda d: form_with(d, AA=Dictionary(K=script()))),
    "script of a bookmark": ("script", lambda d: bookmark(d, A=script())),
    "script after another action": (
        "script",
        lambda d: annotate(d, Subtype=Name.Link, A=action(S=Name.GoTo, Next=Array([script()]))),
    ),
    "script anywhere": (
        "script",
        lambda d: d.Root.update(Dictionary(X=Dictionary(JS=String("x")))),
    ),
    "XFA": ("form", lambda d: d.Root.update(Dictionary(AcroForm=Dictionary(XFA=String("<x/>"))))),
    "start of a program": (
        "action",
        root(OpenAction=lambda: action(S=Name.Launch, F=String("cmd.exe"))),
    ),
    "address when opened": (
        "action",
        root(OpenAction=lambda: action(S=Name.URI, URI=String("https://example.org"))),
    ),
    **{
        f"{kind} when opened": ("action", root(OpenAction=partial(action, S=Name(f"/{kind}"))))
        for kind in ("Named", "GoToR", "goto", "Neues")
    },
    "action of no kind when opened": ("action", root(OpenAction=action)),
    "place as a stream when opened": (
        "action",
        lambda d: d.Root.update(Dictionary(OpenAction=d.make_stream(b"", S=Name.GoTo))),
    ),
    "place and then an address when opened": (
        "action",
        root(OpenAction=lambda: jump(Next=action(S=Name.URI, URI=String("https://example.org")))),
    ),
    "place and then another when opened": ("action", root(OpenAction=lambda: jump(Next=jump()))),
    "place and then something elsewhere": (
        "action",
        lambda d: indirectly_opened(d, Next=d.make_indirect(Array([d.make_indirect(jump())]))),
    ),
    "place and then a script when opened": (
        "script",
        lambda d: indirectly_opened(d, Next=d.make_indirect(script())),
    ),
    "actions of the document": ("action", root(AA=lambda: Dictionary(WC=jump()))),
    "actions of the document beside a place": (
        "action",
        root(OpenAction=jump, AA=lambda: Dictionary(WC=jump())),
    ),
    "other file": ("action", lambda d: annotate(d, Subtype=Name.Link, A=action(S=Name.GoToR))),
    "sent form": ("action", lambda d: form_with(d, A=action(S=Name.SubmitForm))),
    "loaded data": ("action", lambda d: form_with(d, A=action(S=Name.ImportData))),
    "unknown action": ("action", lambda d: bookmark(d, A=action(S=Name.Neues))),
    "address that is a script": (
        "action",
        lambda d: annotate(
            d, Subtype=Name.Link, A=action(S=Name.URI, URI=String("javascript:alert(1)"))
        ),
    ),
    "attachment": ("embedded", attach),
    "attachment of an annotation": ("embedded", lambda d: annotate(d, Subtype=Name.FileAttachment)),
    "portfolio": ("embedded", root(Collection=lambda: Dictionary(View=Name.D))),
    "film": ("media", lambda d: annotate(d, Subtype=Name.RichMedia)),
    "screen": ("media", lambda d: annotate(d, Subtype=Name.Screen, A=action(S=Name.Rendition))),
    "sound": ("media", lambda d: annotate(d, Subtype=Name.Sound)),
    "model": ("media", lambda d: annotate(d, Subtype=Name("/3D"))),
    "content from elsewhere": (
        "elsewhere",
        lambda d: setattr(d.pages[0], "Contents", d.make_stream(b"", F=String("x.bin"))),
    ),
}


@pytest.mark.parametrize("kind", DEEDS)
def test_what_does_something_or_brings_files_along_is_refused(kind):
    reason, change = DEEDS[kind]
    assert word(made(change)) == reason


HIDDEN = {
    "script that nothing leads to": (b"<</S/JavaScript/JS(x)>>", "script"),
    "script by a name that hides": (b"<</S/J#61vaScript/J#53(x)>>", "script"),
    "attachment that nothing leads to": (
        b"<</Type/EmbeddedFile/Length 2>>stream\nMZ\nendstream",
        "embedded",
    ),
    "script deep within": (b"[[[<</X[[<</JS(x)>>]]>>]]]", "script"),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_what_hides_is_found(kind):
    hidden, reason = HIDDEN[kind]
    pages = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    assert word(assembled(b"<</Type/Catalog/Pages 2 0 R>>", pages, PAGE, hidden)) == reason


def test_reason_is_told_in_german():
    kind, change = DEEDS["script of a bookmark"]
    assert check_pdf(made(change)) == REASONS[kind]
    assert REASONS[kind].startswith("Die PDF-Datei enthält JavaScript")


def test_edition_with_its_data_attached_is_no_scan():
    assert check_pdf(pdf.render_edition(papers.edition())) == REASONS["embedded"]


HARMLESS = {
    "place when opened": lambda d: d.Root.update(
        Dictionary(OpenAction=Array([d.pages[0].obj, Name.Fit]))
    ),
    "place when opened, by its name": root(OpenAction=jump),
    "place when opened, as Acrobat writes it": lambda d: d.Root.update(
        Dictionary(
            OpenAction=d.make_indirect(
                action(S=Name.GoTo, D=Array([d.pages[0].obj, Name.XYZ, None, None, 1]))
            )
        )
    ),
    "place when opened, elsewhere in the file": indirectly_opened,
    "link into the web": lambda d: annotate(
        d, Subtype=Name.Link, A=action(S=Name.URI, URI=String("https://example.org"))
    ),
    "link within": lambda d: annotate(
        d, Subtype=Name.Link, A=action(S=Name.GoTo, D=Array([d.pages[0].obj, Name.Fit]))
    ),
    "signature field": lambda d: form_with(d, V=Dictionary(Type=Name.Sig)),
    "empty tree of files": lambda d: d.Root.update(
        Dictionary(Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([]))))
    ),
    "bookmarks": lambda d: bookmark(d, Dest=Array([d.pages[0].obj, Name.Fit])),
    "200 pages": lambda d: [d.add_blank_page() for _ in range(199)],
}


@pytest.mark.parametrize("kind", HARMLESS)
def test_what_scanners_and_offices_write_is_taken(kind):
    assert word(made(HARMLESS[kind])) == "sound"


def test_more_than_200_pages_are_refused():
    assert check_pdf(saved(blank(201))) == REASONS["long"]


# Within itself


def form(document, content: bytes = b"", **entries):
    return document.make_stream(content, Type=Name.XObject, Subtype=Name.Form, **entries)


def draw(document, content: bytes, **resources):
    document.pages[0].Contents = document.make_stream(content)
    document.pages[0].Resources = Dictionary(**resources)


def within_itself(document):
    drawn = form(document, b"/F Do")
    drawn.Resources = Dictionary(XObject=Dictionary(F=drawn))
    draw(document, b"/F Do", XObject=Dictionary(F=drawn))


def within_each_other(document):
    one, two = form(document, b"/Two Do"), form(document, b"/#4fne % so\n Do")
    both = Dictionary(XObject=Dictionary(One=one, Two=two))
    one.Resources = two.Resources = document.make_indirect(both)
    draw(document, b"/One Do", XObject=Dictionary(One=one))


def by_the_page(document):
    draw(document, b"/F Do", XObject=Dictionary(F=form(document, b"q /F Do Q")))


def by_an_appearance(document):
    drawn = form(document, b"/F Do")
    drawn.Resources = Dictionary(XObject=Dictionary(F=drawn))
    annotate(document, Subtype=Name.Stamp, AP=Dictionary(N=drawn))


def by_a_pattern(document):
    pattern = document.make_stream(b"/Pattern cs /P scn", Type=Name.Pattern, PatternType=1)
    pattern.Resources = Dictionary(Pattern=Dictionary(P=pattern))
    draw(document, b"/Pattern cs /P scn 0 0 9 9 re f", Pattern=Dictionary(P=pattern))


def by_a_glyph(document):
    glyph = document.make_stream(b"BT /T 9 Tf (a) Tj ET")
    font = Dictionary(Type=Name.Font, Subtype=Name.Type3, CharProcs=Dictionary(a=glyph))
    font = document.make_indirect(font)
    font.Resources = Dictionary(Font=Dictionary(T=font))
    draw(document, b"BT /T 9 Tf (a) Tj ET", Font=Dictionary(T=font))


def by_a_mask(document):
    drawn = form(document, b"/G gs")
    state = Dictionary(Type=Name.ExtGState, SMask=Dictionary(S=Name.Luminosity, G=drawn))
    drawn.Resources = Dictionary(ExtGState=Dictionary(G=document.make_indirect(state)))
    draw(document, b"/F Do", XObject=Dictionary(F=drawn))


def ten_times_each(document):
    """Ten forms, each of which draws the next ten times: ten thousand million in the end."""
    drawn = form(document)
    for _ in range(10):
        drawn = form(document, b"/F Do " * 10, Resources=Dictionary(XObject=Dictionary(F=drawn)))
    draw(document, b"/F Do", XObject=Dictionary(F=drawn))


def bookmarks(document):
    bookmark(document)
    document.Root.Outlines.First.Next = document.Root.Outlines.First


def names(document):
    tree = document.make_indirect(Dictionary())
    tree.Kids = Array([tree])
    document.Root.Names = Dictionary(Dests=tree)


RECURRING = (
    within_itself,
    within_each_other,
    by_the_page,
    by_an_appearance,
    by_a_pattern,
    by_a_glyph,
    by_a_mask,
    ten_times_each,
    bookmarks,
    names,
)


@pytest.mark.parametrize("change", RECURRING, ids=lambda change: change.__name__)
def test_what_contains_itself_is_refused(change):
    assert word(made(change)) == "recurring"


TREES = {
    "pages within themselves": (b"<</Type/Pages/Count 1/Kids[2 0 R]>>",),
    "pages within those below": (
        b"<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]>>",
        b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[2 0 R]>>",
        PAGE,
    ),
    "a branch twice": (
        b"<</Type/Pages/Count 2/Kids[3 0 R 3 0 R]>>",
        b"<</Type/Pages/Parent 2 0 R/Count 1/Kids[4 0 R]>>",
        PAGE,
    ),
}


@pytest.mark.parametrize("kind", TREES)
def test_tree_of_pages_that_leads_back_is_refused(kind):
    content = assembled(b"<</Type/Catalog/Pages 2 0 R>>", *TREES[kind])
    assert check_pdf(content) == REASONS["recurring"]


def test_forms_that_share_what_they_name_are_taken():
    """Many programs give all forms the names of their page, among which they are themselves."""

    def shared(document):
        one, two = form(document, b"0 0 9 9 re f"), form(document, b"/One Do")
        both = document.make_indirect(Dictionary(XObject=Dictionary(One=one, Two=two)))
        one.Resources = two.Resources = both
        document.pages[0].Contents = document.make_stream(b"/Two Do /One Do")
        document.pages[0].Resources = both

    assert word(made(shared)) == "sound"


# Too large


def packed(mebibytes: int) -> bytes:
    """A stream of so many MiB of zeros."""
    packer = zlib.compressobj(9, wbits=-15)
    # Flushed in full, a piece knows nothing of those before, and may stand there again and again.
    piece = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)
    check_sum = (mebibytes * 2**20 % 65521 << 16) + 1  # Adler-32 of zeros
    return b"\x78\xda" + piece * mebibytes + packer.flush() + check_sum.to_bytes(4, "big")


def stream(document, data: bytes, *filters, **entries):
    each = document.make_stream(b"x", **entries)
    each.write(data, filter=Array(filters), decode_parms=None)
    document.Root[f"/X{len(data)}N{entries.get('N')}"] = each
    return each


LARGE = {
    "one stream": lambda d: stream(d, packed(201), Name.FlateDecode),
    "many streams": lambda d: [
        stream(d, packed(70), Name.FlateDecode, N=number) for number in range(3)
    ],
    "packed twice": lambda d: stream(
        d, zlib.compress(packed(9)), Name.FlateDecode, Name.FlateDecode
    ),
    "worded and packed": lambda d: stream(
        d, packed(201).hex().encode() + b">", Name.ASCIIHexDecode, Name.FlateDecode
    ),
    "picture": lambda d: stream(
        d,
        b"x",
        Name.JBIG2Decode,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=60_000,
        Height=60_000,
    ),
}


@pytest.mark.parametrize("kind", LARGE)
def test_what_is_too_large_unpacked_is_refused(kind):
    document = blank()
    LARGE[kind](document)
    content = saved(
        document, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
    )
    assert word(content) == "large"


def test_what_comes_to_less_is_taken():
    document = blank()
    stream(document, packed(199), Name.FlateDecode)
    assert word(saved(document, compress_streams=False)) == "sound"


# Another format besides

PLAIN = saved(blank())


def archive(comment: bytes = b"") -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as opened:
        opened.writestr("x.html", b"<script>alert(1)</script>")
        opened.comment = comment
    return output.getvalue()


def inside(data: bytes) -> bytes:
    """Return a PDF with `data` between two of its objects, and its places put right."""
    place = PLAIN.index(b"2 0 obj")
    document = PLAIN[:place] + data + PLAIN[place:]
    old = int(PLAIN.rsplit(b"startxref", 1)[1].split()[0])
    moved = document.replace(b"startxref\n%d" % old, b"startxref\n%d" % (old + len(data)))
    for line in PLAIN.splitlines():
        if line.endswith(b" 00000 n ") and int(line[:10]) >= place:
            moved = moved.replace(line, b"%010d 00000 n " % (int(line[:10]) + len(data)))
    return moved


EOF = b"\n%%EOF\n"
WRAPPED = {
    "archive behind": PLAIN + archive(),
    "archive behind, and an end": PLAIN + archive() + EOF,
    "archive whose remark is the end": PLAIN[:-6] + archive(b"startxref 299 %%EOF"),
    "page behind": PLAIN + b"<html><script>alert(1)</script>",
    "page behind, and an end": PLAIN + b"<script>alert(1)</script>startxref\n299\n%%EOF\n",
    "other PDF behind": PLAIN + PLAIN,
    "one byte behind": PLAIN + b"x",
    "page in the first line": PLAIN.replace(b"%PDF-1.3", b"%PDF-1.3 <script>alert(1)</script>"),
    "page in a remark": PLAIN.replace(b"%PDF-1.3\n", b"%PDF-1.3\n%<html><body>\n"),
    "page between": inside(b"<html><script>alert(1)</script>\n"),
    "archive between": inside(b"PK\x03\x04 some bytes\n"),
    "program between": inside(b"%<?php phpinfo() ?>\n"),
    "tape archive": PLAIN[:9] + b"%" + b"x" * 247 + b"ustar\n" + PLAIN[9:],
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_file_that_is_another_one_besides_is_refused(kind):
    assert word(WRAPPED[kind]) == "wrapped"


@pytest.mark.parametrize("space", [b"", b"\n", b"\r\n\r\n", b" \0\0\0", b"\n" * 500])
def test_space_behind_is_taken(space):
    assert check_pdf(PLAIN + space) is None


def test_space_and_remarks_between_are_taken():
    assert word(inside(b" %Made by hand\r\n\n")) == "sound"


@pytest.mark.parametrize("options", [{"linearize": True}, {"qdf": True}, {"min_version": "1.7"}])
def test_pdf_of_other_makes_is_taken(options):
    assert word(saved(blank(3), **options)) == "sound"


def test_later_version_of_a_pdf_is_taken():
    """Whoever signs a PDF adds to its end."""
    table = len(PLAIN) + len(b"9 0 obj\n1\nendobj\n")
    start = PLAIN.rsplit(b"startxref", 1)[1].split()[0]
    added = (
        b"9 0 obj\n1\nendobj\nxref\n9 1\n%010d 00000 n \ntrailer\n"
        b"<</Size 10/Root 1 0 R/Prev %b>>\nstartxref\n%d\n%%%%EOF\n" % (len(PLAIN), start, table)
    )
    assert word(PLAIN + added) == "sound"
