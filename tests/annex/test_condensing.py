"""Rows that the paper puts together."""

from hypothesis import given

from bildung.annex.condensing import condense
from bildung.annex.table import AnnexTable, Bullet, Cell, Column, Row, paragraphs, text_runs

from .tables import tables


def measures(*frames):
    """Rows as Anlage 1 has them: one a measure; a time frame spans those that share it."""
    rows = []
    for index, span in enumerate(frames):
        lead = index == 0
        rows.append(
            Row(
                f"m{index}",
                (
                    Cell(paragraphs("1."), len(frames)) if lead else None,
                    Cell(paragraphs("e"), len(frames)) if lead else None,
                    Cell((Bullet(text_runs(f"M{index}")),)),
                    Cell(paragraphs(f"t{index}"), span) if span else None,
                ),
            )
        )
    columns = tuple(Column(key, key, 1) for key in ("number", "objective", "measure", "timeframe"))
    return AnnexTable("t", "T", columns, tuple(rows))


def test_measures_that_share_all_else_stand_in_one_cell():
    table = condense(measures(2, 0, 1))
    assert [row.key for row in table.rows] == ["m0", "m2"]
    assert [cell and cell.row_span for cell in table.rows[0].cells] == [2, 2, 1, 1]
    assert table.rows[0].cells[2].words == ["M0", "M1"]
    assert [cell and cell.words for cell in table.rows[1].cells] == [None, None, ["M2"], ["t2"]]


def test_rows_that_differ_in_two_columns_stay_apart():
    table = measures(1, 1, 1)
    assert condense(table) is table


@given(tables())
def test_condensing_keeps_every_word(table):
    assert sorted(condense(table).words) == sorted(table.words)


@given(tables())
def test_condensing_keeps_the_groups(table):
    def words_of_groups(annex):
        return [
            sorted(word for row in group for cell in row.cells if cell for word in cell.words)
            for group in annex.groups()
        ]

    assert words_of_groups(condense(table)) == words_of_groups(table)
