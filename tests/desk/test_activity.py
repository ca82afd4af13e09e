"""When either side was last active, as the table of an agency tells it."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from bildung.agreements.acts import Act
from bildung.agreements.models import Party
from bildung.desk.activity import activity_of
from tests.budget import MANY
from tests.factories import MeasureFactory, MembershipFactory, UserFactory
from tests.goals.test_views import data_of, url_of
from tests.scene import make_scene

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

NOW = timezone.now()


@pytest.fixture
def scene(one_scene):
    """An agreement in which nobody has done anything."""
    return one_scene


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def write(client, scene, person, days):
    """Let `person` have changed the measure so many days ago."""
    client.force_login(person)
    scene.measure.refresh_from_db()
    known = set(Act.objects.values_list("pk", flat=True))
    data = data_of(scene.measure, partners=f"Amt {days}")
    assert client.post(url_of(scene.measure), data).status_code == 302
    Act.objects.exclude(pk__in=known).update(at=days_ago(days))


def active(scene):
    """Return how many days ago somebody of each side was active, None for never."""
    found = activity_of([scene.agreement])
    ages = {key: (NOW - when).days for key, when in found.items()}
    return tuple(ages.get((scene.agreement.pk, side)) for side in Party)


def test_nobody_was_active_where_nobody_did_anything(scene):
    assert Act.objects.filter(agreement=scene.agreement).exists()  # the system's
    assert active(scene) == (None, None)


def test_newest_act_of_each_side_counts(client, scene):
    colleague = MembershipFactory(organisation=scene.agreement.municipality).user
    write(client, scene, scene.city, 9)
    write(client, scene, colleague, 5)
    assert active(scene) == (5, None)
    Act.objects.filter(at=days_ago(9)).update(side="agency")
    assert active(scene) == (5, 9)


def test_act_counts_for_the_side_its_author_was_on_whatever_became_of_them(client, scene):
    membership = scene.city.memberships.get()
    write(client, scene, scene.city, 9)
    membership.delete()
    MembershipFactory(user=scene.city, organisation=scene.agreement.agency)
    assert active(scene) == (9, None)
    scene.city.delete()
    assert active(scene) == (9, None)


def test_who_belongs_to_both_sides_counts_for_both(client, scene):
    MembershipFactory(user=scene.city, organisation=scene.agreement.agency)
    write(client, scene, scene.city, 9)
    assert active(scene) == (9, 9)
    MembershipFactory(user=(other := UserFactory()), organisation=scene.agreement.municipality)
    write(client, scene, other, 5)
    assert active(scene) == (5, 9)


def test_each_agreement_has_its_own_and_any_number_takes_one_query(
    client, scene, django_assert_num_queries
):
    scenes = [scene, *(make_scene(agency=scene.agreement.agency) for _ in range(MANY // 10))]
    for days, each in enumerate(scenes[1:], start=1):
        write(client, each, each.city, days)
    MeasureFactory(objective=scene.measure.objective)
    with django_assert_num_queries(1):
        found = activity_of([each.agreement for each in scenes])
    assert found == {
        (each.agreement.pk, Party.MUNICIPALITY): days_ago(days)
        for days, each in enumerate(scenes[1:], start=1)
    }
