"""Every page in every state worth looking at, and how a browser gets there.

test_states.py holds each of them to WCAG 2.2 AA, light and dark, wide and narrow; `make pictures`
takes pictures of all. A new page is one more line here or in account_states.py; what needs hands
is in hands.py, what it needs to exist in plan.py.
"""

from bildung.formats.answers import Origin
from goals.models import Goal, Objective
from milestones.models import Milestone, Stage

from . import hands
from .account_states import ACCOUNT, LOGIN, ORGANISATIONS
from .edition_states import EDITIONS
from .hands import drawn, opened, pressed, reported
from .importing_states import IMPORTING
from .starting_states import STARTING
from .state import NOBODY, REFUSED, State

PAGE = "/vereinbarungen/{agreement}/"
EMPTY = "/vereinbarungen/leer/"
SMALL = "/vereinbarungen/klein/"
GOAL = "/ziele/{goal}/"
OBJECTIVE = "/erlaeuterungen/{objective}/"
MEASURE = "/massnahmen/{measure}/"
TOPIC = "/schwerpunkte/{topic}/"
MILESTONE = "/meilensteine/{milestone}/"
STAGE = "/abschnitte/{stage}/"

START = (
    State("start-city", "city", "/", "Meine Maßnahmen", opened),
    State("start-own", "city", "/?mine=1", "zuletzt am 3. Mai 2016"),
    State("start-agency", "agency", "/", "Landkreis Leer"),
    State("start-agency-none", "agency", "/?text=gibtesnicht", "keine Zielvereinbarung"),
    State("start-agency-refused", "agency", "/?silent_days=0", REFUSED),
    State("start-empty", "newcomer", "/", "Sie gehören noch zu keiner Kommune"),
    State("start-superuser", "superuser", "/", "Verwaltung"),
    State("start-of-many", "of many", "/", "Gespräche mit allen Schulen", opened),
    State("changes", "of many", "/aenderungen/", "Gespräche mit allen Schulen"),
    State("changes-none", "newcomer", "/aenderungen/", "Ihr erster Besuch"),
    State("search", "city", "/suche/", "Gesucht wird in"),
    State("search-found", "city", "/suche/?q=bildung", "Fundstellen"),
    State("search-none", "city", "/suche/?q=gibtesnicht", "nichts gefunden"),
    State("timeline", "city", "/zeitstrahl/", "Als Tabelle"),
    State(
        "timeline-months", "agency", "/zeitstrahl/?scale=month&overdue=yes&text=analyse", "Als Bild"
    ),
    State("timeline-refused", "city", "/zeitstrahl/?end=unsinn&text=analyse", "Als Tabelle"),
    State("timeline-none", "city", "/zeitstrahl/?text=gibtesnicht", "Keine Treffer"),
    State("timeline-paged", "of many", "/zeitstrahl/?page=2", "← Zurück"),
    State("timeline-empty", "newcomer", "/zeitstrahl/", "noch keine Maßnahmen"),
)

LISTS = (
    State("measures", "city", "/massnahmen/", "20 Maßnahmen", opened),
    State("measures-all-filters", "agency", "/massnahmen/?filter=alle", "Läuft von"),
    State("measures-of-several", "agency", "/massnahmen/?sort=-timeframe", "128 Maßnahmen"),
    State("measures-filtered", "city", "/massnahmen/?text=bildung&status=open", "Gefiltert nach"),
    State("measures-silent", "city", "/massnahmen/?silent=yes", "Sachstand: seit 90 Tagen keiner"),
    State("measures-refused", "city", "/massnahmen/?status=open&end=unsinn", "Gefiltert nach"),
    State("measures-none", "city", "/massnahmen/?text=gibtesnicht", "Keine Treffer"),
    State("measures-paged", "of many", "/massnahmen/?page=2", "← Zurück"),
    State("measures-empty", "newcomer", "/massnahmen/", "noch keine Maßnahmen"),
    State("stages", "agency", "/abschnitte/", "17 Abschnitte", opened),
    State("stages-all-filters", "city", "/abschnitte/?filter=alle", "Läuft von"),
    State("stages-none", "agency", "/abschnitte/?text=gibtesnicht", "Keine Treffer"),
    State("stages-empty", "newcomer", "/abschnitte/", "noch keine Abschnitte"),
)

