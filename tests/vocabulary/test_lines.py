import pytest
from hypothesis import given
from hypothesis import strategies as st

from bildung.vocabulary.lines import continued

A = "Abstimmung des Vorhabens mit dem Stadtrat"
B = "Planung des Prozesses der Leitbildentwicklung"
C = "Erstellung eines Leitbild-Erstentwurfs"


@pytest.mark.parametrize(
    ("case", "old", "new", "expected"),
    [
        ("unchanged", [A, B, C], [A, B, C], [0, 1, 2]),
        ("reordered", [A, B, C], [C, A, B], [2, 0, 1]),
        ("added in front", [A, B], [C, A, B], [None, 0, 1]),
        ("removed", [A, B, C], [A, C], [0, 2]),
        ("all removed", [A, B], [], []),
        ("first ones", [], [A, B], [None, None]),
        ("reworded", [A, B, C], [A, B + " im Amt", C], [0, 1, 2]),
        ("reworded and reordered", [A, B, C], [C, A, B + " im Amt"], [2, 0, 1]),
        ("two reworded", [A, B, C], [A + "!", B, C + "!"], [0, 1, 2]),
        ("replaced by another step", [A, B], [A, "Druck"], [0, None]),
        ("split in two", [A], [A + " I", A + " II"], [None, None]),
        ("same text twice", [A, A], [A, A], [0, 1]),
        ("same text twice, one removed", [A, B, A], [B, A], [1, 0]),
        ("same text once more", [A], [A, A], [0, None]),
        ("upper case", [A], [A.upper()], [0]),
    ],
)
def test_continued(case, old, new, expected):
    assert continued(old, new) == expected


@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcde")))
def test_continued_uses_each_old_step_once_and_same_texts_first(old, new):
    result = continued(old, new)
    used = [index for index in result if index is not None]
    assert len(result) == len(new)
    assert len(set(used)) == len(used)
    for text in set(old) & set(new):
        kept = [
            place for place, index in enumerate(result) if index is not None and old[index] == text
        ]
        assert len([place for place in kept if new[place] == text]) == min(
            old.count(text), new.count(text)
        )
