import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.vocabulary.characters import MOST_MARKS, cleaned, impossible, is_blank

# Characters of all kinds, surrogates among them, and often those that are looked at.
SPECIAL = (
    "\u00ad\u0308\u0323\u0344\u202a\u202c\u202e\u2066\u2069\u200b\u2060\ufeff\ufffe\n\r\x0b\x07 a"
)
any_text = st.text(st.characters(codec=None) | st.sampled_from(SPECIAL))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Übergangs\u00admanagement", "Übergangsmanagement"),
        ("Ko\u0308lner", "Kölner"),
        ("Bildungs\ufffema\x02nagement", "Bildungsmanagement"),
        ("\ufeffZiel\u200bgruppe\u2060n", "Zielgruppen"),
        ("a\x07b\x00c\x9fd\ufdd0\U0001ffffe", "abcde"),
        ("a\ud800b", "ab"),
        ("a\r\nb\x0bc\u2028d\x85e", "a\nb\nc\nd\ne"),
        ("a\tb\u00a0c", "a\tb\u00a0c"),
        ("\u202eabc\u202c", "abc"),
        ("\u202babc\u202c und \u2066\u05d0\u2069", "\u202babc\u202c und \u2066\u05d0\u2069"),
        ("\u202babc\nd\u202c", "abc\nd"),
        ("\u202b\u2066abc\u2069", "\u2066abc\u2069"),
        ("\u2066\u202babc\u2069", "\u2066abc\u2069"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("\u200b\u2060\u3164 \u00a0\ufeff", ""),
        ("\u200b \u3000", " \u3000"),
        ("a\n \u200d\nb", "a\n\nb"),
        ("a\n  \nb", "a\n  \nb"),
        ("☑\ufe0f", "☑\ufe0f"),
    ],
)
def test_text_is_cleaned(text, result):
    assert cleaned(text) == result


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Übergangs\u00adma\ufffenage\ufeffment", []),
        ("Ko\u0308lner\tDom\r\n", []),
        ("a\x07b", [1]),
        ("\u202eab\u202c", [0, 3]),
        ("a\u202ab\u202a", [1, 3]),
        ("\ud83d", [0]),
    ],
)
def test_what_no_document_holds_is_named_by_its_place(text, places):
    assert impossible(text) == places


def test_marks_on_one_letter_end_somewhere():
    zalgo = "a" + "\u0323\u0301" * 40
    assert impossible(zalgo) == list(range(1 + MOST_MARKS, 81))
    assert cleaned(zalgo) == unicodedata.normalize("NFC", zalgo[: 1 + MOST_MARKS])
    assert len(cleaned("a" + "\u0301\u0323" * 500_000)) <= 1 + MOST_MARKS  # and at once


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\u3164\u2800", "\x07\x00", "\u202e"])
def test_what_nobody_sees_is_blank(text):
    assert is_blank(text)
    assert cleaned(text).strip() == ""


@pytest.mark.parametrize("text", ["-", "\u0308", "\ufffd", "\ue000", "\u0600", "😀"])
def test_what_somebody_sees_is_not_blank(text):
    assert not is_blank(text)
    assert cleaned(text) == text


@given(any_text)
def test_cleaned_text_stays_and_every_document_can_hold_it(text):
    once = cleaned(text)
    assert cleaned(once) == once
    assert impossible(once) == []
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode().decode() == once


@given(any_text)
def test_words_that_anybody_sees_are_kept(text):
    seen = [sign for sign in unicodedata.normalize("NFKD", cleaned(text)) if sign.isalnum()]
    meant = [sign for sign in unicodedata.normalize("NFKD", text) if sign.isalnum()]
    assert seen == meant
