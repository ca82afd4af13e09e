"""Form fields that pages of several apps share."""

import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from bildung.vocabulary.characters import cleaned, impossible, is_blank
from bildung.vocabulary.status import Status

from .lengths import not_too_long

# Of what stands before a character that is refused, so much is shown.
BEFORE = 20


class TextField(forms.CharField):
    """A text without soft hyphens and the like; what no document can hold is refused by its name.

    One of characters that nobody sees is empty.
    """

    def to_python(self, value):
        text = super().to_python(value)
        if is_blank(text):
            return self.empty_value
        if places := impossible(text):
            raise ValidationError(_refused(text, places[0]), code="impossible")
        text = cleaned(text)
        return text.strip() if self.strip else text


class LinesField(TextField):
    """A text of several lines. Browsers send „\\r\\n“; it is stored, and compared, with „\\n“."""

    widget = forms.Textarea
    default_validators = (not_too_long,)


class OneLineField(TextField):
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


def _refused(text: str, place: int) -> str:
    before = cleaned(text[max(place - BEFORE, 0) : place]).strip()
    where = f"nach „{before}“" if before else "am Anfang"
    return (
        f"Bitte löschen Sie {where} das Zeichen U+{ord(text[place]):04X}: "
        "Es ist meist unsichtbar, und kein Dokument kann es festhalten."
    )


def _signs(status: Status) -> tuple[str, str]:
    return status.symbol, status.label
