"""Taking over a file and daily work at once: whoever comes second waits, and nobody is thrown out.

Who takes over a file holds the agreement first and its rows after it. Were a row held first
somewhere, the two would wait for each other, and PostgreSQL would end one of them (deadlock).
"""

import time
from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client

from bildung.agreements.reporting import note, report
from bildung.agreements.writing import hold_open
from bildung.history.kinds import KINDS
from bildung.history.parts import PARTS
from bildung.history.restoring import NotRestored, restore_deleted, restore_part
from goals.models import Step
from tests.beside import beside
from tests.factories import MeasureFactory, ObjectiveFactory, StageFactory, StepFactory
from tests.goals.test_views import data_of, url_of
from tests.scene import make_scene

pytestmark = [
    pytest.mark.dialect,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="in SQLite one writes, and holds all, at a time"
    ),
]

SECONDS = 20


def sent(person, url: str, **data):
    """Return an act of `person` in the browser."""

    def act():
        client = Client()
        client.force_login(person)
        response = client.post(url, data)
        assert response.status_code in (302, 409), response.status_code

    return act


def deleted_step(scene):
    """Return the act of bringing back a step that is gone."""
    step = StepFactory(measure=scene.measure)
    pk = step.pk
    step.delete()
    row = Step.history.filter(id=pk).latest()
    return lambda: restore_deleted(KINDS["teilschritt"], row)


ACTS = {
    "report": lambda scene: (
        lambda: report(scene.measure, "done", "Fertig.", scene.city, date.today())
    ),
    "note": lambda scene: lambda: note(scene.stage, "Läuft.", scene.agency, date.today()),
    "edit": lambda scene: sent(
        scene.city, url_of(scene.measure), **data_of(scene.measure, partners="Jugendamt")
    ),
    "add": lambda scene: sent(
        scene.city,
        f"/erlaeuterungen/{scene.measure.objective_id}/massnahmen/neu/",
        **{**data_of(scene.measure), "text": "Neu"},
    ),
    "move measure": lambda scene: lambda: scene.measure.move(1),
    "move stage": lambda scene: lambda: scene.stage.move(1),
    "move elsewhere": lambda scene: (
        lambda: scene.measure.move_to(ObjectiveFactory(goal=scene.measure.objective.goal))
    ),
    "delete stage": lambda scene: sent(
        scene.agency, f"/abschnitte/{scene.stage.pk}/loeschen/", version=scene.stage.version
    ),
    "restore what was deleted": deleted_step,
    "delete": lambda scene: sent(
        scene.city,
        f"/massnahmen/{scene.measure.pk}/loeschen/",
        version=scene.measure.version,
    ),
    "restore": lambda scene: (
        lambda: restore_part(
            PARTS["massnahme"][0],
            KINDS["massnahme"],
            scene.measure.history.last(),
            scene.measure.version,
        )
    ),
}


def wait_for_somebody_who_waits():
    end = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("Nobody waited.")


@pytest.mark.parametrize("name", ACTS)
def test_daily_work_waits_for_what_takes_over_a_file(name):
    scene = make_scene()
    MeasureFactory(objective=scene.measure.objective)
    StageFactory(milestone=scene.stage.milestone)
    scene.measure.refresh_from_db()
    with transaction.atomic():
        hold_open(scene.agreement)
        thread, errors = beside(ACTS[name](scene))
        wait_for_somebody_who_waits()
        for record in (
            scene.measure.objective.goal,
            scene.measure.objective,
            scene.measure,
            scene.stage.milestone,
            scene.stage,
        ):
            type(record).objects.get(pk=record.pk).save()
    thread.join(SECONDS)
    assert not thread.is_alive()
    # That the record was changed meanwhile may be said; but nobody's work is torn off.
    assert [error for error in errors if not isinstance(error, NotRestored)] == []


def test_who_moves_keeps_nobody_from_storing_what_refers_to_what_stands_above():
    """A foreign key asks for what it refers to as this question does."""
    measure = make_scene().measure
    MeasureFactory(objective=measure.objective)
    table = connection.ops.quote_name(type(measure.objective)._meta.db_table)
    asking = f"SELECT 1 FROM {table} WHERE id = {measure.objective_id} FOR KEY SHARE NOWAIT"

    def refer():
        with connection.cursor() as cursor:
            cursor.execute(asking)

    with transaction.atomic():
        assert measure.move(1)
        thread, errors = beside(refer)
        thread.join(SECONDS)
    assert not thread.is_alive()
    assert errors == []
