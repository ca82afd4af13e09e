from django.urls import path

from . import factor_views, invitation_views, unit_views, views

app_name = "members"
urlpatterns = [
    path("organisationen/", views.organisations, name="organisations"),
    path("organisationen/<int:pk>/mitglieder/", views.members, name="members"),
    path("organisationen/<int:pk>/mitglieder/einladen/", views.invite, name="invite"),
    path(
        "organisationen/<int:pk>/mitglieder/zweiter-faktor/",
        factor_views.demand,
        name="demand_factor",
    ),
    path(
        "organisationen/<int:pk>/mitglieder/<int:membership>/rolle/",
        views.change_role,
        name="change_role",
    ),
    path(
        "organisationen/<int:pk>/mitglieder/<int:membership>/entfernen/",
        views.remove,
        name="remove",
    ),
    path(
        "organisationen/<int:pk>/mitglieder/<int:membership>/zweiter-faktor/",
        factor_views.remove,
        name="remove_factor",
    ),
    path(
        "organisationen/<int:pk>/einladungen/<int:invitation>/erneut/",
        views.invite_again,
        name="invite_again",
    ),
    path(
        "organisationen/<int:pk>/einladungen/<int:invitation>/zuruecknehmen/",
        views.withdraw,
        name="withdraw",
    ),
    path("organisationen/<int:pk>/einheiten/", unit_views.units, name="units"),
    path("organisationen/<int:pk>/einheiten/<int:unit>/", unit_views.rename, name="rename_unit"),
    path(
        "organisationen/<int:pk>/einheiten/<int:unit>/verschieben/",
        unit_views.move,
        name="move_unit",
    ),
    path(
        "organisationen/<int:pk>/einheiten/<int:unit>/loeschen/",
        unit_views.delete,
        name="delete_unit",
    ),
    path("einladung/<str:link>/", invitation_views.InvitationView.as_view(), name="invitation"),
]
