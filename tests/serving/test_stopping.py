"""Ctrl-C in the terminal of a running server: it is gone soon, quietly, and leaves nothing."""

import fcntl
import os
import pty
import signal
import socket
import subprocess
import sys
import termios
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Three in an installation; a machine that runs other tests besides is slower.
SECONDS = 15
STARTS = ("loading", "printing", "Running:")


@pytest.fixture
def started(tmp_path):
    """Start servers, each in a terminal of its own; return process, terminal, temporary folder."""
    # Not in tmp_path, which may be long: processes talk by sockets in it, whose paths are short.
    with TemporaryDirectory(dir="/tmp") as folder:
        yield from _starting(tmp_path, Path(folder))


def _starting(tmp_path: Path, folder: Path):
    running = []

    def start(application: str):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "bildung.settings",
            "BILDUNG_VAR": str(tmp_path / "var"),
            "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
            "TMPDIR": str(folder),
            "PORT": str(port),
            "WORKERS": "2",
        }
        terminal, slave = pty.openpty()
        settings = termios.tcgetattr(slave)
        settings[3] &= ~termios.ECHO  # local modes: what is pressed is not shown
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        # As a shell does it: what is pressed goes to all processes of the terminal.
        process = subprocess.Popen(
            [sys.executable, ".setup/serve.py", application],
            cwd=ROOT,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        running.append((process, terminal))
        return process, terminal, folder

    yield start
    for process, terminal in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(terminal)


def pressed(process, terminal: int) -> str:
    """Press Ctrl-C, wait until the server is gone, and return what the terminal then showed."""
    os.write(terminal, b"\x03")
    process.wait(timeout=SECONDS)
    shown = b""
    try:
        while data := os.read(terminal, 65536):
            shown += data
    except OSError:  # the last of its processes has gone
        pass
    return shown.decode()


def said(shown: str) -> list[str]:
    """Return the lines of `shown` but for what a second worker says of its start."""
    lines = (line.strip() for line in shown.splitlines())
    return [line for line in lines if line and not line.startswith(STARTS)]


def read_until(terminal: int, words: str) -> None:
    shown = ""
    while words not in shown:
        try:
            shown += os.read(terminal, 65536).decode()
        except OSError:  # the last of its processes has gone
            pytest.fail(f"The server ended before it said {words!r}:\n{shown}")


def test_server_that_is_idle(started):
    process, terminal, folder = started("bildung.wsgi")
    read_until(terminal, "Running:")
    assert said(pressed(process, terminal)) == []
    assert list(folder.iterdir()) == []


def test_server_that_is_starting(started):
    process, terminal, folder = started("tests.serving.loading")
    read_until(terminal, "loading")
    assert said(pressed(process, terminal)) == []
    assert list(folder.iterdir()) == []


def test_server_that_is_printing(started):
    process, terminal, folder = started("tests.serving.printing")
    read_until(terminal, "printing")
    assert said(pressed(process, terminal)) == []
    assert list(folder.iterdir()) == []
