"""A new agreement begins: from a template, from another agreement, or empty."""

import pytest
from django.urls import reverse

from bildung.agreements.models import Phase, Role
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    MembershipFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db
CHOOSE, DETAILS, PREVIEW = (
    reverse(f"starting:{name}") for name in ("choose", "details", "preview")
)


@pytest.fixture
def agency():
    return AgencyFactory(name="Transferagentur Nord")


@pytest.fixture
def person(client, agency):
    user = MembershipFactory(organisation=agency, role=Role.EDITING).user
    client.force_login(user)
    return user


def test_x(client, person, agency):
    a = AgreementFactory(
        agency=agency, municipality__name="Stadt A", phase=Phase.TEMPLATE, slug="vorlage"
    )
    StageFactory(milestone__agreement=a, timeframe_wording="Monat 5 bis 6", purpose="Mit {Kommune}")
    AgreementFactory(agency=agency, municipality__name="Stadt B")
    r = client.get(CHOOSE)
    assert r.status_code == 200
    r = client.get(DETAILS, {"aus": "vorlage:vorlage"})
    assert r.status_code == 200
    r = client.post(
        PREVIEW,
        {
            "aus": "vorlage:vorlage",
            "city_name": "Landkreis Mühlen",
            "title": "ZV",
            "begin": "6/2027",
        },
    )
    assert r.status_code == 200
    print(r.content.decode())
    assert client.get("/vorlagen/").status_code == 200
    assert client.get("/vereinbarungen/vorlage/").status_code == 200
    assert client.get("/").status_code == 200
    assert 0
