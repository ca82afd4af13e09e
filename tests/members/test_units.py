"""The offices of an organisation: added, renamed, ordered and deleted by those who lead it."""

import pytest
from django.db import connection
from django.urls import reverse

from bildung.agreements.models import Role, Unit
from tests.budget import MANY
from tests.factories import MeasureFactory, MembershipFactory, MunicipalityFactory, UnitFactory
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

NEVER = 10**9


@pytest.fixture
def leading():
    return MembershipFactory(role=Role.LEADING)


@pytest.fixture
def organisation(leading):
    return leading.organisation


@pytest.fixture
def browser(client, leading):
    client.force_login(leading.user)
    return client


@pytest.fixture
def unit(organisation):
    return UnitFactory(organisation=organisation, name="Jugendamt")


def url(name, *args):
    return reverse(f"members:{name}", args=args)


def names(organisation):
    return list(organisation.units.values_list("name", flat=True))


def said(client, address):
    return [str(message) for message in client.get(address).context["messages"]]


def addresses(unit):
    page = f"/organisationen/{unit.organisation_id}/einheiten/"
    return {
        page: ("get", "post"),
        f"{page}{unit.pk}/": ("get", "post"),
        f"{page}{unit.pk}/verschieben/": ("post",),
        f"{page}{unit.pk}/loeschen/": ("get", "post"),
    }


def test_addresses_are_german_and_stable(unit):
    assert list(addresses(unit)) == [
        url("units", unit.organisation_id),
        url("rename_unit", unit.organisation_id, unit.pk),
        url("move_unit", unit.organisation_id, unit.pk),
        url("delete_unit", unit.organisation_id, unit.pk),
    ]


@pytest.mark.parametrize("role", [Role.READING, Role.EDITING, None])
def test_to_all_others_they_are_nonexistent_byte_for_byte(client, organisation, unit, role):
    membership = (
        MembershipFactory(organisation=organisation, role=role)
        if role
        else MembershipFactory(role=Role.LEADING)
    )
    client.force_login(membership.user)
    for address, methods in addresses(unit).items():
        for method in methods:
            missing = address.replace(f"nen/{organisation.pk}/", f"nen/{NEVER}/", 1)
            data = {"name": "Anders", "was": "Jugendamt", "richtung": "hoch"}
            found, nowhere = (getattr(client, method)(each, data) for each in (address, missing))
            assert (address, found.status_code, nowhere.status_code) == (address, 404, 404)
            assert found.content == nowhere.content
    assert names(organisation) == ["Jugendamt"]


def test_anonymous_is_sent_to_login(client, unit):
    for address in addresses(unit):
        for method in ("get", "post"):
            unsent = "&unsent=1" if method == "post" else ""
            assert getattr(client, method)(address).url == f"/anmelden/?next={address}{unsent}"


def test_units_of_others_are_nonexistent(browser, organisation):
    foreign = UnitFactory()
    for name in ("rename_unit", "move_unit", "delete_unit"):
        address = url(name, organisation.pk, foreign.pk)
        data = {"name": "Anders", "was": foreign.name, "richtung": "hoch"}
        assert browser.post(address, data).status_code == 404
    assert names(foreign.organisation) == [foreign.name]


def test_unit_is_added_at_the_end_with_author(browser, leading, organisation, unit):
    response = browser.post(url("units", organisation.pk), {"name": "  Stabsstelle   Bildung "})
    added = organisation.units.last()
    assert response.url == f"{url('units', organisation.pk)}#einheit-{added.pk}"
    assert said(browser, response.url) == ["„Stabsstelle Bildung“ ist hinzugefügt."]
    assert names(organisation) == ["Jugendamt", "Stabsstelle Bildung"]
    history = added.history.get()
    assert (history.history_user, history.history_change_reason) == (leading.user, "Browser")


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "jugendAMT", "Amt\x1b"])
def test_name_that_cannot_be_is_refused(browser, organisation, unit, name):
    response = browser.post(url("units", organisation.pk), {"name": name})
    assert (response.status_code, list(response.context["page"].form.errors)) == (200, ["name"])
    assert names(organisation) == ["Jugendamt"]


def test_same_name_in_another_organisation_is_fine(browser, organisation, unit):
    UnitFactory(name="Schulamt")
    assert browser.post(url("units", organisation.pk), {"name": "Schulamt"}).status_code == 302


def test_post_changes_nothing_but_the_name(browser, organisation, unit):
    other = MunicipalityFactory()
    data = {"name": "Schulamt", "was": "Jugendamt", "organisation": other.pk, "position": 99}
    browser.post(url("rename_unit", organisation.pk, unit.pk), data)
    stored = Unit.objects.get(pk=unit.pk)
    assert (stored.name, stored.organisation, stored.position) == (
        "Schulamt",
        organisation,
        unit.position,
    )


def test_unit_is_renamed_with_author(browser, leading, organisation, unit):
    address = url("rename_unit", organisation.pk, unit.pk)
    response = browser.post(address, {"name": "Amt für Jugend", "was": "Jugendamt"})
    assert said(browser, response.url) == ["„Jugendamt“ heißt jetzt „Amt für Jugend“."]
    assert unit.history.first().history_user == leading.user


