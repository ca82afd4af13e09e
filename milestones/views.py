"""The pages on which Anlage 2 is written, and a stage reported on."""

from itertools import groupby

from bildung.agreements.access import Right, rights_of
from bildung.agreements.editing import (
    Below,
    OfAgreement,
    RecordAdd,
    RecordDelete,
    RecordEdit,
    RecordMove,
)
from bildung.agreements.models import Party
from bildung.agreements.report_views import ReportView

from .forms import MilestoneForm, OwnDutiesForm, StageForm, StageReportForm
from .models import Duty, Milestone, Stage, StageReport


class OfMilestones(OfAgreement):
    model = Milestone
    right = Right.EDIT_ANNEX_2
    agreement_path = "agreement"
    subject = "Der Meilenstein"


class MilestoneAdd(OfMilestones, RecordAdd):
    form_class = MilestoneForm


class MilestoneEdit(OfMilestones, RecordEdit):
    form_class = MilestoneForm


class MilestoneMove(OfMilestones, RecordMove):
    pass


class MilestoneDelete(OfMilestones, RecordDelete):
    kind = "meilenstein"
    below = (
        Below(Stage, "milestone", "Abschnitt", "Abschnitte"),
        Below(Duty, "stage__milestone", "Verantwortung", "Verantwortungen"),
        Below(StageReport, "stage__milestone", "Sachstand", "Sachstände"),
    )


class OfStages(OfAgreement):
    model = Stage
    right = Right.EDIT_ANNEX_2
    agreement_path = "milestone__agreement"
    subject = "Der Abschnitt"


class StageAdd(OfStages, RecordAdd):
    form_class = StageForm
    template_name = "milestones/stage_form.html"


class StageEdit(OfStages, RecordEdit):
    """All of a stage for the agency; for the municipality its own duties."""

    right = Right.EDIT_DUTIES_OF_MUNICIPALITY
    template_name = "milestones/stage_form.html"

    def get_form_class(self):
        if Right.EDIT_ANNEX_2 in rights_of(self.request.user, self.object.agreement):
            return StageForm
        return OwnDutiesForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            purpose=purpose_of(self.object),
            others_duties=duties_of(self.object, Party.AGENCY),
            **kwargs,
        )


class StageMove(OfStages, RecordMove):
    def parents(self):
        return Milestone.objects.filter(agreement=self.object.agreement).order_by("position", "pk")


class StageDelete(OfStages, RecordDelete):
    kind = "abschnitt"
    below = (
        Below(Duty, "stage", "Verantwortung", "Verantwortungen"),
        Below(StageReport, "stage", "Sachstand", "Sachstände"),
    )

    def remove(self, record):
        record.leave()


class StageReports(ReportView):
    model = Stage
    right = Right.REPORT_ON_STAGES
    note_right = Right.NOTE_ON_STAGES
    agreement_path = "milestone__agreement"
    form_class = StageReportForm
    template_name = "milestones/stage_reports.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            purpose=purpose_of(self.object), duties=duties_of(self.object), **kwargs
        )


def purpose_of(stage: Stage) -> str:
    """Return the purpose that holds for `stage`: its own, or that of the row it goes on from."""
    purpose = ""
    for sibling in stage.milestone.stages.all():
        purpose = sibling.purpose or purpose
        if sibling == stage:
            return purpose
    return stage.purpose


def duties_of(stage: Stage, *sides: Party) -> list[tuple[str, list[str]]]:
    """Return the name of each party, or of those on `sides`, with its duties in `stage`."""
    wanted = [duty for duty in stage.duties.all() if duty.party in (sides or Party)]
    duties = sorted(wanted, key=lambda duty: list(Party).index(Party(duty.party)))
    return [
        (stage.agreement.party(side).name, [duty.text for duty in of_side])
        for side, of_side in groupby(duties, key=lambda duty: duty.party)
    ]
