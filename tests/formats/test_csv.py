import csv as reader
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.spreading import spread
from bildung.annex.table import AnnexError, AnnexTable, Bullet, Cell, Column, Row, paragraphs
from bildung.formats import csv

from . import papers


def one_field(text: str) -> AnnexTable:
    row = Row("r", (Cell(paragraphs(text)),))
    return AnnexTable("t", "T", (Column("c", "Text", 1),), (row,))


def lines_of(table: AnnexTable) -> list[list[str]]:
    text = csv.render(table).removeprefix("\ufeff")
    return list(reader.reader(io.StringIO(text, newline="")))


def test_table_reads_back_to_itself_with_its_spans_repeated():
    table = papers.goals(3)
    assert csv.parse(csv.render(table), table) == spread(table)
    assert csv.parse(csv.render(table).encode(), table) == spread(table)


def test_file_is_as_rfc_4180_has_it_with_a_byte_order_mark():
    table = one_field('Ein „Wort“, "zwei"')
    assert csv.render(table) == '\ufeff"Text","Kennung"\r\n"Ein „Wort“, ""zwei""","r"\r\n'


def test_bullets_stand_below_each_other():
    cell = Cell((papers.bullet("a", papers.bullet("b", papers.bullet("c"))), papers.bullet("d")))
    table = replace(one_field("x"), rows=(Row("r", (cell,)),))
    assert lines_of(table)[1][0] == "• a\n  – b\n    · c\n• d"
    assert csv.parse(csv.render(table), table) == table


def test_marked_words_are_told_by_signs():
    (line,) = [line for line in lines_of(papers.trials()) if line[-1] == "f"]
    assert line[2] == "• [-bisher -]{+künftig+} – !"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("x;=1", "x;'=1"),
        ("x; =1", "x; '=1"),
        ("x\n=1", "x\n'=1"),
        ("'x", "'x"),
        ("a-b", "a-b"),
    ],
)
def test_no_text_becomes_a_formula(text, written):
    table = one_field(text)
    assert lines_of(table)[1][0] == written
    assert csv.parse(csv.render(table), table) == table


dangerous = st.text("=+-@;'\t ax,\"", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(dangerous, min_size=1, max_size=3))
def test_any_text_comes_back(lines):
    table = one_field("\n".join(lines))
    assert csv.parse(csv.render(table), table) == table


@given(st.lists(st.text(max_size=8), min_size=1, max_size=3))
def test_any_bullet_comes_back(texts):
    bullets = tuple(Bullet(papers.text_runs(" ".join(text.split()))) for text in texts)
    table = replace(one_field("x"), rows=(Row("r", (Cell(bullets),)),))
    assert csv.parse(csv.render(table), table) == table


@pytest.mark.parametrize("text", ["", "a,b\r\n", '"Text","Kennung"\r\n"x"\r\n', b"\xff", '"x'])
def test_anything_else_is_refused(text):
    with pytest.raises(AnnexError):
        csv.parse(text, one_field("x"))
