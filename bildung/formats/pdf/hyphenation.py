"""Where German words may be hyphenated: at the seams of a compound first.

The German patterns that pyphen ships (hyph_de_DE, LibreOffice) have two levels: one that finds the
seams of a compound, and one for the syllables within its parts. pyphen reads both as one, which
breaks „Beda-rfsanalyse“ and „Era-rbeitung“. Here each level is applied as its authors meant it
(see libhyphen, README.compound), after a short list of the field's own word parts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyphen

# A longer run of letters is no German word.
LONGEST = 100
# Letters kept together at the edges of a compound's part.
INNER_EDGE = 2

# Parts that begin a new piece of a compound. The patterns miss these in the words of this field.
PARTS = (
    "analys", "arbeit", "aufnahme", "entwicklung", "entwurf", "führung", "instrument",
    "management", "relevan", "schreibung", "struktur", "integration", "verwaltung",
)  # fmt: skip
# Names, which stay whole.
WORDS = {"eisenach": "eisenach", "transmit": "transmit"}


class GermanDictionaries:
    """Stands in for WeasyPrint's dictionaries of a page: German, whatever is asked for.

    Which words and how much of them is up to CSS (hyphenate-limit-chars).
    """

    def get(self, key: tuple[str, int, int, int]) -> "GermanDictionary":
        _, left, right, _ = key
        return GermanDictionary(left, right)


@dataclass(frozen=True)
class GermanDictionary:
    """Hyphenates as pyphen.Pyphen does, with at least `left` and `right` letters kept together."""

    left: int
    right: int

    def iterate(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield the two pieces of `word` for each possible hyphen, the last one first."""
        if len(word) > LONGEST:
            return
        for cut in reversed(_cuts(word.lower())):
            if self.left <= cut <= len(word) - self.right:
                yield word[:cut], word[cut:]


def load() -> None:
    """Read the patterns now (0.4 s) rather than at the first word."""
    _levels()


@lru_cache(maxsize=50_000)
def _cuts(word: str) -> list[int]:
    """Return the places for hyphens in a lower-case word, in order."""
    if word in WORDS:
        pieces = WORDS[word].split("-")
        return [sum(map(len, pieces[: index + 1])) for index in range(len(pieces) - 1)]
    seams = sorted(_seams(word))
    cuts = set(seams)
    for start, end in zip([0, *seams], [*seams, len(word)], strict=True):
        cuts |= {start + cut for cut in _positions(1, word[start:end])}
    return sorted(cuts)


def _seams(word: str) -> set[int]:
    """Return where the parts of a compound meet: by the field's parts, then by the patterns."""
    own = sorted(
        {
            match.start()
            for part in PARTS
            for match in re.finditer(part, word)
            if match.start() >= INNER_EDGE
        }
    )
    seams = set(own)
    for start, end in zip([0, *own], [*own, len(word)], strict=True):
        seams |= {start + cut for cut in _positions(0, word[start:end])}
    return seams


def _positions(level: int, part: str) -> list[int]:
    last = len(part) - INNER_EDGE
    return [cut for cut in map(int, _levels()[level].positions(part)) if INNER_EDGE <= cut <= last]


@cache
def _levels() -> tuple[pyphen.HyphDict, pyphen.HyphDict]:
    source = pyphen.LANGUAGES["de_DE"]
    head, compounds, syllables = re.split(
        r"^(?:ISO8859-1|NEXTLEVEL)\r?\n", source.read_text("iso8859-1"), flags=re.MULTILINE
    )
    with TemporaryDirectory() as folder:
        levels = []
        for name, patterns in (("compounds", compounds), ("syllables", syllables)):
            path = Path(folder) / f"{name}.dic"
            path.write_text(f"ISO8859-1\n{head}{patterns}", "iso8859-1")
            levels.append(pyphen.HyphDict(path))
    return levels[0], levels[1]
