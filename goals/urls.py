from django.urls import path

from . import lists, topics, views

app_name = "goals"
urlpatterns = [
    path("vereinbarungen/<slug:slug>/ziele/neu/", views.GoalAdd.as_view(), name="goal_add"),
    path("ziele/<int:pk>/bearbeiten/", views.GoalEdit.as_view(), name="goal_edit"),
    path("ziele/<int:pk>/verschieben/", views.GoalMove.as_view(), name="goal_move"),
    path("ziele/<int:pk>/loeschen/", views.GoalDelete.as_view(), name="goal_delete"),
    path("ziele/<int:pk>/erlaeuterungen/neu/", views.ObjectiveAdd.as_view(), name="objective_add"),
    path(
        "erlaeuterungen/<int:pk>/bearbeiten/", views.ObjectiveEdit.as_view(), name="objective_edit"
    ),
    path(
        "erlaeuterungen/<int:pk>/verschieben/", views.ObjectiveMove.as_view(), name="objective_move"
    ),
    path(
        "erlaeuterungen/<int:pk>/loeschen/",
        views.ObjectiveDelete.as_view(),
        name="objective_delete",
    ),
    path("erlaeuterungen/<int:pk>/massnahmen/neu/", views.MeasureAdd.as_view(), name="measure_add"),
    path("massnahmen/", lists.MeasureList.as_view(), name="list"),
    path("massnahmen.<file:file_format>", lists.MeasureFile.as_view(), name="file"),
    path("massnahmen/<int:pk>/bearbeiten/", views.MeasureEdit.as_view(), name="measure"),
    path("massnahmen/<int:pk>/verschieben/", views.MeasureMove.as_view(), name="measure_move"),
    path("massnahmen/<int:pk>/loeschen/", views.MeasureDelete.as_view(), name="measure_delete"),
    path("massnahmen/<int:pk>/sachstand/", views.MeasureReports.as_view(), name="reports"),
    path("vereinbarungen/<slug:slug>/schwerpunkte/", topics.TopicList.as_view(), name="topics"),
    path(
        "vereinbarungen/<slug:slug>/schwerpunkte/neu/", topics.TopicAdd.as_view(), name="topic_add"
    ),
    path("schwerpunkte/<int:pk>/bearbeiten/", topics.TopicEdit.as_view(), name="topic_edit"),
    path("schwerpunkte/<int:pk>/verschieben/", topics.TopicMove.as_view(), name="topic_move"),
    path("schwerpunkte/<int:pk>/loeschen/", topics.TopicDelete.as_view(), name="topic_delete"),
]
