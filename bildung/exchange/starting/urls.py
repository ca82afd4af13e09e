from django.urls import path

from . import views

app_name = "starting"

urlpatterns = [
    path("vorlagen/", views.templates, name="templates"),
    path("neue-vereinbarung/", views.choose, name="choose"),
    path("neue-vereinbarung/angaben/", views.details, name="details"),
    path("neue-vereinbarung/vorschau/", views.preview, name="preview"),
]
