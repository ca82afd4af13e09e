"""What a page is told whose session has ended meanwhile."""

from django.contrib.auth import middleware
from django.contrib.auth.views import redirect_to_login
from django_htmx.http import HttpResponseClientRedirect


class LoginRequiredMiddleware(middleware.LoginRequiredMiddleware):
    """Sends a whole page to the login, not the part of it that asked by htmx.

    After the login the page comes back; what was typed is kept in the browser
    (static/bildung/drafts.js).
    """

    def handle_no_permission(self, request, view_func):
        if not request.htmx:
            return super().handle_no_permission(request, view_func)
        page = request.htmx.current_url_abs_path or "/"
        login = redirect_to_login(page, self.get_login_url(view_func))
        return HttpResponseClientRedirect(login.url)
