"""Who may do what in an agreement. The codes of every address stand in tests/access."""

import pytest
from django.urls import reverse

from bildung.agreements.access import (
    WORKING_RIGHTS,
    Right,
    agencies_to_begin_for,
    agreements_of,
    agreements_on,
    allowing,
    led_by,
    offers_to,
    rights_of,
    sides_of,
    templates_of,
)
from bildung.agreements.models import Agreement, Party, Phase, Role, User
from bildung.agreements.phases import Acceptance
from bildung.formats.files import PDF
from goals.models import Measure
from tests.factories import MembershipFactory, UserFactory
from tests.scene import make_scene, strangers

pytestmark = pytest.mark.django_db

TOO_LARGE = 10**30
CONFIRMATION = {"version": 1, "confirm": "1"}


@pytest.fixture
def scene(one_scene):
    return one_scene


def test_addresses_are_german_and_stable():
    assert [
        reverse("desk:agreement", args=["eisenach"]),
        *(reverse("desk:file", args=["eisenach", which, PDF]) for which in ("1", "2", "both")),
        reverse("goals:measure", args=[1]),
        reverse("goals:reports", args=[1]),
        reverse("milestones:reports", args=[1]),
        *(reverse(name) for name in ("login", "logout", "password_change")),
    ] == [
        "/vereinbarungen/eisenach/",
        "/vereinbarungen/eisenach/anlage-1.pdf",
        "/vereinbarungen/eisenach/anlage-2.pdf",
        "/vereinbarungen/eisenach/anlagen.pdf",
        "/massnahmen/1/bearbeiten/",
        "/massnahmen/1/sachstand/",
        "/abschnitte/1/sachstand/",
        "/anmelden/",
        "/abmelden/",
        "/passwort/",
    ]


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
    MembershipFactory(organisation=scene.agreement.agency, user=scene.city, role=Role.LEADING)
    scene.city.memberships.update(role=Role.LEADING)
    assert list(agreements_of(scene.city)) == [scene.agreement]
    assert sides_of(scene.city, scene.agreement) == set(Party)
    assert rights_of(scene.city, scene.agreement) == set(Right) - set(OF_PHASE) | {
        Right.ANSWER_OFFER,
        Right.FREEZE,
    }


NOTES = {Right.NOTE_ON_MEASURES, Right.NOTE_ON_STAGES, Right.FILE_PAPERS}
WORDING = {
    Right.EDIT_ANNEX_1,
    Right.EDIT_ANNEX_2,
    Right.EDIT_DUTIES_OF_MUNICIPALITY,
    Right.GIVE_REASONS,
}
# Rights of Leitung, with the only phases in which they are possible.
OF_PHASE = {
    Right.ANSWER_OFFER: {Phase.DRAFT},
    Right.FREEZE: {Phase.DRAFT, Phase.CONTINUING},
    Right.APPROVE: {Phase.SIGNING},
    Right.CARRY_ON: {Phase.IN_FORCE},
    Right.GIVE_UP: {Phase.CONTINUING},
    Right.END: {Phase.IN_FORCE},
}
EVERY_PHASE_OF_AGREEMENTS = [phase for phase in Phase if phase != Phase.TEMPLATE]
OF_CITY = {Right.EDIT_ANNEX_1, Right.EDIT_PERSONS, Right.REPORT_ON_MEASURES}
OF_AGENCY = {Right.EDIT_ANNEX_2, Right.REPORT_ON_STAGES}


@pytest.mark.parametrize("phase", EVERY_PHASE_OF_AGREEMENTS)
def test_rights_of_each_role_on_each_side_in_each_phase(scene, phase):
    Agreement.objects.update(phase=phase)
    scene.agreement.refresh_from_db()
    both = NOTES | {Right.EDIT_DUTIES_OF_MUNICIPALITY, Right.GIVE_REASONS}
    impossible = set() if phase in (Phase.DRAFT, Phase.CONTINUING) else set(WORDING)
    impossible |= set(WORKING_RIGHTS) if phase == Phase.ENDED else set()
    of_leading = {right for right, phases in OF_PHASE.items() if phase in phases} | {
        Right.WITHDRAW_SCAN
    }
    for person, own in ((scene.city, OF_CITY), (scene.agency, OF_AGENCY)):
        for role in Role:
            person.memberships.update(role=role)
            person = User.objects.get(pk=person.pk)  # roles are read once
            expected = {Right.SEE}
            expected |= own | both if role != Role.READING else set()
            expected |= of_leading if role == Role.LEADING else set()
            expected -= impossible | ({Right.ANSWER_OFFER} if person == scene.agency else set())
            assert rights_of(person, scene.agreement) == expected
            for right in Right:
                assert (scene.agreement in agreements_of(person, right)) == (right in expected)
            assert list(led_by(person)) == (
                [person.organisations.get()] if role == Role.LEADING else []
            )


