"""What systemd hears of the start: a socket stands in for it."""

import os
import socket
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.db import connection

from bildung import supervision
from tests.database import is_copied

from .server import HOST, ROOT, running

# Process, user, group (unix(7)).
CREDENTIALS = struct.Struct("3i")


@pytest.fixture(autouse=True)
def nobody_waits_yet(monkeypatch):
    monkeypatch.setattr(supervision, "waiting", supervision.Waiting())


@contextmanager
def notify_socket(address: str):
    """Yield what systemd would listen on: it learns of each message which process sent it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        listening.bind(address)
        yield listening


def received(listening: socket.socket) -> tuple[str, int]:
    """Return the next message and the process that sent it."""
    listening.settimeout(60)
    text, ((_, _, sender), *_), _, _ = listening.recvmsg(4096, socket.CMSG_SPACE(CREDENTIALS.size))
    return text.decode(), CREDENTIALS.unpack(sender)[0]


def received_by_now(listening: socket.socket) -> list[str]:
    listening.setblocking(False)
    messages = []
    while True:
        try:
            messages.append(listening.recv(4096).decode())
        except BlockingIOError:
            return messages


def parent_of(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("\nPPid:")[2].split()[0])


@contextmanager
def database_without_a_migration(path: Path):
    """Yield how to apply what is missing in a new SQLite database at `path`."""
    if is_copied():
        with closing(sqlite3.connect(path)) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    else:
        manage = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
        subprocess.run(manage, cwd=ROOT, check=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        where = "FROM django_migrations WHERE app = 'goals' AND name = '0001_initial'"
        ((row,),) = database.execute(f"SELECT id {where}").fetchall()
        database.execute("UPDATE django_migrations SET app = 'nobody' WHERE id = ?", [row])
        yield lambda: database.execute(
            "UPDATE django_migrations SET app = 'goals' WHERE id = ?", [row]
        )


def answer_of(port: int, address: str) -> tuple[int, str]:
    asked = HTTPConnection(HOST, port, timeout=60)
    try:
        asked.request("GET", address)
        response = asked.getresponse()
        return response.status, response.read().decode().strip()
    finally:
        asked.close()


@pytest.mark.django_db(transaction=True)
def test_systemd_hears_ready_from_the_main_process_once_pages_can_be_served(tmp_path, monkeypatch):
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/db.sqlite3")
    monkeypatch.setenv("BILDUNG_HTTPS", "false")
    log = tmp_path / "log"
    with (
        database_without_a_migration(tmp_path / "db.sqlite3") as migrate,
        notify_socket(address) as listening,
        running(log, "tests.settings", workers=1) as port,
    ):
        assert answer_of(port, "/bereit/") == (503, "nicht bereit: Migrationen")
        assert received_by_now(listening) == []
        migrate()
        message, sender = received(listening)
        assert message == "READY=1\nSTATUS=bereit"
        assert parent_of(sender) == os.getpid()
        assert answer_of(port, "/bereit/") == (200, "bereit")
    assert "Not ready: Migrationen\n" in log.read_text()


class Server:
    """What gunicorn's hooks are given."""

    pid = os.getpid()
    log = None


def test_systemd_hears_it_once_however_many_workers_say_so(tmp_path, monkeypatch):
    address = str(tmp_path / "notify")
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    handlers = {}
    monkeypatch.setattr(supervision.signal, "signal", handlers.__setitem__)
    with notify_socket(address) as listening:
        supervision.keep_quiet()
        supervision.tell_when_ready(Server)
        assert received_by_now(listening) == []
        for _ in range(2):
            handlers[supervision.READY](supervision.READY, None)
        assert received_by_now(listening) == ["READY=1\nSTATUS=bereit"]


def test_where_nobody_waits_no_worker_signals(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    monkeypatch.setattr(supervision.signal, "signal", None)
    monkeypatch.setattr(supervision.threading, "Thread", None)
    supervision.keep_quiet()
    supervision.tell_when_ready(Server)
    assert supervision.look_until_ready(worker=None) is None


def test_gunicorn_finds_the_socket_again_for_what_else_it_says(monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setattr(supervision.signal, "signal", lambda *_: None)
    supervision.keep_quiet()
    assert "NOTIFY_SOCKET" not in os.environ
    supervision.tell_when_ready(Server)
    assert os.environ["NOTIFY_SOCKET"] == "/run/systemd/notify"
