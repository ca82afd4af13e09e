"""„Verlauf“: what was moved, and what was loaded at once."""

import pytest

from bildung.agreements.management.commands.begin_history import begin_history
from bildung.agreements.origins import STOCK
from bildung.desk.history import entries
from goals.models import Measure, Step
from milestones.models import Duty, Stage
from tests.deeds import end_deed
from tests.desk.test_history import age, latest, of
from tests.factories import (
    GoalFactory,
    MeasureFactory,
    MilestoneFactory,
    ObjectiveFactory,
    StepFactory,
)
from tests.goals.test_views import save

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(one_scene, client):
    client.force_login(one_scene.city)
    age(one_scene)
    return one_scene


def test_moving_is_told_with_where_from_and_where_to(client, scene):
    objective, measure = scene.measure.objective, scene.measure
    sibling = ObjectiveFactory(goal=objective.goal, text="Andere Erläuterung\nmit mehr")
    far = ObjectiveFactory(goal=GoalFactory(agreement=scene.agreement))
    milestone = MilestoneFactory(agreement=scene.agreement, title="Umsetzung")
    MeasureFactory(objective=sibling)
    age(scene)
    who = str(scene.city)
    measure.move_to(sibling)
    assert latest(client, of(measure))[2] == [
        f"System hat die Maßnahme von der Erläuterung „{objective}“ "
        "zur Erläuterung „Andere Erläuterung mit mehr“ umgestellt."
    ]
    age(scene)
    client.post(f"/massnahmen/{measure.pk}/verschieben/", {"place": f"{far.pk}:"})
    assert "Die Maßnahme ist umgestellt." in client.get(of(measure)).content.decode()
    told = f"{who} hat die Maßnahme von Ziel 1 zu Ziel 2 umgestellt."
    assert latest(client, of(measure))[2] == [told]
    age(scene)
    far.goal.move(-1)  # the numbers are told as they were
    assert latest(client, of(measure))[2] == [told]
    age(scene)
    far.move_to(objective.goal)
    assert latest(client, of(far))[2] == [
        "System hat die Erläuterung von Ziel 1 zu Ziel 2 umgestellt."
    ]
    end_deed()
    former = scene.stage.milestone
    scene.stage.move_to(milestone)
    assert latest(client, of(scene.stage))[2] == [
        f"System hat den Abschnitt vom Meilenstein „{former}“ "
        "zum Meilenstein „Umsetzung“ umgestellt."
    ]


def test_moving_from_what_has_no_history_is_told_without_places(client, scene):
    sibling = ObjectiveFactory(goal=scene.measure.objective.goal)
    type(sibling).history.all().delete()
    end_deed()
    scene.measure.move_to(sibling)
    assert latest(client, of(scene.measure))[2] == ["System hat die Maßnahme umgestellt."]


def test_moving_among_siblings_is_told_as_their_order(client, scene):
    MeasureFactory(objective=scene.measure.objective)
    age(scene)
    scene.measure.move(1)
    assert latest(client, of(scene.measure))[2] == ["System hat die Reihenfolge geändert."]


def test_stock_is_one_entry_with_the_whole_number_however_large(client, scene):
    for _ in range(60):
        StepFactory(measure=MeasureFactory(objective=scene.measure.objective))
    for model in (Measure, Step, Stage, Duty):
        model.history.all().delete()
    begin_history()
    url = "/vereinbarungen/eisenach/verlauf/"
    newest = client.get(url).context["page"].history.days[0].acts[0]
    # 61 measures with their steps, and a stage with its duties.
    assert (newest.is_stock, newest.records, len(newest.changes)) == (True, 62, 62)
    assert "62 Einträge als Erstbestand übernommen" in client.get(url).content.decode()
    save(client, scene.measure, partners="Schulamt")
    page = client.get(url).context["page"].history.page
    stock = sum(
        model.history.filter(history_change_reason=STOCK).count()
        for model in (Measure, Step, Stage, Duty)
    )
    assert stock == 61 + 60 + 1 + 2
    assert page.paginator.num_pages == 1


def test_of_a_very_large_stock_some_are_named_and_the_others_counted(client, scene, monkeypatch):
    monkeypatch.setattr(entries, "NAMED", 3)
    for _ in range(4):
        MeasureFactory(objective=scene.measure.objective)
    Measure.history.all().delete()
    begin_history()
    page = client.get("/vereinbarungen/eisenach/verlauf/").content.decode()
    assert "5 Einträge als Erstbestand übernommen" in page
    assert "und 2 weitere" in page


def test_what_was_loaded_on_different_days_is_different_stock(client, scene):
    Measure.history.all().delete()
    MeasureFactory(objective=scene.measure.objective).history.all().delete()
    begin_history()
    age(scene)
    for _ in range(3):
        MeasureFactory(objective=scene.measure.objective).history.all().delete()
    begin_history()
    history = client.get("/vereinbarungen/eisenach/verlauf/").context["page"].history
    stock = [act.records for day in history.days for act in day.acts if act.is_stock]
    assert stock == [3, 2]
