"""A short run of what `make fuzz` does at length, and that its files are what they claim."""

from bildung.formats.intake import read_file
from tests.budget import DEEP, examples

from .checking import check_all
from .mutations import BY_KIND, mutated
from .originals import originals

COUNT = examples(150)


def test_mutated_files_are_read_or_refused_within_their_limits():
    assert [outcome for outcome in check_all(range(COUNT)) if outcome.fault] == []


def test_good_files_are_read():
    for name, content in originals():
        assert len(read_file(name, content).grids) >= 1, name


def test_seed_names_a_file():
    assert mutated(7) == mutated(7)
    assert len({mutated(seed) for seed in range(40)}) == 40


def test_every_kind_is_mutated():
    seeds = range(200 if DEEP else 50)
    assert {mutated(seed)[0].rpartition(".")[2] for seed in seeds} == set(BY_KIND)
