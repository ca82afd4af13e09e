"""Plans as Anlage 2 has them: nested tuples and their table.

(("Meilenstein", (("stage-1", "Zweck", ("Pflicht", …), ("Pflicht", …), "2016", "offen"), …)), …)
"""

from hypothesis import strategies as st

from bildung.annex.table import AnnexTable, Cell, Column, Row, paragraphs
from bildung.vocabulary.status import Status

from .plans import bullet, lists_of, texts

COLUMNS = (
    Column("milestone", "Meilenstein", 13, is_header=True),
    Column("purpose", "Zweck", 20),
    Column("municipality", "Verantwortung Stadt Eisenach", 22),
    Column("agency", "Verantwortung TransMit", 22),
    Column("timeframe", "Zeitraum", 11),
    Column("status", "Status", 12),
)

purposes = st.lists(texts, max_size=2).map("\n".join)
stages = st.tuples(
    purposes,
    lists_of(texts, 3),
    lists_of(texts, 3),
    st.sampled_from(["", "10/2015", "10/ 2015 -", "-"]),
    st.sampled_from([status.sign for status in Status]),
)
plans = lists_of(st.tuples(texts, lists_of(stages, 3)), 4)


def table(plan, columns=COLUMNS):
    """Return Anlage 2 of `plan`, laid out as milestones/annex.py does."""
    rows = []
    for number, (title, below) in enumerate(plan, start=1):
        lead = Cell(paragraphs(title), max(len(below), 1))
        if not below:
            rows.append(Row(f"milestone-{number}", (lead, *[Cell()] * 5)))
        for index, (_, ours, theirs, frame, status) in enumerate(below):
            cells = (
                None if index else lead,
                _purpose([stage[0] for stage in below], index),
                Cell(tuple(map(bullet, ours))),
                Cell(tuple(map(bullet, theirs))),
                Cell(paragraphs(frame)),
                Cell(paragraphs(status)),
            )
            rows.append(Row(f"stage-{len(rows)}", cells))
    return AnnexTable("anlage-2", "Anlage 2: Meilensteinplan", columns, tuple(rows))


def _purpose(purposes, index):
    """The purpose of a stage, spanning those below that have none; None where one goes on."""
    if index and not purposes[index]:
        return None
    following = [bool(purpose) for purpose in purposes[index + 1 :]]
    span = following.index(True) + 1 if True in following else len(following) + 1
    return Cell(paragraphs(purposes[index]), span)
