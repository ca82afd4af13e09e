"""Forms of the acts on editions. What an act itself refuses is said above the form."""

from datetime import date

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localdate

from bildung.agreements.fields import LinesField, TextField
from bildung.agreements.forms import VersionedFormMixin
from bildung.agreements.models import Party

from .models import Approval, Edition, PaperRecord


def usual_label(day: date) -> str:
    """Return how an edition of that day is usually called."""
    return f"Fassung vom {date_format(day, 'F Y')}"


class FreezeForm(forms.Form):
    """`can_confirm` says whether there is something to confirm.

    `shown` is what the person looked at: if that is no more what there is, nothing is frozen.
    """

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    label = TextField(
        label="Bezeichnung",
        max_length=Edition._meta.get_field("label").max_length,
        help_text="So steht sie auf dem Papier, etwa „Fassung vom Oktober 2015“.",
    )
    confirmed = forms.BooleanField(
        label="Die genannten Zeitrahmen sollen so bleiben, wie sie lauten",
        required=False,
    )

    def __init__(self, *args, can_confirm: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not can_confirm:
            del self.fields["confirmed"]


class WordForm(forms.Form):
    """The word of a party on an edition. `sides` are those the person may speak for."""

    side = forms.ChoiceField(label="Ich spreche für")
    name = TextField(label="Name", max_length=Approval._meta.get_field("name").max_length)
    function = TextField(
        label="Funktion",
        max_length=Approval._meta.get_field("function").max_length,
        help_text="In der Sie zeichnen, etwa „Oberbürgermeisterin“ oder „Projektleiter“.",
    )

    def __init__(self, *args, sides: dict[Party, str], **kwargs):
        super().__init__(*args, **kwargs)
        self.sides = sides
        if len(sides) == 1:
            del self.fields["side"]
        else:
            self.fields["side"].choices = [(side.value, name) for side, name in sides.items()]

    @property
    def chosen_side(self) -> Party:
        return Party(self.cleaned_data.get("side") or next(iter(self.sides)))


class RefusalForm(WordForm):
    reason = LinesField(
        label="Grund",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Die andere Seite liest ihn. Die Fassung wird danach wieder zum Entwurf.",
    )


class EndForm(forms.Form):
    ended_on = forms.DateField(label="Beendet am", help_text="TT.MM.JJJJ")
    reason = LinesField(label="Grund", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, initial={"ended_on": localdate()}, **kwargs)


class PapersForm(VersionedFormMixin):
    class Meta:
        model = PaperRecord
        fields = ("signed_on", "draft_number", "resolution_number", "link")
        help_texts = {"signed_on": "TT.MM.JJJJ", "link": "Beginnt mit https://."}


class ScanForm(forms.Form):
    scan = forms.FileField(
        label="Unterschriebenes Papier als PDF",
        help_text="Höchstens 20 MB und 200 Seiten. Ein früherer Scan bleibt daneben erhalten.",
        allow_empty_file=True,  # what is wrong with it, papers.py says
        max_length=200,
    )


class WithdrawalForm(forms.Form):
    reason = LinesField(
        label="Grund",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Etwa „falsche Datei“. Beide Seiten lesen ihn.",
    )


class ReasonForm(forms.Form):
    """`shown` is the version of the Begründung that the page showed."""

    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = LinesField(
        label="Begründung",
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Steht in der Synopse und geht in die nächste Fassung ein. Leer heißt: keine.",
    )
