"""An agency's offers to a city: the city's Leitung is told, and not pestered."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bildung.agreements import offers
from bildung.agreements.models import Agreement, Phase, Role
from bildung.agreements.phases import Acceptance
from bildung.editions.answer import accept, decline
from bildung.exchange.starting import draft, forms
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    MembershipFactory,
    MunicipalityFactory,
    UserFactory,
)

from .beginning import NEW, PREVIEW, create, hidden

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


@pytest.fixture
def city():
    return MunicipalityFactory(name=NEW["city_name"])


@pytest.fixture
def leading(city):
    return MembershipFactory(organisation=city, role=Role.LEADING).user


def refusal(client) -> list[str]:
    answer = client.post(PREVIEW, {"aus": "leer", **NEW})
    return list(answer.context["form"].errors.get("city_name", ()))


def recipients() -> list[str]:
    return [address for message in mail.outbox for address in message.to]


def test_leitung_of_the_city_is_told_of_an_offer(client, person, city, leading):
    second = MembershipFactory(organisation=city, role=Role.LEADING).user
    MembershipFactory(organisation=city, role=Role.EDITING)
    MembershipFactory(organisation=city, role=Role.LEADING, user__is_active=False)
    MembershipFactory(organisation=city, role=Role.LEADING, user__email="")
    made = create(client, "leer")
    assert sorted(recipients()) == sorted([leading.email, second.email])
    assert mail.outbox[0].subject == "Zielvereinbarungen: Angebot von Transferagentur Nord"
    assert made.get_absolute_url() in mail.outbox[0].body
    mail.outbox.clear()
    accept(made, leading)
    mail.outbox.clear()
    create(client, "leer")  # they work together by now
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("answer", "word"), [(accept, "angenommen"), (decline, "abgelehnt")], ids=["yes", "no"]
)
def test_those_of_the_agency_whom_it_concerns_are_told_of_the_answer(
    client, person, agency, city, leading, answer, word
):
    head = MembershipFactory(organisation=agency, role=Role.LEADING).user
    MembershipFactory(organisation=agency, role=Role.EDITING)
    MembershipFactory(organisation=agency, role=Role.LEADING, user__is_active=False)
    made = create(client, "leer")
    mail.outbox.clear()
    answer(made, leading)
    assert sorted(recipients()) == sorted([head.email, person.email])
    assert mail.outbox[0].subject == f"Zielvereinbarungen: Angebot an {city} {word}"
    assert str(leading) in mail.outbox[0].body


def test_who_left_the_agency_is_told_nothing(client, person, agency, leading):
    made = create(client, "leer")
    person.memberships.get().delete()
    mail.outbox.clear()
    decline(made, leading)
    assert mail.outbox == []


def test_city_is_offered_three_times_a_year_and_no_more(client, person, leading):
    for _ in range(offers.MOST):
        decline(create(client, "leer"), leading)
    day = timezone.localdate() + offers.WITHIN + timedelta(days=1)
    assert refusal(client) == [
        "Sie haben Landkreis Mühlhausen in den letzten zwölf Monaten schon 3 Angebote gemacht, "
        f"die nicht angenommen sind. Ein weiteres ist ab {day:%d.%m.%Y} möglich."
    ]
    Agreement.objects.all().delete()
    assert refusal(client) != []
    Agreement.history.update(history_date=timezone.now() - offers.WITHIN)
    assert create(client, "leer").acceptance == Acceptance.OFFERED


def test_open_offers_count_and_accepted_ones_do_not(client, person, leading):
    first = create(client, "leer")
    for _ in range(offers.MOST - 1):
        create(client, "leer")
    assert refusal(client) != []
    accept(first, leading)
    assert create(client, "leer").acceptance == Acceptance.ACCEPTED
    Agreement.objects.filter(acceptance=Acceptance.ACCEPTED).update(phase=Phase.ENDED)
    assert create(client, "leer").acceptance == Acceptance.OFFERED
    assert refusal(client) != []


def test_what_others_offer_does_not_count(client, person, agency, city):
    for _ in range(offers.MOST):
        AgreementFactory(municipality=city, acceptance=Acceptance.OFFERED)
        AgreementFactory(agency=agency, acceptance=Acceptance.OFFERED)
    AgreementFactory(agency=AgencyFactory(), municipality=city, acceptance=Acceptance.DECLINED)
    assert create(client, "leer").municipality == city


def test_chosen_city_is_refused_in_its_own_field(client, person, agency, city):
    for _ in range(offers.MOST):
        AgreementFactory(agency=agency, municipality=city, acceptance=Acceptance.OFFERED)
    answer = client.post(PREVIEW, {"aus": "leer", **NEW, "city": city.pk, "city_name": ""})
    assert list(answer.context["form"].errors) == ["city"]


def test_offer_that_comes_while_others_are_made_is_refused_too(
    client, person, agency, city, monkeypatch
):
    seen = client.post(PREVIEW, {"aus": "leer", **NEW})
    for _ in range(offers.MOST):
        AgreementFactory(agency=agency, municipality=city, acceptance=Acceptance.OFFERED)
    asked = []

    def ask_late(agency, municipality):
        asked.append(municipality)
        return None if len(asked) == 1 else offers_from(agency, municipality)

    offers_from = offers.may_offer_from
    monkeypatch.setattr(forms.offers, "may_offer_from", ask_late)
    answer = client.post(PREVIEW, hidden(seen) | {"create": "1"})
    assert list(answer.context["form"].errors) == ["city_name"]
    assert Agreement.objects.filter(municipality=city).count() == offers.MOST
    assert draft.offers is offers and len(asked) == 3


def test_stranger_learns_nothing_of_a_city_by_the_bound(client, city):
    others = AgencyFactory()
    for _ in range(offers.MOST):
        AgreementFactory(agency=others, municipality=city, acceptance=Acceptance.DECLINED)
    client.force_login(MembershipFactory(organisation=AgencyFactory(), role=Role.EDITING).user)
    assert (
        client.post(PREVIEW, {"aus": "leer", **NEW}).context["page"].agreement.municipality.name
        == city.name
    )
    client.force_login(UserFactory())
    assert client.post(PREVIEW, {"aus": "leer", **NEW}).status_code == 404
