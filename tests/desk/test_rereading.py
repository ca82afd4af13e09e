"""manage.py reread_timeframes: what is read otherwise today is told, and changed where asked."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from bildung.agreements.models import Agreement, Phase
from bildung.desk.history.reading import NOBODY
from bildung.editions.models import Edition
from goals.models import Measure
from milestones.models import Stage
from tests.desk.test_history import age
from tests.editions.scene import in_force, make_parties
from tests.factories import FocusTopicFactory, MeasureFactory
from tests.goals.test_views import data_of, url_of
from tests.scene import make_scene

pytestmark = pytest.mark.django_db

WORDING = "Okt-2015"
THEN = (date(2015, 10, 1), date(2015, 12, 31))
TODAY = (date(2015, 10, 1), date(2015, 10, 31))


def read_by_an_earlier_version(wording=WORDING, dates=THEN):
    for model in (Measure, Stage):
        for stored in (model.objects, model.history):
            stored.update(timeframe_wording=wording, starts_on=dates[0], ends_on=dates[1])


def lock(agreement):
    Agreement.objects.filter(pk=agreement.pk).update(phase=Phase.IN_FORCE)


def run(*args):
    output = StringIO()
    call_command("reread_timeframes", *args, stdout=output)
    return output.getvalue().splitlines()


def dates(record):
    return type(record).objects.values_list("starts_on", "ends_on").get(pk=record.pk)


@pytest.fixture
def scene(one_scene):
    read_by_an_earlier_version()
    return one_scene


def lines(scene):
    return [
        f"  {record.row_key} „Okt-2015“: 10/2015–12/2015 -> 10/2015"
        for record in (scene.measure, scene.stage)
    ]


def test_list_names_each_and_changes_nothing(scene):
    assert run() == ["eisenach: 2 would be read otherwise", *lines(scene)]
    assert dates(scene.measure) == dates(scene.stage) == THEN
    assert scene.measure.history.count() == 1


@pytest.mark.dialect
def test_applied_dates_are_changed_once_and_versions_rise(scene):
    before = Measure.objects.get().version, Stage.objects.get().version
    assert run("--apply") == ["eisenach: 2 read anew", *lines(scene)]
    assert dates(scene.measure) == dates(scene.stage) == TODAY
    after = Measure.objects.get().version, Stage.objects.get().version
    assert after == tuple(version + 1 for version in before)
    assert run("--apply") == ["No time frame would be read otherwise."]
    assert scene.measure.history.count() == 2


def test_history_tells_it_as_one_act_with_its_reason(client, scene):
    age(scene)
    run("--apply")
    client.force_login(scene.city)
    page = client.get(reverse("desk:history", args=["eisenach"]))
    act = page.context["page"].history.days[0].acts[0]
    told = [field.sentence for change in act.changes for field in change.what]
    assert (act.origin, act.who) == ("Zeitrahmen neu gelesen", NOBODY)
    assert told == ["System hat das Ende von „31.12.2015“ auf „31.10.2015“ geändert."] * 2
    assert "Zeitrahmen neu gelesen" in page.content.decode()


def test_topics_stay_in_the_history(scene):
    scene.measure.topics.add(FocusTopicFactory(agreement=scene.agreement))
    run("--apply")
    assert scene.measure.history.first().topics.count() == 1


def test_page_from_before_is_stale(client, scene):
    client.force_login(scene.city)
    data = data_of(Measure.objects.get(), partners="Schulamt")
    run("--apply")
    response = client.post(url_of(scene.measure), data)
    assert response.context["form"].stale
    assert dates(scene.measure) == TODAY


@pytest.mark.dialect
def test_locked_agreement_is_changed_only_when_named(scene):
    lock(scene.agreement)
    told = "eisenach: 2 would be read otherwise; locked, changed only when named"
    assert run()[0] == run("--apply")[0] == told
    assert dates(scene.measure) == THEN
    assert run("--apply", "eisenach")[0] == "eisenach: 2 read anew"
    assert dates(scene.measure) == dates(scene.stage) == TODAY


def test_only_what_is_named_is_changed(scene):
    other = make_scene(slug="gotha")
    read_by_an_earlier_version()
    assert run("--apply", "gotha")[0] == "gotha: 2 read anew"
    assert (dates(scene.measure), dates(other.measure)) == (THEN, TODAY)


def test_agreement_there_is_not_is_named(scene):
    with pytest.raises(CommandError, match="No such agreement: gotha"):
        run("gotha", "eisenach")


@pytest.mark.parametrize("wording", ["nach Absprache", "unbefristet", "SJ 15/16", "Okt 15"])
def test_dates_entered_beside_a_wording_that_says_none_stay(scene, wording):
    read_by_an_earlier_version(wording)
    assert run("--apply") == ["No time frame would be read otherwise."]
    assert dates(scene.measure) == THEN


def test_wording_that_could_not_be_read_gets_its_dates(scene):
    read_by_an_earlier_version("im ersten Quartal 2016", (None, None))
    MeasureFactory(objective=scene.measure.objective, timeframe_wording="3/2016")
    assert run("--apply")[1:] == [
        f"  {record.row_key} „im ersten Quartal 2016“: no dates -> 1/2016–3/2016"
        for record in (scene.measure, scene.stage)
    ]
    assert dates(scene.measure) == (date(2016, 1, 1), date(2016, 3, 31))


@pytest.mark.dialect
def test_edition_stays_as_it_is(monkeypatch):
    monkeypatch.setattr("bildung.editions.printing.print_edition", lambda edition: b"%PDF-%%EOF")
    parties = make_parties()
    read_by_an_earlier_version()
    in_force(parties)
    before = Edition.objects.values().get()
    run("--apply", parties.agreement.slug)
    assert dates(parties.measure) == TODAY
    assert Edition.objects.values().get() == before
