"""The page on which the status of a stage is set."""

from itertools import groupby

from bildung.agreements.access import Act, agreements_of
from bildung.agreements.models import Party
from bildung.agreements.views import VersionedUpdateView

from .forms import StageStatusForm
from .models import Stage


class StageStatus(VersionedUpdateView):
    form_class = StageStatusForm
    template_name = "milestones/stage_form.html"
    saved = "Der Status ist gespeichert."

    def get_queryset(self):
        return Stage.objects.filter(
            milestone__agreement__in=agreements_of(self.request.user, Act.SET_STAGE_STATUS)
        ).select_related("milestone__agreement__municipality", "milestone__agreement__agency")

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
