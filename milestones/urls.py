from django.urls import path

from . import views

app_name = "milestones"
urlpatterns = [
    path("<int:pk>/status/", views.StageStatus.as_view(), name="stage"),
]
