from django.urls import include, path

from . import acts, checking, synopsis_views, views, working_state_views

edition = [
    path("", views.edition, name="edition"),
    path("fassung.pdf", views.print_pdf, name="print"),
    path("fassung.json", views.content, name="content"),
    path("fassung.<whole_file:file_format>", views.as_file, name="file"),
    path("anlage-<int:which>.csv", views.as_csv, name="csv"),
    path("zustimmen/", acts.Approve.as_view(), name="approve"),
    path("ablehnen/", acts.Refuse.as_view(), name="refuse"),
    path("unterlagen/", acts.Papers.as_view(), name="papers"),
    path("scan/", acts.FileScan.as_view(), name="file_scan"),
    path("scan.pdf", views.scan, name="scan"),
    path("scan-<int:scan>.pdf", views.scan, name="one_scan"),
    path("scan/<int:scan>/zurueckziehen/", acts.WithdrawScan.as_view(), name="withdraw"),
]
editions = [
    path("", views.editions, name="list"),
    path("festschreiben/", acts.Freeze.as_view(), name="freeze"),
    path("fortschreiben/", acts.CarryOn.as_view(), name="carry_on"),
    path("aufgeben/", acts.GiveUp.as_view(), name="give_up"),
    path("beenden/", acts.End.as_view(), name="end"),
    path("arbeitsstand/", working_state_views.page, name="working_state"),
    path(
        "arbeitsstand.<whole_file:file_format>",
        working_state_views.as_file,
        name="working_state_file",
    ),
    path(
        "arbeitsstand-anlage-<int:which>.csv", working_state_views.as_csv, name="working_state_csv"
    ),
    path("<int:number>/", include(edition)),
]
offer = [
    path("annehmen/", acts.AcceptOffer.as_view(), name="accept"),
    path("ablehnen/", acts.DeclineOffer.as_view(), name="decline"),
]
synopsis = [
    path("synopse/", synopsis_views.page, name="page"),
    path("synopse.<whole_file:file_format>", synopsis_views.as_file, name="file"),
    path("synopse-anlage-<int:which>.csv", synopsis_views.as_csv, name="csv"),
    path("begruendungen/<str:key>/", synopsis_views.GiveReason.as_view(), name="reason"),
]

urlpatterns = [
    path("pruefen/", checking.check, name="check"),
    path("vereinbarungen/<slug:slug>/fassungen/", include((editions, "editions"))),
    path("vereinbarungen/<slug:slug>/angebot/", include((offer, "offer"))),
    path("vereinbarungen/<slug:slug>/", include((synopsis, "synopsis"))),
]
