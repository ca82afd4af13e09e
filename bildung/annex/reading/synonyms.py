"""How headings of other files name the columns of our annexes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bildung.annex.table import AnnexTable, Column

from .periods import BEGINS, ENDS, above_period, is_begin, is_end
from .wording import Terms, same_term, terms_of

NUMBER, LEVEL = "number", "level"
BEGIN, END = "begin", "end"
TIMEFRAME = "timeframe"

# By column; those of „priority“ are two, which other files keep apart.
SYNONYMS = {
    NUMBER: "Nr, Nummer, Lfd Nr, Laufende Nummer, Lfd, Pos, Position, Ziffer, Ziel Nr, Ziel-Nr, No",
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
HEADS = frozenset(main[0] for main, _ in ANNEXES)
# With which „Ziel“ ends „Bildungsziele“.
COMPOUND_ENDINGS = ("", "e", "en", "n")
# Words that end as one of ours and mean something else, each with all that ends in it, folded.
OTHER_WORDS = tuple(
    re.findall(
        "[a-z]+",
        "fortschritt fortschritte ruckschritt schnitt zustand vorstand bestand gegenstand "
        "umstand widerstand abstand vorrang nachrang lerninhalt dateiinhalt "
        "stellenbeschreibung reiseziel stromprojekt bearbeitungsdatum planungsdatum "
        "bearbeitungsnummer",
    )
)
# With these a time, a number, a rank or a state is one of the plan: „Umsetzungszeitraum“.
PLAN_WORDS = frozenset(
    re.findall(
        "[a-z]+",
        "umsetzung projekt massnahme massnahm durchfuhrung bearbeitung realisierung "
        "ausfuhrung planung plan ziel vorhaben aktivitat handlung programm kern gesamt "
        "erledigung fertigstellung falligkeit lauf ordnung reihenfolge gliederung",
    )
)
# Beside these, a time or a number is another one: „Datum der Erstellung“, „Nummer im Haushalt“.
FOREIGN = frozenset(
    re.findall(
        "[a-z]+",
        "erstellung erstell erstellt anderung geandert druck gedruckt beschluss eingang "
        "ausgang rechnung haushalt telefon fax konto kontakt geburt eintritt vertrag sitzung "
        "bestellung bearbeiter letzte letzter technik wissen arbeit offnung tel handy mobil mail "
        "beleg vorlage akte aktenzeichen antrag genehmigung bewilligung meldung freigabe protokoll "
        "unterschrift unterzeichnung ausschuss gremium mitgliedschaft forderung bericht "
        "berichterstattung evaluation erfassung erfasst eingabe ausdruck schule std stunde minute",
    )
)
# Beside these, a party is not one that answers for something: „Kosten Stadt“, „Telefon Kommune“.
NO_DUTY = frozenset(
    re.findall(
        "[a-z]+",
        "kosten ausgabe mittel budget finanzierung anteil eigenanteil summe betrag euro anzahl "
        "telefon tel fax mail handy ansprechpartner ansprechperson kontakt adresse unterschrift "
        "datum nr nummer bemerkung arbeit",
    )
)
EDGES = {BEGIN: is_begin, END: is_end}
LONGEST_HEADING = 80  # characters
FULL, OWN_TITLE, SIDE, COMPOUND, LEAST, DUTY_ALONE = 100, 110, 85, 45, 40, 20


@dataclass(frozen=True)
class Slot:
    """What a heading may name: a column of the annex by its key, or a part of one.

    „priority“ has number and level, a time frame may have begin and end apart.
    """

    key: str
    name: str
    title: Terms = ()

    def score(self, heading: str) -> int:
        """Return how well `heading` names it, 0 for not at all."""
        if len(heading) > LONGEST_HEADING:
            return 0
        if self.name == NUMBER and heading.strip() in ("#", "№"):
            return FULL
        if self.name in EDGES:
            return FULL if EDGES[self.name](heading) else 0
        if self.name == TIMEFRAME and any(is_edge(heading) for is_edge in EDGES.values()):
            return 0
        if self.name == TIMEFRAME:
            heading = above_period(heading) or heading
        terms = terms_of(heading)
        if not terms:
            return 0
        if self.title and _same(terms, self.title):
            return OWN_TITLE
        if self.name in SIDE_WORDS:
            return self._duty_score(terms)
        return max((self._score(terms, synonym) for synonym in _synonyms(self.name)), default=0)

    def is_compound(self, heading: str) -> bool:
        """Whether nothing but the last part of a word names it: „Bildungsziele“."""
        return self.score(heading) == COMPOUND

    def terms(self) -> Iterator[str]:
        """Yield all words that can name it."""
        yield from self.title
        yield from {BEGIN: BEGINS, END: ENDS}.get(self.name, ())
        yield from (term for synonym in _synonyms(self.name) for term in synonym)
        if self.name in SIDE_WORDS:
            yield from (*_words(DUTY_WORDS), *_words(SIDE_WORDS[self.name]))

    def _score(self, terms: Terms, synonym: Terms) -> int:
        """Return 100 where both are the same, less for more words beside it, or before its last.

        A word's ending says little by itself: „Fortschritt“ is no step, „Erstellungsdatum“ not when
        something is done. Of columns without a plan's main texts, its beginning has to fit as well.
        """
        size = len(synonym)
        if not size:
            return 0
        is_foreign = self.key not in MAIN and any(_is_among(term, FOREIGN) for term in terms)
        if any(_same(terms[at : at + size], synonym) for at in range(len(terms) - size + 1)):
            share = FULL * size // len(terms)
            return share if share >= LEAST and not (is_foreign and size < len(terms)) else 0
        if not (size == 1 and len(terms) == 1 and len(synonym[0]) >= 4):
            return 0
        begins = [
            terms[0].removesuffix(synonym[0] + ending)
            for ending in COMPOUND_ENDINGS
            if terms[0].endswith(synonym[0] + ending)
        ]
        fits = begins and not any(map(terms[0].endswith, OTHER_WORDS))
        if fits and self.key not in MAIN:
            fits = any(begin.rstrip("s").removesuffix("n") in PLAN_WORDS for begin in begins)
        return COMPOUND if fits else 0

    def _duty_score(self, terms: Terms) -> int:
        """Return how well `terms` name what this side answers for; its name says most."""
        if any(_is_among(term, NO_DUTY) and term not in self.title for term in terms):
            return 0
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
        is_edge = is_begin(heading) or is_end(heading)  # by words that are no terms: „geplant von“
        if not (
            is_edge
            or not terms
            or any(t.startswith(self._begins) or t.endswith(self._ends) for t in terms)
        ):
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
    if key == TIMEFRAME:
        return Slot(key, key, title), Slot(key, BEGIN), Slot(key, END)
    return (Slot(key, key, title),)


def weight(key: str) -> int:
    """Return how much a column says that a table is the annex it is of; what heads rows, most."""
    return 4 if key in HEADS else 2 if key in MAIN else 1


@lru_cache
def _synonyms(name: str) -> tuple[Terms, ...]:
    return tuple(map(terms_of, SYNONYMS.get(name, "").split(",")))


@lru_cache
def _words(words: str) -> Terms:
    return terms_of(words)


def _is_among(term: str, words: Iterable[str]) -> bool:
    return any(same_term(term, word) for word in words)


def _same(terms: Terms, others: Terms) -> bool:
    return len(terms) == len(others) and all(map(same_term, terms, others))
