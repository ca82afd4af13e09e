from django.urls import path, register_converter

from .annexes import ANNEXES
from .views import ImportView


class AnnexConverter:
    """One of the two annexes, by its key."""

    regex = "|".join(ANNEXES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(AnnexConverter, "annex")

app_name = "importing"
urlpatterns = [
    path("vereinbarungen/<slug:slug>/<annex:annex>/einlesen/", ImportView.as_view(), name="file"),
]
