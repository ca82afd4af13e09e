"""What people are told while the provider does not answer, or answers nonsense."""

import logging
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import HTTPError, RequestException

LATER_SECONDS = 10

log = logging.getLogger(__name__)


def is_out_of_order(error: Exception | None) -> bool:
    """Whether the provider failed, rather than refused somebody."""
    refused = isinstance(error, HTTPError) and error.response.status_code < 500
    return isinstance(error, RequestException) and not refused


def unreachable(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer 503, and tell the log why."""
    log.error("The OpenID Connect provider is out of order: %s", error)
    response = render(
        request,
        "socialaccount/unreachable.html",
        {"provider": settings.OIDC_NAME},
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )
    response["Retry-After"] = LATER_SECONDS
    return response
