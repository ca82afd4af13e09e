"""What is big in a test, and what is done of it in its own process without one."""

import pickle

from django.utils.module_loading import import_string

from bildung.exchange.apart import doing


def all_is_big(monkeypatch) -> None:
    """Let every import count as big."""
    for bound in ("BIG_READ", "BIG_SEALED", "BIG_TABLE"):
        monkeypatch.setattr(doing, bound, -1)


def done_here(monkeypatch) -> list[str]:
    """Let what is done apart be done in the test's process, where its transaction is.

    All that goes there and back is pickled. Returns a list that gets the names of the jobs.
    """
    done = []

    def do(child, name: str, wanted: bytes, user: int, database: str, writes: bool) -> bytes:
        done.append(name.rpartition(".")[2])
        try:
            return pickle.dumps((True, import_string(name)(pickle.loads(wanted)), []))
        except Exception as error:
            return pickle.dumps((False, error, []))

    monkeypatch.setattr(doing.processes, "do", do)
    return done
