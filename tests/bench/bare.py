"""What pages are compared with: a view that reads session and user, and sends ready-made bytes."""

from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.urls import include, path


@cache
def body_of(name: str) -> bytes:
    return (settings.VAR_DIR / "bodies" / name).read_bytes()


def bare(request, name: str):
    request.session.get("seen")
    if not request.user.is_authenticated:
        raise RuntimeError("Nobody is logged in.")
    return HttpResponse(body_of(name))


urlpatterns = [path("bare/<slug:name>/", bare), path("", include("bildung.urls"))]
