"""Which tests a run takes, by what they are marked with, and how many examples they try."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import budget
from tests.conftest import depends_on_database

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
# What shows that a test depends on how the database at hand does something.
SIGNS = re.compile(r"tests\.beside|\.cursor\(\)|\.vendor\b|\bIntegrityError\b")


def modules():
    return {
        path.relative_to(TESTS).as_posix(): path.read_text() for path in TESTS.rglob("test_*.py")
    }


def test_every_marker_marks_something():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]
    names = {line.partition(":")[0] for line in options["markers"]}
    texts = "".join(modules().values())
    assert {name for name in names if f"mark.{name}" in texts} == names


def test_what_shows_the_dialect_is_marked_so():
    unmarked = [
        name
        for name, text in modules().items()
        if SIGNS.search(text) and "mark.dialect" not in text
        if not name.startswith("setup/")
    ]
    assert unmarked == []


def test_numbers_of_examples_come_from_the_budget():
    literal = re.compile(r"max_examples=\d")
    assert [name for name, text in modules().items() if literal.search(text)] == []


class Item:
    """A test with these markers and fixtures."""

    def __init__(self, *markers, fixtures=()):
        self.markers, self.fixturenames = markers, fixtures

    def get_closest_marker(self, name):
        return name if name in self.markers else None


@pytest.mark.parametrize(
    ("item", "sample", "deep"),
    [
        (Item(), False, False),
        (Item("dialect"), False, False),
        (Item("django_db"), False, True),
        (Item(fixtures=("db",)), False, True),
        (Item("django_db", "dialect"), True, True),
        (Item("dialect", fixtures=("live_server",)), True, True),
        (Item("django_db", "dialect", "looks"), False, False),
    ],
)
def test_postgresql_judges_the_dialect_and_in_depth_all_that_asks_a_database(item, sample, deep):
    assert (depends_on_database(item, deep=False), depends_on_database(item, deep=True)) == (
        sample,
        deep,
    )


@pytest.mark.parametrize(
    ("count", "sample"), [(1, 1), (12, 12), (25, 20), (60, 20), (2400, 200), (12_000, 1000)]
)
def test_sample_is_a_twelfth_but_not_too_few(monkeypatch, count, sample):
    monkeypatch.setattr(budget, "DEEP", False)
    assert budget.examples(count) == sample
    monkeypatch.setattr(budget, "DEEP", True)
    assert budget.examples(count) == count


def test_environment_says_how_deep_the_tests_go():
    ask = "from tests.budget import DEEP; print(DEEP)"
    said = [
        subprocess.run(
            [sys.executable, "-c", ask],
            cwd=ROOT,
            env={"BILDUNG_TESTS": value},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for value in ("", "deep")
    ]
    assert said == ["False\n", "True\n"]
