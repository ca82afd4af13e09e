import pytest

from bildung.vocabulary import folding


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("ämter", "Ämter"),
        ("AMTER", "Ämter"),
        ("aemter", "Ämter"),
        ("Ämter", "Aemter"),
        ("massnahme", "Maßnahme"),
        ("STRAẞE", "Straße"),
        ("ermittlung", "Neuermittlung"),
        ("cafe", "CAFÉ"),
        ("a\u0308mter", "Ämter"),
        ("ämter", "A\u0308mter"),
        ("łódź", "Łódź"),
        ("Übergangs\u00admanagement", "Übergangsmanagement"),
    ],
)
def test_spelling_is_found(word, text):
    [word] = folding.words(word)
    forms = folding.forms(text)
    assert folding.dictionary(word) in forms or folding.telephone_book(word) in forms


def test_another_word_is_not_found():
    assert folding.dictionary("Anger") not in folding.forms("Ängste")
    assert folding.telephone_book("Bär") not in folding.forms("Bar")


def test_words_are_parted_at_white_space_and_named_once():
    assert folding.words(" Schule \n Beruf\u00a0Schule ") == ["Schule", "Beruf"]
    assert folding.words(" \t") == []
