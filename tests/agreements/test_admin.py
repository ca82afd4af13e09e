"""Admin pages of people, organisations and agreements: what they refuse, and how they say it."""

import pytest

from bildung.agreements.models import Agreement, Organisation, Role, Unit, User
from tests.admin_pages import added, address, errors, send, shown
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    FocusTopicFactory,
    MeasureFactory,
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TWICE = "Name: Diese Angabe kommt doppelt vor."


@pytest.fixture
def person():
    return UserFactory(superuser=True)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


def test_every_inline_record_has_a_history_with_the_person(browser, person):
    organisation = MunicipalityFactory()
    send(browser, address(organisation), **added("units", 0, name="Jugendamt"))
    unit = organisation.units.get()
    assert [row.history_user for row in unit.history.all()] == [person]
    assert organisation.history.count() == 1


def test_new_inline_record_stands_last(browser):
    organisation = MunicipalityFactory()
    first = UnitFactory(organisation=organisation)
    send(browser, address(organisation), **added("units", 1, name="Jugendamt"))
    assert [unit.name for unit in organisation.units.all()] == [first.name, "Jugendamt"]


@pytest.mark.parametrize("new", [False, True], ids=["existing", "new"])
def test_same_unit_twice_on_one_page_is_refused(browser, new):
    organisation = MunicipalityFactory()
    url = address(Organisation, "add") if new else address(organisation)
    rows = added("units", 0, name="Jugendamt") | added("units", 1, name="Jugendamt")
    page = send(browser, url, name="Stadt Gotha", kind="municipality", **rows)
    assert TWICE in errors(page)
    assert not Unit.objects.exists()


def test_unit_named_like_a_stored_one_is_refused(browser):
    unit = UnitFactory()
    page = send(browser, address(unit.organisation), **added("units", 1, name=unit.name))
    assert TWICE in errors(page)
    page = send(
        browser,
        address(Unit, "add"),
        organisation=unit.organisation.pk,
        name=unit.name,
    )
    assert errors(page) == ["Diese Organisationseinheit gibt es schon."]


def test_unit_stays_with_its_organisation(browser):
    unit = UnitFactory()
    send(browser, address(unit), organisation=MunicipalityFactory().pk, name="Jugendamt")
    before = unit.organisation
    unit.refresh_from_db()
    assert (unit.organisation, unit.name) == (before, "Jugendamt")


@pytest.mark.parametrize("name", ["N\x00UL", "x" * 201, ""])
def test_unit_name_that_cannot_be_stored_is_refused(browser, name):
    organisation = MunicipalityFactory()
    page = send(browser, address(organisation), **added("units", 0, name=name, position=3))
    assert page.status_code == 200
    assert len(errors(page)) == 1


@pytest.mark.parametrize("position", ["-1", "9" * 30, "eins"])
def test_place_that_cannot_be_stored_is_refused(browser, position):
    unit = UnitFactory()
    page = send(browser, address(unit.organisation), **{"units-0-position": position})
    assert page.status_code == 200
    assert len(errors(page)) == 1


def test_organisation_in_an_agreement_is_not_deleted(browser):
    agreement = AgreementFactory()
    page = browser.post(address(agreement.agency, "delete"), {"post": "yes"})
    assert page.status_code in {200, 403}
    data = {"action": "delete_selected", "_selected_action": agreement.agency.pk, "post": "yes"}
    page = browser.post(address(Organisation, "changelist"), data)
    assert page.status_code in {200, 302}
    assert Organisation.objects.count() == 2


def test_unit_that_leads_a_measure_is_not_deleted_on_the_page_of_its_organisation(browser):
    measure = MeasureFactory()
    measure.lead_unit = UnitFactory(organisation=measure.agreement.municipality)
    measure.save()
    page = send(browser, address(measure.lead_unit.organisation), **{"units-0-DELETE": "on"})
    assert page.status_code == 200
    assert measure.text in errors(page)[0]
    assert Unit.objects.exists()


def test_organisation_does_not_leave_its_side_of_an_agreement(browser):
    agreement = AgreementFactory()
    page = send(browser, address(agreement.agency), kind="municipality")
    assert errors(page) == [
        "Die Art steht fest, solange es Zielvereinbarungen in dieser Rolle gibt."
    ]


def test_agreement_is_made_with_topics(browser, person):
    city, agency = MunicipalityFactory(), AgencyFactory()
    page = send(
        browser,
        address(Agreement, "add"),
        slug="gotha",
        municipality=city.pk,
        agency=agency.pk,
        **added("topics", 0, name="Migration-Bildung"),
    )
    assert page.status_code == 302
    agreement = Agreement.objects.get(slug="gotha")
    assert [topic.name for topic in agreement.topics.all()] == ["Migration-Bildung"]
    assert agreement.history.get().history_user == person


def test_agreement_with_a_slug_that_is_taken_is_refused(browser):
    first, second = AgreementFactory(), AgreementFactory()
    page = send(browser, address(second), slug=first.slug)
    assert errors(page) == [
        "Zielvereinbarung mit diesem Wert für das Feld Kürzel existiert bereits."
    ]
    page = send(browser, address(second), slug="mit leer zeichen")
    assert len(errors(page)) == 1


