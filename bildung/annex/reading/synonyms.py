"""How headings of other files name the columns of our annexes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bildung.annex.table import AnnexTable, Column

from .wording import Terms, same_term, terms_of

NUMBER, LEVEL = "number", "level"

# By column; those of „priority“ are two, which other files keep apart.
SYNONYMS = {
    NUMBER: "Nr, Nummer, Lfd Nr, Laufende Nummer, Lfd, Pos, Position, Ziffer, Ziel Nr, No",
    LEVEL: "Priorität, Prio, Rang, Rangfolge, Wichtigkeit, Dringlichkeit, Prioritätsstufe",
    "goal": "Grundlegendes Ziel, Ziel, Handlungsfeld, Oberziel, Leitziel, Hauptziel, "
    "Strategisches Ziel, Zielstellung, Zielsetzung, Themenfeld, Handlungsschwerpunkt, Schwerpunkt",
    "objective": "Erläuterung, Beschreibung, Teilziel, Unterziel, Konkretisierung, Feinziel, "
    "Operatives Ziel, Handlungsziel, Zielbeschreibung, Erklärung, Inhalt",
    "measure": "Erste Maßnahme, Maßnahme, Aktivität, Umsetzungsschritt, Handlungsschritt, "
    "Arbeitsschritt, Vorhaben, Projekt, Arbeitspaket, Umsetzung, Schritt",
    "timeframe": "Zeitrahmen, Zeitraum, Termin, Laufzeit, Frist, Zeitplan, Zeit, Dauer, Datum, "
    "Zeitschiene, Zeitlicher Rahmen, Zeitpunkt, Zeitliche Planung, Bis wann, Wann, Fälligkeit",
    "milestone": "Meilenstein, Phase, Etappe, Prozessschritt, Abschnitt, Schritt",
    "purpose": "Zweck, Zielsetzung, Anlass, Ziel, Zielstellung, Gegenstand, Beschreibung, Inhalt",
    "status": "Status, Stand, Sachstand, Bearbeitungsstand, Umsetzungsstand, Fortschritt, Erledigt",
}
DUTY_WORDS = (
    "Verantwortung, Verantwortlichkeit, Verantwortlich, Zuständigkeit, Zuständig, Federführung, "
    "Federführend, Aufgabe, Beitrag, Leistung, Pflicht, Rolle, Tätigkeit"
)
SIDE_WORDS = {
    "municipality": "Kommune, Stadt, Landkreis, Kreis, Gemeinde, Stadtverwaltung, Kreisverwaltung, "
    "Verwaltung, kommunal",
    "agency": "Agentur, Transferagentur, TransMit, Bildungsagentur, Beratung",
}
# The columns of both annexes; what a file has of the first ones says which of them it is.
ANNEXES = (
    (("goal", "objective", "measure"), ("priority", "timeframe")),
    (("milestone", "purpose", "municipality", "agency"), ("timeframe", "status")),
)
MAIN = frozenset(key for main, _ in ANNEXES for key in main)
# With which „Ziel“ ends „Bildungsziele“.
COMPOUND_ENDINGS = ("", "e", "en", "n")
LONGEST_HEADING = 80  # characters
FULL, OWN_TITLE, SIDE, COMPOUND, LEAST, DUTY_ALONE = 100, 110, 85, 45, 40, 20


@dataclass(frozen=True)
class Slot:
    """What a heading may name: a column of the annex by its key, of „priority“ one of two parts."""

    key: str
    name: str
    title: Terms = ()

    def score(self, heading: str) -> int:
        """Return how well `heading` names it, 0 for not at all."""
        if len(heading) > LONGEST_HEADING:
            return 0
        if self.name == NUMBER and heading.strip() in ("#", "№"):
            return FULL
        terms = terms_of(heading)
        if not terms:
            return 0
        if self.title and _same(terms, self.title):
            return OWN_TITLE
        if self.name in SIDE_WORDS:
            return self._duty_score(terms)
        return max((_score(terms, synonym) for synonym in _synonyms(self.name)), default=0)

    def terms(self) -> Iterator[str]:
        """Yield all words that can name it."""
        yield from self.title
        yield from (term for synonym in _synonyms(self.name) for term in synonym)
        if self.name in SIDE_WORDS:
            yield from (*_words(DUTY_WORDS), *_words(SIDE_WORDS[self.name]))

    def _duty_score(self, terms: Terms) -> int:
        """Return how well `terms` name what this side answers for; its name says most."""
        words, sides = _words(DUTY_WORDS), _words(SIDE_WORDS[self.name])
        names = [t for t in self.title if not _is_among(t, words) and not _is_among(t, sides)]
        if names and all(_is_among(name, terms) for name in names):
            return FULL
        rest = [term for term in terms if not _is_among(term, words)]
        if not rest:
            return DUTY_ALONE
        named = sum(_is_among(term, sides) for term in rest)
        return SIDE * named // len(rest) if 2 * named >= len(rest) else 0


class Names:
    """What headings may name in one annex, and how well each heading seen so far names what."""

    def __init__(self, slots: Iterable[Slot]):
        self.slots = tuple(slots)
        self._seen: dict[str, tuple[int, ...]] = {}
        terms = [term for slot in self.slots for term in slot.terms()]
        # No word names anything that neither begins nor ends as one of these.
        self._begins = tuple({term[:3] for term in terms})
        self._ends = tuple({term + ending for term in terms for ending in COMPOUND_ENDINGS})

    def scores(self, heading: str) -> tuple[int, ...]:
        """Return the score of each slot for `heading`; () where it names none."""
        if heading not in self._seen:
            self._seen[heading] = self._scores(heading)
        return self._seen[heading]

    def _scores(self, heading: str) -> tuple[int, ...]:
        if not heading or len(heading) > LONGEST_HEADING:
            return ()
        terms = terms_of(heading)
        if terms and not any(t.startswith(self._begins) or t.endswith(self._ends) for t in terms):
            return ()
        scores = tuple(slot.score(heading) for slot in self.slots)
        return scores if any(scores) else ()


def names_of(table: AnnexTable) -> Names:
    """Return what headings may name in `table`."""
    return Names(slot for column in table.columns for slot in _slots(column.key, column))


def names_of_others(table: AnnexTable) -> tuple[Names, ...]:
    """Return the same for the annexes that `table` is not."""
    own = {column.key for column in table.columns}
    return tuple(
        Names(slot for key in (*main, *rest) for slot in _slots(key))
        for main, rest in ANNEXES
        if not own & set(main)
    )


def _slots(key: str, column: Column | None = None) -> tuple[Slot, ...]:
    title = terms_of(column.title) if column else ()
    if key == "priority":
        return Slot(key, LEVEL, title), Slot(key, NUMBER)
    return (Slot(key, key, title),)


def weight(keys: Sequence[str]) -> int:
    """Return how much the columns found say that a table is the annex they are of."""
    return sum(2 if key in MAIN else 1 for key in set(keys))


@lru_cache
def _synonyms(name: str) -> tuple[Terms, ...]:
    return tuple(map(terms_of, SYNONYMS.get(name, "").split(",")))


@lru_cache
def _words(words: str) -> Terms:
    return terms_of(words)


def _is_among(term: str, words: Sequence[str]) -> bool:
    return any(same_term(term, word) for word in words)


def _same(terms: Terms, others: Terms) -> bool:
    return len(terms) == len(others) and all(map(same_term, terms, others))


def _score(terms: Terms, synonym: Terms) -> int:
    """Return 100 where both are the same, less for more words beside or before it."""
    size = len(synonym)
    if not size:
        return 0
    found = any(_same(terms[at : at + size], synonym) for at in range(len(terms) - size + 1))
    if found:
        share = FULL * size // len(terms)
        return share if share >= LEAST else 0
    # „Umsetzungszeitraum“, „Bildungsziele“: the last part of a word is what it means.
    compound = size == 1 and len(terms) == 1 and len(synonym[0]) >= 4
    ends = compound and any(terms[0].endswith(synonym[0] + ending) for ending in COMPOUND_ENDINGS)
    return COMPOUND if ends else 0
