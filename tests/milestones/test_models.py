"""What milestones, stages and duties must hold."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bildung.agreements.models import Party
from tests.factories import DutyFactory, MilestoneFactory, StageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]


def refused(record):
    with pytest.raises(ValidationError) as caught:
        record.full_clean()
    return caught.value.message_dict


def assert_database_refuses(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_milestone_title_exists_once_in_its_agreement():
    milestone = MilestoneFactory()
    MilestoneFactory(title=milestone.title).full_clean()  # in another one
    second = MilestoneFactory.build(
        agreement=milestone.agreement, title=milestone.title, position=1
    )
    assert refused(second) == {"__all__": ["Diesen Meilenstein gibt es in der Vereinbarung schon."]}
    assert_database_refuses(second.save)


def test_milestones_and_stages_stand_in_the_order_of_their_places():
    first = MilestoneFactory()
    second = MilestoneFactory(agreement=first.agreement)
    before = MilestoneFactory(agreement=first.agreement, position=0)
    assert list(first.agreement.milestones.all()) == [before, first, second]
    stages = [StageFactory(milestone=first) for _ in range(2)]
    assert [stage.position for stage in first.stages.all()] == [1, 2]
    assert list(first.stages.all()) == stages


def test_stage_status_has_to_be_known():
    stage = StageFactory()
    stage.status = "maybe"
    assert list(refused(stage)) == ["status"]
    assert_database_refuses(stage.save)


def test_stage_does_not_end_before_it_starts():
    stage = StageFactory(timeframe_wording="nach Absprache")
    stage.starts_on, stage.ends_on = date(2016, 3, 1), date(2016, 2, 1)
    assert refused(stage) == {"__all__": ["Das Ende liegt vor dem Beginn."]}
    assert_database_refuses(stage.save)


def test_stage_is_overdue_until_it_is_finished():
    stage = StageFactory(timeframe_wording="Juni 2015")
    assert [stage.is_overdue(date(2015, 6, 30)), stage.is_overdue(date(2015, 7, 1))] == [
        False,
        True,
    ]
    stage.status = "dropped"
    assert stage.is_overdue(date(2015, 7, 1)) is False


def test_stage_is_named_by_purpose_time_frame_or_place():
    milestone = MilestoneFactory.build(title="Diskurs")
    names = [
        str(StageFactory.build(milestone=milestone, position=2, **fields))
        for fields in (
            {"purpose": "Rückspiegelung"},
            {"purpose": "", "timeframe_wording": "5-6/2016"},
            {"purpose": "", "timeframe_wording": ""},
        )
    ]
    assert names == ["Diskurs: Rückspiegelung", "Diskurs: 5-6/2016", "Diskurs: 2"]


def test_duty_belongs_to_a_side_of_the_agreement():
    duty = DutyFactory()
    assert duty.party in Party.values
    duty.party = "ministry"
    assert list(refused(duty)) == ["party"]
    assert_database_refuses(duty.save)
