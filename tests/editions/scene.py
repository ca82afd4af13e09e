"""An agreement that can be frozen, with those who lead both sides."""

import io
from dataclasses import dataclass
from datetime import date

import pikepdf

from bildung.agreements.models import Agreement, Party, Role, User
from bildung.editions.approve import approve
from bildung.editions.freeze import freeze
from bildung.editions.models import Edition
from goals.models import Measure
from milestones.models import Stage
from tests.factories import MembershipFactory, StepFactory
from tests.scene import make_scene


def _scanned() -> bytes:
    """Return a PDF of one empty page."""
    output = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(output)
    return output.getvalue()


SCAN = _scanned()
DAY = date(2015, 10, 12)
LABEL = "Fassung vom Oktober 2015"


@dataclass(frozen=True)
class Parties:
    agreement: Agreement
    measure: Measure
    stage: Stage
    city: User  # Leitung, as the next
    agency: User
    city_editor: User
    agency_editor: User

    @property
    def leaders(self) -> dict[Party, User]:
        return {Party.MUNICIPALITY: self.city, Party.AGENCY: self.agency}

    def fresh(self) -> Agreement:
        return Agreement.objects.get(pk=self.agreement.pk)


def make_parties(**agreement) -> Parties:
    scene = make_scene(**agreement)
    StepFactory(measure=scene.measure)
    leaders = [
        MembershipFactory(organisation=party, role=Role.LEADING).user
        for party in (scene.agreement.municipality, scene.agreement.agency)
    ]
    return Parties(scene.agreement, scene.measure, scene.stage, *leaders, scene.city, scene.agency)


def frozen(parties: Parties, label: str = LABEL, on: date = DAY) -> Edition:
    return freeze(parties.fresh(), label, parties.city, on=on)


def sign(parties: Parties, edition: Edition) -> Edition:
    """Approve `edition` by both sides."""
    for side, leader in parties.leaders.items():
        approve(edition, side, leader, "Kim Muster", "Leitung")
    return edition


def in_force(parties: Parties, label: str = LABEL) -> Edition:
    return sign(parties, frozen(parties, label))
