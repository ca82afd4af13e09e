"""All addresses. Those people read and mail around are German."""

from django.contrib import admin
from django.urls import include, path, register_converter

from bildung.formats.addresses import FileConverter, WholeFileConverter

register_converter(FileConverter, "file")
register_converter(WholeFileConverter, "whole_file")

urlpatterns = [
    path("", include("bildung.desk.urls")),
    path("", include("bildung.editions.urls")),
    path("", include("bildung.exchange.urls")),
    path("", include("bildung.accounts.urls")),
    path("", include("bildung.members.urls")),
    path("", include("goals.urls")),
    path("", include("milestones.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "bildung.desk.errors.server_error"
handler429 = "bildung.accounts.views.too_many_requests"  # allauth asks for it
