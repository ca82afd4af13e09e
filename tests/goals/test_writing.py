"""The wording of Anlage 1 taken from a table."""

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.locking import WordingIsLocked
from bildung.agreements.models import Phase
from bildung.annex.table import AnnexTable
from bildung.vocabulary.priority import Priority
from goals.annex import build, goals_of, table_of_plan
from goals.models import Goal, Measure, Objective, Step
from goals.plan import GoalPlan, MeasurePlan, ObjectivePlan, faults, plan_of, read
from goals.writing import write
from tests.factories import AgreementFactory, FocusTopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

REASON = "Import aus Datei.docx"
WORDS = ("Bildung", "Analyse", "Bericht", "Stadt", "Netz", "Rat", "Plan", "Übergang", "Schule")


def cells_of(table: AnnexTable) -> list:
    """Return all that a table says, keys of its rows aside."""
    return [row.cells for row in table.rows]


def history_rows() -> int:
    return sum(model.history.count() for model in (Goal, Objective, Measure, Step))


def random_plan(chance: random.Random, keys: list[str]) -> tuple[GoalPlan, ...]:
    """Return a plan by chance; some of its measures go by `keys`."""
    chance.shuffle(keys := list(keys))
    number = 0

    def text() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 5)))

    def measure() -> MeasurePlan:
        nonlocal number
        number += 1
        key = keys.pop() if keys and chance.random() < 0.7 else f"neu-{number}"
        steps = tuple(text() for _ in range(chance.randint(0, 2)))
        return MeasurePlan(key, text(), steps, chance.choice(["", "1/2016", "laufend"]))

    def objective(key: str) -> ObjectivePlan:
        return ObjectivePlan(key, text(), tuple(measure() for _ in range(chance.randint(0, 3))))

    return tuple(
        GoalPlan(
            f"neu-ziel-{place}",
            place,
            chance.choice(list(Priority)),
            text(),
            tuple(objective(f"neu-{place}-{each}") for each in range(chance.randint(0, 3))),
        )
        for place in range(1, chance.randint(1, 5))
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_plan_becomes_any_other_and_a_second_time_changes_nothing(seed):
    chance, agreement = random.Random(seed), AgreementFactory()
    for _ in range(3):
        keys = [measure.row_key for measure in Measure.objects.all()]
        wanted = table_of_plan(random_plan(chance, keys))
        kept = {row.key for row in wanted.rows} & set(keys)
        write(agreement, wanted, REASON)
        assert cells_of(build(agreement)) == cells_of(wanted)
        assert kept <= {measure.row_key for measure in Measure.objects.all()}
        before = history_rows()
        write(agreement, wanted, REASON)
        write(agreement, build(agreement), REASON)
        assert history_rows() == before


@pytest.fixture
def stored():
    agreement = AgreementFactory()
    plan = (
        GoalPlan(
            "neu",
            1,
            Priority.HIGH,
            "Aufbau",
            (
                ObjectivePlan(
                    "neu-a",
                    "Leitbild\n  Entwurf",
                    (
                        MeasurePlan("neu-1", "Analyse der Lage", ("Daten", "Bericht"), "1/2016"),
                        MeasurePlan("neu-2", "Bildungsbericht drucken", (), "1/2016"),
                    ),
                ),
            ),
        ),
        GoalPlan("neu-b", 2, Priority.LOW, "Netz"),
    )
    write(agreement, table_of_plan(plan), REASON)
    return agreement


def plan(agreement) -> tuple[GoalPlan, ...]:
    return read(table_of_plan(plan_of(goals_of(agreement))))


def with_measures(goal: GoalPlan, *measures: MeasurePlan) -> GoalPlan:
    return replace(goal, objectives=(replace(goal.objectives[0], measures=measures),))


def test_new_records_have_dates_steps_and_the_reason(stored):
    first = Measure.objects.get(text="Analyse der Lage")
    assert (str(first.starts_on), str(first.ends_on)) == ("2016-01-01", "2016-01-31")
    assert [step.text for step in first.steps.all()] == ["Daten", "Bericht"]
    for model in (Goal, Objective, Measure, Step):
        assert set(model.history.values_list("history_change_reason", flat=True)) == {REASON}


def test_what_stays_keeps_its_working_state(stored):
    Measure.objects.update(status="in_progress", contact="Amt 40")
    Step.objects.filter(text="Bericht").update(done=True)
    goal, other = plan(stored)
    first, second = goal.objectives[0].measures
    reworded = replace(first, text="Analyse der ganzen Lage", steps=("Bericht", "Daten neu"))
    write(stored, table_of_plan((with_measures(goal, second, reworded), other)), "Zweiter Import")
    measure = Measure.objects.get(text="Analyse der ganzen Lage")
    assert (measure.status, measure.contact) == ("in_progress", "Amt 40")
    assert [(step.text, step.done) for step in measure.steps.all()] == [
        ("Bericht", True),
        ("Daten neu", False),
    ]
    assert measure.history.first().history_change_reason == "Zweiter Import"


def test_tags_stay_in_the_history_of_what_is_reworded(stored):
    tagged, plain = Measure.objects.order_by("pk")
    tagged.topics.add(topic := FocusTopicFactory(agreement=stored))
    versions = (tagged.version, plain.version)
    goal, other = plan(stored)
    reworded = [replace(each, text=f"{each.text} neu") for each in goal.objectives[0].measures]
    write(stored, table_of_plan((with_measures(goal, *reworded), other)), REASON)
    assert [tag.focustopic for tag in tagged.history.first().topics.all()] == [topic]
    for measure, version in zip((tagged, plain), versions, strict=True):
        measure.refresh_from_db()
        assert measure.version > version
        assert measure.history.first().text == measure.text


def test_new_measure_between_two_others_writes_nothing_of_them(stored):
    goal, other = plan(stored)
    first, second = goal.objectives[0].measures
    changed = with_measures(goal, first, MeasurePlan("neu-9", "Dazwischen"), second)
    before = Measure.history.count()
    write(stored, table_of_plan((changed, other)), REASON)
    assert [each.text for each in Measure.objects.order_by("position", "pk")] == [
        "Analyse der Lage",
        "Dazwischen",
        "Bildungsbericht drucken",
    ]
    assert Measure.history.count() == before + 1


def test_dates_of_a_former_wording_go_with_it(stored):
    goal, other = plan(stored)
    first, second = goal.objectives[0].measures
    changed = with_measures(goal, replace(first, timeframe="nach Absprache"), second)
    write(stored, table_of_plan((changed, other)), REASON)
    measure = Measure.objects.get(text=first.text)
    assert (measure.starts_on, measure.ends_on) == (None, None)


def test_goals_change_places_and_numbers(stored):
    goal, other = plan(stored)
    turned = (replace(other, number=1), replace(goal, number=2))
    write(stored, table_of_plan(turned), REASON)
    assert [(each.number, each.title) for each in Goal.objects.order_by("number")] == [
        (1, "Netz"),
        (2, "Aufbau"),
    ]
    assert Measure.objects.count() == 2


def test_what_is_deleted_says_why(stored):
    write(stored, table_of_plan(plan(stored)[1:]), "Dritter Import")
    assert [goal.title for goal in Goal.objects.all()] == ["Netz"]
    for model in (Goal, Objective, Measure, Step):
        gone = model.history.filter(history_type="-")
        assert set(gone.values_list("history_change_reason", flat=True)) == {"Dritter Import"}


def test_erlaeuterung_that_says_nothing_is_in_no_table_and_stays(stored):
    blank = Objective.objects.create(goal=Goal.objects.get(number=2), text="")
    write(stored, table_of_plan(plan(stored)), REASON)
    assert Objective.objects.filter(pk=blank.pk).exists()


def test_locked_wording_is_left_alone(stored):
    stored.phase = Phase.SIGNING
    stored.save()
    with pytest.raises(WordingIsLocked):
        write(stored, table_of_plan(()), REASON)
    assert Measure.objects.count() == 2


def test_what_no_record_can_say_is_told_with_its_row(stored):
    goal, _ = plan(stored)
    first, _ = goal.objectives[0].measures
    wrong = replace(first, text="", timeframe="x" * 201, steps=("y" * 501,))
    goals = (
        with_measures(replace(goal, title=""), wrong),
        GoalPlan("z", 2, Priority.LOW, "t" * 301),
    )
    assert [(key, sentence[:28]) for key, sentence in faults(goals)] == [
        (first.key, "Ziel 1: Der Text des grundle"),
        (first.key, "Ziel 1: Zum Zeitrahmen „xxxx"),
        (first.key, f"Ziel 1, „“: „{'x' * 15}"),
        (first.key, f"Ziel 1, „“: „{'y' * 15}"),
        ("z", f"Ziel 2: „{'t' * 19}"),
    ]
    assert list(faults(plan(stored))) == []


def test_what_goes_takes_its_own_entries_of_the_history_and_few_statements_more():
    counted = []
    for size in (5, 15):
        agreement = AgreementFactory()
        measures = tuple(
            MeasurePlan(f"neu-{number}", f"Bericht {number}", ("Daten", "Druck"))
            for number in range(size)
        )
        goal = GoalPlan("neu", 1, Priority.HIGH, "Netz", (ObjectivePlan("neu-a", "A", measures),))
        write(agreement, table_of_plan((goal,)), REASON)
        with CaptureQueriesContext(connection) as queries:
            write(agreement, table_of_plan((with_measures(goal),)), "Import aus Neu.docx")
        counted.append(len(queries))
        gone = [*Measure.history.filter(history_type="-"), *Step.history.filter(history_type="-")]
        assert {row.history_change_reason for row in gone} == {"Import aus Neu.docx"}
    assert len(gone) == 3 * (5 + 15)
    # Whether the wording is open, the topics of a measure, its entry and those of its two steps.
    assert counted[1] - counted[0] == 5 * 10
