"""The page on which a stage is reported on."""

from itertools import groupby

from bildung.agreements.access import Act
from bildung.agreements.models import Party
from bildung.agreements.report_views import ReportView

from .forms import StageReportForm
from .models import Stage


class StageReports(ReportView):
    model = Stage
    act = Act.REPORT_ON_STAGES
    note_act = Act.NOTE_ON_STAGES
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


def duties_of(stage: Stage) -> list[tuple[str, list[str]]]:
    """Return the name of each party with the texts of its duties in `stage`."""
    duties = sorted(stage.duties.all(), key=lambda duty: list(Party).index(Party(duty.party)))
    return [
        (stage.agreement.party(side).name, [duty.text for duty in of_side])
        for side, of_side in groupby(duties, key=lambda duty: duty.party)
    ]
