"""Words beside that of a column: which say nothing else, which name another, and which is newer.

„Zeitraum der Umsetzung“ and „Konkrete Maßnahmen“ are what their one word says. Of „Termin
Pressefest“ nobody knows: whatever word is not listed here is a question.
"""

import re
from datetime import date

from bildung.vocabulary import timeframe

from .periods import PERIOD_WORDS
from .wording import is_among, terms_of

# Beside any column's word they leave it as it is.
PLAIN = terms_of(
    "geplant, voraussichtlich, vorgesehen, beabsichtigt, konkret, erste, weitere, nächste, "
    "einzelne, mögliche, notwendige, erforderliche, wichtige, wesentliche, zentrale, allgemeine, "
    "gemeinsame, eigene, vereinbarte, angestrebte, verbindliche, strategische, operative, "
    "übergeordnete, grundlegende, langfristige, mittelfristige, kurzfristige, kommunale, "
    "städtische, zeitliche, inhaltliche, aktuelle, derzeitige, jeweilige, laufende, lfd, "
    "Name, Titel, Bezeichnung, Benennung, Kurztitel, Stichwort, Angabe, Spalte, Thema, "
    "Stadt, Kommune, Landkreis, Kreis, Gemeinde, Zielvereinbarung, Vereinbarung, Anlage, "
    "was, wie, wer, wann, wo, wozu, wofür, womit, wodurch, warum, welche, wir, man, es, "
    "wollen, will, soll, sollen, muss, müssen, ist, sind, wird, werden, haben, tun, machen, "
    "erreichen, erreicht, genau, bitte, ggf, gegebenenfalls, ca, etwa, evtl, eventuell, sofern, "
    "falls, kurz, stichpunktartig, Stichpunkte, beispielsweise, nach, bei, auf, aus, an, als, "
    "ab, bis, seit, so, auch, z, B, d, h, s, a, c, x, Kurzbeschreibung, Ebene, Seite"
)
# Beside those of times, numbers and states they say of what: that of the plan.
OF_A_PLAN = terms_of(
    "Umsetzung, Realisierung, Durchführung, Bearbeitung, Erledigung, Fertigstellung, Ausführung, "
    "Erreichung, Zielerreichung, Planung, Plan, Projekt, Maßnahme, Vorhaben, Aktivität, Handlung, "
    "Ziel, Programm, Arbeitspaket, Schritt, Meilenstein, Phase, Etappe, Beginn, Start, Ende, "
    "Anfang, Abschluss, Monat, Jahr, Quartal, Halbjahr, Kalenderwoche, KW, Kalenderjahr, "
    "Schuljahr, Datum, Tag, TT, MM, JJJJ, JJ, Rahmen, Zeit, Zeitraum, Termin, Frist, Dauer, "
    "Laufzeit, Zeitpunkt, spätestens, spätester, frühestens, frühester, Erfüllung, offen, "
    "begonnen, Arbeit, erledigt, umgesetzt, abgeschlossen, verschoben, hoch, mittel, niedrig, "
    "gering, Prozent, Fälligkeit, fällig, gesamt, Ampel, Symbol"
)
# What a number may count that is one of a goal: no „Projektnummer“, no „Nr. des Antrags“.
NUMBERED = terms_of(
    "Ziel, Ziele, Oberziel, Hauptziel, Leitziel, Handlungsfeld, Schwerpunkt, Lauf, laufende, lfd, "
    "Ordnung, Reihenfolge, Gliederung, Priorität"
)
OLD = terms_of(
    "alt, alte, alter, altes, bisher, bisherig, ursprünglich, ehemals, ehemalig, vorher, vorherig, "
    "früher, frühere, zuvor, damals, Vorjahr"
)
NEW = terms_of(
    "neu, neue, neuer, neues, aktuell, aktualisiert, geändert, derzeitig, jetzt, jetzig, nunmehr, "
    "künftig, angepasst, korrigiert, fortgeschrieben, überarbeitet"
)
PLANNED = terms_of("Soll, geplant, vereinbart, Plan, vorgesehen")
ACTUAL = terms_of("Ist, tatsächlich, real, realisiert, erfolgt")
AGES = frozenset((*OLD, *NEW, *PLANNED, *ACTUAL))
BESIDE_ALL = AGES.union((*PLAIN, *terms_of(" ".join(PERIOD_WORDS))))
BESIDE_TIMES = BESIDE_ALL.union(OF_A_PLAN)
LONGEST_DATE = 4  # words
# „Maßnahmen (Stand 3/2016)“: of which day a column is.
OF_DAY = re.compile(
    r"(?<=\w)\W+(?:Stand|per)\W{1,3}(?:[\d./]{0,6}\s?|(?:\d{1,2}\.\s?)?[^\W\d]{3,9}\.?\s)(?:19|20)\d\d\W*",
    re.IGNORECASE,
)
HYPHEN = re.compile("[-‐‑–/]")


def is_plain(term: str, of_a_plan: bool) -> bool:
    """Whether a word beside that of a column says nothing else; `of_a_plan` for times and such."""
    return is_among(term, BESIDE_TIMES if of_a_plan else BESIDE_ALL)


def is_age(term: str) -> bool:
    """Whether a word says which of two columns of one kind it is: „alt“, „neu“, „Soll“, „Ist“."""
    return is_among(term, AGES)


def without_day(heading: str) -> str:
    """Return a heading without the words that say of which day its column is."""
    return OF_DAY.sub(" ", heading)


def newness(heading: str, is_status: bool) -> tuple[int, date]:
    """Return how new it says that its column is: by its words, then by the last day it names.

    A status is what is, all others are what was agreed: „Ist“ is newer than „Soll“ of one alone.
    """
    terms = terms_of(HYPHEN.sub(" ", heading))
    by_words = any(is_among(term, NEW) for term in terms) - any(
        is_among(term, OLD) for term in terms
    )
    if not by_words and any(is_among(term, ACTUAL) for term in terms):
        by_words = 1 if is_status else -1
    return by_words, _day(heading)


def is_renewed(former: str, heading: str) -> bool:
    """Whether two headings say of themselves that they are the old and the new: „Termin alt“."""
    old, new = (terms_of(HYPHEN.sub(" ", text)) for text in (former, heading))
    return any(is_among(term, OLD) for term in old) and not any(is_among(term, OLD) for term in new)


def _day(heading: str) -> date:
    """Return the last day of the time that stands last in a heading, the first of all for none."""
    words = re.sub(r"[():]", " ", heading).split()
    for start in range(max(len(words) - LONGEST_DATE, 0), len(words)):
        try:
            read = timeframe.parse(" ".join(words[start:]))
        except timeframe.TimeframeError:
            continue
        if read and (day := read.end or read.start):
            return day
    return date.min
