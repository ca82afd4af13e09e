"""Anlage 1 as a table: what stands where, what spans, and at what cost."""

import pytest

from bildung.annex.table import AnnexTable, Bullet, Cell, Paragraph, text_runs
from bildung.vocabulary.priority import Priority
from goals import annex
from tests.factories import (
    AgreementFactory,
    GoalFactory,
    MeasureFactory,
    ObjectiveFactory,
    StepFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return AgreementFactory()


def paragraph(text):
    return Paragraph(text_runs(text))


def bullet(text, *children):
    return Bullet(text_runs(text), children)


def spans(table):
    """The span of each cell, row by row; 0 where one from above goes on."""
    return [[cell.row_span if cell else 0 for cell in row.cells] for row in table.rows]


def test_annex_without_goals_has_its_columns_and_no_rows(agreement):
    assert annex.build(agreement) == AnnexTable(
        "anlage-1", "Anlage 1: Ziele und Maßnahmen", annex.COLUMNS, ()
    )
    assert [column.title for column in annex.COLUMNS] == [
        "Priorität",
        "Grundlegendes Ziel",
        "Erläuterung",
        "Erste Maßnahmen",
        "Zeitrahmen",
    ]
    assert [column.title for column in annex.COLUMNS if column.is_header] == ["Grundlegendes Ziel"]


def test_row_shows_number_priority_title_outline_measure_steps_and_time_frame(agreement):
    goal = GoalFactory(agreement=agreement, priority=Priority.MEDIUM.value, title="Leitbild")
    objective = ObjectiveFactory(goal=goal, text="Schwerpunkte:\n  Migration\nWeiteres")
    measure = MeasureFactory(objective=objective, text="Entwicklung:", timeframe_wording="5-6/2016")
    for text in ("Stadtrat", "Planung"):
        StepFactory(measure=measure, text=text)
    (row,) = annex.build(agreement).rows
    assert row.key == f"measure-{measure.pk}"
    assert row.cells == (
        Cell((paragraph("1."), paragraph("mittel"))),
        Cell((paragraph("Leitbild"),)),
        Cell((bullet("Schwerpunkte:", bullet("Migration")), bullet("Weiteres"))),
        Cell((bullet("Entwicklung:", bullet("Stadtrat"), bullet("Planung")),)),
        Cell((paragraph("5-6/2016"),)),
    )


def test_goal_without_objectives_keeps_a_row(agreement):
    goal = GoalFactory(agreement=agreement)
    (row,) = annex.build(agreement).rows
    assert (row.key, row.cells[2:]) == (f"goal-{goal.pk}", (Cell(), Cell(), Cell()))


def test_objective_without_measures_keeps_a_row(agreement):
    goal = GoalFactory(agreement=agreement)
    first = ObjectiveFactory(goal=goal, text="Leitbild")
    measure = MeasureFactory(objective=ObjectiveFactory(goal=goal))
    rows = annex.build(agreement).rows
    assert [row.key for row in rows] == [f"objective-{first.pk}", f"measure-{measure.pk}"]
    assert rows[0].cells[2:] == (Cell((bullet("Leitbild"),)), Cell(), Cell())
    assert spans(annex.build(agreement)) == [[2, 2, 1, 1, 1], [0, 0, 1, 1, 1]]


@pytest.mark.parametrize(
    ("wordings", "expected"),
    [
        (["1/2016", "1/2016", "1/2016"], [3, 0, 0]),
        (["1/2016", "1/2016", "2/2016"], [2, 0, 1]),
        (["1/2016", "2/2016", "1/2016"], [1, 1, 1]),
        (["", "", "1/2016"], [2, 0, 1]),
        (["1/2016", "01/2016", ""], [1, 1, 1]),  # the same dates in another wording
    ],
)
def test_time_frame_that_neighbours_share_stands_once(agreement, wordings, expected):
    objective = ObjectiveFactory(goal=GoalFactory(agreement=agreement))
    for wording in wordings:
        MeasureFactory(objective=objective, timeframe_wording=wording)
    assert [row[-1] for row in spans(annex.build(agreement))] == expected


def test_time_frame_is_not_shared_across_objectives(agreement):
    goal = GoalFactory(agreement=agreement)
    for _ in range(2):
        MeasureFactory(objective=ObjectiveFactory(goal=goal), timeframe_wording="1/2016")
    assert spans(annex.build(agreement)) == [[2, 2, 1, 1, 1], [0, 0, 1, 1, 1]]


def test_rows_stand_in_the_order_of_numbers_and_places(agreement):
    second, first = (GoalFactory(agreement=agreement, number=number) for number in (2, 1))
    late, early = (ObjectiveFactory(goal=first, position=place) for place in (7, 3))
    measures = [
        MeasureFactory(objective=objective, position=place)
        for objective, place in ((late, 2), (late, 1), (early, 1))
    ]
    keys = [row.key for row in annex.build(agreement).rows]
    order = [measures[2], measures[1], measures[0]]
    assert keys == [*(f"measure-{measure.pk}" for measure in order), f"goal-{second.pk}"]


def test_other_agreements_do_not_show(agreement):
    MeasureFactory()
    assert annex.build(agreement).rows == ()


def test_key_of_a_row_stays_while_its_wording_changes(agreement):
    measure = MeasureFactory(objective=ObjectiveFactory(goal=GoalFactory(agreement=agreement)))
    before = annex.build(agreement)
    measure.text = "Neuer Wortlaut"
    measure.save()
    after = annex.build(agreement)
    assert [row.key for row in before.rows] == [row.key for row in after.rows]
    assert before != after


@pytest.mark.parametrize("count", [2, 30])
def test_annex_takes_four_queries_however_long_it_is(agreement, count, django_assert_num_queries):
    for _ in range(count):
        goal = GoalFactory(agreement=agreement)
        for _ in range(2):
            StepFactory(measure__objective__goal=goal)
    with django_assert_num_queries(4):
        assert len(annex.build(agreement).rows) == 2 * count
