"""Admin pages of Anlage 2: titles, time frames, duties, stale pages."""

import pytest

from milestones.models import Milestone, Stage
from tests.admin_pages import added, address, errors, send, shown
from tests.factories import (
    AgreementFactory,
    DutyFactory,
    MilestoneFactory,
    StageFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory(superuser=True)


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


def test_milestone_titled_like_another_one_is_refused(browser):
    first = MilestoneFactory()
    second = MilestoneFactory(agreement=first.agreement)
    message = ["Diesen Meilenstein gibt es in der Vereinbarung schon."]
    assert errors(send(browser, address(second), title=first.title)) == message
    data = {"agreement": first.agreement.pk, "title": first.title}
    assert errors(send(browser, address(Milestone, "add"), **data)) == message


def test_milestone_stays_in_its_agreement(browser):
    milestone = MilestoneFactory()
    send(browser, address(milestone), agreement=AgreementFactory().pk, title="Diskurs")
    stored = Milestone.objects.get()
    assert (stored.agreement, stored.title) == (milestone.agreement, "Diskurs")


def test_stages_are_added_below_a_milestone_with_the_person_in_their_history(browser, person):
    stage = StageFactory()
    fields = {"purpose": "Abschluss", "timeframe_wording": "10/2016", "status": "open"}
    page = send(browser, address(stage.milestone), **added("stages", 1, **fields))
    assert page.status_code == 302
    new = stage.milestone.stages.last()
    assert (new.purpose, new.timeframe.canonical(), new.position) == ("Abschluss", "10/2016", 2)
    assert [row.history_user for row in new.history.all()] == [person]
    assert stage.history.count() == 1


def test_slip_is_refused_below_a_milestone_and_kept_with_dates_on_the_page_of_the_stage(browser):
    stage = StageFactory()
    page = send(
        browser, address(stage.milestone), **{"stages-0-timeframe_wording": "9/2015-272016"}
    )
    assert errors(page)[0].endswith("Gemeint ist vielleicht „9/2015-2/2016“.")
    fields = {"timeframe_wording": "9/2015-272016", "starts_on": "01.09.2015"}
    assert send(browser, address(stage), **fields).status_code == 302
    stage.refresh_from_db()
    assert stage.timeframe.canonical() == "ab 9/2015"


def test_end_before_start_is_refused(browser):
    stage = StageFactory(timeframe_wording="nach Absprache")
    page = send(browser, address(stage), starts_on="01.03.2016", ends_on="29.02.2016")
    assert errors(page) == ["Das Ende liegt vor dem Beginn."]


def test_status_is_set_from_the_list_of_known_ones(browser):
    stage = StageFactory()
    assert len(errors(send(browser, address(stage), status="maybe"))) == 1
    assert send(browser, address(stage), status="done").status_code == 302
    assert Stage.objects.get().status == "done"


def test_duty_belongs_to_one_of_the_two_sides(browser):
    duty = DutyFactory()
    row = {"party": "agency", "text": "Moderation"}
    assert len(errors(send(browser, address(duty.stage), **{"duties-0-party": "third"}))) == 1
    assert send(browser, address(duty.stage), **added("duties", 1, **row)).status_code == 302
    assert [other.party for other in duty.stage.duties.all()] == ["municipality", "agency"]


@pytest.mark.parametrize("text", ["N\x00UL", ""])
def test_duty_that_cannot_be_stored_is_refused(browser, text):
    duty = DutyFactory()
    assert len(errors(send(browser, address(duty.stage), **{"duties-0-text": text}))) == 1


def test_stage_moves_within_its_agreement_only(browser):
    stage, foreign = StageFactory(), MilestoneFactory()
    sibling = MilestoneFactory(agreement=stage.agreement)
    assert len(errors(send(browser, address(stage), milestone=foreign.pk))) == 1
    assert send(browser, address(stage), milestone=sibling.pk).status_code == 302
    assert Stage.objects.get().milestone == sibling


def test_stale_page_is_refused_with_what_is_stored_by_now(browser):
    stage = StageFactory()
    mine = shown(browser.get(address(stage)))
    send(browser, address(stage), status="done")
    page = browser.post(address(stage), mine | {"note": "Gespräch geführt"})
    assert errors(page)[1:] == [
        "Inzwischen gespeichert: abgeschlossen",
        "Inzwischen gespeichert: (leer)",
    ]
    stage.refresh_from_db()
    assert (stage.status, stage.note) == ("done", "")
