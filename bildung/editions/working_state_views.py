"""The Arbeitsstand on screen and as PDF, for today or any day in the past."""

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

from . import working_state
from .answers import pdf_answer
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
    print_url: str = ""


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
    url = reverse("editions:working_state_print", args=[slug], query={"tag": f"{day:%d.%m.%Y}"})
    return _page(request, WorkingStatePage(agreement, form, day, edition, shown(document), url))


@require_safe
def print_pdf(request, slug: str):
    agreement = visible_agreement(request, slug)
    form = _form(request)
    if not form.is_valid():
        raise Http404
    day = form.cleaned_data["tag"]
    edition = working_state.edition_on(agreement, day)
    if edition is None:
        raise Http404
    document = working_state.document_on(agreement, edition, day)
    return pdf_answer(request, agreement, document, f"{slug}-arbeitsstand-{day}.pdf")


def _form(request) -> DayForm:
    data = request.GET.copy()
    data.setdefault("tag", f"{localdate():%d.%m.%Y}")
    return DayForm(data)


def _page(request, page: WorkingStatePage):
    return render(request, "editions/working_state.html", {"page": page})
