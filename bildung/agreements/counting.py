"""Counts what each choice of a list's filters would show. No models here: columns of values."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

NOTHING = "none"  # the choice for records without a value


@dataclass(frozen=True)
class Counted:
    """How many records each choice would show, given all other filters, and all do together.

    `through` says of each record whether all filters let it through.
    """

    total: int = 0
    by_choice: Mapping[str, Counter] = field(default_factory=dict)
    through: Sequence[bool] = ()


def count_choices(columns: Mapping[str, Sequence[Any]], chosen: Mapping[str, set[str]]) -> Counted:
    """Count the records by choice.

    `columns` holds for each field the values of all records, in the same order; a record that has
    several values has them in a tuple. `chosen` holds the choices made; a field without any lets
    every record through.
    """
    missed = {
        name: _misses(column, chosen[name]) for name, column in columns.items() if chosen.get(name)
    }
    # A record counts for a choice if no other field leaves it out.
    misses = list(map(sum, zip(*missed.values(), strict=True)))
    through = [not each for each in misses]
    by_choice = {}
    for name, column in columns.items():
        if name in missed:
            column = compress(column, map(int.__eq__, misses, missed[name]))
        elif missed:
            column = compress(column, through)
        by_choice[name] = _by_choice(column)
    if not missed:
        through = [True] * len(next(iter(columns.values())))
    return Counted(sum(through), by_choice, through)


def choice_of(value: Any) -> str:
    """Return the choice that stands for a stored value."""
    return NOTHING if value is None else str(value)


def _misses(column: Sequence[Any], chosen: set[str]) -> list[bool]:
    through = {value for value in set(column) if chosen.intersection(map(choice_of, _all(value)))}
    return [value not in through for value in column]


def _by_choice(column) -> Counter:
    found: Counter = Counter()
    for value, count in Counter(column).items():  # counted first: the distinct values are few
        for each in _all(value):
            found[choice_of(each)] += count
    return found


def _all(value: Any) -> tuple:
    return value if isinstance(value, tuple) else (value,)