DRAFTED = {
    Right.EDIT_ANNEX_2,
    Right.EDIT_DUTIES_OF_MUNICIPALITY,
    Right.NOTE_ON_MEASURES,
    Right.REPORT_ON_STAGES,
    Right.NOTE_ON_STAGES,
}


@pytest.mark.parametrize("acceptance", [Acceptance.OFFERED, Acceptance.DECLINED])
def test_what_is_offered_is_a_draft_of_the_agency(scene, acceptance):
    Agreement.objects.update(acceptance=acceptance)
    scene.agreement.refresh_from_db()
    is_offered = acceptance == Acceptance.OFFERED
    for person in (scene.city, scene.agency):
        for role in Role:
            person.memberships.update(role=role)
            person = User.objects.get(pk=person.pk)
            if person == scene.agency:
                expected = {Right.SEE} | (DRAFTED if role != Role.READING else set())
            else:
                answers = is_offered and role == Role.LEADING
                expected = {Right.SEE, Right.ANSWER_OFFER} if answers else set()
            assert rights_of(person, scene.agreement) == expected
            for right in Right:
                assert (scene.agreement in agreements_of(person, right)) == (right in expected)
            assert list(offers_to(person)) == (
                [scene.agreement] if Right.ANSWER_OFFER in expected else []
            )
            assert list(agreements_on(person, Party.MUNICIPALITY)) == []
            assert list(agreements_on(person, Party.AGENCY)) == (
                [scene.agreement] if person == scene.agency else []
            )


def test_template_is_the_agencys_and_holds_nothing_but_wording(scene):
    Agreement.objects.update(phase=Phase.TEMPLATE)
    scene.agreement.refresh_from_db()
    wording = WORDING - {Right.GIVE_REASONS}
    for person, written in ((scene.city, None), (scene.agency, wording)):
        for role in Role:
            person.memberships.update(role=role)
            person = User.objects.get(pk=person.pk)
            expected = set() if written is None else {Right.SEE}
            expected |= written or set() if role != Role.READING else set()
            assert rights_of(person, scene.agreement) == expected
            for right in Right:
                found = agreements_of(person, right, with_templates=True)
                assert (scene.agreement in found) == (right in expected)
                assert (scene.agreement in templates_of(person, right)) == (right in expected)
                assert scene.agreement not in agreements_of(person, right)
            assert [*agreements_on(person, Party.AGENCY)] == []


@pytest.mark.parametrize("phase", Phase)
def test_condition_on_records_selects_those_of_the_agreements(scene, phase):
    path, other = "objective__goal__agreement", make_scene().agreement
    Agreement.objects.update(phase=phase)
    both = UserFactory()
    MembershipFactory(organisation=scene.agreement.agency, user=both, role=Role.LEADING)
    MembershipFactory(organisation=other.municipality, user=both, role=Role.EDITING)
    for person in (scene.city, scene.agency, both, UserFactory()):
        for right in Right:
            for with_templates in (False, True):
                asked = {"right": right, "with_templates": with_templates}
                found = Measure.objects.filter(allowing(person, path=path, **asked))
                agreements = agreements_of(person, **asked)
                expected = Measure.objects.filter(**{f"{path}__in": agreements})
                assert sorted(found.values_list("pk")) == sorted(expected.values_list("pk"))


def test_agreements_begin_for_agencies_in_which_one_edits(scene):
    found = {}
    for person in (scene.city, scene.agency):
        for role in Role:
            person.memberships.update(role=role)
            person = User.objects.get(pk=person.pk)
            found[person, role] = list(agencies_to_begin_for(person))
    assert [key for key, agencies in found.items() if agencies] == [
        (scene.agency, Role.EDITING),
        (scene.agency, Role.LEADING),
    ]
    assert found[scene.agency, Role.EDITING] == [scene.agreement.agency]


def test_strangers_may_do_nothing(scene):
    for person in strangers().values():
        assert rights_of(person, scene.agreement) == frozenset()
        assert scene.agreement not in agreements_of(person)


def test_membership_that_ended_ends_access(client, scene):
    client.force_login(scene.city)
    scene.city.memberships.all().delete()
    assert client.get(scene.page).url == f"/anmelden/?next={scene.page}"
    scene.city.refresh_from_db()
    client.force_login(scene.city)
    assert client.get(scene.page).status_code == 404
