"""What systemd hears of the start: a socket stands in for it."""

import os
import socket
import struct
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from .server import HOST, ROOT, running

# Process, user, group (unix(7)).
CREDENTIALS = struct.Struct("3i")


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


def manage(*arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments, "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, check=True)


def answer_of(port: int, address: str) -> tuple[int, str]:
    connection = HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request("GET", address)
        response = connection.getresponse()
        return response.status, response.read().decode().strip()
    finally:
        connection.close()


def test_systemd_hears_ready_from_the_main_process_once_pages_can_be_served(tmp_path, monkeypatch):
    address = str(tmp_path / "notify")
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "bildung.settings",
        "BILDUNG_VAR": str(tmp_path / "var"),
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "BILDUNG_HTTPS": "false",
        "NOTIFY_SOCKET": address,
    }.items():
        monkeypatch.setenv(name, value)
    manage("collectstatic", "--no-input")
    log = tmp_path / "log"
    with notify_socket(address) as listening:
        with running(log, "bildung.settings") as port:
            assert answer_of(port, "/bereit/") == (503, "nicht bereit: Migrationen")
            assert received_by_now(listening) == []
            manage("migrate")
            message, sender = received(listening)
            assert message == "READY=1\nSTATUS=bereit"
            assert parent_of(sender) == os.getpid()
            assert answer_of(port, "/bereit/") == (200, "bereit")
        # Said once, though each of the workers is ready.
        assert received_by_now(listening) == []
    assert "Not ready: Migrationen\n" in log.read_text()


def test_gunicorn_finds_the_socket_again_for_what_else_it_says(monkeypatch):
    from bildung import supervision

    class Server:
        pid = 0
        log = None

    monkeypatch.setenv("NOTIFY_SOCKET", "/run/systemd/notify")
    monkeypatch.setattr(supervision.signal, "signal", lambda *_: None)
    supervision.keep_quiet()
    assert "NOTIFY_SOCKET" not in os.environ
    supervision.tell_when_ready(Server())
    assert os.environ["NOTIFY_SOCKET"] == "/run/systemd/notify"
