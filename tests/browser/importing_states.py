"""An annex that is read in from a file, in its states; files are made where they are needed."""

from collections.abc import Callable

from playwright.sync_api import Page

from goals.models import Measure
from tests.formats.books import set_aside

from .hands import press
from .state import REFUSED, State

PAGE = "/vereinbarungen/klein/anlage-1/einlesen/"
SAME = "Es gibt nichts zu übernehmen"
HEADINGS = "Nr.;Ziel;Erläuterung;Erste Maßnahmen;Zeitrahmen;Bemerkung\r\n"
PLAN = (
    "1;Bildung vor Ort;Angebote bündeln;Bibliothek öffnen;9/2015-272016;mit Verein\r\n"
    "2;Übergänge;Schule und Beruf;Messe ausrichten;bald;\r\n"
)
LONG = "".join(
    f"1;Bildung vor Ort;Angebote;Paten {number} suchen;2016;\r\n" for number in range(230)
)


def uploaded(content: str | bytes, name: str = "Plan.csv") -> Callable:
    def act(page: Page, plan):
        buffer = content.encode() if isinstance(content, str) else content
        file = {"name": name, "mimeType": "text/csv", "buffer": buffer}
        page.get_by_label("Datei").set_input_files(file)
        press(page, "Einlesen und Vorschau zeigen")
        page.wait_for_load_state()

    return act


def opened_preview(page: Page, plan):
    uploaded(HEADINGS + PLAN)(page, plan)
    for summary in page.locator("main summary").all():
        summary.click()


def applied_too_late(page: Page, plan):
    uploaded(HEADINGS + PLAN)(page, plan)
    measure = Measure.objects.get(pk=plan.small.pk)
    measure.text += " und mehr"
    measure.save()
    press(page, "Änderungen übernehmen")


IMPORTING = (
    State("import", "small", PAGE, "gespeichert wird noch nichts"),
    State("import-refused", "small", PAGE, REFUSED, uploaded("", "leer.docx")),
    State("import-preview", "small", PAGE, "Änderungen übernehmen", uploaded(HEADINGS + PLAN)),
    State("import-preview-pages", "small", PAGE, "Seite 1 von 2", uploaded(HEADINGS + LONG)),
    State("import-preview-open", "small", PAGE, "Gemeint ist vielleicht", opened_preview),
    State(
        "import-preview-faults",
        "small",
        PAGE,
        "So lässt es sich nicht übernehmen",
        uploaded(f"{HEADINGS}1;{'Ziel ' * 80};;Netz knüpfen;;\r\n"),
    ),
    State(
        "import-preview-unknown",
        "small",
        PAGE,
        "nicht zu erkennen",
        uploaded("Vorhaben;Wer\r\nBibliothek öffnen;Amt 40\r\n"),
    ),
    State(
        "import-preview-asked",
        "small",
        PAGE,
        "Zuordnung bestätigen",
        uploaded("Bildungsziele;Maßnahme\r\nBildung vor Ort;Bibliothek öffnen\r\n"),
    ),
    State(
        "import-preview-asides",
        "small",
        PAGE,
        "Aus der Datei nicht übernehmen",
        uploaded(set_aside(), "Plan.xlsx"),
    ),
    State("import-late", "small", PAGE, "Nicht übernommen", applied_too_late),
)
