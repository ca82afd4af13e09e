"""Who gets what from which address: the whole matrix, and foreign = nonexistent."""

import pytest
from django.urls import reverse

from bildung.agreements.access import Act, acts_of, agreements_of, led_by, sides_of
from bildung.agreements.models import Party, Role
from bildung.formats import pdf
from tests.factories import MembershipFactory
from tests.scene import make_scene, strangers

pytestmark = pytest.mark.django_db

NEVER = 10**9
TOO_LARGE = 10**30
CONFIRMATION = {"version": 1, "confirm": "1"}


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    monkeypatch.setattr(pdf, "render", lambda document: b"%PDF")


@pytest.fixture
def scene():
    return make_scene(slug="eisenach")


def addresses(scene):
    """Each address that belongs to an agreement, with the codes for city and agency."""
    page = reverse("desk:agreement", args=["eisenach"])
    return {
        page: (200, 200),
        **{reverse("desk:print", args=["eisenach", which]): (200, 200) for which in ("1", "2")},
        reverse("desk:print", args=["eisenach", "both"]): (200, 200),
        reverse("goals:measure", args=[scene.measure.pk]): (200, 404),
        reverse("goals:reports", args=[scene.measure.pk]): (200, 200),
        reverse("milestones:reports", args=[scene.stage.pk]): (200, 200),
        reverse("desk:history", args=["eisenach"]): (200, 200),
        reverse("desk:measure_history", args=[scene.measure.pk]): (200, 200),
        reverse("desk:stage_history", args=[scene.stage.pk]): (200, 200),
    }


def test_addresses_are_german_and_stable(scene):
    assert [url.replace(f"/{scene.measure.pk}/", "/1/") for url in addresses(scene)][:6] == [
        "/vereinbarungen/eisenach/",
        "/vereinbarungen/eisenach/anlage-1.pdf",
        "/vereinbarungen/eisenach/anlage-2.pdf",
        "/vereinbarungen/eisenach/anlagen.pdf",
        "/massnahmen/1/bearbeiten/",
        "/massnahmen/1/sachstand/",
    ]
    assert reverse("milestones:reports", args=[1]) == "/abschnitte/1/sachstand/"
    assert [reverse(name) for name in ("login", "logout", "password_change")] == [
        "/anmelden/",
        "/abmelden/",
        "/passwort/",
    ]


@pytest.mark.parametrize("method", ["get", "head"])
def test_each_party_reads_its_own(client, scene, method):
    for index, person in enumerate((scene.city, scene.agency)):
        client.force_login(person)
        codes = {url: getattr(client, method)(url).status_code for url in addresses(scene)}
        assert codes == {url: expected[index] for url, expected in addresses(scene).items()}


