"""The Arbeitsstand on screen and as files, for today or any day in the past."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from bildung.agreements.models import Agreement
from bildung.agreements.views import visible_agreement
from bildung.annex.document import AnnexDocument
from bildung.formats.addresses import Downloads, downloads
from bildung.formats.answers import Origin, file_answer
from bildung.formats.files import CSV, FileFormat, annex_of

from . import working_state
from .models import Edition
from .views import AnnexShown, shown


class DayForm(forms.Form):
    tag = forms.DateField(
        label="Stichtag",
        required=False,
        help_text="TT.MM.JJJJ, auch in der Vergangenheit",
        error_messages={"invalid": "Das ist kein Datum. Gemeint ist eine Angabe wie 31.03.2026."},
    )

    def clean_tag(self) -> date:
        day = self.cleaned_data["tag"] or localdate()
        if day > localdate():
            raise forms.ValidationError("Der Stichtag darf nicht in der Zukunft liegen.")
        return day


@dataclass(frozen=True)
class WorkingStatePage:
    """The page; without an `edition` none was in force on that day."""

    agreement: Agreement
    form: DayForm
    day: date | None = None
    edition: Edition | None = None
    annexes: tuple[AnnexShown, ...] = ()
    downloads: Downloads | None = None


@require_safe
def page(request, slug: str):
    agreement = visible_agreement(request, slug)
    form = _form(request)
    if not form.is_valid():
        return _page(request, WorkingStatePage(agreement, form))
    day = form.cleaned_data["tag"]
    edition = working_state.edition_on(agreement, day)
    if edition is None:
        return _page(request, WorkingStatePage(agreement, form, day))
    document = working_state.document_on(agreement, edition, day)
    files = _downloads(slug, document, {"tag": f"{day:%d.%m.%Y}"})
    return _page(request, WorkingStatePage(agreement, form, day, edition, shown(document), files))


def _downloads(slug: str, document: AnnexDocument, query: dict[str, str]) -> Downloads:
    return downloads(
        "Arbeitsstand",
        lambda each: reverse("editions:working_state_file", args=[slug, each], query=query),
        [
            reverse("editions:working_state_csv", args=[slug, which], query=query)
            for which, _ in enumerate(document.tables, 1)
        ],
    )


@require_safe
def as_file(request, slug: str, file_format: FileFormat):
    document, name, origin = _document(request, slug)
    return file_answer(request, document, file_format, name, origin)


@require_safe
def as_csv(request, slug: str, which: int):
    document, name, origin = _document(request, slug)
    return file_answer(request, annex_of(document, which), CSV, f"{name}-anlage-{which}", origin)


def _document(request, slug: str):
    """Return the Arbeitsstand of the day, its file's name, and whose it is; raises Http404."""
    agreement = visible_agreement(request, slug)
    form = _form(request)
    if not form.is_valid():
        raise Http404
    day = form.cleaned_data["tag"]
    edition = working_state.edition_on(agreement, day)
    if edition is None:
        raise Http404
    document = working_state.document_on(agreement, edition, day)
    origin = Origin(str(agreement), agreement.get_absolute_url())
    return document, f"{slug}-arbeitsstand-{day}", origin


def _form(request) -> DayForm:
    data = request.GET.copy()
    data.setdefault("tag", f"{localdate():%d.%m.%Y}")
    return DayForm(data)


def _page(request, page: WorkingStatePage):
    return render(request, "editions/working_state.html", {"page": page})
