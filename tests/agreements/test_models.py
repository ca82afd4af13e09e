"""What organisations, units, members, agreements and topics must hold, in code and database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from bildung.agreements.models import Agreement, Organisation, Party, Unit
from goals.models import Measure
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    FocusTopicFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def refused(record):
    """Return the messages with which `record` fails its own checks, by field."""
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    return caught.value.message_dict


def assert_database_refuses(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_organisation_name_exists_once():
    first = OrganisationFactory()
    second = OrganisationFactory.build(name=first.name)
    assert refused(second) == {
        "name": ["Organisation mit diesem Wert für das Feld Name existiert bereits."]
    }
    assert_database_refuses(second.save)


def test_organisation_kind_has_to_be_known():
    organisation = OrganisationFactory()
    assert_database_refuses(lambda: Organisation.objects.update(kind="ministry"))
    organisation.kind = "ministry"
    assert list(refused(organisation)) == ["kind"]


@pytest.mark.parametrize(
    ("side", "other"), [("municipality", "agency"), ("agency", "municipality")]
)
def test_organisation_keeps_its_kind_while_it_stands_in_an_agreement(side, other):
    party = AgreementFactory().party(side)
    party.full_clean()
    party.kind = other
    assert refused(party) == {
        "kind": ["Die Art steht fest, solange es Zielvereinbarungen in dieser Rolle gibt."]
    }


def test_organisation_without_agreement_can_change_its_kind():
    organisation = OrganisationFactory()
    organisation.kind = Party.AGENCY
    organisation.full_clean()


def test_organisation_in_an_agreement_cannot_be_deleted():
    agreement = AgreementFactory()
    for party in (agreement.municipality, agreement.agency):
        with pytest.raises(ProtectedError):
            party.delete()


def test_unit_name_exists_once_in_its_organisation():
    unit = UnitFactory()
    UnitFactory(name=unit.name).full_clean()  # in another one
    second = UnitFactory.build(organisation=unit.organisation, name=unit.name, position=1)
    assert refused(second) == {"__all__": ["Diese Organisationseinheit gibt es schon."]}
    assert_database_refuses(second.save)


def test_unit_that_leads_a_measure_cannot_be_deleted():
    measure = MeasureFactory()
    measure.lead_unit = UnitFactory(organisation=measure.agreement.municipality)
    measure.save()
    with pytest.raises(ProtectedError):
        measure.lead_unit.delete()


def test_membership_exists_once():
    membership = MembershipFactory()
    second = MembershipFactory.build(organisation=membership.organisation, user=membership.user)
    assert refused(second) == {"__all__": ["Diese Person ist schon Mitglied."]}
    assert_database_refuses(second.save)


def test_membership_ends_with_the_person():
    membership = MembershipFactory()
    membership.user.delete()
    assert list(membership.organisation.members.all()) == []


def test_agreement_slug_exists_once():
    agreement = AgreementFactory()
    second = AgreementFactory.build(
        slug=agreement.slug, municipality=MunicipalityFactory(), agency=AgencyFactory()
    )
    assert refused(second) == {
        "slug": ["Zielvereinbarung mit diesem Wert für das Feld Kürzel existiert bereits."]
    }
    assert_database_refuses(second.save)


def test_agreement_needs_a_municipality_and_an_agency():
    city, agency = MunicipalityFactory(), AgencyFactory()
    turned = Agreement(slug="verkehrt", municipality=agency, agency=city)
    assert list(refused(turned)) == ["municipality", "agency"]


def test_agreement_is_not_between_an_organisation_and_itself():
    city = MunicipalityFactory()
    assert_database_refuses(
        lambda: Agreement.objects.create(slug="selbst", municipality=city, agency=city)
    )


def test_agreement_gives_the_party_on_each_side():
    agreement = AgreementFactory()
    assert agreement.party("municipality") == agreement.municipality
    assert agreement.party(Party.AGENCY) == agreement.agency
    assert agreement.party_ids == (agreement.municipality.pk, agreement.agency.pk)


def test_agreements_are_named_without_a_query_for_each(django_assert_num_queries):
    AgreementFactory.create_batch(3)
    with django_assert_num_queries(1):
        assert len([str(agreement) for agreement in Agreement.objects.all()]) == 3


def test_topic_name_exists_once_in_its_agreement():
    topic = FocusTopicFactory()
    FocusTopicFactory(name=topic.name).full_clean()  # in another one
    second = FocusTopicFactory.build(agreement=topic.agreement, name=topic.name, position=1)
    assert refused(second) == {"__all__": ["Diesen Schwerpunkt gibt es in der Vereinbarung schon."]}
    assert_database_refuses(second.save)


def test_new_record_gets_the_place_after_its_siblings():
    organisation = MunicipalityFactory()
    UnitFactory(position=70)  # in another one
    places = [UnitFactory(organisation=organisation).position for _ in range(3)]
    assert places == [1, 2, 3]
    assert UnitFactory(organisation=organisation, position=10).position == 10
    assert UnitFactory(organisation=organisation).position == 11
    assert UnitFactory(organisation=organisation, position=0).position == 0


def test_records_can_be_put_in_another_order_and_equal_places_keep_theirs():
    organisation = MunicipalityFactory()
    first, second, third = (UnitFactory(organisation=organisation) for _ in range(3))
    third.position = 1
    third.save()
    assert list(organisation.units.all()) == [first, third, second]


def test_record_whose_place_is_taken_away_goes_to_the_end():
    organisation = MunicipalityFactory()
    first, second = (UnitFactory(organisation=organisation) for _ in range(2))
    first.position = None
    first.full_clean()
    first.save()
    assert list(Unit.objects.filter(organisation=organisation)) == [second, first]


def test_version_counts_the_changes():
    goal = GoalFactory()
    assert goal.version == 1
    goal.save()
    goal.title = "Neu"
    goal.save(update_fields=["title"])
    goal.refresh_from_db()
    assert goal.version == 3


def test_history_has_a_row_for_each_save():
    unit = UnitFactory()
    unit.name = "Jugendamt"
    unit.save()
    assert [row.history_type for row in unit.history.all()] == ["~", "+"]
    unit_pk = unit.pk
    unit.delete()
    assert Unit.history.filter(id=unit_pk).first().history_type == "-"


def test_person_is_named_in_full_or_by_address():
    assert str(UserFactory.build(first_name="Kim", last_name="Muster")) == "Kim Muster"
    nameless = UserFactory.build(username="km", first_name="", last_name="")
    assert str(nameless) == "km@example.org"
    nameless.email = ""
    assert str(nameless) == "km"


@pytest.mark.django_db
def test_party_whose_unit_leads_a_measure_cannot_be_replaced():
    measure = MeasureFactory()
    agreement = measure.agreement
    measure.lead_unit = UnitFactory(organisation=agreement.agency)
    measure.save()
    former, agreement.agency = agreement.agency, AgencyFactory()
    with pytest.raises(ValidationError, match=f"Stellen von {former} federführend"):
        agreement.full_clean()
    measure.lead_unit = None
    measure.save()
    agreement.full_clean()


def test_class_behind_a_history_is_made_once():
    assert type(Measure.history) is type(Measure.history)
