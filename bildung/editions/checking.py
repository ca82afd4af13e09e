"""„Prüfen“: says of a number or a file which edition it is, and whether it is unaltered.

For everybody, without login. Nothing else is said: whoever holds the paper knows what it says, and
whoever does not is to learn nothing.
"""

import hashlib
import re
from dataclasses import dataclass

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bildung.agreements.fields import TextField

from .models import Edition

SHORT = 12  # digits, as in the foot of the paper
NUMBER = re.compile(rf"[0-9a-f]{{{SHORT},64}}")
MIB = 1024 * 1024
MOST = 25 * MIB
ACTION = "check_edition"  # see ACCOUNT_RATE_LIMITS


@dataclass(frozen=True)
class Found:
    """The answer: the edition's name and its agreement's; `is_file` where a file was looked at.

    `approvals_fit` says whether the parties' words are those with which it came into force.
    """

    edition: str
    agreement: str
    is_file: bool
    approvals_fit: bool


class CheckForm(forms.Form):
    nummer = TextField(
        label="Prüfwert",
        required=False,
        max_length=100,
        help_text="Die zwölf Zeichen am Fuß jeder Seite oder alle 64.",
    )
    datei = forms.FileField(
        label="oder Datei",
        required=False,
        allow_empty_file=True,
        help_text="Die Fassung als PDF oder JSON, höchstens 25 MB. Sie wird nicht aufbewahrt.",
    )

    def clean_nummer(self) -> str:
        number = "".join(self.cleaned_data["nummer"].split()).lower()
        if number and not NUMBER.fullmatch(number):
            raise forms.ValidationError(
                "Ein Prüfwert besteht aus mindestens zwölf Zeichen von 0 bis 9 und a bis f."
            )
        return number

    def clean_datei(self) -> UploadedFile | None:
        file = self.cleaned_data["datei"]
        if file and file.size > MOST:
            raise forms.ValidationError(f"Die Datei ist größer als {MOST // MIB} MB.")
        return file

    def clean(self):
        cleaned = super().clean()
        number, file = cleaned.get("nummer"), cleaned.get("datei")
        if number and file is not None:
            raise forms.ValidationError(
                "Bitte geben Sie entweder einen Prüfwert oder eine Datei an, nicht beides."
            )
        if not self.errors and not number and file is None:
            raise forms.ValidationError("Bitte geben Sie einen Prüfwert oder eine Datei an.")
        return cleaned


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request):
    if request.method == "POST" or "nummer" in request.GET:
        if response := consume_or_429(request, action=ACTION, limit_get=True):
            return response
        data = request.POST if request.method == "POST" else request.GET
        form = CheckForm(data, request.FILES)
        asked = form.is_valid()
    else:
        form, asked = CheckForm(), False
    found = _find(form.cleaned_data) if asked else None
    context = {"form": form, "asked": asked, "found": found}
    return render(request, "editions/check.html", context)


def _find(data: dict) -> Found | None:
    file = data.get("datei")
    edition = _of_file(file) if file is not None else _of_number(data["nummer"])
    if edition is None:
        return None
    document = edition.document
    return Found(document.state, document.agreement, file is not None, edition.approvals_fit)


def _of_file(file: UploadedFile) -> Edition | None:
    """Return the edition of which `file` is the PDF or the JSON, byte for byte."""
    read = hashlib.sha256()
    for chunk in file.chunks():
        read.update(chunk)
    digest = read.hexdigest()
    return _unaltered(Q(sha256=digest) | Q(print_sha256=digest))


def _of_number(number: str) -> Edition | None:
    # The shortened number is long enough that nobody finds one by trying.
    return _unaltered(Q(sha256__startswith=number))


def _unaltered(which: Q) -> Edition | None:
    editions = Edition.objects.filter(which).defer("wording")
    return next((edition for edition in editions if edition.is_unaltered), None)
