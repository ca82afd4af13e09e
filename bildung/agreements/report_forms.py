"""The forms of a Sachstand: one that says something, and one that confirms."""

from datetime import date

from django import forms

from bildung.vocabulary.status import Status

from .fields import LinesField, StatusField
from .forms import VersionedFormMixin
from .models import User
from .reporting import confirm, note, report
from .reports import REASON_MISSING


class SignedForm(VersionedFormMixin):
    """What all of them have: who reports, and on which day.

    Call `is_valid` and `save` in one `transaction.atomic()`.
    """

    additive = frozenset({"text"})

    def __init__(self, *args, author: User | None = None, on: date | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.author, self.on = author, on


class ReportForm(SignedForm):
    """Reports on its instance, a measure or a stage. A subclass names the model in its Meta.

    Where neither the status changes nor a text is written, there is nothing to report. `in_annex`
    tells what of it is printed.
    """

    in_annex = "in der Anlage steht nur der Status"

    status = StatusField()
    text = LinesField(
        label="Sachstand",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Was zum Stand zu sagen ist. Wird etwas verschoben oder entfällt es, gehört der Grund "
            "hierher. Ein Sachstand bleibt stehen, wie er geschrieben ist; "
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text += f"{self.in_annex}."

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


class ConfirmationForm(SignedForm):
    """Confirms the status that the page showed; it is refused where that is no longer the one."""

    def save(self, commit=True):
        confirm(self.instance, self.author, self.on)
        return self.instance


class NoteForm(SignedForm):
    """Writes a Sachstand that leaves the status to those who may set it."""

    text = LinesField(
        label="Sachstand",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=(
            "Was aus Ihrer Sicht zum Stand zu sagen ist. Den Status setzt die andere Seite. "
            "Ein Sachstand bleibt stehen, wie er geschrieben ist."
        ),
    )

    def save(self, commit=True):
        note(self.instance, self.cleaned_data["text"], self.author, self.on)
        return self.instance


def without_fields(form: type[SignedForm], model) -> type[SignedForm]:
    """Return `form`, one that confirms or notes, for `model`; it shows no field of a record."""
    return forms.modelform_factory(model, form=form, fields=())
