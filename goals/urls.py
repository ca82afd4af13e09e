from django.urls import path

from . import lists, views

app_name = "goals"
urlpatterns = [
    path("", lists.MeasureList.as_view(), name="list"),
    path("<int:pk>/bearbeiten/", views.MeasureEdit.as_view(), name="measure"),
    path("<int:pk>/sachstand/", views.MeasureReports.as_view(), name="reports"),
]
