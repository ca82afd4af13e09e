"""The timeline's page: what it shows, to whom, at what cost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.budget import MANY
from tests.factories import (
    AgreementFactory,
    GoalFactory,
    MeasureFactory,
    MembershipFactory,
    ObjectiveFactory,
    StageFactory,
    StageReportFactory,
    UnitFactory,
)
from tests.scene import make_scene, strangers

from .pages import DAY, PRINT, URL, bars, key, page_of, rows, same

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# Numbers of queries: with more than a page of measures, no stages are read for the first.
@pytest.mark.parametrize(("count", "expected"), [(1, 10), (3, 10), (MANY, 9)])
def test_page_takes_as_many_queries_with_any_number_of_records(
    client, monkeypatch, count, expected
):
    monkeypatch.setattr("bildung.desk.timeline.views.PER_PAGE", 25)
    agency = make_scene().agreement.agency
    for number in range(count):
        if number < 20:
            agreement = AgreementFactory(agency=agency)
        unit = UnitFactory(organisation=agreement.municipality)
        MeasureFactory(objective__goal__agreement=agreement, lead_unit=unit)
        StageFactory(milestone__agreement=agreement)
    client.force_login(MembershipFactory(organisation=agency).user)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(URL).status_code == 200
    assert len(captured) == expected


def test_page_shows_own_records_and_nothing_of_others(client, scene):
    foreign = make_scene(title="Geheimvertrag")
    for person in (scene.city, scene.agency):
        client.force_login(person)
        text = client.get(URL).content.decode()
        for secret in ("Geheim", foreign.measure.text, foreign.stage.purpose):
            assert secret not in text
        page = page_of(client, person)
        assert rows(page) == bars(page) == [key(scene.measure), key(scene.stage)]


def test_strangers_see_an_empty_timeline_of_another_agreement(client, scene):
    for name, person in strangers().items():
        client.force_login(person)
        foreign = client.get(f"{URL}?agreement={scene.agreement.slug}")
        nowhere = client.get(f"{URL}?agreement=nirgendwo")
        assert (name, foreign.status_code) == (name, 200)
        assert same(foreign).replace(scene.agreement.slug, "nirgendwo") == same(nowhere)
        assert scene.measure.text not in foreign.content.decode()


def test_anonymous_visitors_log_in_first_and_nobody_posts(client, scene):
    for url in (URL, PRINT):
        assert client.get(url).url.startswith("/anmelden/")
    client.force_login(scene.city)
    assert [client.post(url).status_code for url in (URL, PRINT)] == [405, 405]


def test_agreement_page_leads_to_its_own_timeline(client, scene):
    client.force_login(scene.city)
    assert f'href="{URL}?agreement=eisenach"' in client.get(scene.page).content.decode()


def test_filters_are_those_of_both_lists(client, scene):
    late = MeasureFactory(objective=scene.measure.objective, text="Bildungsbericht", status="done")
    assert rows(page_of(client, scene.city, f"{URL}?text=bildungsbericht")) == [key(late)]
    assert rows(page_of(client, scene.city, f"{URL}?status=open")) == [
        key(scene.measure),
        key(scene.stage),
    ]
    assert rows(page_of(client, scene.city, f"{URL}?overdue=yes")) == [key(scene.measure)]
    assert rows(page_of(client, scene.city, f"{URL}?start=01.01.2020")) == [key(scene.stage)]
    [status] = [each for each in page_of(client, scene.city).filters.quick if each.name == "status"]
    assert [choice.count for choice in status.groups[0].choices] == [2, 0, 1, 0, 0]


def test_what_is_due_soon_or_long_silent_is_of_both_kinds(client, scene):
    soon = {"timeframe_wording": "1/2026-12/2026"}
    measure = MeasureFactory(objective=scene.measure.objective, **soon)
    stage = StageFactory(milestone=scene.stage.milestone, **soon)
    StageReportFactory(stage=scene.stage, reported_on=DAY)
    page = page_of(client, scene.city, f"{URL}?overdue=soon&filter=alle")
    assert rows(page) == [key(measure), key(stage)]
    [silent] = [field for field in page.filters.more if field.name == "silent"]
    assert [choice.count for group in silent.groups for choice in group.choices] == [2]
    assert rows(page_of(client, scene.city, f"{URL}?silent=yes")) == [
        key(scene.measure),
        key(measure),
        key(stage),
    ]


def test_filter_that_one_kind_alone_has_leaves_out_the_other_and_says_so(client, scene):
    goal, milestone = scene.measure.objective.goal, scene.stage.milestone
    by_goal = page_of(client, scene.city, f"{URL}?goal={goal.pk}")
    assert (rows(by_goal), by_goal.total) == ([key(scene.measure)], 1)
    assert by_goal.notices == (
        "Nach „Ziel“ lassen sich nur Maßnahmen filtern. Meilensteine fehlen hier.",
    )
    by_milestone = page_of(client, scene.city, f"{URL}?milestone={milestone.pk}")
    assert rows(by_milestone) == [key(scene.stage)]
    both = page_of(client, scene.city, f"{URL}?goal={goal.pk}&milestone={milestone.pk}")
    assert (rows(both), len(both.chips)) == ([], 2)
    assert [chip.remove_url for chip in both.chips] == [
        f"{URL}?milestone={milestone.pk}",
        f"{URL}?goal={goal.pk}",
    ]


def test_address_is_canonical(client, scene):
    client.force_login(scene.city)
    response = client.get(f"{URL}?text=&status=open&page=1&scale=month&other=x")
    assert response.url == f"{URL}?status=open&scale=month"
    assert client.get(f"{PRINT}?text=&format=a3").url == f"{PRINT}?format=a3"


def test_scale_is_chosen_in_the_address(client, scene):
    default = page_of(client, scene.city)
    assert [choice.label for choice in default.scales if choice.is_current] == ["Jahre"]
    months = page_of(client, scene.city, f"{URL}?scale=month&status=open")
    assert [choice.url for choice in months.scales] == [
        f"{URL}?status=open&scale={scale}" for scale in ("month", "quarter", "year")
    ]
    assert len(months.picture.units) == 12 * 12
    wrong = page_of(client, scene.city, f"{URL}?scale=week")
    assert wrong.notices == ("Diese Skala gibt es nicht. Gezeigt wird die passende.",)


def test_what_has_no_place_in_time_is_told_below_the_picture(client, scene):
    vague = MeasureFactory(objective=scene.measure.objective, timeframe_wording="nach Absprache")
    without = StageFactory(milestone=scene.stage.milestone, timeframe_wording="")
    page = page_of(client, scene.city)
    assert [item.key for item in page.unplaced] == [key(vague), key(without)]
    assert bars(page) == [key(scene.measure), key(scene.stage)]
    text = client.get(URL).content.decode()
    assert "„nach Absprache“, nicht auswertbar" in text
    assert "ohne Zeitrahmen" in text


def test_period_filtered_by_is_the_window(client, scene):
    page = page_of(client, scene.city, f"{URL}?start=01.01.2016&end=31.12.2016")
    assert [mark.label for mark in page.picture.years] == ["2016"]
    assert page.notices == ("Der heutige Tag liegt rechts außerhalb des Bildes.",)


def test_extreme_dates_make_no_giant_picture(client, scene):
    for start, end in (((1900, 1, 1), (1900, 2, 1)), ((2999, 1, 1), (2999, 2, 1))):
        MeasureFactory(
            objective=scene.measure.objective,
            timeframe_wording="nach Absprache",
            starts_on=date(*start),
            ends_on=date(*end),
        )
    page = page_of(client, scene.city, f"{URL}?scale=month")
    assert (page.picture.width, len(bars(page))) == (30 * 12 * 32, 4)
    assert page.notices[0].startswith("Das Bild reicht nur von 2016 bis 2045:")


def test_2000_records_are_paged(client, scene):
    goal = GoalFactory(agreement=scene.agreement)
    objective = ObjectiveFactory(goal=goal)
    for number in range(250):
        MeasureFactory(objective=objective, position=number)
    first = page_of(client, scene.city)
    assert (first.total, first.pager.first, first.pager.last, len(bars(first))) == (
        252,
        1,
        100,
        100,
    )
    last = page_of(client, scene.city, f"{URL}?page=3")
    assert (last.pager.first, last.pager.last, rows(last)[-1]) == (201, 252, key(scene.stage))
    assert [link.url for link in last.pager.links] == [URL, f"{URL}?page=2", f"{URL}?page=3"]
    beyond = page_of(client, scene.city, f"{URL}?page=9")
    assert (beyond.pager.number, beyond.notices) == (
        3,
        ("Diese Seite gibt es nicht. Gezeigt wird Seite 3.",),
    )


def test_empty_timeline_says_so(client):
    scene = AgreementFactory()
    client.force_login(MembershipFactory(organisation=scene.municipality).user)
    text = client.get(URL).content.decode()
    assert "Es gibt noch keine Maßnahmen und keine Abschnitte." in text
    assert "<svg class" not in text


def test_texts_are_escaped(client, scene):
    scene.measure.text = "<b>&\"'</b>"
    scene.measure.save()
    client.force_login(scene.city)
    text = client.get(URL).content.decode()
    assert "&lt;b&gt;&amp;&quot;" in text and "<b>&" not in text
    assert client.get(PRINT).status_code == 200


# On paper
