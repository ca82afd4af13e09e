"""The form of a stage: its status and a note. The wording is contract and not edited here."""

from django import forms

from bildung.agreements.fields import LinesField, StatusField
from bildung.agreements.forms import VersionedFormMixin

from .models import Stage

ORIGIN = "Browser"


class StageStatusForm(VersionedFormMixin):
    """Sets status and note. Call `is_valid` and `save` in one `transaction.atomic()`."""

    status = StatusField()
    note = LinesField(
        label="Anmerkung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Was zum Stand zu sagen ist. Die Anmerkung steht nicht in der Anlage.",
    )

    class Meta:
        model = Stage
        fields = ("status", "note")

    def save(self, commit=True):
        if not self.has_changed():
            return self.instance
        self.instance._change_reason = ORIGIN
        return super().save(commit)
