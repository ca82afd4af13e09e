from django.urls import path

from . import lists, views

app_name = "milestones"
urlpatterns = [
    path("", lists.StageList.as_view(), name="list"),
    path("<int:pk>/sachstand/", views.StageReports.as_view(), name="reports"),
]
