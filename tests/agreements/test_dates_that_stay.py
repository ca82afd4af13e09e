"""What was stored keeps its dates, however well the software reads its wording by now."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

import goals.annex
import goals.writing
import milestones.annex
import milestones.writing
from bildung.agreements.models import Agreement, Phase
from bildung.agreements.reporting import report
from bildung.exchange.archive.packing import pack
from bildung.exchange.archive.unpacking import unpack
from bildung.history.kinds import ALL
from bildung.history.restoring import restore_deleted
from goals.models import Measure
from milestones.models import Stage
from tests.admin_pages import address, send
from tests.factories import MeasureFactory, StageFactory, UserFactory
from tests.goals.test_views import save

pytestmark = pytest.mark.django_db

# As an earlier version read it; today it is October alone.
WORDING = "Okt-2015"
THEN = (date(2015, 10, 1), date(2015, 12, 31))
TODAY = (date(2015, 10, 1), date(2015, 10, 31))
KINDS = {kind.model: kind for kind in ALL}
MODELS = (Measure, Stage)


@pytest.fixture
def scene(one_scene):
    read_by_an_earlier_version()
    return one_scene


def read_by_an_earlier_version(wording=WORDING, dates=THEN):
    for model in MODELS:
        model.objects.update(timeframe_wording=wording, starts_on=dates[0], ends_on=dates[1])
        model.history.update(timeframe_wording=wording, starts_on=dates[0], ends_on=dates[1])


def lock(scene):
    Agreement.objects.filter(pk=scene.agreement.pk).update(phase=Phase.IN_FORCE)


def dates(model=Measure):
    return model.objects.values_list("starts_on", "ends_on").get()


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("is_locked", [False, True])
def test_status_of_an_agreement_changes_no_date(scene, model, is_locked):
    if is_locked:
        lock(scene)
    report(model.objects.get(), "in_progress", "Es geht voran.", scene.city, date(2016, 1, 1))
    assert model.objects.get().status == "in_progress"
    assert dates(model) == THEN


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize(
    "fields", [None, {"timeframe_wording"}, {"timeframe_wording", "starts_on"}, {"status"}]
)
@pytest.mark.dialect
def test_saving_writes_the_dates_that_were_stored(scene, model, fields):
    for record in (
        model.objects.get(),
        model.objects.only("pk").get(),
        model.objects.defer("ends_on").get(),
    ):
        record.save(update_fields=fields)
        record.refresh_from_db()
        record.full_clean()
        record.save()
        assert dates(model) == THEN


@pytest.mark.parametrize("wording", ["Okt\u00ad-2015", "Okt-2015 ", "Okt-\u200b2015"])
def test_what_nobody_sees_is_no_new_wording(scene, wording):
    measure = Measure.objects.get()
    measure.timeframe_wording = wording
    measure.save()
    assert dates() == THEN


def test_new_wording_is_read(scene):
    measure = Measure.objects.get()
    measure.timeframe_wording = "Okt - 2015"
    measure.save()
    assert dates() == TODAY


def test_moving_changes_no_date(scene):
    measure, stage = Measure.objects.get(), Stage.objects.get()
    other = MeasureFactory(objective=measure.objective)
    below = StageFactory(milestone__agreement=scene.agreement)
    read_by_an_earlier_version()
    assert measure.move(1)
    assert measure.move_to(MeasureFactory(objective__goal__agreement=scene.agreement).objective)
    stage.move_to(below.milestone, below)
    measure.refresh_from_db()
    stage.refresh_from_db()
    assert (measure.starts_on, measure.ends_on) == (stage.starts_on, stage.ends_on) == THEN
    assert Measure.objects.get(pk=other.pk).ends_on == THEN[1]


@pytest.mark.parametrize("sent", ["", "31.12.2015"])
def test_form_keeps_them_whether_it_sends_them_back_or_not(client, scene, sent):
    client.force_login(scene.city)
    starts_on = sent and "01.10.2015"
    response = save(client, scene.measure, partners="Schulamt", starts_on=starts_on, ends_on=sent)
    assert response.status_code == 302
    assert Measure.objects.get().partners == "Schulamt"
    assert dates() == THEN


def test_form_says_what_is_read_today_and_takes_it(client, scene):
    client.force_login(scene.city)
    page = client.get(f"/massnahmen/{scene.measure.pk}/bearbeiten/")
    assert page.context["form"]["ends_on"].value() == THEN[1]
    assert (
        "„Okt-2015“ wird heute anders gelesen als beim Speichern: Oktober 2015, 1 Monat. "
        "Soll so gerechnet werden, tragen Sie es bitte als Beginn und Ende ein. "
        "Gerechnet wird mit Oktober 2015 bis Dezember 2015, 3 Monate."
    ) in page.content.decode()
    save(client, scene.measure, starts_on="01.10.2015", ends_on="31.10.2015")
    assert dates() == TODAY


def test_admin_changes_no_date(client, scene):
    client.force_login(UserFactory(superuser=True))
    assert send(client, address(scene.measure), partners="Schulamt").status_code == 302
    assert dates() == THEN


def test_table_with_the_same_wording_changes_no_date(scene):
    for annex, writing in ((goals.annex, goals.writing), (milestones.annex, milestones.writing)):
        table = annex.build(scene.agreement)
        said = table.columns.index(next(c for c in table.columns if c.key == "timeframe"))
        other = [each for each in range(len(table.columns)) if each != said][-1]
        cells = list(table.rows[0].cells)
        cells[other] = cells[0]
        writing.write(
            scene.agreement,
            replace(table, rows=(replace(table.rows[0], cells=tuple(cells)),)),
            "Import",
        )
    assert dates() == dates(Stage) == THEN


@pytest.mark.parametrize("model", MODELS)
def test_what_was_deleted_comes_back_with_them(scene, model):
    model.objects.get().delete()
    restore_deleted(KINDS[model], model.history.get(history_type="-"))
    assert dates(model) == THEN


def test_earlier_wording_comes_back_with_the_dates_it_had(client, scene):
    client.force_login(scene.city)
    first = Measure.objects.get().history.first()
    save(client, scene.measure, timeframe_wording="3/2016")
    version = Measure.objects.get().version
    url = reverse("desk:restore", args=["eisenach", "massnahme", first.history_id])
    response = client.post(url, {"version": version, "part": "wortlaut"})
    assert response.status_code == 302
    assert (Measure.objects.get().timeframe_wording, *dates()) == (WORDING, *THEN)


def test_archive_brings_them_along(scene):
    moved = unpack(pack(scene.agreement), "umgezogen")
    measure = Measure.objects.get(objective__goal__agreement=moved)
    assert (measure.starts_on, measure.ends_on) == THEN


@pytest.mark.dialect
def test_upgrade_changes_no_date(scene):
    call_command("migrate", verbosity=0)
    call_command("begin_history", verbosity=0)
    for model in MODELS:
        for record in model.objects.all():
            record.save()
        assert dates(model) == THEN


@pytest.mark.parametrize(
    ("wording", "what"),
    [
        ("im ersten Quartal 2016", None),
        ("laufend", "laufend"),
        ("unbefristet", "laufend"),
        ("", ""),
    ],
)
def test_without_dates_only_what_needs_none_is_read(scene, wording, what):
    read_by_an_earlier_version(wording, (None, None))
    measure = Measure.objects.get()
    measure.save()
    assert dates() == (None, None)
    assert (None if measure.timeframe is None else measure.timeframe.canonical()) == what
    found = Measure.objects.running(date(2016, 1, 1), date(2016, 12, 31))
    assert found.exists() == (what == "laufend")
