"""What is due soon or long without a Sachstand: as a condition, and as choices of both lists."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from bildung.agreements.records import due_soon, silent
from bildung.formats import json
from bildung.vocabulary.status import Status
from tests.agreements.test_lists import LISTS, counts, page_of
from tests.factories import (
    MeasureFactory,
    MeasureReportFactory,
    StageFactory,
    StageReportFactory,
)
from tests.scene import make_scene

pytestmark = pytest.mark.django_db


def make(factory, status, **dates):
    return factory(timeframe_wording="unklar", status=status.value, **dates)


@pytest.mark.parametrize("factory", [MeasureFactory, StageFactory])
def test_due_soon_selects_what_ends_within_sixty_days(factory):
    today, sixtieth_day = date(2026, 3, 31), date(2026, 5, 30)
    cases = [
        (Status.OPEN, today, True),
        (Status.IN_PROGRESS, date(2026, 4, 30), True),
        (Status.POSTPONED, sixtieth_day, True),
        (Status.OPEN, date(2026, 3, 30), False),
        (Status.OPEN, date(2026, 5, 31), False),
        (Status.OPEN, None, False),
        (Status.DONE, today, False),
        (Status.DROPPED, sixtieth_day, False),
    ]
    made = {make(factory, status, ends_on=day).pk: is_soon for status, day, is_soon in cases}
    found = factory._meta.model.objects.filter(due_soon(today)).values_list("pk", flat=True)
    assert sorted(found) == [pk for pk, is_soon in made.items() if is_soon]


@pytest.mark.parametrize(
    ("factory", "report"),
    [(MeasureFactory, MeasureReportFactory), (StageFactory, StageReportFactory)],
)
def test_silent_selects_what_goes_on_without_a_report_of_ninety_days(factory, report):
    today = date(2026, 3, 31)
    long_ago, recently = date(2025, 12, 31), date(2026, 1, 1)
    cases = [
        (Status.OPEN, None, (), True),
        (Status.IN_PROGRESS, today, (), True),
        (Status.POSTPONED, date(2015, 1, 1), (long_ago,), True),
        (Status.OPEN, today, (recently,), False),
        (Status.OPEN, None, (recently, long_ago), False),
        (Status.OPEN, date(2026, 4, 1), (), False),
        (Status.DONE, today, (), False),
        (Status.DROPPED, None, (long_ago,), False),
    ]
    model, expected = factory._meta.model, set()
    for status, begins, reports, is_silent in cases:
        record = make(factory, status, starts_on=begins)
        for day in reports:
            report(reported_on=day, **{report._meta.model.about: record})
        if is_silent:
            expected.add(record.pk)
    found = model.objects.filter(silent(model, today)).values_list("pk", flat=True)
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize("url", LISTS)
def test_deadlines_and_silence_are_chosen_and_counted(client, url):
    today, scene = localdate(), make_scene()
    scene.measure.delete()
    scene.stage.delete()
    for days, reported in ((-1, 90), (0, 89), (60, None), (61, 1)):
        dates = {"timeframe_wording": "unklar", "ends_on": today + timedelta(days=days)}
        measure = MeasureFactory(objective__goal__agreement=scene.agreement, **dates)
        stage = StageFactory(milestone__agreement=scene.agreement, **dates)
        if reported is not None:
            day = today - timedelta(days=reported)
            MeasureReportFactory(measure=measure, reported_on=day)
            StageReportFactory(stage=stage, reported_on=day)
    page = page_of(client, scene.city, f"{url}?filter=alle")
    assert counts(page, "overdue") == {"überfällig": 1, "in den nächsten 60 Tagen fällig": 2}
    assert counts(page, "silent") == {"seit 90 Tagen keiner": 2}
    soon = page_of(client, scene.city, f"{url}?overdue=soon&filter=alle")
    assert (soon.total, counts(soon, "overdue")) == (2, counts(page, "overdue"))
    assert counts(soon, "silent") == {"seit 90 Tagen keiner": 1}
    for query, total in {
        "overdue=yes": 1,
        "overdue=yes&overdue=soon": 3,
        "silent=yes": 2,
        "overdue=soon&silent=yes": 1,
    }.items():
        page = page_of(client, scene.city, f"{url}?{query}")
        kept = json.parse(client.get(f"{url[:-1]}.json?{query}").content)
        assert (query, page.total) == (query, total)
        assert [row.key for row in kept.tables[0].rows] == [line.key for line in page.lines]
    assert [f"{chip.label}: {chip.value}" for chip in page.chips] == [
        "Frist: in den nächsten 60 Tagen fällig",
        "Sachstand: seit 90 Tagen keiner",
    ]
