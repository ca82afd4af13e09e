"""An upgrade gives each row of the history an act, grouped as the pages „Verlauf“ had it."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bildung.agreements.acts import Act, Author
from bildung.agreements.models import Membership, Unit
from bildung.agreements.origins import STOCK
from goals.models import Goal, Measure
from milestones.models import Stage
from tests import database
from tests.budget import examples
from tests.factories import GoalFactory, MembershipFactory, StepFactory, UnitFactory
from tests.scene import make_scene

past = import_module("bildung.agreements.migrations.0015_acts_of_the_past")

FORMER = [
    ("agreements", "0014_acts"),
    ("editions", "0008_acts"),
    ("goals", "0006_acts"),
    ("members", "0002_acts"),
    ("milestones", "0006_acts"),
]
BEGIN = datetime(2020, 5, 4, 12, tzinfo=UTC)
REASONS = (None, "Browser", "Verwaltung", "Bestand übernommen", "Import aus plan.docx")


def migrate(targets) -> None:
    MigrationExecutor(connection).migrate(targets)


@pytest.fixture
def former(transactional_db):
    """The database as it was before each row had to have its act."""
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    database.prepared("acts of the past", lambda: migrate(FORMER))
    yield
    if not database.is_copied():  # else the database is copied as it was
        migrate(newest)


def forget_acts():
    with connection.cursor() as cursor:
        for table in past.TABLES:
            cursor.execute(f"UPDATE {table} SET act_id = NULL")
    Act.objects.all().delete()
    Author.objects.all().delete()


def give_acts():
    past.give_acts(apps, SimpleNamespace(connection=connection))


def rows():
    """Yield (place of its table, row) of all history."""
    models = {model._meta.db_table: model for model in apps.get_models()}
    for place, table in enumerate(past.TABLES):
        for row in models[table].objects.all():
            yield place, row


def agreements(scene, other) -> dict:
    """Return a function that says of what agreement a row is, by what the scene is made of."""
    parents = {}
    for each in (scene, other):
        measure, stage, key = each.measure, each.stage, each.agreement.pk
        parents |= {
            ("goal_id", measure.objective.goal_id): key,
            ("objective_id", measure.objective_id): key,
            ("measure_id", measure.pk): key,
            ("milestone_id", stage.milestone_id): key,
            ("stage_id", stage.pk): key,
            ("agreement_id", key): key,
        }
    return parents


def groups(parents) -> set[frozenset]:
    """Return what belongs together, by the rule that the pages had."""
    by_agreement = defaultdict(list)
    for place, row in rows():
        key = row.id if row.instance_type.__name__ == "Agreement" else 0
        for name in ("agreement", "goal", "objective", "measure", "milestone", "stage"):
            key = key or parents.get((f"{name}_id", getattr(row, f"{name}_id", None)), 0)
        if row.instance_type in (Membership, Unit):
            key = 0
        by_agreement[key, row.history_change_reason == STOCK].append(
            (row.history_date, place, row.history_id, row)
        )
    found = set()
    for told in by_agreement.values():
        told.sort(key=lambda each: each[:3])
        group = []
        for each in told:
            if group and not belong_together(group[-1][-1], each[-1]):
                found.add(frozenset(row[1:3] for row in group))
                group = []
            group.append(each)
        found.add(frozenset(row[1:3] for row in group))
    return found


def belong_together(earlier, later) -> bool:
    reasons = {earlier.history_change_reason or "", later.history_change_reason or ""}
    agree = len(reasons) == 1 or ("" in reasons and "Bestand übernommen" not in reasons)
    return (
        agree
        and earlier.history_user_id == later.history_user_id
        and later.history_date - earlier.history_date <= timedelta(seconds=1)
    )


def acts() -> set[frozenset]:
    found = defaultdict(set)
    for place, row in rows():
        assert row.act_id is not None
        found[row.act_id].add((place, row.history_id))
    return {frozenset(each) for each in found.values()}


def scatter(chance: random.Random, people):
    """Give all rows other times, persons and reasons, many of them close to each other."""
    for _, row in list(rows()):
        type(row).objects.filter(pk=row.pk).update(
            history_date=BEGIN
            + timedelta(milliseconds=chance.choice((0, 400, 999, 1000, 1001)))
            + timedelta(milliseconds=700 * chance.randrange(12)),
            history_user=chance.choice(people),
            history_change_reason=chance.choice(REASONS),
        )


@pytest.mark.dialect
def test_rows_are_grouped_as_the_pages_did_and_an_upgrade_that_broke_off_goes_on(
    former, monkeypatch
):
    scene, other = make_scene(), make_scene()
    StepFactory(measure=scene.measure)
    UnitFactory()
    gone = GoalFactory(agreement=scene.agreement)
    parents = agreements(scene, other) | {("goal_id", gone.pk): scene.agreement.pk}
    for each in (scene.measure.objective.goal, gone):
        each.save()
    scene.measure.delete()
    gone.delete()
    counted = sum(1 for _ in rows())
    chance = random.Random(7)
    for _ in range(examples(240)):
        scatter(chance, (None, scene.city.pk, scene.agency.pk))
        forget_acts()
        monkeypatch.setattr(past, "AT_ONCE", chance.choice((1, 2)))
        if chance.random() < 0.5:
            with pytest.raises(ZeroDivisionError), monkeypatch.context() as patch:
                break_off(patch, chance.randrange(1, 5))
                give_acts()
            monkeypatch.setattr(past, "AT_ONCE", 50_000)
        give_acts()
        assert acts() == groups(parents)
        told = Act.objects.all()
        assert {act.author and act.author.user_id for act in told} <= {
            None,
            scene.city.pk,
            scene.agency.pk,
        }
        for _, row in rows():
            act = Act.objects.get(pk=row.act_id)
            assert (act.author and act.author.user_id) == row.history_user_id
            assert act.at >= row.history_date
    assert sum(1 for _ in rows()) == counted


def break_off(patch, after: int):
    """Let the database be gone in the transaction with that number."""
    counted = iter(range(1, 100))
    atomic = past.transaction.atomic

    def failing(**options):
        if next(counted) == after:
            raise ZeroDivisionError
        return atomic(**options)

    patch.setattr(past, "transaction", SimpleNamespace(atomic=failing))


@pytest.mark.dialect
def test_way_and_side_are_read_from_what_the_history_says(former):
    scene = make_scene()
    reasons = {
        "Browser": ("browser", ""),
        "Verwaltung": ("admin", ""),
        None: ("browser", ""),
        "Import aus wiederhergestellt.docx": ("import", "Import aus wiederhergestellt.docx"),
        "Wiederhergestellt": ("restore", ""),
        "Wortlaut vom 04.05.2020, 12:00 Uhr wiederhergestellt": ("restore", ""),
        "Fortschreibung aufgegeben": ("edition", ""),
        "Zeitrahmen neu gelesen": ("command", "Zeitrahmen neu gelesen"),
    }
    measure = scene.measure
    for _ in range(len(reasons) - 1):
        measure.save()
    history = list(Measure.history.filter(id=measure.pk).order_by("pk"))
    for number, (row, reason) in enumerate(zip(history, reasons, strict=True)):
        Measure.history.filter(pk=row.pk).update(
            history_date=BEGIN + timedelta(hours=number),
            history_user=scene.city.pk,
            history_change_reason=reason,
        )
    nobodys = Stage.history.filter(id=scene.stage.pk).first()
    forget_acts()
    give_acts()
    told = [(row.act.origin, row.act.detail) for row in Measure.history.filter(id=measure.pk)[::-1]]
    assert told == list(reasons.values())
    assert {row.act.side for row in Measure.history.filter(id=measure.pk)} == {"municipality"}
    nobodys = Stage.history.get(pk=nobodys.pk)
    assert (nobodys.act.origin, nobodys.act.side, nobodys.act.author) == ("system", "", None)
    assert {row.act.agreement_id for row in Goal.history.all()} == {scene.agreement.pk}
    assert {row.act.agreement_id for row in Membership.history.all()} == {None}


@pytest.mark.dialect
def test_who_changed_sides_acted_for_the_one_they_were_on_then(former):
    scene = make_scene()
    person, measure = scene.city, scene.measure
    measure.save()
    MembershipFactory(user=person, organisation=scene.agreement.agency)
    person.memberships.get(organisation=scene.agreement.municipality).delete()
    measure.save()
    first, second = Measure.history.filter(id=measure.pk).order_by("pk")[1:]
    times = {first.pk: BEGIN, second.pk: BEGIN + timedelta(days=9)}
    for pk, when in times.items():
        Measure.history.filter(pk=pk).update(history_date=when, history_user=person.pk)
    city, agency, gone = Membership.history.filter(user=person).order_by("pk")
    for row, days in ((city, 1), (agency, 5), (gone, 6)):
        Membership.history.filter(pk=row.pk).update(history_date=BEGIN + timedelta(days=days))
    forget_acts()
    give_acts()
    assert [Measure.history.get(pk=pk).act.side for pk in times] == ["municipality", "agency"]


def test_models_that_the_tables_are_named_for_are_all_there_are():
    histories = {
        getattr(model, model._meta.simple_history_manager_attribute).model._meta.db_table
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    }
    assert set(past.TABLES) == histories
