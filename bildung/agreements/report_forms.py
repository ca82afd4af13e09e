"""The forms of a Sachstand: one that says something, and one that confirms."""

from datetime import date

from django import forms

from bildung.vocabulary.status import Status

from .fields import LinesField, StatusField
from .forms import VersionedFormMixin
from .models import User
from .reporting import confirm, report
from .reports import REASON_MISSING


class ReportForm(VersionedFormMixin):
    """Reports on its instance, a measure or a stage. A subclass names the model in its Meta.

    Call `is_valid` and `save` in one `transaction.atomic()`. Where neither the status changes nor
    a text is written, there is nothing to report.
    """

    status = StatusField()
    text = LinesField(
        label="Sachstand",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Was zum Stand zu sagen ist. Wird etwas verschoben oder entfällt es, gehört der Grund "
            "hierher. Ein Sachstand bleibt stehen, wie er geschrieben ist; in der Anlage steht nur "
            "der Status."
        ),
    )

    def __init__(self, *args, author: User | None = None, on: date | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.author, self.on = author, on

    def clean(self):
        cleaned = super().clean()
        status = self.cleaned_data.get("status")
        changed = status and "status" in self.changed_data
        if changed and Status(status).needs_reason and self.cleaned_data.get("text") == "":
            self.add_error("text", REASON_MISSING)
        return cleaned

    def save(self, commit=True):
        if {"status", "text"} & set(self.changed_data):
            data = self.cleaned_data
            report(self.instance, data["status"], data["text"], self.author, self.on)
        return self.instance


class ConfirmationForm(VersionedFormMixin):
    """Confirms the status that the page showed; it is refused where that is no longer the one."""

    def __init__(self, *args, author: User | None = None, on: date | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.author, self.on = author, on

    def save(self, commit=True):
        confirm(self.instance, self.author, self.on)
        return self.instance


def confirmation_form(model) -> type[ConfirmationForm]:
    """Return the form that confirms records of `model`; it shows no field of it."""
    return forms.modelform_factory(model, form=ConfirmationForm, fields=())
