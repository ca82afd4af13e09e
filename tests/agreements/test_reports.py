"""Sachstände are added and never changed; the act of reporting is one or nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from bildung.agreements.reporting import confirm, report
from bildung.agreements.reports import AppendOnlyError
from goals.models import MeasureReport
from milestones.models import StageReport
from tests.factories import (
    MeasureFactory,
    MeasureReportFactory,
    StageFactory,
    StageReportFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

TODAY = date(2026, 10, 12)
FACTORIES = (MeasureReportFactory, StageReportFactory)


@pytest.fixture(params=[MeasureFactory, StageFactory], ids=["measure", "stage"])
def record(request):
    return request.param()


@pytest.fixture(params=FACTORIES, ids=["measure", "stage"])
def written(request):
    return request.param(text="Wie es war")


@pytest.fixture
def author():
    return UserFactory(first_name="Petra", last_name="Probe")


def tries(written):
    """Every way of Django's to change or delete what is stored, or to write past the act."""
    model = type(written)
    about = getattr(written, written.about)
    known = {"pk": written.pk}
    return {
        "save": lambda: written.save(),
        "save of some fields": lambda: written.save(update_fields=["text"]),
        "delete": lambda: written.delete(),
        "update": lambda: model.objects.update(text="anders"),
        "update to an expression": lambda: model.objects.update(text=F("author_name")),
        "update of author and text": lambda: model.objects.update(author=None, text="anders"),
        "filtered update": lambda: model.objects.filter(**known).update(status="done"),
        "delete of all": lambda: model.objects.all().delete(),
        "bulk_update": lambda: model.objects.bulk_update([written], ["text"]),
        "bulk_create": lambda: model.objects.bulk_create([written], ignore_conflicts=True),
        "update_or_create": lambda: model.objects.update_or_create({"text": "anders"}, **known),
        "related update": lambda: about.reports.update(text="anders"),
        "related delete": lambda: about.reports.all().delete(),
        "related add": lambda: about.reports.add(written),
        "base manager": lambda: model._base_manager.all().delete(),
    }


WAYS = (
    "save",
    "save of some fields",
    "delete",
    "update",
    "update to an expression",
    "update of author and text",
    "filtered update",
    "delete of all",
    "bulk_update",
    "bulk_create",
    "update_or_create",
    "related update",
    "related delete",
    "related add",
    "base manager",
)


@pytest.mark.parametrize("name", WAYS)
def test_nothing_changes_or_deletes_a_report(written, name):
    before = type(written).objects.values().get()
    written.text = "anders"
    with pytest.raises(AppendOnlyError):
        tries(written)[name]()
    assert set(tries(written)) == set(WAYS)
    assert type(written).objects.values().get() == before


def test_a_new_report_does_not_take_the_key_of_another(written):
    about = {written.about: getattr(written, written.about)}
    fake = type(written)(
        pk=written.pk, status="done", reported_on=TODAY, author=written.author, **about
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        fake.save()
    assert type(written).objects.get().text == "Wie es war"


def test_report_goes_with_its_record_into_the_history(written):
    getattr(written, written.about).delete()
    assert type(written).objects.count() == 0
    gone = type(written).history.first()
    assert (gone.history_type, gone.text) == ("-", "Wie es war")


def test_name_of_the_author_outlives_the_account(written):
    name = str(written.author)
    written.author.delete()
    stored = type(written).objects.get()
    assert (stored.author, stored.author_name, stored.text) == (None, name, "Wie es war")


@pytest.mark.parametrize("factory", FACTORIES)
@pytest.mark.parametrize(
    "values",
    [{"status": "lost"}, {"status": "postponed", "text": ""}, {"status": "dropped", "text": "  "}],
    ids=str,
)
def test_database_refuses_what_is_no_report(factory, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        factory(**values)


def test_report_sets_the_status_and_tells_both_histories(record, author):
    written = report(record, "done", " Unterzeichnet. ", author, TODAY)
    record.refresh_from_db()
    assert (record.status, record.version) == ("done", 2)
    assert record.reports.get() == written
    assert (written.status, written.text, written.reported_on) == ("done", "Unterzeichnet.", TODAY)
    assert (written.author, written.author_name) == (author, "Petra Probe")
    reasons = [thing.history.first().history_change_reason for thing in (record, written)]
    assert reasons == ["Browser", "Browser"]
    assert str(written) == "12.10.2026, abgeschlossen, Petra Probe"


def test_report_keeps_the_time_frame_and_the_rest(record, author):
    before = type(record).objects.filter(pk=record.pk).values().get()
    report(record, "done", "", author, TODAY)
    after = type(record).objects.filter(pk=record.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"status", "version"}


def test_text_without_a_new_status_leaves_the_measure_unsaved(author):
    measure = MeasureFactory()
    report(measure, "open", "Noch nichts", author, TODAY)
    assert (measure.history.count(), measure.reports.count()) == (1, 1)


def test_note_of_a_stage_is_the_text_of_the_report_that_set_it(author):
    stage = StageFactory(note="Alt")
    report(stage, "in_progress", "Entwurf liegt vor", author, TODAY)
    confirm(stage, author, TODAY)
    stage.refresh_from_db()
    assert (stage.note, stage.version) == ("Entwurf liegt vor", 2)
    assert [row.note for row in stage.history.all()] == ["Entwurf liegt vor", "Alt"]


@pytest.mark.parametrize("status", ["postponed", "dropped"])
def test_missing_reason_writes_nothing(record, author, status):
    with pytest.raises(ValidationError, match="Bitte nennen Sie den Grund"):
        report(record, status, " \n", author, TODAY)
    record.refresh_from_db()
    assert (record.status, record.reports.count(), record.history.count()) == ("open", 0, 1)


def test_unknown_status_and_gone_record_are_refused(record, author):
    with pytest.raises(ValueError, match="lost"):
        report(record, "lost", "", author, TODAY)
    type(record).objects.all().delete()
    with pytest.raises(type(record).DoesNotExist):
        report(record, "done", "", author, TODAY)


def test_failure_half_way_writes_nothing(record, author, monkeypatch):
    monkeypatch.setattr(type(record), "save", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        report(record, "done", "", author, TODAY)
    assert (MeasureReport.objects.count(), StageReport.objects.count()) == (0, 0)
    assert MeasureReport.history.count() + StageReport.history.count() == 0


@pytest.mark.parametrize("status", ["open", "postponed"])
def test_confirmation_reports_the_stored_status(record, author, status):
    type(record).objects.filter(pk=record.pk).update(status=status)
    written = confirm(record, author, TODAY)
    assert (written.status, written.text) == (status, "Unverändert bestätigt.")
    assert record.history.count() == 1
