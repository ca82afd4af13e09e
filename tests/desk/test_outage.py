"""Database or disk out of reach: 503 and a true text, one line in the log and on the terminal."""

import errno
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, InterfaceError, OperationalError, connection
from django.test import Client

from bildung.outage import OneLine, out_of_reach

ROOT = Path(__file__).resolve().parents[2]


def of_sqlite(statement: str, tmp_path) -> OperationalError:
    """Return what Django raises for an error of SQLite."""
    with closing(sqlite3.connect(tmp_path / "db")) as database:
        try:
            database.execute(statement)
        except sqlite3.Error as error:
            return caused_by(error)
    raise AssertionError(statement)


def caused_by(error: Exception, kind=OperationalError) -> Exception:
    raised = kind(*error.args)
    raised.__cause__ = error
    return raised


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (caused_by(psycopg.OperationalError("connection refused")), "connection refused"),
        (caused_by(psycopg.errors.AdminShutdown("shut\n down")), "shut down"),
        (caused_by(psycopg.errors.DiskFull("no space")), "no space"),
        (caused_by(psycopg.InterfaceError("it is closed"), InterfaceError), "it is closed"),
        (OSError(errno.ENOSPC, "No space left on device"), "[Errno 28] No space left on device"),
        (caused_by(psycopg.errors.QueryCanceled("statement timeout")), "statement timeout"),
        (caused_by(psycopg.errors.DeadlockDetected("deadlock")), ""),
        (DataError("out of range"), ""),
        (FileNotFoundError(errno.ENOENT, "No such file"), ""),
        (ValueError("ours"), ""),
        (None, ""),
    ],
)
def test_what_is_out_of_reach_and_what_is_a_fault(error, reason):
    assert out_of_reach(error) == reason


def test_sqlite_tells_a_missing_disk_from_a_missing_table(tmp_path):
    assert out_of_reach(of_sqlite("SELECT * FROM nowhere", tmp_path)) == ""
    missing = tmp_path / "nowhere" / "db"
    with pytest.raises(sqlite3.OperationalError) as raised:
        sqlite3.connect(missing)
    assert out_of_reach(caused_by(raised.value)) == "unable to open database file"


@pytest.fixture
def visitor(settings, monkeypatch):
    settings.DEBUG = False

    def gone(*args, **kwargs):
        raise caused_by(psycopg.OperationalError("connection refused"))

    monkeypatch.setattr(connection, "cursor", gone)
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "irgendeine"  # which cannot be looked up
    return client


def test_pages_say_so_and_when_to_come_back(visitor):
    response = visitor.get("/")
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    page = response.content.decode()
    assert "Zurzeit nicht erreichbar" in page
    assert "nicht gespeichert" not in page
    assert "connection refused" not in page


def test_what_was_sent_is_said_not_to_be_saved(visitor):
    response = visitor.post("/massnahmen/1/bearbeiten/", {"text": "Neu"})
    assert response.status_code == 503
    assert "wahrscheinlich noch nicht gespeichert" in response.content.decode()


def logged(caplog) -> list[tuple[str, bool]]:
    """Return what the log says through our filter, and whether a traceback follows."""
    for record in caplog.records:
        OneLine().filter(record)
    return [(record.getMessage(), bool(record.exc_info)) for record in caplog.records]


def test_log_says_it_in_a_line(visitor, caplog):
    visitor.get("/massnahmen/")
    assert logged(caplog) == [("Service Unavailable: /massnahmen/: connection refused", False)]


def test_wrong_host_is_a_line(client, db, caplog, settings):
    settings.DEBUG = False
    client.get("/", headers={"host": "fremd.example"})
    [(message, has_traceback)] = logged(caplog)
    assert (message.partition(":")[0], has_traceback) == ("Invalid HTTP_HOST header", False)


def test_faults_of_ours_keep_their_traceback(caplog):
    try:
        raise ValueError("ours")
    except ValueError:
        logging.getLogger("django.request").exception("Internal Server Error: /")
    assert logged(caplog) == [("Internal Server Error: /", True)]


@pytest.mark.parametrize("command", [["manage.py", "migrate"], [".setup/prepare.py"]])
def test_command_line_says_one_line(tmp_path, command):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "bildung.settings",
            "BILDUNG_VAR": str(tmp_path),
            "DATABASE_URL": f"postgres:///{tmp_path}/bildung",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith("Out of reach for now: connection")
