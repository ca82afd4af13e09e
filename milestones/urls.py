from django.urls import path

from . import views

app_name = "milestones"
urlpatterns = [
    path("<int:pk>/sachstand/", views.StageReports.as_view(), name="reports"),
]
