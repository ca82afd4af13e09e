import pytest

from bildung.vocabulary import priority, status
from bildung.vocabulary.priority import Priority
from bildung.vocabulary.status import Status


def test_status_choices_are_values_with_german_labels():
    assert status.CHOICES == [
        ("open", "offen"),
        ("in_progress", "in Arbeit"),
        ("done", "abgeschlossen"),
        ("postponed", "verschoben"),
        ("dropped", "entfallen"),
    ]


def test_priority_choices_are_values_with_german_labels_most_urgent_first():
    assert priority.CHOICES == [("high", "hoch"), ("medium", "mittel"), ("low", "niedrig")]


@pytest.mark.parametrize("member", [*Status, *Priority])
def test_member_is_its_stored_value(member):
    assert type(member)(str(member)) is member
    assert f"{member}" == member.value


def test_unknown_value_is_refused():
    with pytest.raises(ValueError, match="'offen' is not a valid Status"):
        Status("offen")


@pytest.mark.parametrize(
    ("member", "finished"),
    [
        (Status.OPEN, False),
        (Status.IN_PROGRESS, False),
        (Status.DONE, True),
        (Status.POSTPONED, False),
        (Status.DROPPED, True),
    ],
)
def test_finished_is_what_needs_nothing_more(member, finished):
    assert member.finished is finished


def test_symbols_are_single_and_told_apart():
    symbols = [member.symbol for member in (*Status, *Priority)]
    assert [len(symbol) for symbol in symbols] == [1] * 8
    assert len(set(symbols)) == 8
