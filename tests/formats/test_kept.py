"""Files kept ready: bound by bytes, and never an obstacle."""

import os

import pytest

from bildung.formats.kept import KeptFiles


@pytest.fixture
def kept(tmp_path):
    return KeptFiles(tmp_path / "kept", most=100)


def names(kept):
    return sorted(path.name for path in kept.folder.glob("*"))


def age(kept, **seconds):
    for name, since in seconds.items():
        os.utime(kept.folder / name, (1_000_000 - since, 1_000_000 - since))


def test_file_comes_back_as_it_was(kept):
    assert kept.get("a") is None
    kept.keep("a", b"content")
    kept.keep("a", b"new")
    assert (kept.get("a"), names(kept)) == (b"new", ["a"])
    assert (kept.folder / "a").stat().st_mode & 0o77 == 0


def test_those_not_asked_for_the_longest_go_first(kept):
    for name in "abc":
        kept.keep(name, b"x" * 30)
    age(kept, a=10, b=20, c=30)
    assert kept.get("c") == b"x" * 30
    kept.keep("d", b"x" * 60)
    assert names(kept) == ["c", "d"]


def test_bytes_count_and_not_the_number(kept):
    for number in range(50):
        kept.keep(f"{number}", b"xx")
    assert len(names(kept)) == 50


def test_what_earlier_versions_kept_goes_too(kept):
    kept.folder.mkdir()
    (kept.folder / "old.djcache").write_bytes(b"x" * 99)
    age(kept, **{"old.djcache": 5})
    kept.keep("a", b"xx")
    assert names(kept) == ["a"]


def test_file_larger_than_all_that_is_kept_is_not_kept(kept):
    kept.keep("a", b"x" * 50)
    kept.keep("b", b"x" * 101)
    assert names(kept) == ["a"]


def test_full_disk_keeps_nobody_from_anything(kept, monkeypatch, caplog):
    def refuse(*files):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    kept.keep("a", b"content")
    assert (kept.get("a"), names(kept)) == (None, [])
    assert "cannot be kept" in caplog.text


def test_file_that_cannot_be_read_is_not_there(kept, caplog):
    (kept.folder / "a").mkdir(parents=True)
    assert kept.get("a") is None
    assert "cannot be read" in caplog.text


def test_everything_can_be_cleared(kept):
    kept.clear()
    kept.keep("a", b"content")
    kept.clear()
    assert names(kept) == []
