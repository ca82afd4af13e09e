"""Which 8-bit encoding a text is in that is no UTF-8: the one that makes German of it.

    decoded(b"Ma\\xe1nahme")  ->  "Maßnahme", MS_DOS

Excel saves CSV as Windows-1252, „CSV (MS-DOS)“ as code page 850, „CSV (Macintosh)“ as Mac Roman,
old servers as ISO 8859-15, which has „€“ in another place.
Each byte is a sign in all of them, so that no error tells a wrong one. What tells is where it
stands: an umlaut in a word, a quotation mark at its edge, a dash between spaces.
"""

import re
from itertools import islice

from bildung.annex.grid import Notice

WINDOWS, MS_DOS, MACINTOSH, LATIN_9 = "cp1252", "cp850", "mac_roman", "iso8859-15"
NAMES = {
    WINDOWS: "Windows-1252",
    MS_DOS: "MS-DOS (Codepage 850)",
    MACINTOSH: "Macintosh (Roman)",
    LATIN_9: "ISO 8859-15",
}
# So many signs are looked at.
LOOKED_AT = 5_000
BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
SMALL, CAPITAL = "äöüß", "ÄÖÜ"
OPENING, CLOSING = "„‚»‹“", "“‘”’«›»"
AT_EDGES = "–—…€§°•·²³½¼¾©®×µ±¹´¨\u00a0"
FITS, MAY_FIT, IS_ODD = 2, 1, -2
WORD = re.compile(r"\w*[^\x00-\x7f]\w*")
MOST_WORDS = 5
TWICE = re.compile("Ã[¤¶¼Ÿ„–œ]")
TWICE_SAVED = "Die Datei ist zweimal umgewandelt worden; ihre Umlaute sind berichtigt"
READ_AS = "Die Datei ist nicht als UTF-8 gespeichert. Ihre Zeichen sind gelesen wie von {}"
DOUBTFUL = (
    "Die Datei ist nicht als UTF-8 gespeichert, und ihre Umlaute sind nicht sicher zu erkennen. "
    "Ihre Zeichen sind gelesen wie von {}"
)


def decoded(content: bytes) -> tuple[str, tuple[Notice, ...]]:
    """Return the text, and what is to be told: any but Windows-1252, and whatever is doubtful.

    Raises UnicodeDecodeError where the bytes are no text in any of the encodings.
    """
    found = islice(BEYOND_ASCII.finditer(content), LOOKED_AT)
    places = [sign.start() for sign in found]
    texts = {name: content.decode(name, "replace") for name in NAMES}
    scores = {name: sum(_score(text, at) for at in places) for name, text in texts.items()}
    encoding = max(scores, key=lambda name: scores[name])  # the first of equals
    text = texts[encoding]
    if scores[encoding] <= 0:  # nothing speaks for any of them
        encoding, text = WINDOWS, content.decode(WINDOWS)
    others = [score for name, score in scores.items() if texts[name] != text]
    is_doubtful = scores[encoding] <= max(0, *others)
    if encoding == WINDOWS and not is_doubtful:
        return text, ()
    words = dict.fromkeys(WORD.findall(text))
    sentence = (DOUBTFUL if is_doubtful else READ_AS).format(NAMES[encoding])
    return text, (Notice(sentence, tuple(f"„{word}“" for word in words)[:MOST_WORDS]),)


def mended(text: str) -> tuple[str, tuple[Notice, ...]]:
    """Return a text whose UTF-8 was once taken for Windows-1252 as it was meant: „MaÃŸnahme“.

    Only where that makes sense of all its signs.
    """
    if not TWICE.search(text):
        return text, ()
    try:
        meant = text.encode(WINDOWS).decode()
    except UnicodeError:
        return text, ()
    words = dict.fromkeys(WORD.findall(meant))
    return meant, (Notice(TWICE_SAVED, tuple(f"„{word}“" for word in words)[:MOST_WORDS]),)


def _score(text: str, at: int) -> int:
    """Return how well a sign fits in its place in a German text."""
    sign, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    in_word = before.isalpha(), after.isalpha()
    if sign in SMALL:
        is_capital_next = after.isupper() and not before.isupper()
        return FITS if any(in_word) and not is_capital_next else IS_ODD
    if sign in CAPITAL:
        return FITS if after.isalpha() and not before.islower() else IS_ODD
    if sign in OPENING and not in_word[0] and after.isalnum():
        return FITS
    if sign in CLOSING and not in_word[1] and before.strip():
        return FITS
    if sign == "’" and all(in_word):
        return MAY_FIT
    if sign in AT_EDGES:
        return IS_ODD if all(in_word) else FITS
    if not sign.isalpha():
        return IS_ODD
    if sign.isupper():  # É
        return IS_ODD if before.islower() else 0
    return MAY_FIT if before.islower() else 0  # é, ł
