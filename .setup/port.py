"""port.py HOST PORT: exit 1 and say what to do where a server could not listen there."""

import signal

# Ctrl-C ends it at once and without a traceback: what is half done is rolled back.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import errno
import socket
import sys


def listen(host: str, port: int) -> None:
    """Listen for a moment as gunicorn does. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen()


def next_free(host: str, port: int) -> int:
    """Return a free port after `port`; any free one where the next hundred are taken."""
    for other in (*range(port + 1, min(port + 100, 65536)), 0):
        try:
            listen(host, other)
        except OSError:
            continue
        return other
    return 0


def complaint(host: str, port: str) -> str:
    """Return what keeps a server from listening and what to do, or nothing."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        return f"PORT={port} is not a port: take a number from 1 to 65535."
    try:
        listen(host, int(port))
    except PermissionError:
        return f"Port {port} is for root alone. Take one from 1024 up: make run PORT=8000"
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use, perhaps by an earlier `make run`. Stop that, "
                f"or take another port: make run PORT={next_free(host, int(port))}"
            )
        return f"HOST={host}: {error.strerror}. Take an address of this machine."
    return ""


if problem := complaint(*sys.argv[1:]):
    sys.exit(problem)
