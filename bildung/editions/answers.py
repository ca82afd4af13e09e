"""Answers a request for a document: as PDF unchanged, kept ready or printed now; as CSV."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import get_conditional_response

from bildung.agreements.models import Agreement
from bildung.annex.document import AnnexDocument
from bildung.formats import csv, pdf, prints


def pdf_answer(
    request: HttpRequest, agreement: Agreement, document: AnnexDocument, name: str
) -> HttpResponse:
    """Return `document` of `agreement` as PDF under the file name `name`; 304, or 503 and why."""
    etag = prints.etag_of(document)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if get_conditional_response(request, etag=etag):
        return HttpResponseNotModified(headers=headers)
    try:
        content = prints.content_of(document, etag)
    except pdf.PrintError as error:
        return not_printed(request, agreement, error)
    headers["Content-Disposition"] = f'inline; filename="{name}"'
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def csv_answer(document: AnnexDocument, which: int, name: str) -> HttpResponse:
    """Return the annex `which` (from 1) of `document` as CSV to be stored; raises Http404."""
    if not 1 <= which <= len(document.tables):
        raise Http404
    content = csv.render(document.tables[which - 1]).encode("utf-8", "replace")
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private"}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def not_printed(request: HttpRequest, agreement: Agreement, error: pdf.PrintError) -> HttpResponse:
    """Return the page that says why a print failed, and what to do (503)."""
    context = {"agreement": agreement, "reason": error.message}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "editions/print_failed.html", context, status=status)
