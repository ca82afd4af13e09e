"""When either side was last active, as the table of an agency tells it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bildung.agreements.models import Membership, Party
from bildung.desk.activity import activity_of
from tests.factories import (
    AgreementFactory,
    FocusTopicFactory,
    MeasureFactory,
    MeasureReportFactory,
    MembershipFactory,
    StageReportFactory,
    StepFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

NOW = timezone.now()


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def write(record, person, days):
    """Let `person` have changed `record` so many days ago."""
    record.save()
    sign(record, person, days)


def sign(record, person, days):
    """Let `person` have written the newest of what the history tells of `record`."""
    row = record.history.first()
    row.history_user, row.history_date = person, days_ago(days)
    row.save()


def join(person, organisation, days) -> Membership:
    membership = MembershipFactory(user=person, organisation=organisation)
    membership.history.update(history_date=days_ago(days))
    return membership


def leave(membership, days):
    pk = membership.pk
    membership.delete()
    Membership.history.filter(id=pk, history_type="-").update(history_date=days_ago(days))


@pytest.fixture
def scene(one_scene):
    """An agreement whose people are members since a year, and have written nothing."""
    Membership.history.update(history_date=days_ago(365))
    return one_scene


def active(scene):
    """Return how many days ago somebody of each side was active, None for never."""
    found = activity_of([scene.agreement])
    ages = {key: (NOW - when).days for key, when in found.items()}
    return tuple(ages.get((scene.agreement.pk, side)) for side in Party)


def test_nobody_was_active_where_nothing_was_written(scene):
    assert active(scene) == (None, None)


def test_newest_change_of_each_side_counts(scene):
    colleague = join(UserFactory(), scene.agreement.municipality, 300)
    write(scene.measure, scene.city, 9)
    write(scene.stage, colleague.user, 5)
    write(scene.measure.objective, scene.agency, 7)
    write(scene.measure, UserFactory(superuser=True), 1)
    assert active(scene) == (5, 7)


def test_change_of_a_member_counts_after_the_member_was_removed(scene):
    write(scene.measure, scene.city, 9)
    leave(scene.city.memberships.get(), 3)
    assert active(scene) == (9, None)


def test_who_changed_sides_counts_for_each_at_its_time(scene):
    write(scene.measure, scene.city, 9)
    leave(scene.city.memberships.get(), 6)
    join(scene.city, scene.agreement.agency, 4)
    assert active(scene) == (9, None)
    write(scene.stage, scene.city, 2)
    assert active(scene) == (9, 2)


def test_what_a_former_member_changes_counts_for_nobody(scene):
    write(scene.measure, scene.city, 9)
    leave(scene.city.memberships.get(), 6)
    write(scene.measure, scene.city, 2)
    assert active(scene) == (9, None)


def test_who_left_and_came_back_counts_but_for_the_time_between(scene):
    write(scene.measure, scene.city, 9)
    leave(scene.city.memberships.get(), 8)
    write(scene.stage, scene.city, 7)
    again = join(scene.city, scene.agreement.municipality, 6)
    assert active(scene) == (9, None)
    write(scene.measure, scene.city, 5)
    assert active(scene) == (5, None)
    leave(again, 4)
    write(scene.measure, scene.city, 3)
    assert active(scene) == (5, None)


def test_who_belonged_to_both_sides_at_once_counts_for_both(scene):
    both = join(scene.city, scene.agreement.agency, 300)
    write(scene.measure, scene.city, 9)
    assert active(scene) == (9, 9)
    leave(both, 5)
    leave(scene.city.memberships.get(), 4)
    write(scene.measure, scene.city, 2)
    assert active(scene) == (9, 9)


def test_change_of_role_ends_nothing(scene):
    membership = scene.city.memberships.get()
    write(scene.measure, scene.city, 9)
    membership.role = "leading"
    membership.save()
    assert active(scene) == (9, None)


def test_who_moved_to_another_municipality_counts_where_they_were(scene):
    other = AgreementFactory(agency=scene.agreement.agency)
    write(scene.measure, scene.city, 9)
    leave(scene.city.memberships.get(), 6)
    join(scene.city, other.municipality, 5)
    there = MeasureFactory(objective__goal__agreement=other)
    write(there, scene.city, 4)
    write(scene.measure, scene.city, 3)
    found = activity_of([scene.agreement, other])
    assert found == {
        (scene.agreement.pk, Party.MUNICIPALITY): days_ago(9),
        (other.pk, Party.MUNICIPALITY): days_ago(4),
    }


def test_first_membership_reaches_back_to_what_came_before_it(scene):
    """As what an archive brings: it is older than the memberships here."""
    write(scene.measure, scene.city, 900)
    join(scene.city, scene.agreement.agency, 100)
    assert active(scene) == (900, None)


def test_membership_whose_history_begins_with_its_end_counts_until_then(scene):
    membership = scene.city.memberships.get()
    membership.history.all().delete()
    write(scene.measure, scene.city, 9)
    leave(membership, 5)
    write(scene.stage, scene.city, 2)
    assert active(scene) == (9, None)


@pytest.mark.parametrize(
    "make",
    [
        lambda scene: FocusTopicFactory(agreement=scene.agreement),
        lambda scene: scene.measure.objective.goal,
        lambda scene: scene.measure.objective,
        lambda scene: scene.measure,
        lambda scene: StepFactory(measure=scene.measure),
        lambda scene: MeasureReportFactory(measure=scene.measure),
        lambda scene: scene.stage.milestone,
        lambda scene: scene.stage,
        lambda scene: scene.stage.duties.first(),
        lambda scene: StageReportFactory(stage=scene.stage),
    ],
)
def test_change_of_every_kind_of_record_counts(scene, make):
    sign(make(scene), scene.city, 9)
    assert active(scene) == (9, None)


@pytest.mark.parametrize(("count", "expected"), [(0, 2), (1, 3), (30, 3)])
def test_activity_takes_as_many_queries_with_any_number_of_people_who_left(scene, count, expected):
    for _ in range(count):
        membership = join(UserFactory(), scene.agreement.municipality, 300)
        write(scene.measure, membership.user, 9)
        leave(membership, 5)
        write(scene.measure, membership.user, 2)
    with CaptureQueriesContext(connection) as captured:
        found = active(scene)
    assert found == ((9, None) if count else (None, None))
    assert len(captured) == expected