ANNEXES = (
    State("agreement-city", "city", PAGE, "Ziel hinzufügen"),
    State("agreement-agency", "agency", PAGE, "Meilenstein hinzufügen", opened),
    State("agreement-reader", "reader", PAGE, "Grundlegendes Ziel"),
    State("agreement-more", "small", SMALL, "Ziel hinzufügen", opened),
    State("agreement-empty", "agency", EMPTY, "Ersten Meilenstein hinzufügen"),
    State("agreement-empty-city", "empty", EMPTY, "Erstes Ziel hinzufügen"),
    State(
        "places",
        "small",
        SMALL,
        "Erläuterung bearbeiten",
        hands.placed(
            "/massnahmen/{small_measure}/bearbeiten/",
            "/erlaeuterungen/{small_objective}/bearbeiten/",
            "/abschnitte/{small_stage}/sachstand/",
        ),
    ),
    State("place", "small", SMALL, "März 2016 bis Mai 2017", hands.place_typed),
    State("place-slipped", "small", SMALL, "9/2015-2/2016", hands.place_slipped),
    State("place-refused", "small", SMALL, "Gemeint ist vielleicht", hands.place_refused),
    State("place-left", "small", SMALL, "Eingaben verwerfen?", hands.place_left),
    State("place-saved", "small", SMALL, "Die Maßnahme ist gespeichert.", hands.place_saved),
    State("place-conflict", "small", SMALL, "Was soll gelten?", hands.place_conflict),
    State(
        "place-move",
        "small",
        SMALL,
        "Neue Stelle",
        hands.placed("/massnahmen/{small_measure}/verschieben/"),
    ),
    State(
        "place-delete",
        "small",
        SMALL,
        "Im Verlauf bleibt alles stehen",
        hands.placed("/massnahmen/{small_measure}/loeschen/"),
    ),
)

EDITING = (
    State("measure", "city", MEASURE + "bearbeiten/", "Zeitrahmen"),
    State(
        "measure-refused",
        "city",
        MEASURE + "bearbeiten/",
        "Gemeint ist vielleicht",
        hands.refused_measure,
    ),
    State(
        "measure-conflict",
        "city",
        MEASURE + "bearbeiten/",
        "Was soll gelten?",
        hands.overtaken_measure,
    ),
    State(
        "measure-saved",
        "small",
        "/massnahmen/{small_measure}/bearbeiten/",
        "Die Maßnahme ist gespeichert.",
        pressed("Speichern", contact="Kim Beispiel"),
    ),
    State("measure-add", "city", OBJECTIVE + "massnahmen/neu/", "hinzufügen"),
    State("measure-move", "city", MEASURE + "verschieben/", "Neue Stelle"),
    State("measure-delete", "city", MEASURE + "loeschen/", "Das gehört dazu"),
    State(
        "measure-not-deleted",
        "city",
        MEASURE + "loeschen/",
        "Nicht gelöscht",
        hands.overtaken_deleting,
    ),
    State("goal", "city", GOAL + "bearbeiten/", "Priorität"),
    State("goal-add", "city", PAGE + "ziele/neu/", "Ziel hinzufügen"),
    State("goal-add-refused", "city", PAGE + "ziele/neu/", REFUSED, pressed("Speichern")),
    State("goal-move", "city", GOAL + "verschieben/", "Neue Stelle"),
    State("goal-delete", "city", GOAL + "loeschen/", "Das gehört dazu"),
    State("objective", "city", OBJECTIVE + "bearbeiten/", "Erläuterung"),
    State("objective-add", "city", GOAL + "erlaeuterungen/neu/", "Erläuterung"),
    State("objective-move", "city", OBJECTIVE + "verschieben/", "Neue Stelle"),
    State("objective-delete", "city", OBJECTIVE + "loeschen/", "Das gehört dazu"),
    State("topics", "city", PAGE + "schwerpunkte/", "Umbenennen"),
    State("topics-none", "empty", EMPTY + "schwerpunkte/", "noch kein Schwerpunkt"),
    State("topic", "city", TOPIC + "bearbeiten/", "Schwerpunkt"),
    State("topic-move", "city", TOPIC + "verschieben/", "Neue Stelle"),
    State("topic-add-refused", "city", PAGE + "schwerpunkte/neu/", REFUSED, pressed("Speichern")),
    State("topic-deleted", "city", TOPIC + "loeschen/", "Rückgängig", pressed("Löschen")),
    State("stage", "agency", STAGE + "bearbeiten/", "Zeitraum"),
    State("stage-own-duties", "city", STAGE + "bearbeiten/", "Verantwortung TransMit"),
    State(
        "stage-conflict",
        "city",
        STAGE + "bearbeiten/",
        "Was soll gelten?",
        hands.overtaken_duties,
    ),
    State("stage-add", "agency", MILESTONE + "abschnitte/neu/", "hinzufügen"),
    State("stage-move", "agency", STAGE + "verschieben/", "Neue Stelle"),
    State("stage-delete", "agency", STAGE + "loeschen/", "Das gehört dazu"),
    State("milestone", "agency", MILESTONE + "bearbeiten/", "Meilenstein"),
    State("milestone-add", "agency", PAGE + "meilensteine/neu/", "Meilenstein"),
    State("milestone-move", "agency", MILESTONE + "verschieben/", "Neue Stelle"),
    State("milestone-delete", "agency", MILESTONE + "loeschen/", "Das gehört dazu"),
)

