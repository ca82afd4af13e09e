"""The forms of Anlage 1: topics, goals, explanations, measures, and how a measure stands."""

from django import forms

from bildung.agreements.conflicts import BASE, base_without, lost_fields
from bildung.agreements.editing_forms import OnceInAgreementMixin, lines_of
from bildung.agreements.fields import LinesField
from bildung.agreements.forms import TimeframeFormMixin, VersionedFormMixin
from bildung.agreements.models import FocusTopic, Unit
from bildung.agreements.origins import BROWSER
from bildung.agreements.report_forms import ReportForm
from bildung.agreements.writing import save_lines
from bildung.vocabulary.outline import strip_marks

from .models import Goal, Measure, Objective, Step


class RecordForm(VersionedFormMixin):
    """Writes only what was changed, or added, and offers topics of the agreement alone."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "topics" in self.fields:
            self._offer_topics()

    def _offer_topics(self):
        field = self.fields["topics"]
        field.queryset = self.instance.agreement.topics.all()
        field.choices = [(topic.pk, topic.name) for topic in field.queryset]
        field.help_text = ""
        if not field.choices:
            del self.fields["topics"]

    def save(self, commit=True):
        if self.instance._state.adding or self.has_changed():
            self.instance._change_reason = BROWSER
            super().save(commit)
        return self.instance


class TopicForm(OnceInAgreementMixin, RecordForm):
    class Meta:
        model = FocusTopic
        fields = ("name",)

    def clean_name(self):
        return self.refuse_twice("name", "Diesen Schwerpunkt gibt es in der Vereinbarung schon.")


class GoalForm(RecordForm):
    class Meta:
        model = Goal
        fields = ("title", "priority", "topics")
        widgets = {"priority": forms.RadioSelect, "topics": forms.CheckboxSelectMultiple}


class ObjectiveForm(RecordForm):
    text = LinesField(
        label="Erläuterung",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "data-outline": True}),
        help_text=(
            "Eine Zeile je Aufzählungspunkt; eingerückte Zeilen sind Unterpunkte."
            '<span class="scripted"> Die Tabulatortaste rückt ein, mit der Umschalttaste aus; nach '
            "Esc verlässt sie das Feld.</span>"
        ),
    )

    class Meta:
        model = Objective
        fields = ("text",)

    def clean_text(self):
        return strip_marks(self.cleaned_data["text"])


class PersonsForm(RecordForm):
    """Edits who is in charge of a measure: all that changes while its wording is locked."""

    class Meta:
        model = Measure
        fields = ("lead_unit", "partners", "contact")
        help_texts = {"partners": "Wer außer der federführenden Stelle mitarbeitet."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.agreement.is_template:
            for name in PersonsForm.Meta.fields:
                del self.fields[name]
        else:
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

    def clean(self):
        """Say so where the page was opened before the wording was locked; nothing goes silently."""
        cleaned = super().clean()
        if "text" in (lost := lost_fields(self)):
            self.typed = self.data.copy()
            self.typed[BASE] = base_without(self, lost)
            self.add_error(
                None,
                "Der Wortlaut ist inzwischen festgeschrieben. Änderungen daran sind nicht "
                "gespeichert; die Zuständigkeit können Sie hier noch einmal speichern.",
            )
        return cleaned


class MeasureForm(PersonsForm, TimeframeFormMixin):
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

    class Meta(PersonsForm.Meta):
        fields = (
            "text",
            "timeframe_wording",
            "starts_on",
            "ends_on",
            "lead_unit",
            "partners",
            "contact",
            "topics",
        )
        widgets = {
            "topics": forms.CheckboxSelectMultiple,
            "starts_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "ends_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }
        help_texts = PersonsForm.Meta.help_texts | {
            "timeframe_wording": (
                "So steht er in der Anlage, zum Beispiel „3/2016-5/2017“, „Juni 2015“, "
                "„2. Halbjahr 2016“ oder „Ab 10/2016 lfd.“."
            ),
            "starts_on": "TT.MM.JJJJ",
            "ends_on": "TT.MM.JJJJ",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.old_steps = list(self.instance.steps.all()) if self.instance.pk else []
        self.initial["steps"] = "\n".join(step.text for step in self.old_steps)

    def clean_steps(self) -> list[str]:
        """Return the texts of the steps; raises ValidationError for one that is too long."""
        texts = lines_of(self.cleaned_data["steps"])
        longest = Step._meta.get_field("text").max_length
        for number, text in enumerate(texts, start=1):
            if len(text) > longest:
                raise forms.ValidationError(
                    f"Der {number}. Teilschritt hat {len(text)} Zeichen, "
                    f"möglich sind höchstens {longest}."
                )
        return texts

    def save(self, commit=True):
        measure = super().save(commit)
        if "steps" in self.changed_data:
            save_lines(self.old_steps, self.cleaned_data["steps"], lambda: Step(measure=measure))
        return measure


class MeasureReportForm(ReportForm):
    """Reports on a measure, and ticks its steps off. Ticked steps alone make no Sachstand."""

    done = forms.TypedMultipleChoiceField(
        label="Erledigte Teilschritte",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("status", "done", "text")
    in_annex = "in der gedruckten Anlage stehen weder Sachstand noch Status"

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
                measure._change_reason = BROWSER
                measure.save()
            self._tick_off()  # last, for it raises the version (see models.py)
        return measure

    def _tick_off(self):
        done = set(self.cleaned_data["done"])
        for step in self.steps:
            if step.done != (step.pk in done):
                step.done = not step.done
                step._change_reason = BROWSER
                step.save()