def test_agreement_of_two_municipalities_is_refused(browser):
    agreement = AgreementFactory()
    page = send(browser, address(agreement), agency=agreement.municipality.pk)
    assert page.status_code == 200
    assert len(errors(page)) == 1


def test_same_topic_twice_is_refused(browser):
    topic = FocusTopicFactory()
    page = send(browser, address(topic.agreement), **added("topics", 1, name=topic.name))
    assert "Bezeichnung: Diese Angabe kommt doppelt vor." in errors(page)


def test_names_swapped_on_one_page_are_refused_with_a_message(browser):
    agreement = AgreementFactory()
    first, second = (FocusTopicFactory(agreement=agreement) for _ in range(2))
    page = send(
        browser,
        address(agreement),
        **{"topics-0-name": second.name, "topics-1-name": first.name},
    )
    assert errors(page) == ["Diesen Schwerpunkt gibt es in der Vereinbarung schon."] * 2


def test_name_somebody_else_took_meanwhile_is_refused(browser):
    agreement = AgreementFactory()
    url = address(agreement)
    mine = shown(browser.get(url))
    FocusTopicFactory(agreement=agreement, name="Migration-Bildung")
    page = browser.post(url, mine | added("topics", 0, name="Migration-Bildung"))
    assert errors(page) == ["Diesen Schwerpunkt gibt es in der Vereinbarung schon."]


def test_record_somebody_else_deleted_meanwhile_is_refused(browser):
    topic = FocusTopicFactory()
    url = address(topic.agreement)
    mine = shown(browser.get(url))
    topic.delete()
    page = browser.post(url, mine | {"topics-0-name": "Neu"})
    assert page.status_code == 200
    assert len(errors(page)) == 1


def test_same_member_twice_is_refused(browser):
    membership = MembershipFactory()
    page = send(
        browser,
        address(membership.organisation),
        **added("memberships", 1, user=membership.user.pk, role="editing"),
    )
    assert "Person: Diese Angabe kommt doppelt vor." in errors(page)
    page = send(
        browser,
        address(membership.user),
        **added("memberships", 1, organisation=membership.organisation.pk, role="editing"),
    )
    assert "Organisation: Diese Angabe kommt doppelt vor." in errors(page)


def test_person_is_made_with_a_password_and_then_joins_an_organisation(browser):
    city = MunicipalityFactory()
    data = {"email": "Kim@Example.org", "password1": "sehr-geheim-7", "password2": "sehr-geheim-7"}
    page = send(browser, address(User, "add"), **data)
    assert page.status_code == 302
    user = User.objects.get(username="kim@example.org")
    assert user.email == "kim@example.org"
    assert user.check_password("sehr-geheim-7")
    joined = added("memberships", 0, organisation=city.pk, role=Role.LEADING.value)
    send(browser, address(user), **joined)
    membership = city.memberships.get()
    assert (membership.user, membership.role) == (user, Role.LEADING)


def test_password_of_a_person_is_set_anew_and_never_shown(browser):
    user = UserFactory()
    page = browser.get(address(user)).content.decode()
    assert "Ein Passwort ist gesetzt." in page
    assert user.password.split("$")[-1] not in page
    url = address(user).replace("/change/", "/password/")
    refused = browser.post(url, {"password1": "sehr-geheim-7", "password2": "anders"})
    assert list(refused.context["form"].errors) == ["password2"]
    assert list(browser.post(url, {"usable_password": "false"}).context["form"].errors) == [
        "password1",
        "password2",
    ]
    assert browser.post(url, dict.fromkeys(("password1", "password2"), "sehr-geheim-7")).url
    user.refresh_from_db()
    assert user.check_password("sehr-geheim-7")


def test_stale_page_is_refused_with_both_states_and_can_then_be_saved(browser):
    agreement = AgreementFactory(title="Zielvereinbarung")
    url = address(agreement)
    mine = browser.get(url)
    send(browser, url, title="Die Fassung der anderen")

    refused = browser.post(url, shown(mine) | {"title": "Meine Fassung"})
    assert errors(refused) == [
        "Zielvereinbarung: Dieser Eintrag wurde inzwischen geändert. Ihre Eingaben sind noch "
        "nicht gespeichert, damit nichts überschrieben wird. Wenn Sie noch einmal sichern, "
        "gelten Ihre Eingaben.",
        "Inzwischen gespeichert: Die Fassung der anderen",
    ]
    agreement.refresh_from_db()
    assert agreement.title == "Die Fassung der anderen"
    assert browser.post(url, shown(refused)).status_code == 302
    agreement.refresh_from_db()
    assert agreement.title == "Meine Fassung"


def test_people_are_set_inactive_and_never_deleted(browser):
    person = UserFactory()
    page = browser.get(f"/admin/agreements/user/{person.pk}/change/")
    assert "deletelink" not in page.content.decode()
    address = f"/admin/agreements/user/{person.pk}/delete/"
    assert browser.post(address, {"post": "yes"}).status_code == 403
    person.refresh_from_db()
