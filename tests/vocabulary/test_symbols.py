import pytest

from bildung.vocabulary.symbols import is_symbol_font, shown


@pytest.mark.parametrize(
    ("text", "font", "sign"),
    [
        ("ü", "Wingdings", "✓"),
        ("\uf0fc", "wingdings ", "✓"),
        ("þ", "Wingdings", "☑"),
        ("ý", "Wingdings", "☒"),
        ("¨", "Wingdings", "☐"),
        ("o", "Wingdings", "□"),
        ("û", "Wingdings", "✗"),
        ("è", "Wingdings", "➔"),
        ("Ÿ", "Wingdings", "•"),
        ("R P", "Wingdings 2", "☑ ✓"),
        ("£", "Wingdings 2", "☐"),
        ("a", "Webdings", "✓"),
        ("\uf0b7", "Symbol", "•"),
        ("®", "Symbol", "→"),
    ],
)
def test_letter_of_a_symbol_font_is_the_sign_it_shows(text, font, sign):
    assert shown(text, font) == (sign, True)


def test_sign_that_is_not_known_stays_and_is_told():
    assert shown("ü\U0001f600", "Wingdings") == ("✓\U0001f600", False)


def test_letters_of_other_fonts_are_letters():
    assert [is_symbol_font(name) for name in ("Arial", "Wingdings", "SYMBOL")] == [
        False,
        True,
        True,
    ]
    assert shown("ü", "Arial") == ("ü", False)
