"""Two tables made one, with some of the changes between them left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bildung.annex.matching import Side, match
from bildung.annex.merging import merge, renamed
from bildung.annex.spreading import spread
from bildung.annex.synopsis import Kind, tell
from tests.budget import examples

from . import plans


def compared(old, new):
    matching = match(Side(old), Side(new))
    return matching, tell(matching).changes


def merged(old, new, left_out):
    matching, changes = compared(old, new)
    return merge(matching, changes, left_out)


def wording(table):
    """Return what each row says, with what it stands in; without keys, spans, empty rows."""
    sides = Side(spread(table))
    rows = [
        tuple(sides.wording[column][row] for column in sides.columns)
        for row in range(len(table.rows))
    ]
    return [row for row in rows if any(row)]


def measures(table):
    return ["".join(block.text for block in row.cells[3].blocks) for row in spread(table).rows]


def keys_of(old, new):
    return {entry.key for entry in compared(old, new)[1]}


@settings(max_examples=examples(60), deadline=None)
@given(plans.plans, plans.plans)
def test_nothing_left_out_is_the_new_table(old, new):
    old, new = plans.table(old), plans.table(new)
    assert wording(merged(old, new, set())) == wording(new)


@settings(max_examples=examples(30), deadline=None)
@given(plans.pairs())
def test_nothing_left_out_is_the_new_table_under_the_keys_of_the_old(pair):
    matching, changes = compared(*pair)
    whole, short = merge(matching, changes, ()), renamed(matching)
    assert wording(short) == wording(whole)
    kept = {row.key for row in whole.rows if not row.key.startswith("leer-")}
    assert kept <= {row.key for row in short.rows}


@settings(max_examples=examples(30), deadline=None)
@given(plans.pairs())
def test_changes_alone_are_told_as_among_all_places(pair):
    matching, changes = compared(*pair)
    alone = tell(matching, only_changes=True)
    assert [change.changed_parts() for change in alone.changes] == [
        change.changed_parts() for change in changes
    ]
    assert alone.table() == tell(matching).table()


def says_each_once(plan) -> bool:
    """Whether goals, and the Erläuterungen of each, can be told apart by what they say."""
    lists = [[goal[0] for goal in plan], *([each[0] for each in goal[2]] for goal in plan)]
    return all(len(set(texts)) == len(texts) for texts in lists)


# In what order several stood that say the same, nobody can see.
@settings(max_examples=examples(60), deadline=None)
@given(plans.plans.filter(says_each_once), plans.plans.filter(says_each_once))
def test_everything_left_out_is_the_old_table(old, new):
    old, new = plans.table(old), plans.table(new)
    assert wording(merged(old, new, keys_of(old, new))) == wording(old)


@settings(max_examples=examples(60), deadline=None)
@given(plans.plans, plans.plans, st.data())
def test_rows_come_and_go_as_chosen(old, new, data):
    old, new = plans.table(old), plans.table(new)
    matching, changes = compared(old, new)
    keys = sorted(entry.key for entry in changes)
    left_out = data.draw(st.sets(st.sampled_from(keys))) if keys else set()
    result = merge(matching, changes, left_out)
    found = {row.key for row in result.rows}
    measured = [entry for entry in changes if entry.key.startswith("measure")]
    for entry in measured:
        if entry.old_key is None:
            assert (entry.new_key in found) == (entry.key not in left_out)
        elif entry.new_key is None:
            assert (entry.old_key in found) == (entry.key in left_out)
        else:
            assert entry.old_key in found


OLD = plans.table(
    (
        (
            "Ziel A",
            "hoch",
            (
                (
                    "Eins",
                    (
                        ("measure-1", "Analyse der Stadt", ""),
                        ("measure-2", "Bericht an den Rat", ""),
                    ),
                ),
            ),
        ),
        ("Ziel B", "mittel", (("Zwei", (("measure-3", "Netz der Bildung", "2016"),)),)),
    )
)
NEW = plans.table(
    (
        (
            "Ziel B neu",
            "mittel",
            (
                (
                    "Zwei",
                    (
                        ("measure-3", "Netz der Bildung", "2016"),
                        ("neu-1", "Plan für den Übergang", ""),
                    ),
                ),
            ),
        ),
        ("Ziel A", "hoch", (("Eins", (("measure-1", "Analyse der ganzen Stadt", ""),)),)),
    )
)


def test_each_change_is_left_out_by_itself():
    _, changes = compared(OLD, NEW)
    told = {entry.key: entry.kinds for entry in changes}
    assert told["neu-1"] == (Kind.ADDED,)
    assert told["measure-2"] == (Kind.REMOVED,)
    assert measures(merged(OLD, NEW, {"neu-1"})) == ["Netz der Bildung", "Analyse der ganzen Stadt"]
    assert measures(merged(OLD, NEW, {"measure-2"})) == [
        "Netz der Bildung",
        "Plan für den Übergang",
        "Analyse der ganzen Stadt",
        "Bericht an den Rat",
    ]


@pytest.mark.parametrize("left_out", [{"measure-1"}, {"measure-3"}, {"measure-1", "measure-3"}])
def test_wording_and_place_of_what_both_have_go_back(left_out):
    result = merged(OLD, NEW, left_out)
    _, changes = compared(result, NEW)
    assert {entry.key for entry in changes} == left_out & {
        entry.key for entry in compared(OLD, NEW)[1]
    }


def test_erlaeuterung_stays_when_its_measures_go_and_the_new_ones_are_left_out():
    old = plans.table(
        (
            (
                "Ziel A",
                "hoch",
                (
                    ("Eins", (("measure-1", "Analyse", ""),)),
                    ("Zwei", (("measure-2", "Rat", ""), ("measure-5", "Netz", ""))),
                ),
            ),
        )
    )
    new = plans.table(
        (
            (
                "Ziel A",
                "hoch",
                (
                    ("Eins", (("neu-1", "Bericht", ""),)),
                    ("Zwei", (("measure-2", "Rat", ""), ("measure-5", "Netz", ""))),
                ),
            ),
        )
    )
    result = merged(old, new, {"neu-1"})
    objectives = [
        "".join(b.text for b in row.cells[2].blocks) for row in result.rows if row.cells[2]
    ]
    assert objectives == ["Eins", "Zwei"]
    assert measures(result) == ["", "Rat", "Netz"]
