"""What a file holds, kept while somebody looks at it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.annex.grid import Contents, Grid, GridCell, GridRow, Notice, from_dict, to_dict
from bildung.annex.table import AnnexError, Bullet, Mark, Paragraph, Run

TEXTS = st.text(alphabet="aä\n\t „“=@", max_size=8)
RUNS = st.builds(Run, TEXTS, st.sampled_from(Mark)).map(lambda run: (run,))
BULLETS = st.recursive(
    st.builds(Bullet, RUNS),
    lambda below: st.builds(Bullet, RUNS, st.lists(below, max_size=2).map(tuple)),
    max_leaves=3,
)
CELLS = st.builds(
    GridCell,
    st.lists(st.builds(Paragraph, RUNS) | BULLETS, max_size=2).map(tuple),
    st.integers(1, 9),
    st.integers(1, 9),
    TEXTS,
)
ROWS = st.builds(
    GridRow,
    st.lists(st.none() | CELLS, max_size=3).map(tuple),
    TEXTS,
    st.booleans(),
    st.booleans(),
    st.integers(0, 9),
)
NOTICES = st.builds(Notice, TEXTS, st.lists(TEXTS, max_size=2).map(tuple))
GRIDS = st.builds(
    Grid,
    TEXTS,
    st.lists(ROWS, max_size=3).map(tuple),
    TEXTS,
    TEXTS,
    st.lists(TEXTS, max_size=3).map(tuple),
    st.lists(st.integers(0, 9), max_size=2).map(tuple),
    TEXTS,
    st.lists(TEXTS, max_size=2).map(tuple),
)


@given(
    st.builds(
        Contents,
        st.lists(GRIDS, max_size=2).map(tuple),
        st.lists(TEXTS).map(tuple),
        st.lists(NOTICES, max_size=2).map(tuple),
    )
)
def test_contents_come_back_from_json(contents):
    assert from_dict(json.loads(json.dumps(to_dict(contents)))) == contents


@pytest.mark.parametrize("data", [{}, [], {"grids": [{}], "loose": []}, {"grids": 3, "loose": []}])
def test_anything_else_is_refused(data):
    with pytest.raises(AnnexError):
        from_dict(data)
