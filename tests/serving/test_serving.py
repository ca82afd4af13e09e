"""How the server takes requests and gives answers: a thread waits for nobody's network."""

import os
import select
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from waitress.channel import HTTPChannel

from bildung import serving
from bildung.serving import HEAD, OUT, Passage, passing

from . import trial
from .hasty import OF_ONE

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
# More than gunicorn's threads of before, and than any number of threads would bear.
MANY = 40


@contextmanager
def running(worker: str, proxies: str = HOST):
    """Yield process and port of a gunicorn with one worker and few threads."""
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "--workers=1", "--no-control-socket"]
        command += [f"--worker-class={worker}", f"--threads={trial.THREADS}"]
        command += [f"--bind=fd://{listener.fileno()}", "tests.serving.trial:application"]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            pass_fds=[listener.fileno()],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"FORWARDED_ALLOW_IPS": proxies},
        )
        try:
            yield process, port
        finally:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def port():
    with running("bildung.serving.ServingWorker") as (_, port):
        yield port


@pytest.fixture(scope="module")
def hasty():
    with running("tests.serving.hasty.HastyWorker", proxies="192.0.2.1") as (_, port):
        yield port


def ask(port: int, path: str, method: str = "GET", body=None) -> tuple[int, bytes, str]:
    """Return status, body and Content-Length."""
    connection = HTTPConnection(HOST, port, timeout=60)
    try:
        connection.request(method, path, body)
        response = connection.getresponse()
        return response.status, response.read(), response.headers["Content-Length"]
    finally:
        connection.close()


def connected(port: int, sent: str = "") -> socket.socket:
    client = socket.create_connection((HOST, port), timeout=60)
    client.sendall(sent.encode())
    return client


