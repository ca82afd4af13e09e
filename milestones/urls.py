from django.urls import path

from . import lists, views

app_name = "milestones"
urlpatterns = [
    path(
        "vereinbarungen/<slug:slug>/meilensteine/neu/",
        views.MilestoneAdd.as_view(),
        name="milestone_add",
    ),
    path("meilensteine/<int:pk>/bearbeiten/", views.MilestoneEdit.as_view(), name="milestone_edit"),
    path(
        "meilensteine/<int:pk>/verschieben/", views.MilestoneMove.as_view(), name="milestone_move"
    ),
    path(
        "meilensteine/<int:pk>/loeschen/", views.MilestoneDelete.as_view(), name="milestone_delete"
    ),
    path("meilensteine/<int:pk>/abschnitte/neu/", views.StageAdd.as_view(), name="stage_add"),
    path("abschnitte/", lists.StageList.as_view(), name="list"),
    path("abschnitte.<file:file_format>", lists.StageFile.as_view(), name="file"),
    path("abschnitte/<int:pk>/bearbeiten/", views.StageEdit.as_view(), name="stage_edit"),
    path("abschnitte/<int:pk>/verschieben/", views.StageMove.as_view(), name="stage_move"),
    path("abschnitte/<int:pk>/loeschen/", views.StageDelete.as_view(), name="stage_delete"),
    path("abschnitte/<int:pk>/sachstand/", views.StageReports.as_view(), name="reports"),
]
