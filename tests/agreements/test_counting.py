"""What each choice of a list's filters would show."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bildung.agreements.counting import choice_of, count_choices

STATUSES = ("open", "done")
UNITS = (None, 1, 2)
TOPICS = ((), (7,), (7, 8))
RECORDS = st.lists(
    st.tuples(st.sampled_from(STATUSES), st.sampled_from(UNITS), st.sampled_from(TOPICS))
)
CHOSEN = st.fixed_dictionaries(
    {
        "status": st.sets(st.sampled_from(STATUSES)),
        "unit": st.sampled_from((set(), {"none"}, {"1"}, {"3"})),
        "topic": st.sampled_from((set(), {"7"}, {"8"})),
    }
)


def choices(value):
    return set(map(choice_of, value if isinstance(value, tuple) else (value,)))


@given(RECORDS, CHOSEN)
def test_choice_counts_the_records_that_all_other_fields_let_through(records, chosen):
    names = tuple(chosen)
    columns = {name: [record[i] for record in records] for i, name in enumerate(names)}
    counted = count_choices(columns, chosen)

    def passes(record, left_out=None):
        return all(
            not chosen[name] or name == left_out or choices(record[i]) & chosen[name]
            for i, name in enumerate(names)
        )

    assert counted.total == sum(map(passes, records))
    for i, name in enumerate(names):
        expected = Counter(
            choice for record in records if passes(record, name) for choice in choices(record[i])
        )
        assert counted.by_choice[name] == expected


def test_values_stand_for_the_choices_of_the_form():
    assert [choice_of(value) for value in (None, 5, "open")] == ["none", "5", "open"]
