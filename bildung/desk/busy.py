"""Answers whoever wants a print, or a file read, while no place for it is free (503, at once)."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render

from bildung.formats.pdf.places import RETRY_SECONDS, Busy, asked_by


class BusyMiddleware:
    """Says whose a request is to what counts the places; stands below who logs in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request) -> HttpResponse:
        # Asked only where a place is wanted: most requests need no person for it.
        with asked_by(lambda: request.user.pk):
            return self.get_response(request)

    def process_exception(self, request, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Busy):
            return None
        was_sent = request.method == "POST"
        # A file cannot be sent again by a page; all else travels in it, so that nothing is typed
        # twice.
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
        context = {
            "kept": () if request.FILES else kept,
            "here": request.get_full_path(),
            "is_own": exception.is_own,
            "seconds": RETRY_SECONDS,
            "was_sent": was_sent,
            "again": "" if was_sent else request.get_full_path(),
        }
        response = render(request, "busy.html", context, status=HTTPStatus.SERVICE_UNAVAILABLE)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response
