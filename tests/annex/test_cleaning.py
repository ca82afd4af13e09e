"""One spelling: in what comes out of a file, and wherever two wordings are compared."""

from dataclasses import replace

from bildung.annex.cleaning import LEFT_OUT, cleaned_contents
from bildung.annex.grid import Contents, Grid, GridCell, GridRow, Notice
from bildung.annex.synopsis import compare
from bildung.annex.table import Bullet, Mark, Run, paragraphs
from bildung.editions.content import is_same_wording
from tests.formats.papers import document, goals

RAW, CLEAN = "Ko\u0308lner Über\u00adgang", "Kölner Übergang"


def contents(*texts, notices=()):
    cells = tuple(
        GridCell((*paragraphs(text), Bullet((Run(text, Mark.STRONG),), (Bullet((Run(text),)),))))
        for text in texts
    )
    return Contents((Grid("Blatt", (GridRow((*cells, None)),), title=texts[0]),), texts, notices)


def test_texts_of_a_file_are_cleaned():
    assert cleaned_contents(contents(RAW, "x")) == contents(CLEAN, "x")


def test_what_no_document_can_hold_is_told():
    before = Notice("Vorher")
    cleaned = cleaned_contents(contents("a\x07b\x07", notices=(before,)))
    assert cleaned == contents("ab", notices=(before, Notice(LEFT_OUT, ("Blatt, U+0007",))))


def respelled(old):
    """The table with one text in its raw spelling, and with it in the other one."""

    def saying(text):
        first, *others = old.rows
        *cells, frame = first.cells
        cells[3] = replace(cells[3], blocks=(Bullet((Run(text),)),))
        return replace(old, rows=(replace(first, cells=(*cells, frame)), *others))

    return saying(RAW), saying(CLEAN)


def test_another_spelling_is_no_change_in_a_synopsis():
    before, after = respelled(goals(2))
    assert not any(entry.is_change for entry in compare(before, after).entries)
    assert compare(before, after) == compare(after, before)


def test_another_spelling_is_the_same_wording():
    before, after = map(document, respelled(goals(2)))
    assert before != after
    assert is_same_wording(before, replace(after, title=before.title + "\u00ad"))
    assert not is_same_wording(before, document(goals(3)))
