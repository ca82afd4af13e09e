import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.vocabulary import outline
from bildung.vocabulary.outline import MAX_DEPTH, Bullet
from tests.budget import examples

EISENACH = """\
Entwicklung eines Bildungsleitbilds für die Stadt Eisenach:
  Abstimmung des Vorhabens mit dem Stadtrat
  politische Legitimation des Entwurfs
Bildungsleitbildentwicklung"""


def bullets(*texts):
    return tuple(Bullet(text) for text in texts)


def is_bullet_text(text):
    return (
        bool(text)
        and text == outline.UNWRITABLE.sub("", text).strip()
        and (outline.LINE_BREAK.search(text) is None)
    )


any_text = st.text(st.characters(), max_size=40)
# Lines the grammar has opinions about, beside what hypothesis thinks of by itself.
indented_lines = st.lists(
    st.tuples(
        st.text(" \t\u00a0", max_size=6), st.sampled_from(["a", "- x", "-", "• y", "a\tb", ""])
    ),
    max_size=12,
).map(lambda lines: "\n".join(indent + text for indent, text in lines))
unruly_text = st.one_of(
    any_text,
    indented_lines,
    st.text("ab- \t\n\r\x0b\x0c\x1c\x85\u2028\u2029\x00•", max_size=30),
)
bullet_text = st.one_of(
    st.sampled_from(["-", "- x", "* y", "•", "a  b", "a\tb", "o\tx", "1."]),
    any_text.map(lambda text: outline.UNWRITABLE.sub("", text).strip()).filter(is_bullet_text),
)


def outlines(levels):
    if levels == 0:
        return st.just(())
    bullet = st.builds(Bullet, bullet_text, outlines(levels - 1))
    return st.lists(bullet, max_size=3).map(tuple)


def test_parse_nests_by_indentation():
    assert outline.parse(EISENACH) == (
        Bullet(
            "Entwicklung eines Bildungsleitbilds für die Stadt Eisenach:",
            bullets(
                "Abstimmung des Vorhabens mit dem Stadtrat",
                "politische Legitimation des Entwurfs",
            ),
        ),
        Bullet("Bildungsleitbildentwicklung"),
    )


def test_format_indents_two_spaces_a_level():
    assert outline.format(outline.parse(EISENACH)) == EISENACH


@pytest.mark.parametrize(
    ("text", "formatted"),
    [
        ("", ""),
        (" \n\t\n", ""),
        ("a\n\n  b", "a\n  b"),
        ("a\n\tb\n\t\tc", "a\n  b\n    c"),
        ("a\n\tb\n    c", "a\n  b\n  c"),  # a tab is as wide as four spaces
        ("a\n b\n      c\n b", "a\n  b\n    c\n  b"),
        ("    a\n    b", "a\nb"),
        ("    a\n  b\n    c", "a\nb\n  c"),
        ("a\n    b\n  c", "a\n  b\n  c"),
        (
            "a\n  b\n    c\n      d\n        e\n    f\n  g",
            "a\n  b\n    c\n    d\n    e\n    f\n  g",
        ),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\x00b\x1cc\x7f\ud800\uffff", "abc"),
        ("a  b\tc  ", "a  b\tc"),
        ("\u00a0a\u00a0\n\u00a0 b", "a\n  b"),
        ("-", "-"),
        ("- a\n  - b", "- a\n  - b"),
    ],
)
def test_parse_is_lenient(text, formatted):
    assert outline.format(outline.parse(text)) == formatted


@pytest.mark.parametrize(
    ("text", "depth"), [("", 0), ("a\nb", 1), ("a\n  b\nc", 2), ("a\n b\n  c\n   d", 3)]
)
def test_depth_counts_levels(text, depth):
    assert outline.depth(outline.parse(text)) == depth


@pytest.mark.parametrize("text", ["", " a", "a ", "a\nb", "a\rb", "a\u2028b", "a\x00b", "\u00a0a"])
def test_bullet_refuses_a_text_that_would_not_read_back(text):
    with pytest.raises(ValueError, match="Ein Aufzählungspunkt"):
        Bullet(text)


def test_bullet_refuses_a_fourth_level():
    with pytest.raises(ValueError, match="höchstens 3 Ebenen"):
        Bullet("a", (Bullet("b", (Bullet("c", bullets("d")),)),))


@given(outlines(MAX_DEPTH))
@settings(max_examples=examples(500), deadline=None)
def test_any_outline_reads_back_to_itself(bullets_of_any_kind):
    assert outline.parse(outline.format(bullets_of_any_kind)) == bullets_of_any_kind


@given(unruly_text)
@settings(max_examples=examples(2000), deadline=None)
def test_any_text_is_stable_once_formatted(text):
    formatted = outline.format(outline.parse(text))
    assert outline.format(outline.parse(formatted)) == formatted


@given(st.lists(bullet_text, max_size=6))
@settings(max_examples=examples(500), deadline=None)
def test_no_text_is_lost(texts):
    assert [bullet.text for bullet in outline.parse("\n".join(texts))] == texts


@pytest.mark.parametrize(
    ("pasted", "stripped"),
    [
        ("•\tEinladung\n•\tEntwurf", "Einladung\nEntwurf"),
        ("• a\n  o\tb\n    ▪ c", "a\n  b\n    c"),
        ("\uf0b7 a\n\uf0a7\tb\n\ufffd c", "a\nb\nc"),
        ("-\ta\n- b\n– c\n* d", "a\nb\nc\nd"),
        ("§\ta\n§ 13 SGB VIII", "a\n§ 13 SGB VIII"),
        ("o Gott", "o Gott"),
        ("• a\n   o b", "a\n   b"),
        ("-", "-"),
        ("- ", "- "),
        ("a\n• \nb", "a\n\nb"),
        ("*innen\n-5 Grad", "*innen\n-5 Grad"),
        ("- - a", "- a"),
        ("a - b", "a - b"),
        ("• a\r\n\t• b", "a\n\tb"),
    ],
)
def test_strip_marks_takes_marks_before_white_space(pasted, stripped):
    assert outline.strip_marks(pasted) == stripped


@pytest.mark.parametrize(
    ("text", "lines"), [("a\n" * 50_000, 50_000), (" " * 100_000, 0), ("\t- \t-" * 20_000, 1)]
)
def test_long_texts_are_read_whole(text, lines):
    assert len(outline.parse(outline.strip_marks(text))) == lines
