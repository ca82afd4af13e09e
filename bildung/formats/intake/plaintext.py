"""Whether text may be read as CSV or JSON: its lines and its depth bounded, before it is parsed."""

from .refusal import NotRead

LONGEST_LINE = 1_000_000
MOST_LINES = 500_000
MOST_FIELDS = 2_000_000
MOST_PARTS = 800_000
DEEPEST = 200

LONG_LINE = (
    "Die Datei ist als CSV nicht lesbar: eine Zeile hat mehr als eine Million Zeichen. "
    "Bitte prüfen Sie, ob es die richtige Datei ist."
)
TOO_MUCH = (
    "Die Datei enthält weit mehr Zeilen und Felder, als ein Plan haben kann. "
    "Bitte prüfen Sie, ob es die richtige Datei ist."
)
TOO_DEEP = (
    "Die JSON-Datei ist tiefer verschachtelt, als ein Plan es ist. "
    "Bitte laden Sie eine hier heruntergeladene Datei hoch."
)
SEPARATORS = (b";", b",", b"\t", b"|")
OPENING, CLOSING = b"{[", b"}]"


def check_csv(content: bytes) -> None:
    """Raise NotRead for more lines or fields than a plan has, or for one endless line."""
    if content.count(b"\n") + content.count(b"\r") > MOST_LINES:
        raise NotRead(TOO_MUCH)
    if max(map(len, content.splitlines()), default=0) > LONGEST_LINE:
        raise NotRead(LONG_LINE)
    if max(map(content.count, SEPARATORS)) > MOST_FIELDS:
        raise NotRead(TOO_MUCH)


def check_json(content: bytes) -> None:
    """Raise NotRead for more objects and lists than a plan has, or for deep ones.

    Brackets in texts are counted like all others: plans have few, and in pairs.
    """
    parts = sum(content.count(sign) for sign in (b"{", b"["))
    if parts > MOST_PARTS or content.count(b",") > MOST_FIELDS:
        raise NotRead(TOO_MUCH)
    depth = deepest = 0
    for sign in content.translate(None, _all_but(OPENING + CLOSING)):
        depth += 1 if sign in OPENING else -1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise NotRead(TOO_DEEP)


def _all_but(kept: bytes) -> bytes:
    return bytes(set(range(256)) - set(kept))
