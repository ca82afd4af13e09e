"""Form fields that pages of several apps share."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from bildung.vocabulary.characters import LINE_BREAK
from bildung.vocabulary.status import Status

from .lengths import not_too_long


class LinesField(forms.CharField):
    """A text of several lines. Browsers send „\\r\\n“; it is stored, and compared, with „\\n“."""

    widget = forms.Textarea
    default_validators = (not_too_long,)

    def to_python(self, value):
        return "\n".join(LINE_BREAK.split(super().to_python(value)))


class OneLineField(forms.CharField):
    """Text without line breaks and other signs that cannot be seen."""

    def to_python(self, value):
        text = " ".join(super().to_python(value).split())
        if any(unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} for sign in text):
            raise ValidationError("Bitte ohne unsichtbare Zeichen.")
        return text


class NamesMixin(forms.Form):
    """What a person is called, asked for with the invitation and later in the account."""

    first_name = OneLineField(
        label="Vorname", max_length=150, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = OneLineField(
        label="Nachname", max_length=150, widget=forms.TextInput({"autocomplete": "family-name"})
    )


class StatusField(forms.ChoiceField):
    """The status as radio buttons, each with its symbol and its word."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        choices = [
            (status.value, format_html('<span aria-hidden="true">{}</span> {}', *_signs(status)))
            for status in Status
        ]
        super().__init__(label="Status", choices=choices, **kwargs)


def _signs(status: Status) -> tuple[str, str]:
    return status.symbol, status.label