REPORTS = (
    State("report-none", "reader", MEASURE + "sachstand/", "noch kein Sachstand"),
    State("report", "city", MEASURE + "sachstand/", "Unverändert bestätigen"),
    State(
        "report-refused",
        "city",
        MEASURE + "sachstand/",
        "nennen Sie den Grund",
        reported("verschoben"),
    ),
    State(
        "report-conflict",
        "city",
        MEASURE + "sachstand/",
        "inzwischen geändert",
        hands.overtaken_report,
    ),
    State(
        "report-not-confirmed",
        "city",
        MEASURE + "sachstand/",
        "Nicht bestätigt",
        hands.overtaken_confirmation,
    ),
    State(
        "report-saved",
        "city",
        MEASURE + "sachstand/",
        "Der Status ist gespeichert.",
        reported("in Arbeit", "Die Abstimmung läuft, der Stadtrat berät im Mai."),
    ),
    State("reports", "city", MEASURE + "sachstand/", "der Stadtrat berät im Mai"),
    State("note", "agency", MEASURE + "sachstand/", "Den Status setzt die andere Seite"),
    State("note-refused", "agency", MEASURE + "sachstand/", REFUSED, pressed("Speichern")),
    State("stage-report", "agency", STAGE + "sachstand/", "Unverändert bestätigen"),
    State("stage-report-refused", "agency", STAGE + "sachstand/", "Grund", reported("entfallen")),
    State("history", "city", PAGE + "verlauf/", "Verlauf", opened),
    State("history-measure", "city", MEASURE + "verlauf/", "wiederherstellen", hands.restored),
    State("history-stage", "agency", STAGE + "verlauf/", "Erstbestand"),
    State(
        "history-stage-overwritten",
        "agency",
        STAGE + "verlauf/",
        "Diesen Wortlaut wiederherstellen",
        hands.overwritten(Stage, "stage", "purpose"),
    ),
    State(
        "history-milestone",
        "agency",
        MILESTONE + "verlauf/",
        "Diesen Wortlaut wiederherstellen",
        hands.overwritten(Milestone, "milestone", "title"),
    ),
    State(
        "history-goal",
        "city",
        GOAL + "verlauf/",
        "Diesen Wortlaut wiederherstellen",
        hands.overwritten(Goal, "goal", "title"),
    ),
    State(
        "history-objective",
        "city",
        OBJECTIVE + "verlauf/",
        "Diesen Wortlaut wiederherstellen",
        hands.overwritten(Objective, "objective", "text"),
    ),
    State("history-topic", "city", TOPIC + "verlauf/", "den Schwerpunkt angelegt"),
    State("history-empty", "agency", EMPTY + "verlauf/", "Verlauf"),
    State(
        "history-not-restored",
        "city",
        MEASURE + "verlauf/",
        "Es wurde nichts geändert.",
        hands.overtaken_restoring,
    ),
)

ERRORS = (
    State("not-found", "city", "/gibt-es-nicht/", "Fehler 404"),
    State("not-found-kept", "city", "/gibt-es-nicht/", "Ihre Eingaben", hands.kept_text),
    State("not-allowed", NOBODY, "/anmelden/", "Fehler 405", drawn("405.html")),
    State("bad-request", NOBODY, "/anmelden/", "Fehler 400", drawn("400.html")),
    State("forbidden", NOBODY, "/anmelden/", "Fehler 403", drawn("403.html")),
    State("too-many", NOBODY, "/anmelden/", "Fehler 429", drawn("429.html")),
    State(
        "too-many-logins",
        NOBODY,
        "/anmelden/",
        "mit einem Passkey",
        drawn("429.html", others_may_guess=True),
    ),
    State(
        "busy-kept",
        NOBODY,
        "/anmelden/",
        "Noch einmal senden",
        drawn("busy.html", was_sent=True, here="/", kept=[("title", "Zielvereinbarung")]),
    ),
    State("busy", NOBODY, "/anmelden/", "gleich noch einmal", drawn("busy.html")),
    State(
        "out-of-reach", NOBODY, "/anmelden/", "Störung", drawn("out_of_reach.html", was_sent=True)
    ),
    State("broken", NOBODY, "/anmelden/", "Fehler 500", drawn("500.html")),
    State("maintenance", NOBODY, "/anmelden/", "Wartung", drawn("maintenance.html")),
    State(
        "print-failed",
        NOBODY,
        "/anmelden/",
        "nicht fertig geworden",
        drawn(
            "formats/not_made.html",
            reason="Der Druck hat zu lange gedauert.",
            origin=Origin("Zeitstrahl", "/zeitstrahl/", "Zurück zum Zeitstrahl"),
        ),
    ),
)

AREAS = {
    "login": LOGIN,
    "account": ACCOUNT,
    "start": START,
    "lists": LISTS,
    "annexes": ANNEXES,
    "editing": EDITING,
    "reports": REPORTS,
    "editions": EDITIONS,
    "importing": IMPORTING,
    "organisations": ORGANISATIONS,
    "starting": STARTING,
    "errors": ERRORS,
}
