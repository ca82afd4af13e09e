"""An agreement with a person on each side, and the strangers who must not see it."""

from dataclasses import dataclass

from bildung.agreements.models import Agreement, Party, User
from goals.models import Measure
from milestones.models import Stage
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    MeasureFactory,
    MembershipFactory,
    StageFactory,
    UserFactory,
)


@dataclass(frozen=True)
class Scene:
    agreement: Agreement
    measure: Measure
    stage: Stage
    city: User
    agency: User

    @property
    def page(self) -> str:
        return self.agreement.get_absolute_url()


def make_scene(**agreement) -> Scene:
    """Make an agreement with one measure and one stage (with a duty of each party)."""
    agreement = AgreementFactory(**agreement)
    stage = StageFactory(milestone__agreement=agreement)
    for side in Party:
        DutyFactory(stage=stage, party=side)
    # Its duties count as changes of it; tests begin with a page that was opened after them.
    Stage.objects.filter(pk=stage.pk).update(version=1)
    return Scene(
        agreement,
        MeasureFactory(objective__goal__agreement=agreement),
        stage,
        MembershipFactory(organisation=agreement.municipality).user,
        MembershipFactory(organisation=agreement.agency).user,
    )


def strangers() -> dict[str, User]:
    """Make those to whom a foreign agreement must be as if none existed."""
    other = make_scene()
    return {
        "other city": other.city,
        "other agency": other.agency,
        "no member": UserFactory(),
        "superuser": UserFactory(superuser=True),
    }
