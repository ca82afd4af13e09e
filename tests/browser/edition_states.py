"""Editions, Synopse, Arbeitsstand and „Prüfen“ in their states; the agreements are in plan.py."""

from .hands import pressed
from .state import NOBODY, REFUSED, State

DRAFT = "/vereinbarungen/klein/"
SIGNING = "/vereinbarungen/unterschrift/"
CARRIED_ON = "/vereinbarungen/fortschreibung/"
ONE = "fassungen/1/"
OFFER = "/vereinbarungen/angebot/angebot/"

EDITIONS = (
    State("editions-none", "small leader", DRAFT + "fassungen/", "noch keine Fassung"),
    State("editions", "small leader", CARRIED_ON + "fassungen/", "in Kraft getreten"),
    State("freeze", "small leader", DRAFT + "fassungen/festschreiben/", "Bezeichnung"),
    State(
        "freeze-refused",
        "small leader",
        CARRIED_ON + "fassungen/festschreiben/",
        "Das ist nicht geschehen",
        pressed("Festschreiben und zur Unterzeichnung vorlegen", label="Fassung 1"),
    ),
    State("edition-signing", "small leader", SIGNING + ONE, "steht aus"),
    State("edition", "small", CARRIED_ON + ONE, "Oberbürgermeisterin"),
    State("start-offer", "offered", "/", "angeboten von"),
    State("agreement-offered", "offered", "/vereinbarungen/angebot/", "Angebot annehmen"),
    State("offer-accept", "offered", OFFER + "annehmen/", "Unterschrieben ist damit nichts"),
    State("offer-decline", "offered", OFFER + "ablehnen/", "bleibt bei der Transferagentur"),
    State("agreement-declined", "agency", "/vereinbarungen/nein/", "Von der Kommune abgelehnt"),
    State("approve", "small leader", SIGNING + ONE + "zustimmen/", "Funktion"),
    State(
        "approve-refused",
        "small leader",
        SIGNING + ONE + "zustimmen/",
        REFUSED,
        pressed("Zustimmen"),
    ),
    State("refuse", "small leader", SIGNING + ONE + "ablehnen/", "Grund"),
    State("carry-on", "small leader", SIGNING + "fassungen/fortschreiben/", "Fortschreibung"),
    State(
        "carry-on-refused",
        "small leader",
        SIGNING + "fassungen/fortschreiben/",
        "zur Unterzeichnung",
        pressed("Fortschreibung beginnen"),
    ),
    State("give-up", "small leader", CARRIED_ON + "fassungen/aufgeben/", "nur noch im Verlauf"),
    State("end", "small leader", SIGNING + "fassungen/beenden/", "Beendet am"),
    State("papers", "small", CARRIED_ON + ONE + "unterlagen/", "Beschluss-Nr."),
    State(
        "papers-refused",
        "small",
        CARRIED_ON + ONE + "unterlagen/",
        "Nur Adressen",
        pressed("Speichern", link="http://example.org"),
    ),
    State("scan", "small", CARRIED_ON + ONE + "scan/", "Höchstens 20 MB"),
    State(
        "withdraw-scan",
        "small leader",
        CARRIED_ON + ONE + "scan/{scan}/zurueckziehen/",
        "lässt sich nicht wiederherstellen",
    ),
    State("synopsis", "small", CARRIED_ON + "synopse/", "Begründen"),
    State("synopsis-whole", "small", CARRIED_ON + "synopse/?alles=1", "unverändert"),
    State("synopsis-none", "small", DRAFT + "synopse/", "noch nichts zu vergleichen"),
    State("reason", "small", CARRIED_ON + "begruendungen/measure-{changed}/", "Leer heißt: keine"),
    State("working-state", "small", CARRIED_ON + "fassungen/arbeitsstand/", "Vereinbart ist"),
    State(
        "working-state-refused",
        "small",
        CARRIED_ON + "fassungen/arbeitsstand/?tag=unsinn",
        "Das ist kein Datum",
    ),
    State(
        "working-state-none", "small", DRAFT + "fassungen/arbeitsstand/", "keine Fassung in Kraft"
    ),
    State("measure-locked", "small", "/massnahmen/{locked}/bearbeiten/", "Ansprechperson"),
    State("agreement-locked", "small", SIGNING, "Der Wortlaut ist gesperrt"),
    State("check", NOBODY, "/pruefen/", "Prüfwert"),
    State("check-found", NOBODY, "/pruefen/?nummer={number}", "Dieser Prüfwert gehört"),
    State("check-none", NOBODY, "/pruefen/?nummer=000000000000", "Keine Fassung"),
    State("check-refused", NOBODY, "/pruefen/?nummer=abc", REFUSED),
)
