from hypothesis import given

from bildung.annex.spreading import spread
from bildung.annex.table import Cell
from tests.formats import papers

from .tables import tables


def test_cell_that_spans_rows_stands_in_each_of_them():
    table = papers.goals(2)
    goals = [row.cells[1] for row in spread(table).rows]
    first, second = (Cell(table.rows[place].cells[1].blocks) for place in (0, 3))
    assert goals == [first] * 3 + [second] * 3


@given(tables())
def test_no_cell_of_a_spread_table_spans_and_keys_stay(table):
    told = spread(table)
    assert [row.key for row in told.rows] == [row.key for row in table.rows]
    assert {cell.row_span for row in told.rows for cell in row.cells} <= {1}
    assert spread(told) == told
