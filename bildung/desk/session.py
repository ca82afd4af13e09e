"""What a page is told whose session has ended meanwhile."""

from urllib.parse import urlsplit

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

SAFE = ("GET", "HEAD")


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sends a whole page to the login, not the part of it that asked by htmx.

    After the login the page comes back; what was typed is kept in the browser
    (static/bildung/work/drafts.js). The login says so where something was sent in vain (`unsent`).
    """

    def handle_no_permission(self, request, view_func):
        if request.htmx:
            page = request.htmx.current_url_abs_path or "/"
            login = redirect_to_login(page, self.get_login_url(view_func))
            return HttpResponseClientRedirect(login.url)
        if request.method in SAFE:
            return super().handle_no_permission(request, view_func)
        login = redirect_to_login(_sender(request), self.get_login_url(view_func))
        return HttpResponseRedirect(f"{login.url}&unsent=1")


def _sender(request) -> str:
    """Return the address of the page that sent `request`: its own may answer no GET."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure()):
        return request.path
    page = urlsplit(referer)
    return f"{page.path}?{page.query}".removesuffix("?")
