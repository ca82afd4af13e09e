"""An annex comes back from each of our files as it went out: words, spans and keys."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bildung.annex.grid import contents_of
from bildung.annex.reading import read
from bildung.formats import csv, docx, json, xlsx
from tests.annex import plans, stages
from tests.budget import examples

from . import papers

ANNEXES = st.one_of(plans.plans.map(plans.table), stages.plans.map(stages.table))
THROUGH = {
    "csv": lambda table: csv.parse(csv.render(table)),
    "docx": lambda table: docx.parse(docx.render(papers.document(table))),
    "json": lambda table: contents_of(json.parse(json.render(papers.document(table)))),
    "xlsx": lambda table: xlsx.parse(xlsx.render(papers.document(table))),
}


@pytest.mark.parametrize("through", THROUGH.values(), ids=THROUGH)
@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.too_slow])
@given(ANNEXES)
def test_annex_comes_back_from_a_file_as_it_went_out(through, table):
    assert read(through(table), like=table).table == table


@pytest.mark.parametrize("tables", [(papers.goals(1),), (papers.goals(1), papers.goals(1, "b"))])
@pytest.mark.parametrize("kind", [docx, xlsx], ids=["docx", "xlsx"])
def test_nothing_that_we_wrote_ourselves_is_told_as_not_placed(kind, tables):
    reading = read(kind.parse(kind.render(papers.document(*tables))), like=tables[0])
    assert (reading.table, reading.unplaced, reading.notices) == (tables[0], (), ())
