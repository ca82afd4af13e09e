import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.plain_text import from_runs, from_text, to_text
from bildung.annex.table import (
    Bullet,
    Cell,
    Mark,
    Paragraph,
    Run,
    paragraphs,
    text_runs,
    texts_of,
)
from tests.formats.papers import bullet

# What looks like bullets, rows of them, indented, or nearly so.
lines = st.text("•–-·* \u2060\to1.ax", min_size=1, max_size=8)


def one_line(text):
    return Paragraph(text_runs(text))


def bullets_of(lines_below):
    below = st.lists(lines_below, max_size=2).map(tuple)
    return st.builds(lambda text, children: Bullet(text_runs(text), children), lines, below)


leaves = st.builds(lambda text: Bullet(text_runs(text)), lines)
outlines = bullets_of(bullets_of(leaves))
worded = st.lists(st.one_of(lines.filter(str.strip).map(one_line), outlines), max_size=4)


@given(worded.map(tuple))
def test_blocks_read_back_to_themselves(blocks):
    assert from_text(to_text(blocks)) == blocks


@given(st.text())
def test_no_text_is_lost_or_fails(text):
    words = "".join(Cell(from_text(text)).words)
    assert re.sub(r"\W", "", words) == re.sub(r"\W", "", text)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("• a\n  – b\n    · c\n• d", (bullet("a", bullet("b", bullet("c"))), bullet("d"))),
        ("- a\n- b", (bullet("a"), bullet("b"))),
        ("- a\n  - b\n- c", (bullet("a", bullet("b")), bullet("c"))),
        ("• a\n- b\n- c\n• d", (bullet("a", bullet("b"), bullet("c")), bullet("d"))),
        ("• a\n  – b\n- typed below", (bullet("a", bullet("b"), bullet("typed below")),)),
        ("  – a\n• b", (bullet("a"), bullet("b"))),
        ("▪\ta\r\n▪\tb", (bullet("a"), bullet("b"))),
        ("• a\n  • b\n    • c\n      • d", (bullet("a", bullet("b", bullet("c"), bullet("d"))),)),
        ("Text\n• a", (one_line("Text"), bullet("a"))),
        ("-", (one_line("-"),)),
        ("2016-2017\n\n *innen", (one_line("2016-2017"), one_line("*innen"))),
    ],
)
def test_bullets_of_others_are_told_by_mark_and_indentation(text, blocks):
    assert from_text(text) == blocks


@pytest.mark.parametrize("text", ["10/2015\n- 2/2016", "März 2015\n– Mai 2016"])
def test_dash_of_a_stretch_over_two_lines_is_no_bullet(text):
    assert from_text(text) == paragraphs(text)


def test_paragraph_that_looks_like_a_bullet_stays_one():
    blocks = paragraphs("- nach Bedarf\n• wie bisher")
    assert to_text(blocks) == "\u2060- nach Bedarf\n\u2060• wie bisher"
    assert from_text(to_text(blocks)) == blocks


def test_marked_words_stand_in_signs():
    runs = (Run("bisher", Mark.DELETED), Run("neu", Mark.INSERTED), Run("!", Mark.STRONG))
    assert to_text((Bullet(runs),)) == "• [-bisher-]{+neu+}!"


@given(st.lists(st.builds(Run, st.text("a •–-\n\t\u2060ä", max_size=6), st.sampled_from(Mark))))
def test_text_with_marks_is_read_as_the_same_without_them(runs):
    blocks = from_runs(runs)
    plain = from_text("".join(run.text for run in runs))
    assert list(texts_of(blocks)) == list(texts_of(plain))
    assert [type(block) for block in blocks] == [type(block) for block in plain]
    marked = {(run.text, run.mark) for block in blocks for run in block.runs}
    assert all(any(text in run.text and mark is run.mark for run in runs) for text, mark in marked)


def test_marks_stay_with_their_words_behind_the_mark_of_a_bullet():
    runs = (Run("- alt", Mark.DELETED), Run(" neu\n"), Run("\tmehr ", Mark.DELETED))
    assert from_runs(runs) == (
        Bullet((Run("alt", Mark.DELETED), Run(" neu"))),
        Paragraph((Run("mehr", Mark.DELETED),)),
    )
