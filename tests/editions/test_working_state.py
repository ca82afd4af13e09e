"""The Arbeitsstand: what is agreed, and how the work stood on a day."""

from datetime import date, datetime, timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from bildung.agreements.reporting import report
from bildung.editions import working_state
from bildung.editions.carry_on import begin
from bildung.editions.end import end
from bildung.vocabulary.status import Status
from goals.models import Measure
from tests.budget import MANY
from tests.factories import MeasureFactory, UnitFactory
from tests.scene import strangers
from tests.unguarded import unguarded

from .scene import LABEL, in_force
from .test_pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

PAGE = "/vereinbarungen/eisenach/fassungen/arbeitsstand/"


def at(day: date):
    """Let what is written be written on `day`, at noon."""
    now = timezone.make_aware(datetime(day.year, day.month, day.day, 12))
    return mock.patch("django.utils.timezone.now", lambda: now)


def write(parties, status, text, on):
    measure = Measure.objects.get(pk=parties.measure.pk)
    report(measure, status, text, parties.city, on)


def row(parties, day, key):
    edition = working_state.edition_on(parties.agreement, day)
    document = working_state.document_on(parties.agreement, edition, day)
    for table in document.tables:
        for each in table.rows:
            if each.key == key:
                return {
                    column.key: " ".join(cell.words)
                    for column, cell in zip(table.columns, each.cells, strict=True)
                    if cell is not None
                }
    return None


@pytest.fixture
def worked(parties):
    """An edition in force for ten days, with a Sachstand five days ago and one today."""
    today = localdate()
    with at(today - timedelta(days=10)):
        unit = UnitFactory(organisation=parties.agreement.municipality, name="Jugendamt")
        parties.measure.lead_unit = unit
        parties.measure.save()
        in_force(parties)
        # The default of a field is the real clock.
        with unguarded(), connection.cursor() as cursor:
            cursor.execute("UPDATE editions_approval SET at = %s", [timezone.now()])
    with at(today - timedelta(days=5)):
        write(parties, Status.IN_PROGRESS, "Gespräche laufen.", today - timedelta(days=5))
    unit.name = "Amt für Bildung"
    unit.save()
    write(parties, Status.DONE, "Fertig.", today)
    return parties


def test_each_day_shows_what_was_known_then(worked):
    key, today = f"measure-{worked.measure.pk}", localdate()
    before = row(worked, today - timedelta(days=6), key)
    assert (before["status"], before["report"], before["unit"]) == ("☐ offen", "", "Jugendamt")
    then = row(worked, today - timedelta(days=5), key)
    assert then["status"] == "◉ in Arbeit"
    assert then["report"].endswith(": Gespräche laufen.")
    now = row(worked, today, key)
    assert (now["status"], now["unit"]) == ("✓ abgeschlossen", "Amt für Bildung")
    assert now["report"] == f"{today:%d.%m.%Y}: Fertig."


def test_wording_is_that_of_the_edition_also_where_the_draft_differs(worked):
    key = f"measure-{worked.measure.pk}"
    begin(worked.fresh(), worked.city)
    text = worked.measure.text
    worked.measure.delete()
    found = row(worked, localdate(), key)
    assert text in found["measure"]
    assert found["status"] == "✓ abgeschlossen"


def test_stages_show_their_status_of_the_day_once(worked):
    key = f"stage-{worked.stage.pk}"
    assert row(worked, localdate(), key)["status"] == "☐ offen"


def test_before_the_first_edition_there_is_none(client, worked):
    day = localdate() - timedelta(days=11)
    assert working_state.edition_on(worked.agreement, day) is None
    page = text_of(client, worked.city, f"{PAGE}?tag={day:%d.%m.%Y}")
    assert "An diesem Tag war keine Fassung in Kraft." in page
    text_of(client, worked.city, f"{PAGE[:-1]}.pdf?tag={day:%d.%m.%Y}", status=404)


def test_after_the_end_no_edition_is_in_force(worked):
    today = localdate()
    end(worked.fresh(), today - timedelta(days=2), "Projektende", worked.city)
    assert working_state.edition_on(worked.agreement, today - timedelta(days=2)) is not None
    assert working_state.edition_on(worked.agreement, today - timedelta(days=1)) is None


def test_page_is_for_today_unless_a_day_is_asked_for(client, worked):
    page = text_of(client, worked.agency_editor, PAGE)
    assert f"Arbeitsstand zum {localdate():%d.%m.%Y}" in page
    assert LABEL in page
    assert "Fertig." in page
    day = localdate() - timedelta(days=5)
    assert "Gespräche laufen." in text_of(client, worked.city, f"{PAGE}?tag={day:%d.%m.%Y}")


@pytest.mark.parametrize("day", ["unsinn", "31.02.2016", "01.01.2999"])
def test_wrong_day_is_explained_and_kept(client, worked, day):
    page = text_of(client, worked.city, f"{PAGE}?tag={day}")
    assert "Fehler:" in page
    assert f'value="{day}"' in page
    text_of(client, worked.city, f"{PAGE[:-1]}.pdf?tag={day}", status=404)


def test_to_strangers_there_is_none(client, worked):
    for person in strangers().values():
        text_of(client, person, PAGE, status=404)
        text_of(client, person, f"{PAGE[:-1]}.pdf", status=404)


@pytest.mark.parametrize("count", [1, 3, MANY])
def test_page_takes_as_many_queries_with_any_number_of_rows(client, parties, count):
    unit = UnitFactory(organisation=parties.agreement.municipality)
    for _ in range(count):
        MeasureFactory(objective=parties.measure.objective, lead_unit=unit)
    in_force(parties)
    client.force_login(parties.city)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(PAGE).status_code == 200
    assert len(captured) == 11
