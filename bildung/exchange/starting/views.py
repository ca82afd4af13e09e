"""The three steps to a new agreement, and the templates."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bildung.agreements.access import agencies_to_begin_for, templates_of
from bildung.agreements.folding import Dictionary
from bildung.agreements.models import Agreement, Organisation, Party
from bildung.agreements.sent_forms import answered_once, earlier_answer
from bildung.annex.table import AnnexError
from bildung.exchange.importing.forms import FileForm
from bildung.exchange.importing.upload import receive
from bildung.exchange.travelling import Gone
from bildung.formats import html, intake

from .draft import BegunAlready, Draft, OfferedTooOften, begin
from .forms import NOBODYS, DetailsForm
from .sources import (
    EMPTY,
    FileSource,
    Source,
    agreements_for,
    file_source,
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
class AnnexShown:
    key: str
    title: str
    table: SafeString
    is_empty: bool


@dataclass(frozen=True)
class PreviewPage:
    """The third step: what will be stored, and the form that says so."""

    draft: Draft
    annexes: tuple[AnnexShown, ...]
    form: DetailsForm
    is_stale: bool


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
    agreement = form.agreement()
    chosen = form.cleaned_data
    wording = source.wording(agreement, chosen.get("begin"), chosen.get("left_out", ()))
    draft = Draft(agreement, wording, source)
    if "create" not in request.POST:
        return _preview(request, draft, form)
    if draft.faults or request.POST.get("seen") != draft.digest:
        return _preview(request, draft, form, is_stale=True)
    try:
        return answered_once(request, lambda: _begin(request, draft))
    except (BegunAlready, OfferedTooOften):
        return preview(request)  # to whose form that is known now


def _begin(request, draft: Draft):
    agreement = begin(draft)
    told = "Die Vereinbarung ist angelegt."
    if not agreement.is_accepted:
        told += (
            f" Sie ist {agreement.municipality} angeboten, deren Leitung sie annimmt oder ablehnt."
        )
    messages.success(request, told)
    return redirect(agreement)


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
    upload = receive(file.name, file.read())
    source = file_source(request.user, upload.name, upload.contents)
    nobody = Organisation(name=NOBODYS, kind=Party.MUNICIPALITY)
    if source.wording(Agreement(municipality=nobody, agency=agency)).is_empty:
        raise AnnexError("In der Datei wurde keine der beiden Anlagen gefunden.")
    return source


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


def _preview(request, draft: Draft, form: DetailsForm, is_stale: bool = False):
    annexes = tuple(
        AnnexShown(table.key, table.title, html.table(table), not table.rows)
        for table in draft.annexes
    )
    page = PreviewPage(draft, annexes, form, is_stale)
    status = HTTPStatus.CONFLICT if is_stale else HTTPStatus.OK
    return render(request, "exchange/preview.html", {"page": page}, status=status)
