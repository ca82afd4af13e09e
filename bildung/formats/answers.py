"""Answers a request for a file: unchanged, the file, or why there is none."""

from collections.abc import Callable
from contextlib import nullcontext
from copy import copy
from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response

from bildung.annex.document import AnnexDocument
from bildung.formats import pdf
from bildung.formats.files import PDF, FileFormat, NotMadeError

ABOUT_DATES = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE")
MOST_LINES_ON_PAPER = 2000
NOT_ON_PAPER = "Als PDF bis 2.000 Zeilen: Bitte filtern Sie."
FEWER_LINES = "Filtern Sie die Liste, oder laden Sie sie für Excel oder als CSV herunter."


@dataclass(frozen=True)
class Origin:
    """Whose file it is, in words, and the page to go back to; `advice` is for who gets none."""

    name: str
    url: str
    back: str = "Zurück zur Vereinbarung"
    advice: str = "Am Inhalt der Anlagen hat sich dadurch nichts geändert."


def file_answer(
    request: HttpRequest,
    document: AnnexDocument | None,
    file_format: FileFormat,
    name: str,
    origin: Origin,
) -> HttpResponse:
    """Return `document` as a file called `name`, without its ending; 304 or 412, or 503 and why.

    Raises Http404 where there is no document, or the format cannot hold it.
    """
    if document is None or not file_format.holds(document):
        raise Http404
    etag = file_format.etag(document)
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if (answer := answered_by_condition(request, headers)) is not None:
        return answer
    try:
        # What is typed in an address makes any number of documents, each asked for once.
        content = file_format.content(document, etag, keep=not request.GET)
    except (pdf.PrintError, NotMadeError) as error:
        return not_made(request, origin, error.message)
    name = f"{name}.{file_format.key}"
    headers["Content-Disposition"] = f'{file_format.way}; filename="{name}"'
    return HttpResponse(content, content_type=file_format.media_type, headers=headers)


def answered_by_condition(request: HttpRequest, headers: dict[str, str]) -> HttpResponse | None:
    """Return the answer to a request under a condition that spares the file: 304 or 412; else None.

    `headers` are those of the file, its ETag among them. It has no date of its last change, so that
    conditions about one are not looked at (RFC 9110, 13.1.3 and 13.1.4).
    """
    asked = copy(request)
    asked.META = {name: said for name, said in request.META.items() if name not in ABOUT_DATES}
    answer = get_conditional_response(asked, etag=headers["ETag"])
    if answer is not None and answer.status_code == HTTPStatus.NOT_MODIFIED:
        for name, said in headers.items():
            answer[name] = said
    return answer


def list_answer(
    request: HttpRequest,
    document_of: Callable[[], AnnexDocument],
    file_format: FileFormat,
    name: str,
    url: str,
) -> HttpResponse:
    """Return a list over all agreements, whose page is at `url`, as `file_answer` does.

    One that takes long is not even put together while there is no place for it. One that is too
    long for paper leads to its page, which says so.
    """
    with pdf.place() if file_format.takes_long else nullcontext():
        document = document_of()
        if file_format is PDF and not fits_on_paper(len(document.tables[0].rows)):
            return redirect(url)
        origin = Origin(document.title, url, "Zurück zur Liste", FEWER_LINES)
        return file_answer(request, document, file_format, name, origin)


def fits_on_paper(lines: int) -> bool:
    return lines <= MOST_LINES_ON_PAPER


def not_made(request: HttpRequest, origin: Origin, reason: str) -> HttpResponse:
    """Return the page that says why there is no file, and what to do (503)."""
    context = {"origin": origin, "reason": reason}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return render(request, "formats/not_made.html", context, status=status)
