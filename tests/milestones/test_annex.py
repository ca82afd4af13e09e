"""Anlage 2 as a table: what stands where, what spans, and at what cost."""

import pytest

from bildung.agreements.models import Agreement
from bildung.annex.table import Bullet, Cell, Paragraph, text_runs
from bildung.vocabulary.status import Status
from milestones import annex
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    DutyFactory,
    MilestoneFactory,
    MunicipalityFactory,
    StageFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreement():
    return AgreementFactory(
        municipality=MunicipalityFactory(name="Stadt Eisenach"),
        agency=AgencyFactory(name="TransMit"),
    )


@pytest.fixture
def milestone(agreement):
    return MilestoneFactory(agreement=agreement, title="Diskurs")


def paragraph(text):
    return Paragraph(text_runs(text))


def bullet(text):
    return Bullet(text_runs(text))


def spans(table):
    """The span of each cell, row by row; 0 where one from above goes on."""
    return [[cell.row_span if cell else 0 for cell in row.cells] for row in table.rows]


def test_annex_without_milestones_has_the_parties_in_its_columns(agreement):
    table = annex.build(agreement)
    assert (table.key, table.rows) == ("anlage-2", ())
    assert [column.title for column in table.columns] == [
        "Meilenstein",
        "Zweck",
        "Verantwortung Stadt Eisenach",
        "Verantwortung TransMit",
        "Zeitraum",
        "Status",
    ]
    assert [column.title for column in table.columns if column.is_header] == ["Meilenstein"]


def test_row_shows_title_purpose_duties_of_each_side_time_frame_and_status(milestone, agreement):
    stage = StageFactory(
        milestone=milestone, purpose="Gespräch\nAustausch", timeframe_wording="5-6/2016"
    )
    for party, text in (
        ("agency", "Moderation"),
        ("municipality", "Einladung"),
        ("agency", "Bericht"),
    ):
        DutyFactory(stage=stage, party=party, text=text)
    (row,) = annex.build(agreement).rows
    assert row.key == f"stage-{stage.pk}"
    assert row.cells == (
        Cell((paragraph("Diskurs"),)),
        Cell((paragraph("Gespräch"), paragraph("Austausch"))),
        Cell((bullet("Einladung"),)),
        Cell((bullet("Moderation"), bullet("Bericht"))),
        Cell((paragraph("5-6/2016"),)),
        Cell((paragraph(f"{Status.OPEN.symbol}\u00a0offen"),)),
    )


@pytest.mark.parametrize("status", Status, ids=lambda status: status.name)
def test_status_is_symbol_and_word(milestone, agreement, status):
    StageFactory(milestone=milestone, status=status.value)
    (row,) = annex.build(agreement).rows
    assert row.cells[-1] == Cell((paragraph(f"{status.symbol}\u00a0{status.label}"),))


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [
        (["a", "", ""], [3, 0, 0]),
        (["a", "", "b"], [2, 0, 1]),
        (["a", "b", ""], [1, 2, 0]),
        (["", "a", ""], [1, 2, 0]),
        (["", "", ""], [3, 0, 0]),
        (["a", "a", "a"], [1, 1, 1]),  # said three times is meant three times
    ],
)
def test_purpose_goes_on_where_there_is_no_new_one(milestone, agreement, purposes, expected):
    for purpose in purposes:
        StageFactory(milestone=milestone, purpose=purpose)
    table = annex.build(agreement)
    assert [row[:2] for row in spans(table)] == [
        [3 if index == 0 else 0, span] for index, span in enumerate(expected)
    ]


def test_purpose_does_not_go_on_in_the_next_milestone(milestone, agreement):
    StageFactory(milestone=milestone, purpose="a")
    StageFactory(milestone=MilestoneFactory(agreement=agreement), purpose="")
    assert [row[:2] for row in spans(annex.build(agreement))] == [[1, 1], [1, 1]]


def test_milestone_without_stages_keeps_a_row(milestone, agreement):
    (row,) = annex.build(agreement).rows
    assert row.key == f"milestone-{milestone.pk}"
    assert row.cells == (Cell((paragraph("Diskurs"),)), *[Cell()] * 5)


def test_rows_stand_in_the_order_of_their_places(milestone, agreement):
    before = MilestoneFactory(agreement=agreement, position=0)
    late, early = (StageFactory(milestone=milestone, position=place) for place in (9, 4))
    keys = [row.key for row in annex.build(agreement).rows]
    assert keys == [f"milestone-{before.pk}", f"stage-{early.pk}", f"stage-{late.pk}"]


def test_other_agreements_do_not_show(agreement):
    StageFactory()
    assert annex.build(agreement).rows == ()


@pytest.mark.parametrize("count", [2, 30])
def test_annex_takes_three_queries_however_long_it_is(agreement, count, django_assert_num_queries):
    for _ in range(count):
        DutyFactory(stage__milestone__agreement=agreement)
    agreement = Agreement.objects.get(pk=agreement.pk)  # with both parties
    with django_assert_num_queries(3):
        assert len(annex.build(agreement).rows) == count
