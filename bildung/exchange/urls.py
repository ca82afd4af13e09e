"""Addresses of what comes in from files, and of agreements that begin or move."""

from django.urls import include, path

urlpatterns = [
    path("", include("bildung.exchange.importing.urls")),
    path("", include("bildung.exchange.starting.urls")),
]
