"""When two spellings of a German word count as the same in a search. Standard library only.

Upper and lower case never differ, nor do „ß“ and „ss“ or letters with and without an accent. An
umlaut is found by itself, by its letter (DIN 5007-1, as in a dictionary) and by its letter with an
„e“ (DIN 5007-2, as in a telephone book): „Ämter“ by „ämter“, „amter“ and „aemter“.
"""

import unicodedata

from bildung.vocabulary.characters import cleaned

LATIN = range(0xC0, 0x180)  # Latin-1 and Latin Extended-A: the letters of Central Europe
COMBINING = range(0x300, 0x370)


def _plain(letter: str) -> str:
    """Return a letter without its accent, in lower case; itself where it has none."""
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if base.isascii() else letter.lower()


# One character to one, so that a database can do the same (`translate`).
LETTERS = {chr(code): _plain(chr(code)) for code in LATIN if _plain(chr(code)) != chr(code)}
PAIRS = {"ß": "ss", "ẞ": "ss"}
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "ae", "Ö": "oe", "Ü": "ue"}

_DICTIONARY = str.maketrans(LETTERS | PAIRS | dict.fromkeys(map(chr, COMBINING), ""))
_TELEPHONE_BOOK = str.maketrans(UMLAUTS)


def dictionary(text: str) -> str:
    """Return `text` in the form in which „Ä“ is „a“."""
    return text.translate(_DICTIONARY).lower()


def telephone_book(text: str) -> str:
    """Return `text` in the form in which „Ä“ is „ae“."""
    return dictionary(text.translate(_TELEPHONE_BOOK))


def forms(text: str) -> str:
    """Return both forms of a text that is searched, one below the other."""
    return f"{dictionary(text)}\n{telephone_book(text)}"


def words(text: str) -> list[str]:
    """Return the words somebody looks for, without repetition, spelled as texts are stored."""
    return list(dict.fromkeys(cleaned(text).split()))
