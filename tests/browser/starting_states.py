"""The three steps to a new agreement, and the templates, in their states."""

from .hands import pressed
from .state import REFUSED, State

DETAILS = "/neue-vereinbarung/angaben/?aus="
NEXT = "Weiter zur Vorschau"

STARTING = (
    State("starting", "agency", "/neue-vereinbarung/", "Womit soll sie beginnen"),
    State("starting-no-file", "agency", "/neue-vereinbarung/", REFUSED, pressed("Datei lesen")),
    State("starting-details", "agency", DETAILS + "vorlage:standardplan", "Erster Monat"),
    State("starting-refused", "agency", DETAILS + "vorlage:standardplan", REFUSED, pressed(NEXT)),
    State(
        "starting-preview",
        "agency",
        DETAILS + "vorlage:standardplan",
        "Noch ist nichts gespeichert",
        pressed(NEXT, city_name="Landkreis Neuenstadt", begin="1/2027"),
    ),
    State(
        "starting-slips",
        "agency",
        DETAILS + "vereinbarung:{agreement}",
        "Gemeint ist vielleicht",
        pressed(NEXT, city_name="Landkreis Neuenstadt"),
    ),
    State("templates", "agency", "/vorlagen/", "Standardplan"),
    State("template", "agency", "/vereinbarungen/standardplan/", "Vorlage von TransMit"),
)
