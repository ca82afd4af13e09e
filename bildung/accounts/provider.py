"""The OpenID Connect provider when it does not answer, or answers nonsense.

Then the login says so, with the way in by password, instead of failing: allauth expects that what
it asks for comes, and is what the standard says.
"""

import logging
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import HTTPError, RequestException, Response

# Of the configuration, what the login goes by (OpenID Connect Discovery 1.0, section 3).
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
# Of a person, what allauth takes for texts.
CLAIMS = ("email", "preferred_username", "name", "given_name", "family_name", "picture")
CONFIGURATION = "/.well-known/openid-configuration"

log = logging.getLogger(__name__)


class Nonsense(RequestException):
    """The provider's answer cannot be used."""


def require_sense(response: Response, **kwargs) -> None:
    """Raise Nonsense for an answer that allauth would stumble over. A hook of `requests`.

    What is an error by its code allauth tells itself.
    """
    if not response.ok or response.is_redirect:
        return
    answer = response.json()  # raises a RequestException where it is none
    if not isinstance(answer, dict):
        raise Nonsense(f"{response.url} gave no object.", response=response)
    if wrong := _wrong_in(response, answer):
        raise Nonsense(f"{response.url} has no usable {', '.join(wrong)}.", response=response)


def _wrong_in(response: Response, answer: dict) -> list[str]:
    """Return the names of what must be in `answer`, or be a text, and is not."""
    if urlsplit(response.url).path.endswith(CONFIGURATION):
        return [name for name in ENDPOINTS if not _is_address(answer.get(name))]
    if response.request.method == "POST":  # a token (RFC 6749, section 5.1)
        lasts = str(answer.get("expires_in") or 0)
        return [] if lasts.isdecimal() else ["expires_in"]
    if "Authorization" not in response.request.headers:
        return []
    # A person, whose id is always there (OpenID Connect Core 1.0, section 5.3.2).
    wrong = [name for name in CLAIMS if not isinstance(answer.get(name) or "", str)]
    return wrong if answer.get("sub") else ["sub", *wrong]


def is_out_of_order(error: Exception | None) -> bool:
    """Whether the provider failed, rather than refused somebody."""
    refused = isinstance(error, HTTPError) and error.response.status_code < 500
    return isinstance(error, RequestException) and not refused


def unreachable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer 503, and tell the log why."""
    log.error("The OpenID Connect provider is out of order: %s", error)
    return render(
        request,
        "socialaccount/unreachable.html",
        {"provider": settings.OIDC_NAME},
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _is_address(value) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))
