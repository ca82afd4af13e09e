"""The forms of a measure: all that Anlage 1 knows of it, and how it stands."""

from django import forms

from bildung.agreements.fields import LinesField
from bildung.agreements.forms import TimeframeFormMixin, VersionedFormMixin
from bildung.agreements.models import Unit
from bildung.agreements.report_forms import ReportForm
from bildung.vocabulary.outline import strip_marks

from .models import Measure, Step
from .steps import continued

ORIGIN = "Browser"


class MeasureForm(VersionedFormMixin, TimeframeFormMixin):
    """Edits a measure together with its steps, one a line.

    Call `is_valid` and `save` in one `transaction.atomic()`. What has not changed is not written.
    """

    text = LinesField(label="Maßnahme", widget=forms.Textarea(attrs={"rows": 4}))
    steps = LinesField(
        label="Teilschritte",
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=(
            "Eine Zeile je Teilschritt. Ein Teilschritt, dessen Text bleibt, behält beim Umstellen "
            "seinen Stand und seine Geschichte."
        ),
    )

    field_order = ("text", "steps")

    class Meta:
        model = Measure
        fields = (
            "text",
            "timeframe_wording",
            "starts_on",
            "ends_on",
            "lead_unit",
            "partners",
            "contact",
        )
        widgets = {
            "starts_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "ends_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }
        help_texts = {
            "timeframe_wording": (
                "So steht er in der Anlage, zum Beispiel „3/2016-5/2017“, „Juni 2015“, "
                "„2. Halbjahr 2016“ oder „Ab 10/2016 lfd.“."
            ),
            "starts_on": "TT.MM.JJJJ",
            "ends_on": "TT.MM.JJJJ",
            "partners": "Wer außer der federführenden Stelle mitarbeitet.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.old_steps = list(self.instance.steps.all())
        self.initial["steps"] = "\n".join(step.text for step in self.old_steps)
        self._offer_units_of_both_parties()

    def _offer_units_of_both_parties(self):
        agreement = self.instance.agreement
        parties = (agreement.municipality, agreement.agency)
        field = self.fields["lead_unit"]
        field.queryset = Unit.objects.filter(organisation__in=parties)
        units = list(field.queryset)
        field.choices = [("", "– keine –")] + [
            (
                party.name,
                [(unit.pk, unit.name) for unit in units if unit.organisation_id == party.pk],
            )
            for party in parties
        ]

    def clean_steps(self) -> list[str]:
        """Return the texts of the steps; raises ValidationError for one that is too long."""
        lines = (line.strip() for line in strip_marks(self.cleaned_data["steps"]).split("\n"))
        texts = [line for line in lines if line]
        longest = Step._meta.get_field("text").max_length
        for number, text in enumerate(texts, start=1):
            if len(text) > longest:
                raise forms.ValidationError(
                    f"Der {number}. Teilschritt hat {len(text)} Zeichen, "
                    f"möglich sind höchstens {longest}."
                )
        return texts

    def save(self, commit=True):
        if not self.has_changed():
            return self.instance
        self.instance._change_reason = ORIGIN
        measure = super().save(commit)
        if "steps" in self.changed_data:
            self._save_steps(measure, self.cleaned_data["steps"])
        return measure

    def _save_steps(self, measure: Measure, texts: list[str]):
        places = continued([step.text for step in self.old_steps], texts)
        for index, step in enumerate(self.old_steps):
            if index not in places:
                step._change_reason = ORIGIN
                step.delete()
        position = 0
        for text, index in zip(texts, places, strict=True):
            step = Step(measure=measure) if index is None else self.old_steps[index]
            # A step that stands behind the one before it keeps its place, and so its history.
            known = step.position if step.pk else None
            position = known if known is not None and known > position else position + 1
            if (step.text, known) != (text, position):
                step.text, step.position = text, position
                step._change_reason = ORIGIN
                step.save()


class MeasureReportForm(ReportForm):
    """Reports on a measure, and ticks its steps off. Ticked steps alone make no Sachstand."""

    done = forms.TypedMultipleChoiceField(
        label="Erledigte Teilschritte",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("status", "done", "text")

    class Meta:
        model = Measure
        fields = ("status",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps = list(self.instance.steps.all())
        if self.steps:
            self.fields["done"].choices = [(step.pk, step.text) for step in self.steps]
            self.initial["done"] = [step.pk for step in self.steps if step.done]
        else:
            del self.fields["done"]

    def save(self, commit=True):
        measure = super().save(commit)
        if "done" in self.changed_data:
            if "status" not in self.changed_data:
                # Steps alone would make other pages stale without saying who ticked them off.
                measure._change_reason = ORIGIN
                measure.save()
            self._tick_off()  # last, for it raises the version (see models.py)
        return measure

    def _tick_off(self):
        done = set(self.cleaned_data["done"])
        for step in self.steps:
            if step.done != (step.pk in done):
                step.done = not step.done
                step._change_reason = ORIGIN
                step.save()
