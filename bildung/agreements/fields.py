"""Form fields that the pages of both annexes share."""

from django import forms
from django.utils.html import format_html

from bildung.vocabulary.outline import LINE_BREAK
from bildung.vocabulary.status import Status

from .lengths import not_too_long


class LinesField(forms.CharField):
    """A text of several lines. Browsers send „\\r\\n“; it is stored, and compared, with „\\n“."""

    widget = forms.Textarea
    default_validators = (not_too_long,)

    def to_python(self, value):
        return "\n".join(LINE_BREAK.split(super().to_python(value)))


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
