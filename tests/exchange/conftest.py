"""Somebody of an agency that has a template."""

import pytest

from bildung.agreements.models import Party, Phase, Role
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    DutyFactory,
    GoalFactory,
    MembershipFactory,
    StageFactory,
)


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
