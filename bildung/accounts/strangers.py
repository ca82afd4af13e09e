"""What a login begun is remembered by, before anybody is known: the browser keeps it, signed.

A session stored for each click of a stranger would be a table that strangers fill. Only whoever
comes in gets one.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest, HttpResponse

COOKIE = "anmeldung"
PATH = "/anmelden/"
SECONDS = 600  # as long as allauth takes an answer
# Browsers keep 4 KiB a cookie. A stranger who begins that often starts anew.
LONGEST = 2000

View = Callable[..., HttpResponse]


class Kept(SessionStore):
    """Looks like a session, and is text in a cookie."""

    def get_session_cookie_age(self) -> int:
        return SECONDS


def begins(view: View) -> View:
    """Let the browser of a stranger keep what the view puts into the session."""

    @wraps(view)
    def beginning(request: HttpRequest, *args, **kwargs):
        session = request.session
        if not _is_unused(session):
            return view(request, *args, **kwargs)
        request.session = Kept(_cookie(request))
        try:
            response = view(request, *args, **kwargs)
            kept = request.session
        finally:
            request.session = session
        if kept.modified:
            kept.save()
            response.set_cookie(
                COOKIE,
                kept.session_key,
                max_age=SECONDS,
                path=PATH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return beginning


def ends(view: View) -> View:
    """Let the view find in the session what `begins` had kept; that alone makes no session stay."""

    @wraps(view)
    def ending(request: HttpRequest, *args, **kwargs):
        was_unused = _is_unused(request.session)
        kept = dict(Kept(_cookie(request)).items())
        for name, value in kept.items():
            request.session.setdefault(name, value)
        try:
            response = view(request, *args, **kwargs)
        finally:
            if was_unused and set(request.session.keys()) <= set(kept):
                request.session.flush()
        if COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
        return response

    return ending


def _is_unused(session) -> bool:
    return not session.keys()  # which reads it first


def _cookie(request: HttpRequest) -> str | None:
    text = request.COOKIES.get(COOKIE, "")
    return text if 0 < len(text) <= LONGEST else None
