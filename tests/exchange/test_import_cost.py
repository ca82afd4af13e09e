"""What a big import costs: work that grows with its rows, and no faster.

Counted are calls of functions, which no busy machine makes more.
"""

import sys
from collections.abc import Callable
from dataclasses import replace

import pytest

import goals.annex
from bildung.annex.grid import Contents, Grid, GridCell, GridRow
from bildung.annex.table import AnnexTable, paragraphs, texts_of
from bildung.exchange.importing.annexes import ANNEXES
from bildung.exchange.importing.proposal import compare
from bildung.exchange.importing.upload import Upload
from bildung.vocabulary.priority import Priority
from goals.plan import GoalPlan, MeasurePlan, ObjectivePlan
from tests.annex.files import contents
from tests.budget import DEEP

ANNEX = ANNEXES["anlage-1"]
ROWS = 60 if DEEP else 40
# Calls for a row of an import of which a part changes: 1,500 when this was written, and nearly
# twice as many while the same was done again and again.
MOST_CALLS = 1_700
WORDS = ("Netz", "Plan", "Bericht", "Schule", "Kita", "Stadt", "Kreis", "Rat", "Haus", "Weg")


def annex(count: int, size: int = 5, said: str = "") -> AnnexTable:
    """Return Anlage 1 with so many measures, `size` a goal; each tenth says `said` besides."""
    return goals.annex.table_of_plan(
        GoalPlan(
            f"goal-{first}",
            1 + first // size,
            Priority.MEDIUM,
            f"Ziel {text_of(first, 3)}",
            (ObjectivePlan(f"objective-{first}", text_of(first, 5), tuple(measures)),),
        )
        for first in range(0, count, size)
        if (measures := [measure(number, said) for number in range(first, first + size)])
    )


def measure(number: int, said: str) -> MeasurePlan:
    more = said if number % 10 == 0 else ""
    return MeasurePlan(f"measure-{number}", text_of(number, 8) + more, (), f"{number % 9 + 1}/2017")


def text_of(number: int, words: int) -> str:
    """Return as many words by chance that is the same each time, and the number."""
    picked = [
        WORDS[(number * 7 + place * (number % 11 + 3)) % len(WORDS)] for place in range(words)
    ]
    return " ".join([*picked, f"Nummer{number}"])


def foreign(table: AnnexTable) -> Contents:
    """Return it as a file of others holds it: without keys and merged cells."""
    heads = GridRow(tuple(GridCell(paragraphs(column.title)) for column in table.columns))
    said = [()] * len(table.columns)
    rows = []
    for row in table.rows:
        said = [cell.blocks if cell else above for cell, above in zip(row.cells, said, strict=True)]
        cells = (GridCell(paragraphs("\n".join(texts_of(blocks)))) for blocks in said)
        rows.append(GridRow(tuple(cells)))
    return Contents((Grid("Tabelle 1", (heads, *rows)),))


def reversed_goals(table: AnnexTable) -> AnnexTable:
    rows = [row for group in reversed(list(table.groups())) for row in group]
    return replace(table, rows=tuple(rows))


def nothing(count: int) -> AnnexTable:
    return goals.annex.table_of_plan([])


CASES: dict[str, tuple[Callable, Callable]] = {
    "part of ours": (annex, lambda count: contents(annex(count, said=" und mehr"))),
    "part of a foreign file": (annex, lambda count: foreign(annex(count, said=" und mehr"))),
    "all new": (nothing, lambda count: foreign(annex(count))),
    "all moved": (annex, lambda count: contents(reversed_goals(annex(count)))),
    "one goal": (
        lambda count: annex(count, count),
        lambda count: foreign(annex(count, count, said=" und mehr")),
    ),
    "another plan": (
        annex,
        lambda count: foreign(annex(count, 3)),
    ),
}


def calls_of(job: Callable) -> int:
    """Return how many functions `job` calls."""
    counted = 0

    def count(frame, event, argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        job()
    finally:
        sys.setprofile(None)
    return counted


def previewed(case: str, count: int) -> Callable:
    today, file = (make(count) for make in CASES[case])
    return lambda: compare(ANNEX, today, Upload("Plan.csv", file), {}).faults()


@pytest.mark.parametrize("case", CASES)
def test_preview_of_twice_the_rows_takes_twice_the_work(case):
    previewed(case, 10)()  # what is computed once
    once, twice = (calls_of(previewed(case, count)) for count in (ROWS, 2 * ROWS))
    assert twice < 2.4 * once


def test_preview_of_a_part_takes_no_more_work_for_a_row_than_it_did():
    previewed("part of ours", 10)()
    assert calls_of(previewed("part of ours", ROWS)) < MOST_CALLS * ROWS


@pytest.mark.parametrize("case", CASES)
def test_leaving_all_out_takes_twice_the_work_for_twice_the_rows(case):
    def left_out(count: int) -> Callable:
        proposal = compare(ANNEX, CASES[case][0](count), Upload("x", CASES[case][1](count)), {})
        keys = {entry.key for entry in proposal.changes}
        return lambda: proposal.without(keys)

    once, twice = (calls_of(left_out(count)) for count in (ROWS, 2 * ROWS))
    assert twice < 2.4 * once
