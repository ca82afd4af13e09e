"""The server as `make run` starts it, on a free port, with its log in a file."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "localhost"
START_SECONDS = 60
STOP_SECONDS = 40


class NotStarted(Exception):
    """The server did not answer in time; the message is its log."""


@contextmanager
def running(
    log: Path, settings: str, application: str = "bildung.wsgi", workers: int = 2
) -> Iterator[int]:
    """Yield the port of gunicorn with the project's configuration. Raises NotStarted."""
    port = _free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": str(workers),
    }
    command = [sys.executable, "-m", "gunicorn", "--config", ".setup/gunicorn.py", application]
    with log.open("w") as messages:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=messages, stderr=messages
        )
    try:
        _wait_for(process, port, log)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def _wait_for(process: subprocess.Popen, port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/lebenszeichen/")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.2)
        finally:
            connection.close()
    raise NotStarted(log.read_text())
