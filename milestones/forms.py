"""The forms of Anlage 2: milestones, stages with their duties, and how a stage stands."""

from django import forms

from bildung.agreements.editing_forms import OnceInAgreementMixin, lines_of
from bildung.agreements.fields import LinesField
from bildung.agreements.forms import TimeframeFormMixin, VersionedFormMixin
from bildung.agreements.models import Party
from bildung.agreements.origins import BROWSER
from bildung.agreements.report_forms import ReportForm
from bildung.agreements.writing import save_lines

from .models import Duty, Milestone, Stage


class StageReportForm(ReportForm):
    class Meta:
        model = Stage
        fields = ("status",)


class MilestoneForm(OnceInAgreementMixin, VersionedFormMixin):
    class Meta:
        model = Milestone
        fields = ("title",)

    def clean_title(self):
        return self.refuse_twice("title", "Diesen Meilenstein gibt es in der Vereinbarung schon.")

    def save(self, commit=True):
        if self.instance._state.adding or self.has_changed():
            self.instance._change_reason = BROWSER
            super().save(commit)
        return self.instance


class DutiesForm(VersionedFormMixin):
    """Edits the duties of the `sides` in a stage, one a line.

    Call `is_valid` and `save` in one `transaction.atomic()`. What has not changed is not written.
    """

    sides: tuple[Party, ...] = tuple(Party)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        stored = list(self.instance.duties.all()) if self.instance.pk else []
        self.old_duties = {
            side: [duty for duty in stored if duty.party == side] for side in self.sides
        }
        for side in self.sides:
            name = self.instance.agreement.party(side).name
            self.fields[side.value] = LinesField(
                label=f"Verantwortung {name}",
                required=False,
                widget=forms.Textarea(attrs={"rows": 5}),
                help_text="Eine Zeile je Aufzählungspunkt.",
            )
            self.initial[side.value] = "\n".join(duty.text for duty in self.old_duties[side])

    def save(self, commit=True):
        if not self.instance._state.adding and not self.has_changed():
            return self.instance
        self.instance._change_reason = BROWSER
        stage = super().save(commit)
        for side in self.sides:
            if side.value in self.changed_data:
                texts = lines_of(self.cleaned_data[side.value])
                save_lines(
                    self.old_duties[side], texts, lambda side=side: Duty(stage=stage, party=side)
                )
        return stage


class StageForm(DutiesForm, TimeframeFormMixin):
    """Edits all that Anlage 2 says of a stage, but for how it stands."""

    purpose = LinesField(
        label="Zweck",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Eine Zeile je Absatz. Leer: Der Zweck der Zeile darüber gilt weiter.",
    )

    class Meta:
        model = Stage
        fields = ("purpose", "timeframe_wording", "starts_on", "ends_on")
        widgets = {
            "starts_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            "ends_on": forms.DateInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        }
        labels = {"timeframe_wording": "Zeitraum"}
        help_texts = {
            "timeframe_wording": (
                "So steht er in der Anlage, zum Beispiel „10/2015 - 12/2015“, „Juni 2015“ oder "
                "„Ab 10/2016 lfd.“."
            ),
            "starts_on": "TT.MM.JJJJ",
            "ends_on": "TT.MM.JJJJ",
        }


class OwnDutiesForm(DutiesForm):
    """What the municipality may change of a stage: what it answers for itself."""

    sides = (Party.MUNICIPALITY,)

    class Meta:
        model = Stage
        fields = ()
