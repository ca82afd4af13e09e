"""All addresses. Those people read and mail around are German."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("bildung.desk.urls")),
    path("", include("bildung.members.urls")),
    path("massnahmen/", include("goals.urls")),
    path("abschnitte/", include("milestones.urls")),
    path("admin/", admin.site.urls),
]
