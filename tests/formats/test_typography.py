"""Words and signs on their way to the press."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.formats.pdf.fonts import printable
from bildung.formats.pdf.hyphenation import GermanDictionaries

GERMAN = GermanDictionaries().get(("de", 3, 4, 7))


def hyphenated(word: str) -> str:
    cuts = [len(head) for head, _ in GERMAN.iterate(word)][::-1]
    return "·".join(word[a:b] for a, b in zip([0, *cuts], [*cuts, len(word)], strict=True))


# The words that the patterns, read as one level, break wrongly (Beda·rfsanalyse, Era·rbeitung …).
@pytest.mark.parametrize(
    "expected",
    [
        "Bedarfs·ana·lyse",
        "Erar·bei·tung",
        "Zusam·men·ar·beit",
        "Koope·ra·ti·ons·struk·turen",
        "Koor·di·na·ti·ons·struk·turen",
        "Bil·dungs·leit·bild·ent·wick·lung",
        "Daten·ana·lysen",
        "Fort·schrei·bungs·pro·zess",
        "Stabs·stelle",
        "Kom·mu·nal·ver·wal·tung",
        "Öffent·lich·keits·ar·beit",
        "Moni·to·ring·in·stru·mente",
        "ver·wal·tungs·be·reichs·über·grei·fender",
        "Eisenach",
        "TransMit",
    ],
)
def test_words_of_the_field_break_at_their_seams(expected):
    assert hyphenated(expected.replace("·", "")) == expected


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöüßABCÄÖÜ", max_size=40))
def test_any_word_is_kept_and_its_edges_too(word):
    for head, tail in GERMAN.iterate(word):
        assert head + tail == word
        assert (len(head) >= 3, len(tail) >= 4) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Straße „Bildung integriert“ – 10 €", "Straße „Bildung integriert“ – 10 €"),
        ("u\u0308ber", "über"),
        ("a\u2011b\u202f%", "a-b\u00a0%"),
        ("weich\u00adtrennen\u200b", "weichtrennen"),
        ("\x07Glocke\tTab", "Glocke Tab"),
        ("Erste\nZeile\u2028hier", "Erste Zeile hier"),
        ("☒ ⇒ ► ✔ ○ ◦ ❐ ● ▪ ➔ ⚠", "☒ ⇒ ► ✔ ○ ◦ ❐ ● ▪ ➔ ⚠"),
        ("⬜ 🗹 🗷 ⮕ ⮞", "□ ☑ ☒ ➡ ►"),
        ("ﬁnden ﬀ", "finden ff"),
        ("a\u2003b\u3000c", "a b c"),
        ("✅ ➕ ا ㎡", "[U+2705] [U+2795] [U+0627] [U+33A1]"),
        ("中 😀", "[U+4E2D] [U+1F600]"),
        ("☐ ☑ ✓ → × ◉ ▲ ■ ▼", "☐ ☑ ✓ → × ◉ ▲ ■ ▼"),
    ],
)
def test_signs_the_fonts_lack_are_replaced_or_named(text, expected):
    assert printable(text) == expected


@pytest.mark.parametrize("between", ["\x1f", "\u200b", "\u2060"])
def test_letter_and_accent_meet_where_what_was_between_is_left_out(between):
    assert printable(f"A{between}\u0323") == "\u1ea0"


@given(st.text())
def test_any_text_becomes_printable_and_stays_so(text):
    once = printable(text)
    assert printable(once) == once
