"""Places at the press: few at once, nobody waits, and of a person two over all workers."""

import subprocess
import sys
from contextlib import ExitStack

import pytest
from django.conf import settings

from bildung.formats.pdf import places
from bildung.formats.pdf.places import OF_A_PERSON, PRINTS_AT_ONCE, Busy, asked_by, place

from .holding import held


def test_who_comes_while_all_places_are_taken_is_told_at_once(tmp_path):
    with held(tmp_path, PRINTS_AT_ONCE):
        with pytest.raises(Busy) as busy, place(tmp_path):
            pass
        assert busy.value.is_own is False
    with place(tmp_path):
        pass


def test_thread_that_holds_a_place_needs_no_other(tmp_path):
    with ExitStack() as taken:
        for _ in range(PRINTS_AT_ONCE + 1):
            taken.enter_context(asked_by(lambda: 7))
            taken.enter_context(place(tmp_path))


def test_place_is_free_again_after_an_error(tmp_path):
    for _ in range(PRINTS_AT_ONCE + 1):
        with pytest.raises(ZeroDivisionError), asked_by(lambda: 7), place(tmp_path):
            raise ZeroDivisionError


@pytest.fixture
def roomy(monkeypatch):
    """A worker with places enough: what runs out is a person's."""
    monkeypatch.setattr(places, "_places", places.BoundedSemaphore(10))


@pytest.mark.parametrize("person", [1, 2, 4_000_000_000, None])
def test_person_holds_two_places_and_others_get_theirs(tmp_path, roomy, person):
    with held(tmp_path, OF_A_PERSON, person):
        with pytest.raises(Busy) as busy, asked_by(lambda: person), place(tmp_path):
            pass
        assert busy.value.is_own is True
        with asked_by(lambda: 3), place(tmp_path):
            pass
    with asked_by(lambda: person), place(tmp_path):
        pass


def test_program_that_names_nobody_has_no_limit_of_a_person(tmp_path, roomy):
    with held(tmp_path, OF_A_PERSON + 1):
        pass


def test_places_of_a_person_count_over_all_workers_and_end_with_them(tmp_path):
    code = f"""
import sys
from pathlib import Path
from tests.formats.holding import held
with held(Path({str(tmp_path)!r}), 2, 7):
    print("taken", flush=True)
    sys.stdin.read()
"""
    worker = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with worker:
        assert worker.stdout.readline() == b"taken\n"
        with pytest.raises(Busy) as busy, asked_by(lambda: 7), place(tmp_path):
            pass
        assert busy.value.is_own is True
        with asked_by(lambda: 8), place(tmp_path):
            pass
        worker.kill()
        worker.wait()
    with asked_by(lambda: 7), place(tmp_path):
        pass
