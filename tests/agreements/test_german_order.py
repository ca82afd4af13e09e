"""Names stand in the order of a German dictionary (DIN 5007-1), on each database alike."""

import pytest

from bildung.agreements.models import Agreement, Organisation, Role
from tests.admin_pages import address
from tests.factories import (
    AgreementFactory,
    MembershipFactory,
    MunicipalityFactory,
    UserFactory,
)

pytestmark = [pytest.mark.dialect, pytest.mark.django_db]

NAMES = ("Aachen", "Ägidienberg", "ahlen", "Oberhof", "Öhringen", "Ostheim", "Zeitz")
MIXED = (NAMES[6], NAMES[1], NAMES[4], NAMES[2], NAMES[0], NAMES[5], NAMES[3])


def test_organisations():
    for name in MIXED:
        MunicipalityFactory(name=name)
    assert tuple(Organisation.objects.values_list("name", flat=True)) == NAMES


def test_agreements():
    for name in MIXED:
        AgreementFactory(municipality__name=name)
    assert tuple(each.municipality.name for each in Agreement.objects.all()) == NAMES


def test_members(client):
    leading = MembershipFactory(role=Role.LEADING, user__last_name="Zzz")
    for name in MIXED:
        MembershipFactory(organisation=leading.organisation, user__last_name=name)
    client.force_login(leading.user)
    page = client.get(f"/organisationen/{leading.organisation_id}/mitglieder/").context["page"]
    assert tuple(member.name.split()[-1] for member in page.members[:-1]) == NAMES


@pytest.mark.parametrize(("order", "names"), [("1", NAMES), ("-1", NAMES[::-1])])
def test_lists_of_the_administration_by_a_column(client, order, names):
    for name in MIXED:
        MunicipalityFactory(name=name)
    client.force_login(UserFactory(superuser=True))
    page = client.get(f"{address(Organisation, 'changelist')}?o={order}")
    assert tuple(each.name for each in page.context["cl"].result_list) == names


def test_people_of_the_administration_by_a_column(client):
    root = UserFactory(superuser=True, last_name="Zzz")
    for name in MIXED:
        UserFactory(last_name=name)
    client.force_login(root)
    page = client.get(f"{address(type(root), 'changelist')}?o=3")
    assert tuple(each.last_name for each in page.context["cl"].result_list)[:-1] == NAMES
