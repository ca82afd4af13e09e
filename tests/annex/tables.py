"""Draws sound tables and documents of any shape (hypothesis strategies)."""

from hypothesis import strategies as st

from bildung.annex.document import AnnexDocument, PartyName
from bildung.annex.table import (
    MAX_BULLET_DEPTH,
    AnnexTable,
    Bullet,
    Cell,
    Column,
    Mark,
    Paragraph,
    Row,
    Run,
)

texts = st.text(max_size=12)
keys = st.text("abcXYZ019_.-", min_size=1, max_size=8)
runs = st.lists(st.builds(Run, texts, st.sampled_from(Mark)), max_size=3).map(tuple)


def bullets(levels=MAX_BULLET_DEPTH):
    below = st.lists(bullets(levels - 1), max_size=2).map(tuple) if levels > 1 else st.just(())
    return st.builds(Bullet, runs, below)


blocks = st.lists(st.one_of(st.builds(Paragraph, runs), bullets()), max_size=3).map(tuple)


@st.composite
def tables(draw, keys=keys):
    """A table of up to four columns and some groups of rows, its other cells spanning within."""
    columns = tuple(
        Column(f"c{index}", draw(texts), draw(st.integers(1, 99)), draw(st.booleans()))
        for index in range(draw(st.integers(1, 4)))
    )
    sizes = draw(st.lists(st.integers(1, 4), max_size=4))
    rows = []
    for size in sizes:
        spans = [[size], *(draw(_divided(size)) for _ in columns[1:])]
        below = [_cells(draw, column) for column in spans]
        rows += zip(*below, strict=True)
    named = tuple(Row(f"r{index}", tuple(cells)) for index, cells in enumerate(rows))
    return AnnexTable(draw(keys), draw(texts), columns, named)


@st.composite
def documents(draw):
    drawn = draw(st.lists(tables(), min_size=1, max_size=2, unique_by=lambda table: table.key))
    return AnnexDocument(
        agreement=draw(texts),
        title=draw(texts),
        parties=tuple(draw(st.lists(st.builds(PartyName, texts, texts, texts), max_size=2))),
        state=draw(texts),
        as_of=draw(st.dates()),
        tables=tuple(drawn),
    )


@st.composite
def _divided(draw, size):
    """Spans that add up to `size`."""
    spans = []
    while (left := size - sum(spans)) > 0:
        spans.append(draw(st.integers(1, left)))
    return spans


def _cells(draw, spans):
    for span in spans:
        yield Cell(draw(blocks), span)
        yield from [None] * (span - 1)
