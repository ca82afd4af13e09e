"""The three steps to a new agreement, and the templates."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bildung.agreements.access import agencies_to_begin_for, templates_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.models import Agreement, Organisation, Party
from bildung.agreements.sent_forms import answered_with, earlier_answer, form_sent
from bildung.annex.table import AnnexError
from bildung.exchange.apart import doing
from bildung.exchange.importing.forms import FileForm
from bildung.exchange.travelling import Gone
from bildung.formats import intake

from . import previewing
from .draft import BegunAlready, OfferedTooOften
from .forms import DetailsForm
from .sources import (
    EMPTY,
    FileSource,
    Source,
    agreements_for,
    source_of,
    stored_source,
    templates_for,
)

EXPIRED = "Die Datei ist nicht mehr gültig. Bitte wählen Sie sie noch einmal aus."


@dataclass(frozen=True)
class ChoicePage:
    """The first step: all that an agreement may begin with."""

    templates: tuple[Source, ...]
    agreements: tuple[Source, ...]


@dataclass(frozen=True)
class TemplateShown:
    """A template on the page of all; `source` where somebody may begin with it."""

    agreement: Agreement
    source: Source | None


@require_http_methods(["GET", "HEAD", "POST"])
def choose(request):
    """First step: where the wording comes from. Each is a link to the second, but for a file.

    That is sent here, and answered with the second step, which carries what was read.
    """
    agencies = _agencies(request)
    if request.method != "POST":
        return _choice(request, agencies, FileForm())
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            source = _received(request, form.cleaned_data["file"], agencies[0])
            return _details(request, source, _form(request, source))
        except (intake.NotRead, AnnexError) as error:
            form.add_error("file", str(error))
    return _choice(request, agencies, form)


@require_safe
def details(request):
    """Second step: the parties, title and address. Nothing is checked before the third."""
    try:
        source = _source(request, request.GET.get("aus", EMPTY))
    except Gone as gone:
        raise Http404 from gone
    return _details(request, source, _form(request, source))


@require_POST
def preview(request):
    """Third step: both annexes as they will be. With `create`, and nothing changed, they are made.

    With `back` the second step comes again, with what was entered.
    """
    if "create" in request.POST and (answer := earlier_answer(request)):
        return answer
    try:
        source = _source(request, request.POST.get("aus", ""))
    except Gone:
        return _choice(request, _agencies(request), FileForm(), EXPIRED)
    if "back" in request.POST:
        entered = request.POST.dict() | {"left_out": request.POST.getlist("left_out")}
        return _details(request, source, _form(request, source, initial=entered))
    form = _form(request, source, request.POST)
    if not form.is_valid():
        return _details(request, source, form)
    chosen = form.cleaned_data
    left_out = frozenset(chosen.get("left_out", ()))
    agreement = form.agreement()
    asked = previewing.Asked(request.user, source, agreement, chosen.get("begin"), left_out)
    try:
        if "create" not in request.POST:
            return _preview(request, previewing.show(asked), form)
        seen, sent = request.POST.get("seen", ""), form_sent(request)
        done = previewing.start(replace(asked, seen=seen, form=sent))
    except (intake.NotRead, AnnexError) as error:
        return _choice(request, _agencies(request), FileForm(), str(error))
    except PermissionDenied:  # taken away meanwhile
        raise Http404 from None
    except (BegunAlready, OfferedTooOften):
        return preview(request)  # to whose form that is known now
    if isinstance(done, previewing.Shown):
        return _preview(request, done, form)
    return answered_with(request, done)


@require_safe
def templates(request):
    """The templates of the agencies to which somebody belongs."""
    agencies = list(agencies_to_begin_for(request.user))
    found = list(templates_of(request.user).order_by(Dictionary("title"), "pk"))
    if not found and not agencies:
        raise Http404
    shown = tuple(
        TemplateShown(each, stored_source(each) if each.agency in agencies else None)
        for each in found
    )
    context = {"templates": shown}
    return render(request, "exchange/templates.html", context)


def _agencies(request) -> list[Organisation]:
    """Return the agencies for which the person may begin an agreement; Http404 for none."""
    agencies = list(agencies_to_begin_for(request.user))
    if not agencies:
        raise Http404
    return agencies


def _choice(request, agencies: list[Organisation], form: FileForm, refusal: str = ""):
    page = ChoicePage(
        tuple(map(stored_source, templates_for(request.user, agencies))),
        tuple(map(stored_source, agreements_for(request.user, agencies))),
    )
    context = {"page": page, "form": form, "refusal": refusal}
    return render(request, "exchange/choose.html", context)


def _received(request, file, agency: Organisation) -> FileSource:
    """Read an uploaded file. Raises NotRead, AnnexError, with a German reason for either."""
    if file.size > intake.LARGEST_MIB * 2**20:  # not to be read at all
        raise intake.NotRead(f"Die Datei ist größer als {intake.LARGEST_MIB} MB.")
    with doing.place(file.size):
        read = intake.read_bytes(file.name, file.read())
        return previewing.receive(previewing.Received(request.user, agency, file.name, read))


def _source(request, ref: str) -> Source:
    _agencies(request)
    source = source_of(request.user, ref)
    if source is None:
        raise Http404
    return source


def _form(request, source: Source, data=None, initial=None) -> DetailsForm:
    agencies = list(source.agencies(request.user))
    cities = Organisation.objects.filter(
        kind=Party.MUNICIPALITY,
        municipality_agreements__in=[each.pk for each in agreements_for(request.user, agencies)],
    ).distinct()
    return DetailsForm(
        data, initial=initial, source=source, user=request.user, agencies=agencies, cities=cities
    )


def _details(request, source: Source, form: DetailsForm):
    return render(request, "exchange/details.html", {"source": source, "form": form})


def _preview(request, page: previewing.Shown, form: DetailsForm):
    status = HTTPStatus.CONFLICT if page.is_stale else HTTPStatus.OK
    context = {"page": page, "form": form}
    return render(request, "exchange/preview.html", context, status=status)
