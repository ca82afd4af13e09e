"""Asks again for the second factor before an act that nobody else may do in a person's name."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.mfa.models import Authenticator
from django.http import HttpResponse
from django.urls import reverse

# The pages that ask, in the order in which a person is sent to one.
PAGES = {
    Authenticator.Type.TOTP: "mfa_reauthenticate",
    Authenticator.Type.WEBAUTHN: "mfa_reauthenticate_webauthn",
}


def ask_again(request) -> HttpResponse | None:
    """Return where the person shows a second factor once more; None where that is not needed.

    It is not needed where it was asked some minutes ago for such an act (allauth's
    ACCOUNT_REAUTHENTICATION_TIMEOUT), or where the person has none. What was posted is kept, and
    goes on afterwards.
    """
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    page = next((page for kind, page in PAGES.items() if kind in types), None)
    if page is None or _was_asked(request):
        return None
    return suspend_request(request, reverse(page))


def _was_asked(request) -> bool:
    now = time.time()
    return any(
        record["method"] == "mfa"
        and record.get("reauthenticated")
        and now - record["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        for record in get_authentication_records(request, request.user)
    )
