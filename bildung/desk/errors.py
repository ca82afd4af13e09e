"""The page of what went wrong in the server."""

import sys
from http import HTTPStatus

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as usual

from bildung.outage import out_of_reach

RETRY_SECONDS = 30


def server_error(request) -> HttpResponse:
    """Answer 503 where database or disk are out of reach for now, 500 for a fault of ours."""
    if not out_of_reach(sys.exc_info()[1]):
        return usual(request)
    context = {"was_sent": request.method == "POST"}
    return HttpResponse(
        render_to_string("out_of_reach.html", context),
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        headers={"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"},
    )
