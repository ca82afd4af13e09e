"""How headings of other files name the columns of our annexes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bildung.annex.table import AnnexTable, Column

from .companions import NUMBERED, is_plain, without_day
from .dating import PART_WORDS, YEARS, is_part, is_year
from .periods import BEGINS, ENDS, above_period, is_begin, is_end
from .wording import Terms, is_among, same_terms, terms_of

NUMBER, LEVEL = "number", "level"
BEGIN, END, IN_YEAR, PART = "begin", "end", "year", "part"
TIMEFRAME, STATUS = "timeframe", "status"

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
    "Zeitschiene, Zeitlicher Rahmen, Zeitpunkt, Zeitliche Planung, Bis wann, Wann, Fälligkeit, "
    "Fällig, Zeithorizont, Zeitfenster, Zeitvorgabe, Zeitplanung, Zeitlicher Ablauf, Terminplan, "
    "Terminierung, zeitl Rahmen, Monat Jahr, Jahr Monat, Quartal Jahr, Jahr Quartal",
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
        "erledigung fertigstellung falligkeit lauf ordnung reihenfolge gliederung soll ist alt neu",
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
# Parts of a time frame that stand in columns of their own.
EDGES = {BEGIN: is_begin, END: is_end, IN_YEAR: is_year, PART: is_part}
LONGEST_HEADING = 80  # characters
FULL, OWN_TITLE, SIDE, COMPOUND, LEAST, DUTY_ALONE = 100, 110, 85, 45, 40, 20
# Beside words that say nothing else, and beside others so much less.
ACCOMPANIED, DOUBT = 70, 6


@dataclass(frozen=True)
class Slot:
    """What a heading may name: a column of the annex by its key, or a part of one.

    „priority“ has number and level, a time frame may have begin and end apart, or year and quarter.
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
        terms = terms_of(without_day(heading))
        if not terms:
            return 0
        if self.title and same_terms(terms, self.title):
            return OWN_TITLE
        if self.name in SIDE_WORDS:
            return self._duty_score(terms)
        return self._score(terms)

    def is_doubtful(self, heading: str) -> bool:
        """Whether a heading that may name it says more than that, or hardly that.

        „Bildungsziele“ by the last part of a word, „Termin Pressefest“ by one of two words.
        """
        terms = terms_of(without_day(heading))
        if self.name in EDGES or not terms or same_terms(terms, self.title):
            return False
        if self.name in SIDE_WORDS:
            return not self._names_side(terms)
        if self.name == TIMEFRAME and above_period(heading):
            return False
        _, rest = self._named(terms)
        return bool(rest) and not self._is_of_plan(rest)

    def shares_title(self, heading: str) -> bool:
        """Whether a heading has a word of the column's own title."""
        return any(is_among(term, self.title) for term in terms_of(heading))

    def _named(self, terms: Terms) -> tuple[int, Terms]:
        """Return how many words name it, and those of the others that say something else."""
        own = {place for synonym in _synonyms(self.name) for place in _places(terms, synonym)}
        beside = (term for place, term in enumerate(terms) if place not in own)
        return len(own), tuple(term for term in beside if not self._is_plain(term))

    def _is_plain(self, term: str) -> bool:
        if self.name == NUMBER:
            return is_plain(term, of_a_plan=False) or is_among(term, NUMBERED)
        return is_plain(term, of_a_plan=self.key not in MAIN)

    def terms(self) -> Iterator[str]:
        """Yield all words that can name it."""
        yield from self.title
        yield from {BEGIN: BEGINS, END: ENDS, IN_YEAR: YEARS, PART: PART_WORDS}.get(self.name, ())
        yield from (term for synonym in _synonyms(self.name) for term in synonym)
        if self.name in SIDE_WORDS:
            yield from (*_words(DUTY_WORDS), *_words(SIDE_WORDS[self.name]))

    def _score(self, terms: Terms) -> int:
        """Return 100 for its own words, less for others beside them, or before their last part.

        A word's ending says little by itself: „Fortschritt“ is no step, „Erstellungsdatum“ not when
        something is done. Of columns without a plan's main texts, its beginning has to fit as well,
        and a number is one of goals alone.
        """
        if any(same_terms(terms, synonym) for synonym in _synonyms(self.name)):
            return FULL
        named, rest = self._named(terms)
        if not named:
            return COMPOUND if len(rest) == 1 and self._is_compound(rest) else 0
        if not rest or self.name == NUMBER:
            return 0 if rest else ACCOMPANIED
        share = FULL * named // len(terms)
        is_foreign = self.key not in MAIN and any(is_among(term, FOREIGN) for term in rest)
        return share - DOUBT if share >= LEAST and not is_foreign else 0

    def _is_compound(self, terms: Terms) -> bool:
        if self.key not in MAIN:
            return self._is_of_plan(terms)
        is_other = any(map(terms[0].endswith, OTHER_WORDS))
        return not is_other and any(map(len, self._beginnings(terms)))

    def _beginnings(self, terms: Terms) -> list[str]:
        """Return what stands in a word before one of its own."""
        ends = (synonym[0] for synonym in _synonyms(self.name) if len(synonym) == 1)
        return [begin for end in ends if len(end) >= 4 for begin in _before(terms[0], end)]

    def _is_of_plan(self, terms: Terms) -> bool:
        """Whether a word's beginning is one of a plan: „Umsetzungszeitraum“."""
        if self.key in MAIN or len(terms) > 1:
            return False
        if any(map(terms[0].endswith, OTHER_WORDS)):
            return False
        words = NUMBERED if self.name == NUMBER else PLAN_WORDS
        return any(
            begin in words or begin.rstrip("s").removesuffix("n") in words
            for begin in self._beginnings(terms)
        )

    def _names_side(self, terms: Terms) -> bool:
        """Whether a heading names this party, and nothing but what it answers for."""
        known = (*self.title, *_words(DUTY_WORDS), *_words(SIDE_WORDS[self.name]))
        return self._duty_score(terms) >= LEAST and all(
            is_among(term, known) or is_plain(term, True) for term in terms
        )

    def _duty_score(self, terms: Terms) -> int:
        """Return how well `terms` name what this side answers for; its name says most."""
        if any(is_among(term, NO_DUTY) and term not in self.title for term in terms):
            return 0
        words, sides = _words(DUTY_WORDS), _words(SIDE_WORDS[self.name])
        names = _names(self.title, self.name)
        if names and all(is_among(name, terms) for name in names):
            return FULL
        rest = [term for term in terms if not is_among(term, words)]
        if not rest:
            return DUTY_ALONE
        named = sum(is_among(term, sides) for term in rest)
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
        # By words that are no terms: „geplant von“.
        is_edge = any(is_part_of_time(heading) for is_part_of_time in EDGES.values())
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
        return Slot(key, key, title), *(Slot(key, edge) for edge in EDGES)
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


@lru_cache
def _names(title: Terms, side: str) -> Terms:
    """Return the words of a column's title that name the party itself."""
    others = (*_words(DUTY_WORDS), *_words(SIDE_WORDS[side]))
    return tuple(term for term in title if not is_among(term, others))


def _places(terms: Terms, synonym: Terms) -> tuple[int, ...]:
    """Return where the words of a synonym stand among others, one behind the other."""
    size = len(synonym)
    starts = range(len(terms) - size + 1) if size else ()
    return tuple(
        place
        for at in starts
        if same_terms(terms[at : at + size], synonym)
        for place in range(at, at + size)
    )


def _before(term: str, ending: str) -> list[str]:
    """Return what stands in a word before its last part, in each form that may have."""
    ends = (ending + more for more in COMPOUND_ENDINGS)
    return [term.removesuffix(end) for end in ends if term.endswith(end)]