@pytest.mark.parametrize("method", ["get", "post"])
def test_anonymous_is_sent_to_login(client, scene, method):
    for url in (*addresses(scene), "/", "/passwort/"):
        response = getattr(client, method)(url)
        assert (response.status_code, response.url) == (302, f"/anmelden/?next={url}")


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_foreign_is_nonexistent_byte_for_byte(client, scene, method):
    missing = {
        "/vereinbarungen/eisenach/": "/vereinbarungen/gibt-es-nicht/",
        f"/massnahmen/{scene.measure.pk}/bearbeiten/": f"/massnahmen/{NEVER}/bearbeiten/",
        f"/massnahmen/{scene.measure.pk}/sachstand/": f"/massnahmen/{NEVER}/sachstand/",
        f"/abschnitte/{scene.stage.pk}/sachstand/": f"/abschnitte/{NEVER}/sachstand/",
        "/vereinbarungen/eisenach/verlauf/": "/vereinbarungen/gibt-es-nicht/verlauf/",
        f"/massnahmen/{scene.measure.pk}/verlauf/": f"/massnahmen/{NEVER}/verlauf/",
        f"/abschnitte/{scene.stage.pk}/verlauf/": f"/abschnitte/{NEVER}/verlauf/",
    }
    for print_url in ("anlage-1", "anlage-2", "anlagen"):
        foreign = f"/vereinbarungen/eisenach/{print_url}.pdf"
        missing[foreign] = f"/vereinbarungen/gibt-es-nicht/{print_url}.pdf"
    for person in strangers().values():
        client.force_login(person)
        for foreign, nonexistent in missing.items():
            answers = [getattr(client, method)(url) for url in (foreign, nonexistent)]
            seen, expected = ((a.status_code, a.content, a.headers.items()) for a in answers)
            assert seen[:2] == expected[:2]
            assert list(seen[2]) == list(expected[2])
            # Addresses that only show something refuse a POST before they look for anything.
            only_shown = method == "post" and (
                foreign.startswith("/vereinbarungen/") or foreign.endswith("/verlauf/")
            )
            assert seen[0] == (405 if only_shown else 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_are_refused_alike(client, scene, method):
    client.force_login(scene.city)
    urls = (*addresses(scene), f"/massnahmen/{NEVER}/bearbeiten/")
    assert {getattr(client, method)(url).status_code for url in urls} == {405}


def test_post_changes_nothing_across_the_line(client, scene):
    edit, report_measure, report_stage = (
        reverse("goals:measure", args=[scene.measure.pk]),
        reverse("goals:reports", args=[scene.measure.pk]),
        reverse("milestones:reports", args=[scene.stage.pk]),
    )
    reader = MembershipFactory(organisation=scene.agreement.municipality, role=Role.READING).user
    for person in (reader, *strangers().values()):
        client.force_login(person)
        for data in ({"text": "anders", "status": "done", "version": 1}, CONFIRMATION):
            for url in (edit, report_measure, report_stage):
                assert client.post(url, data).status_code == 404
    for person, url in ((scene.agency, edit), (scene.agency, report_measure)):
        client.force_login(person)
        assert client.post(url, CONFIRMATION).status_code == 404
    client.force_login(scene.city)
    assert client.post(report_stage, CONFIRMATION).status_code == 404
    scene.measure.refresh_from_db()
    scene.stage.refresh_from_db()
    assert (scene.measure.version, scene.stage.version, scene.stage.status) == (1, 1, "open")
    assert scene.measure.reports.count() + scene.stage.reports.count() == 0


def test_number_beyond_the_database_is_not_found(client, scene):
    client.force_login(scene.city)
    assert client.get(f"/massnahmen/{TOO_LARGE}/bearbeiten/").status_code == 404


def test_agreement_of_a_person_on_both_sides_is_listed_once(scene):
    MembershipFactory(organisation=scene.agreement.agency, user=scene.city)
    assert list(agreements_of(scene.city)) == [scene.agreement]
    assert sides_of(scene.city, scene.agreement) == set(Party)
    assert acts_of(scene.city, scene.agreement) == set(Act)


def test_acts_of_each_role_on_each_side(scene):
    annex_1 = {Act.EDIT_ANNEX_1, Act.REPORT_ON_MEASURES}
    annex_2 = {Act.EDIT_ANNEX_2, Act.REPORT_ON_STAGES}
    both = {Act.NOTE_ON_MEASURES, Act.NOTE_ON_STAGES, Act.EDIT_DUTIES_OF_MUNICIPALITY}
    for person, own in ((scene.city, annex_1), (scene.agency, annex_2)):
        for role in Role:
            person.memberships.update(role=role)
            expected = {Act.SEE} if role == Role.READING else {Act.SEE} | own | both
            assert acts_of(person, scene.agreement) == expected
            for act in Act:
                assert (scene.agreement in agreements_of(person, act)) == (act in expected)
            assert list(led_by(person)) == (
                [person.organisations.get()] if role == Role.LEADING else []
            )


def test_strangers_may_do_nothing(scene):
    for person in strangers().values():
        assert acts_of(person, scene.agreement) == frozenset()
        assert scene.agreement not in agreements_of(person)


def test_membership_that_ended_ends_access(client, scene):
    client.force_login(scene.city)
    scene.city.memberships.all().delete()
    assert client.get(scene.page).url == f"/anmelden/?next={scene.page}"
    scene.city.refresh_from_db()
    client.force_login(scene.city)
    assert client.get(scene.page).status_code == 404
