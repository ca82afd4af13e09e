"""The wording of Anlage 2 taken from a table."""

import random
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bildung.agreements.locking import WordingIsLocked
from bildung.agreements.models import Party, Phase
from bildung.annex.synopsis import compare
from milestones.annex import build, columns, milestones_of, table_of_plan
from milestones.models import Duty, Milestone, Stage
from milestones.plan import MilestonePlan, StagePlan, faults, plan_of, read
from milestones.writing import write
from tests.factories import AgreementFactory

pytestmark = [pytest.mark.django_db, pytest.mark.dialect]

REASON = "Import aus Datei.docx"
WORDS = ("Auswahl", "Analyse", "Bericht", "Stadt", "Netz", "Rat", "Plan", "Entwurf", "Gespräch")


def table_of(agreement, plan):
    return table_of_plan(plan, columns(agreement))


def changes(agreement, wanted) -> tuple:
    """Return what the Synopse tells between the agreement and a table, the status aside."""
    return compare(build(agreement), wanted, ignoring=("status",)).changes


def history_rows() -> int:
    return sum(model.history.count() for model in (Milestone, Stage, Duty))


def random_plan(chance: random.Random, keys: list[str]) -> tuple[MilestonePlan, ...]:
    """Return a plan by chance; some of its stages go by `keys`."""
    chance.shuffle(keys := list(keys))
    number = 0

    def text() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 4)))

    def stage(is_first: bool) -> StagePlan:
        nonlocal number
        number += 1
        key = keys.pop() if keys and chance.random() < 0.7 else f"neu-{number}"
        duties = {side: tuple(text() for _ in range(chance.randint(0, 2))) for side in Party}
        purpose = text() if is_first or chance.random() < 0.5 else ""
        return StagePlan(key, purpose, duties, chance.choice(["5/2016", "laufend"]))

    return tuple(
        MilestonePlan(
            f"neu-m-{place}",
            f"{text()} {place}",
            tuple(stage(index == 0) for index in range(chance.randint(0, 3))),
        )
        for place in range(chance.randint(0, 4))
    )


@pytest.mark.parametrize("seed", range(12))
def test_any_plan_becomes_any_other_and_a_second_time_changes_nothing(seed):
    chance, agreement = random.Random(seed), AgreementFactory()
    for _ in range(3):
        keys = [stage.row_key for stage in Stage.objects.all()]
        wanted = table_of(agreement, random_plan(chance, keys))
        kept = {row.key for row in wanted.rows} & set(keys)
        write(agreement, wanted, REASON)
        assert changes(agreement, wanted) == ()
        assert kept <= {stage.row_key for stage in Stage.objects.all()}
        before = history_rows()
        write(agreement, wanted, REASON)
        write(agreement, build(agreement), REASON)
        assert history_rows() == before


@pytest.fixture
def stored():
    agreement = AgreementFactory()
    duties = {Party.MUNICIPALITY: ("Auswahl", "Koordination"), Party.AGENCY: ("Entwurf",)}
    plan = (
        MilestonePlan(
            "neu",
            "Bedarfsanalyse",
            (
                StagePlan("neu-1", "Ermittlung", duties, "10/2015 -"),
                StagePlan("neu-2", "", {Party.AGENCY: ("Analyse",)}, "10/2015-2/2016"),
            ),
        ),
        MilestonePlan("neu-b", "Diskurs"),
    )
    write(agreement, table_of(agreement, plan), REASON)
    return agreement


def plan(agreement) -> tuple[MilestonePlan, ...]:
    return read(table_of(agreement, plan_of(milestones_of(agreement))))


def test_new_records_have_dates_duties_and_the_reason(stored):
    first, second = Stage.objects.order_by("position", "pk")
    assert [(duty.party, duty.text) for duty in first.duties.order_by("party", "position")] == [
        ("agency", "Entwurf"),
        ("municipality", "Auswahl"),
        ("municipality", "Koordination"),
    ]
    assert (str(second.starts_on), str(second.ends_on)) == ("2015-10-01", "2016-02-29")
    for model in (Milestone, Stage, Duty):
        assert set(model.history.values_list("history_change_reason", flat=True)) == {REASON}


def test_what_stays_keeps_its_status(stored):
    Stage.objects.update(status="done", note="Erledigt")
    milestone, other = plan(stored)
    first, second = milestone.stages
    changed = replace(milestone, stages=(replace(first, timeframe="11/2015"), second))
    write(stored, table_of(stored, (changed, other)), REASON)
    assert set(Stage.objects.values_list("status", "note")) == {("done", "Erledigt")}
    assert Stage.objects.order_by("position", "pk").first().timeframe_wording == "11/2015"


def test_purpose_that_is_repeated_is_no_change(stored):
    milestone, other = plan(stored)
    first, second = milestone.stages
    repeated = replace(milestone, stages=(first, replace(second, purpose=first.purpose)))
    before = history_rows()
    write(stored, table_of(stored, (repeated, other)), REASON)
    assert history_rows() == before


def test_milestones_change_titles_and_places(stored):
    one, other = plan(stored)
    write(
        stored,
        table_of(stored, (replace(other, title=one.title), replace(one, title=other.title))),
        REASON,
    )
    found = Milestone.objects.order_by("position", "pk")
    assert [each.title for each in found] == ["Bedarfsanalyse", "Diskurs"]
    assert [each.stages.count() for each in found] == [0, 2]


def test_what_is_deleted_says_why(stored):
    write(stored, table_of(stored, plan(stored)[1:]), "Dritter Import")
    assert [milestone.title for milestone in Milestone.objects.all()] == ["Diskurs"]
    for model in (Milestone, Stage, Duty):
        gone = model.history.filter(history_type="-")
        assert set(gone.values_list("history_change_reason", flat=True)) == {"Dritter Import"}


def test_locked_wording_is_left_alone(stored):
    stored.phase = Phase.IN_FORCE
    stored.save()
    with pytest.raises(WordingIsLocked):
        write(stored, table_of(stored, ()), REASON)
    assert Stage.objects.count() == 2


def test_what_no_record_can_say_is_told_with_its_row(stored):
    milestone, other = plan(stored)
    first, second = milestone.stages
    wrong = replace(milestone, stages=(replace(first, timeframe="x" * 201), second))
    again = (wrong, replace(other, title=milestone.title), MilestonePlan("z", ""))
    assert [(key, sentence[:30]) for key, sentence in faults(again)] == [
        (first.key, f"Meilenstein 1: „{'x' * 14}"),
        (other.key, "Meilenstein 2: Einen Meilenstei"[:30]),
        ("z", "Meilenstein 3: Die Bezeichnung"),
    ]
    assert list(faults(plan(stored))) == []


def test_what_goes_takes_its_own_entries_of_the_history_and_few_statements_more():
    counted = []
    for size in (5, 15):
        agreement = AgreementFactory()
        stages = tuple(
            StagePlan(f"neu-{number}", f"Zweck {number}", {Party.AGENCY: ("Plan", "Rat")})
            for number in range(size)
        )
        milestone = MilestonePlan("neu", "Auswahl", stages)
        write(agreement, table_of(agreement, (milestone,)), REASON)
        with CaptureQueriesContext(connection) as queries:
            write(agreement, table_of(agreement, (replace(milestone, stages=()),)), REASON)
        counted.append(len(queries))
        assert not agreement.milestones.get().stages.exists()
    assert Duty.history.filter(history_type="-").count() == 2 * (5 + 15)
    # Whether the wording is open, the entry of a stage and those of its two duties.
    assert counted[1] - counted[0] == 4 * 10
