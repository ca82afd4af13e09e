"""An organisation whose Leitung looks after its members."""

import pytest

from bildung.agreements.models import Role
from tests.factories import MembershipFactory


@pytest.fixture
def leading():
    return MembershipFactory(role=Role.LEADING, user__first_name="Lou", user__last_name="Leitung")


@pytest.fixture
def organisation(leading):
    return leading.organisation


@pytest.fixture
def member(organisation):
    return MembershipFactory(
        organisation=organisation, user__first_name="Kim", user__last_name="Muster"
    )


@pytest.fixture
def browser(client, leading):
    client.force_login(leading.user)
    return client
