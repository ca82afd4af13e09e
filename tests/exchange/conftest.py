"""Somebody of an agency that has a template; an agreement and its archive."""

import pytest

from bildung.agreements.models import Party, Phase, Role
from bildung.editions import printing
from bildung.exchange.archive.package import Package
from bildung.exchange.archive.packing import pack
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    DutyFactory,
    GoalFactory,
    MembershipFactory,
    StageFactory,
)

from .archives import make_full, printed_at_once


@pytest.fixture
def agency():
    return AgencyFactory(name="Transferagentur Nord")


@pytest.fixture
def person(client, agency):
    user = MembershipFactory(organisation=agency, role=Role.EDITING).user
    client.force_login(user)
    return user


@pytest.fixture
def template(agency):
    """A template with a stage of months and placeholders, and a goal."""
    template = AgreementFactory(
        agency=agency,
        municipality__name="Kommune",
        phase=Phase.TEMPLATE,
        slug="plan",
        title="Standardplan",
    )
    GoalFactory(agreement=template, number=1, title="Strategie für {Kommune}")
    stage = StageFactory(
        milestone__agreement=template,
        milestone__title="Umsetzung",
        purpose="{Kommune} und {Agentur}",
        timeframe_wording="Monat 5 bis 6",
    )
    DutyFactory(stage=stage, party=Party.AGENCY, text="Abstimmung mit {Kommune}")
    return template


@pytest.fixture
def quick_print(monkeypatch):
    """Print no edition: that takes seconds."""
    monkeypatch.setattr(printing, "print_edition", printed_at_once)


@pytest.fixture
def full(quick_print):
    """An agreement that has all there is."""
    return make_full()


@pytest.fixture
def packed(full) -> Package:
    return pack(full.agreement)