BEGINNINGS = {
    "nothing": "",
    "half a head": "GET / HTTP/1.1\r\nHost: x\r\nX-",
    "half a body": "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc",
    "half a chunk": "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
    "an answer not read": "GET /much HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.parametrize("sent", BEGINNINGS.values(), ids=BEGINNINGS)
def test_others_are_served_while_many_are_slow(port, sent):
    with ExitStack() as slow:
        many = 2 * trial.THREADS + 1 if "/much" in sent else MANY
        for _ in range(many):
            slow.enter_context(connected(port, sent))
        assert ask(port, "/other", "POST", b"x" * 3) == (200, b"/other 3", "8")


@pytest.mark.parametrize("sent", list(BEGINNINGS.values())[1:4], ids=list(BEGINNINGS)[1:4])
def test_who_takes_too_long_to_send_is_cut_off(hasty, sent):
    with connected(hasty, sent) as client:
        assert _received(client) == b""


def test_who_takes_too_long_to_read_is_cut_off(hasty):
    with connected(hasty, BEGINNINGS["an answer not read"]) as client:
        assert client.recv(1) == b"H"
        # Nothing more is read meanwhile. What stays unread has the kernel tell at once of the end.
        client.sendall(b"x")
        waiting = select.poll()
        waiting.register(client, select.POLLRDHUP)
        assert [event & select.POLLHUP for _, event in waiting.poll(60_000)] == [select.POLLHUP]


def test_one_client_keeps_some_connections_and_others_are_closed_at_once(hasty):
    with ExitStack() as opened:
        clients = [opened.enter_context(connected(hasty)) for _ in range(OF_ONE + 1)]
        assert _received(clients[-1]) == b""
        clients[0].sendall(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\n")
        assert _received(clients[0]).startswith(b"HTTP/1.1 200 OK")


def _received(client: socket.socket) -> bytes:
    try:
        return client.recv(2**16)
    except ConnectionResetError:
        return b""


def test_request_is_given_as_it_was_sent(port):
    body = b"x" * 2_000_000
    assert ask(port, "/a%20b", "POST", body) == (200, b"/a b 2000000", "12")
    with connected(port, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n" * 2) as client:
        received = b""
        while received.count(b"/1 0") < 2:
            received += client.recv(2**16)
    assert received.count(b"200 OK") == 2


def test_answer_to_head_has_no_body(port):
    with connected(port, "HEAD /1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as client:
        received = b"".join(iter(lambda: client.recv(2**16), b""))
    assert b"Content-Length: 4\r\n" in received
    assert received.endswith(b"\r\n\r\n")


def test_body_too_large_for_anything_is_refused(port):
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {serving.LARGEST_BODY + 1}\r\n\r\n"
    with connected(port, head) as client:
        assert client.recv(2**16).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (f"POST / HTTP/1.1\r\nContent-Length: {serving.LARGEST_BODY + 1}\r\n\r\n", 413),
        ("GET /".ljust(serving.LONGEST_HEAD, "x"), 431),  # all of which is read
        ("nonsense\r\n\r\n", 400),
    ],
)
def test_what_the_server_refuses_itself_it_refuses_in_german(port, sent, status):
    with connected(port, sent) as client:
        received = b"".join(iter(lambda: client.recv(2**16), b"")).decode()
    head, _, content = received.partition("\r\n\r\n")
    assert head.startswith((f"HTTP/1.1 {status} ", f"HTTP/1.0 {status} "))
    assert content == f"{serving.REFUSALS.get(status, serving.NOT_UNDERSTOOD)}\n"


def test_answer_that_is_being_made_is_given_before_the_server_stops():
    with running("bildung.serving.ServingWorker") as (process, port):
        with connected(port, "GET /waiting HTTP/1.1\r\nHost: x\r\n\r\n") as waiting:
            assert ask(port, "/entered")[0] == 200
            going_on = connected(port, "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n")
            assert going_on.recv(2**16).startswith(b"HTTP/1.1 200 OK")  # it is not in a queue
            going_on.sendall(b"GET /go-on HTTP/1.1\r\nHost: x\r\n")
            os.kill(process.pid, signal.SIGTERM)
            going_on.sendall(b"\r\n")
            assert waiting.recv(2**16).startswith(b"HTTP/1.1 200 OK")
            going_on.close()
        assert process.wait(timeout=60) == 0


# --- how long something may take --------------------------------------------------------------


class Channel(HTTPChannel):
    """A connection without a network."""

    def __init__(self, requests=(), request=None, waiting=0):
        self.requests, self.request, self.total_outbufs_len = requests, request, waiting


class Request:
    def __init__(self, headers_finished, received=0):
        self.headers_finished, self.body_bytes_received = headers_finished, received


def test_what_passes_through_a_connection():
    body = Request(headers_finished=True)
    assert passing(Channel()) is None
    assert passing(Channel(requests=[body])) is None
    assert passing(Channel(waiting=1)) is OUT
    assert passing(Channel(request=Request(headers_finished=False))) is HEAD
    assert passing(Channel(request=body)) is body


@pytest.mark.parametrize(
    ("what", "bytes_passed", "seconds"),
    [(HEAD, 0, 15), ("body", 0, 30), ("body", 8192 * 10, 40), (OUT, 0, 30), (OUT, 8192 * 5, 35)],
)
def test_time_grows_with_what_has_passed(monkeypatch, what, bytes_passed, seconds):
    monkeypatch.setattr(serving, "HEAD_SECONDS", 15)
    monkeypatch.setattr(serving, "SECONDS_AT_LEAST", 30)
    monkeypatch.setattr(serving, "SLOWEST", 8192)
    channel = Channel(
        request=Request(what != HEAD, bytes_passed), waiting=100_000_000 - bytes_passed
    )
    passage = Passage(what, 0.0, 100_000_000)
    assert [passage.is_overdue(channel, seconds + each) for each in (-0.1, 0.1)] == [False, True]


def test_memory_of_what_was_large_goes_back_to_the_system():
    code = """
import resource
from pathlib import Path
from bildung.serving import give_memory_back

def mib():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20

give_memory_back()
del bytearray(2**20)[:]  # after which the C library would keep what is as large
before = mib()
large, small = [], []
for number in range(200):
    large.append(bytearray(2**20))
    small.append(bytearray(2000))  # so that it lies behind the large one before it
large.clear()
print(mib() - before)
"""
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert int(ended.stdout) < 20, ended.stderr
