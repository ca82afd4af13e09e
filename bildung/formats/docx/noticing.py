"""What the reading of a document notices, and in which words that is told."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bildung.annex.grid import Notice

HIDDEN = "Ausgeblendeter Text wurde weggelassen"
DELETED = "Text, der als gelöscht vorgemerkt ist (Änderungen nachverfolgen), wurde weggelassen"
INSERTED = "Text, der als eingefügt vorgemerkt ist (Änderungen nachverfolgen), wurde übernommen"
RAISED = "Hochgestellte Zeichen wurden als Fußnotenzeichen weggelassen"
FIELD = "Felder ohne Ergebnis sind leer"
SIGN = "Zeichen einer Symbolschrift sind nicht bekannt"
PICTURE = "Bilder werden nicht gelesen"
CHART = "Diagramme werden nicht gelesen"
GRAPHIC = "SmartArt-Grafiken werden nicht gelesen"
OBJECT = "Eingebettete Objekte werden nicht gelesen"
CONTROL = "Steuerelemente werden nicht gelesen"
CHUNK = "Eingefügte Teile der Datei werden nicht gelesen"
ELSEWHERE = "Teile, die in einer anderen Datei stehen, werden nicht gelesen"
NESTED = "Tabellen in einer Zelle wurden Zeile für Zeile in diese gelesen"

# So much is told of a text.
SAMPLE = 80
# More than are shown anyway need not be kept.
MOST = 2_000


@dataclass
class Notes:
    """What has been noticed since it was last taken: sentences, and samples of what they are about.

    `total` counts all of them.
    """

    found: list[tuple[str, str]] = field(default_factory=list)
    total: int = 0

    def add(self, sentence: str, text: str = "") -> None:
        if self.total < MOST:
            self.found.append((sentence, sample(text)))
            self.total += 1

    def take(self) -> list[tuple[str, str]]:
        """Return what was found, and forget it."""
        found, self.found = self.found, []
        return found


def told(found: list[tuple[str, str]], place: str) -> Iterator[Notice]:
    """Yield what was found at a place as notices."""
    for sentence, text in found:
        yield Notice(sentence, (f"{place}, „{text}“" if text else place,))


def sample(text: str) -> str:
    """Return the beginning of a text, on one line."""
    line = " ".join(text[: SAMPLE * 4].split())
    return line if len(line) <= SAMPLE else f"{line[: SAMPLE - 1]}…"
