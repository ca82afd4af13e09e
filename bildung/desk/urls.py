from django.urls import include, path, register_converter

from bildung.history.kinds import KINDS

from . import health, machines, previews, views
from .changes import changes
from .history import views as history
from .search import search
from .start import start
from .timeline import views as timeline

# What the addresses of records begin with, and the kind these are of.
RECORDS = {
    "schwerpunkte": "schwerpunkt",
    "ziele": "ziel",
    "erlaeuterungen": "erlaeuterung",
    "massnahmen": "massnahme",
    "meilensteine": "meilenstein",
    "abschnitte": "abschnitt",
}


class AnnexesConverter:
    """What leaves as a file, as its name in the address and as printing.py calls it."""

    names = {"anlage-1": "1", "anlage-2": "2", "anlagen": "both"}
    regex = "|".join(names)

    def to_python(self, value: str) -> str:
        return self.names[value]

    def to_url(self, which: str) -> str:
        return next(name for name, value in self.names.items() if value == which)


register_converter(AnnexesConverter, "annexes")

desk = (
    [
        path("", start, name="start"),
        path("aenderungen/", changes, name="changes"),
        path("suche/", search, name="search"),
        path("zeitstrahl/", timeline.page, name="timeline"),
        path("zeitstrahl.pdf", timeline.print_pdf, name="timeline_print"),
        path("vereinbarungen/<slug:slug>/", views.agreement, name="agreement"),
        path(
            "vereinbarungen/<slug:slug>/<annexes:which>.<file:file_format>",
            views.as_file,
            name="file",
        ),
        path("vereinbarungen/<slug:slug>/verlauf/", history.of_agreement, name="history"),
        path(
            "vereinbarungen/<slug:slug>/verlauf/<slug:kind>/<int:history_id>/",
            history.restore,
            name="restore",
        ),
        *(
            path(
                f"{records}/<int:pk>/verlauf/",
                history.of_record,
                {"kind": kind},
                name=f"{KINDS[kind].model._meta.model_name}_history",
            )
            for records, kind in RECORDS.items()
        ),
        path("zeitrahmen/", previews.timeframe_reading, name="timeframe"),
        path("gliederung/", previews.outline_preview, name="outline"),
    ],
    "desk",
)

urlpatterns = [
    path("", include(desk)),
    path("favicon.ico", views.favicon),
    path("lebenszeichen/", health.alive, name="alive"),
    path("bereit/", health.ready, name="ready"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security, name="security"),
]
