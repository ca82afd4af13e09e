"""Leads whoever has no second factor, where one is demanded, to the page that sets one up."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse

from bildung.agreements.factors import FACTORS

# What somebody needs in order to set one up, or to go. Pages without login are open to all.
OPEN = {
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_index",
    "mfa_reauthenticate",
}


class SecondFactorMiddleware:
    """Answers everything else with a redirect, however long the session has been there.

    Gives each request of somebody logged in `second_factor_missing`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        public = not getattr(view, "login_required", True)
        if public or not request.user.is_authenticated:
            return None
        request.second_factor_missing = second_factor_missing(request.user)
        if not request.second_factor_missing:
            return None
        if request.resolver_match.url_name in OPEN or _trusted(request):
            return None
        return HttpResponseRedirect(reverse("mfa_index"))


def second_factor_missing(user) -> bool:
    """Whether a factor is demanded of the person, and there is none.

    By one of their organisations; of superusers by the setting SUPERUSERS_NEED_SECOND_FACTOR.
    """
    demanded = user.owes_second_factor or (
        user.is_superuser and settings.SUPERUSERS_NEED_SECOND_FACTOR
    )
    return demanded and not is_mfa_enabled(user, FACTORS)


def _trusted(request) -> bool:
    """Whether the person came by a provider whose own second factor is to be enough."""
    if not settings.OIDC_SECOND_FACTOR_TRUSTED:
        return False
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "socialaccount" for record in records)
