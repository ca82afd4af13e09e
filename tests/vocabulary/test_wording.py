import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.vocabulary import wording
from bildung.vocabulary.wording import Fate, Piece, compare
from tests.budget import examples

MARKS = {Fate.KEPT: "{}", Fate.DELETED: "[-{}-]", Fate.INSERTED: "[+{}+]"}


def marked(old, new):
    return "".join(MARKS[piece.fate].format(piece.text) for piece in compare(old, new))


def side(pieces, other):
    return "".join(piece.text for piece in pieces if piece.fate is not other)


# Few words, so that the two texts have much in common; and whatever hypothesis thinks of.
alike = st.lists(st.sampled_from(["Ziel", "und", "Amt", " ", "  ", "\n", "-", ","])).map("".join)
texts = st.one_of(alike, st.text(max_size=60))


@settings(max_examples=examples(1000))
@given(texts, texts)
def test_both_texts_are_kept_whole_and_in_order(old, new):
    pieces = compare(old, new)
    assert side(pieces, Fate.INSERTED) == old
    assert side(pieces, Fate.DELETED) == new
    assert all(piece.text for piece in pieces)
    fates = [piece.fate for piece in pieces]
    assert all(one is not next_one for one, next_one in pairwise(fates))


@given(texts)
def test_text_that_stayed_is_one_piece(text):
    assert compare(text, text) == ((Piece(Fate.KEPT, text),) if text else ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Zehn Ziele", "Elf Ziele", "[-Zehn-][+Elf+] Ziele"),
        ("", "Neu", "[+Neu+]"),
        ("Alt", "", "[-Alt-]"),
        ("Ende", "Ende und Anfang", "Ende[+ und Anfang+]"),
        # A change of case is one; umlauts and hyphens part words as a reader would.
        ("Übergang Schule-Beruf", "Übergang Kita-Schule", "Übergang [+Kita-+]Schule[--Beruf-]"),
        # Two words changed side by side are one change, not two with a space between them.
        ("der alte Plan", "ein neuer Plan", "[-der alte-][+ein neuer+] Plan"),
        ("3/2016-5/2016", "3/2016-5/2017", "3/2016-5/[-2016-][+2017+]"),
        ("eins\nzwei\ndrei", "eins\ndrei", "eins\n[-zwei\n-]drei"),
    ],
)
def test_marked_wording(old, new, expected):
    assert marked(old, new) == expected


def test_one_word_in_ten_thousand_is_found():
    words = random.Random(3).choices([f"Wort{n}" for n in range(900)] + ["und"] * 60, k=10_000)
    changed = [*words[:5_000], "eingefügt", *words[5_000:]]
    pieces = compare(" ".join(words), " ".join(changed))
    assert [piece.text.strip() for piece in pieces if piece.fate is Fate.INSERTED] == ["eingefügt"]


def test_long_texts_that_are_too_unlike_count_as_replaced(monkeypatch):
    monkeypatch.setattr(wording, "MOST_PAIRS", 3)
    assert marked("Anfang a b a b Ende", "Anfang b a b a Ende") == (
        "Anfang [-a b a b-][+b a b a+] Ende"
    )


def test_frequent_words_of_long_texts_count_for_as_much_as_difflib_looks_at(monkeypatch):
    """It looks at no word that makes up more than a hundredth of the new text."""
    monkeypatch.setattr(wording, "MOST_PAIRS", 5)
    words = [f"w{number}" for number in range(wording.LONG)]
    most = len(words) // 100 + 1
    for often, kept in ((most, False), (most + 1, True)):
        new = " ".join([*words, "Mitte", *["und"] * often, "neu"])
        pieces = compare("alt Mitte und und alt", new)
        assert any("Mitte" in piece.text for piece in pieces if piece.fate is Fate.KEPT) is kept