def test_same_name_writes_nothing(browser, organisation, unit):
    address = url("rename_unit", organisation.pk, unit.pk)
    response = browser.post(address, {"name": "Jugendamt", "was": "Jugendamt"})
    assert said(browser, response.url) == ["Es gab nichts zu speichern: Alles ist, wie es war."]
    assert unit.history.count() == 1


@pytest.mark.parametrize("was", ["Jugendamt", None])
def test_name_that_somebody_else_changed_meanwhile_is_kept_until_asked_again(
    browser, organisation, unit, was
):
    unit.name = "Amt für Jugend"
    unit.save()
    address = url("rename_unit", organisation.pk, unit.pk)
    response = browser.post(address, {"name": "Schulamt"} | ({"was": was} if was else {}))
    assert response.status_code == 409
    form = response.context["form"]
    assert form.non_field_errors() == [
        "Dieser Name wurde inzwischen geändert. Gespeichert ist: „Amt für Jugend“. "
        "Wenn Sie noch einmal speichern, gilt Ihre Eingabe."
    ]
    assert names(organisation) == ["Amt für Jugend"]
    again = {"name": form["name"].value(), "was": form["was"].value()}
    assert browser.post(address, again).status_code == 302
    assert names(organisation) == ["Schulamt"]


@pytest.fixture
def three(organisation):
    return [UnitFactory(organisation=organisation, name=name) for name in "ABC"]


@pytest.mark.parametrize(
    ("index", "direction", "expected"),
    [
        (0, "runter", "BAC"),
        (1, "runter", "ACB"),
        (2, "hoch", "ACB"),
        (1, "hoch", "BAC"),
        (0, "hoch", "ABC"),
        (2, "runter", "ABC"),
    ],
)
@pytest.mark.parametrize("same_place", [False, True])
def test_unit_moves_by_one_place(
    browser, organisation, three, index, direction, expected, same_place
):
    if same_place:
        organisation.units.update(position=1)
    unit = three[index]
    response = browser.post(url("move_unit", organisation.pk, unit.pk), {"richtung": direction})
    assert response.url.endswith(f"#einheit-{unit.pk}")
    assert "".join(names(organisation)) == expected


def test_a_unit_moves_whose_name_is_another_one_spelled_otherwise(browser, organisation, three):
    with connection.cursor() as cursor:  # as the migration leaves the second of two such names
        told = ["A\u00ad", three[1].pk]
        cursor.execute("UPDATE agreements_unit SET name = %s WHERE id = %s", told)
    address = url("move_unit", organisation.pk, three[1].pk)
    assert browser.post(address, {"richtung": "runter"}).status_code == 302
    assert names(organisation) == ["A", "C", "A\u00ad"]


def test_moving_writes_only_what_moves(browser, leading, organisation, three):
    browser.post(url("move_unit", organisation.pk, three[2].pk), {"richtung": "hoch"})
    assert [unit.history.count() for unit in three] == [1, 2, 1]
    assert three[1].history.first().history_user == leading.user


@pytest.mark.parametrize("direction", ["", "seitwärts", None])
def test_direction_that_is_none_is_refused(browser, organisation, three, direction):
    data = {"richtung": direction} if direction is not None else {}
    assert browser.post(url("move_unit", organisation.pk, three[0].pk), data).status_code == 400
    assert names(organisation) == ["A", "B", "C"]


def test_unit_is_deleted_after_a_question(browser, leading, organisation, unit):
    address = url("delete_unit", organisation.pk, unit.pk)
    assert browser.get(address).status_code == 200
    assert names(organisation) == ["Jugendamt"]
    response = browser.post(address)
    assert said(browser, response.url) == ["„Jugendamt“ ist gelöscht."]
    latest = Unit.history.filter(id=unit.pk).first()
    assert (latest.history_type, latest.history_user) == ("-", leading.user)
    assert browser.post(address).status_code == 404


@pytest.mark.parametrize(("count", "words"), [(1, "1 Maßnahme federführend"), (2, "2 Maßnahmen")])
def test_unit_that_leads_measures_is_not_deleted(browser, organisation, unit, count, words):
    scene = make_scene(municipality=organisation)
    MeasureFactory.create_batch(count, objective__goal__agreement=scene.agreement, lead_unit=unit)
    address = url("delete_unit", organisation.pk, unit.pk)
    for response, code in ((browser.get(address), 200), (browser.post(address), 409)):
        assert response.status_code == code
        assert words in " ".join(response.content.decode().split())
        assert '<form method="post">' not in response.content.decode()
    assert names(organisation) == ["Jugendamt"]


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_page_takes_five_queries(browser, organisation, count, django_assert_num_queries):
    UnitFactory.create_batch(count, organisation=organisation)
    MeasureFactory(lead_unit=organisation.units.first())
    with django_assert_num_queries(5):  # session, person, roles, organisation, offices
        page = browser.get(url("units", organisation.pk)).context["page"]
    assert [unit.name for unit in page.units] == [unit.name for unit in organisation.units.all()]
    assert [len(page.units), page.units[0].led_measures] == [count, 1]


@pytest.mark.parametrize("count", [3, MANY])
def test_moving_asks_as_often_however_many_there_are(
    browser, organisation, count, django_assert_num_queries
):
    units = UnitFactory.create_batch(count, organisation=organisation)
    with django_assert_num_queries(15):
        browser.post(url("move_unit", organisation.pk, units[-1].pk), {"richtung": "hoch"})
