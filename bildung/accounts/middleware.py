"""Leads whoever has no second factor, where one is demanded (backends.py), to its page."""

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

# What somebody needs in order to set one up, or to go. Pages without login are open to all.
OPEN = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
}


class SecondFactorMiddleware:
    """Answers everything else with a redirect, however long the session has been there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # Set by Backend.get_user; the login itself is a public page.
        if not getattr(request.user, "second_factor_missing", False):
            return None
        public = not getattr(view, "login_required", True)
        if public or request.resolver_match.url_name in OPEN or _trusted(request):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))


def _trusted(request) -> bool:
    """Whether the person came by a provider whose own second factor is to be enough."""
    if not settings.OIDC_SECOND_FACTOR_TRUSTED:
        return False
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "socialaccount" for record in records)
