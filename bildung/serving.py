"""The worker of gunicorn that serves: it reads requests and sends answers without a thread.

gunicorn starts, watches and stops the processes; within one, waitress has one loop for all
connections and threads for the application. A thread gets a request when it is there as a whole,
and is free when its answer is made, however slowly somebody sends or reads. How long they may take
is bounded here. Why: docs/decisions/slow-clients.md.
"""

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from queue import SimpleQueue

from gunicorn.workers.base import Worker
from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from bildung.networks import client_of, is_among

# Of one worker. Each may hold a file for its body and one for its answer besides.
MOST_CONNECTIONS = 1000
MOST_FILES = 4 * MOST_CONNECTIONS
# Of one client, unless it is a proxy: browsers keep six each, and a town hall may be one address.
MOST_OF_ONE = MOST_CONNECTIONS // 4
# All headers of a request; a filter's address may be long.
LONGEST_HEAD = 64 * 1024
# More than any form takes (the largest is a file of 25 MB to be checked), so that these say so.
LARGEST_BODY = 32 * 2**20
# No answer is larger: else its thread would wait for whoever reads it.
LARGEST_ANSWER = 256 * 2**20
STOPPING = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
IDLE_SECONDS = 30
# For a request's head, and for the beginning of a body or an answer …
HEAD_SECONDS = 15
# … of which then so many bytes have to pass in a second, on average.
SLOWEST = 8 * 1024
SECONDS_AT_LEAST = 30
# glibc's number for it (malloc.h), and from how many bytes on a piece counts as large.
M_MMAP_THRESHOLD, LARGE_PIECE = -3, 256 * 1024
# What a person reads whose request comes no further than this server, by the answer's status.
REFUSALS = {
    413: "Was Sie senden wollten, ist größer als alles, was hier angenommen wird.",
    431: "Die Adresse der Seite ist zu lang.",
    500: "Im Server ist ein Fehler aufgetreten. Bitte versuchen Sie es später noch einmal.",
}
NOT_UNDERSTOOD = "Diese Anfrage ist nicht zu verstehen."


@dataclass
class Passage:
    """What is passing through a connection: a request on its way in, or an answer out."""

    what: object
    began: float
    answer: int = 0  # bytes of the answer that waited at the beginning

    def is_overdue(self, channel: HTTPChannel, now: float) -> bool:
        seconds = now - self.began
        request = channel.request
        if self.what is OUT:
            sent = max(self.answer - channel.total_outbufs_len, 0)
            return seconds > SECONDS_AT_LEAST + sent / SLOWEST
        if self.what is HEAD:
            return seconds > HEAD_SECONDS
        return seconds > SECONDS_AT_LEAST + request.body_bytes_received / SLOWEST


OUT, HEAD = object(), object()


def passing(channel: HTTPChannel) -> object | None:
    """Return what is passing: OUT, HEAD, or the request whose body it is; None while none is."""
    if channel.requests:
        return None  # in a thread
    if channel.total_outbufs_len:
        return OUT
    request = channel.request
    if request is None:
        return None
    return request if request.headers_finished else HEAD


class Refusal(ErrorTask):
    """Says in German why a request is answered by the server itself."""

    def execute(self) -> None:
        error = self.request.error
        content = f"{REFUSALS.get(error.code, NOT_UNDERSTOOD)}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.set_close_on_finish()
        self.content_length = len(content)
        self.write(content)


class Connection(HTTPChannel):
    """A connection; one too many of its client is closed at once."""

    error_task_class = Refusal
    proxies: Sequence[str] = ()  # as named in the settings

    def __init__(self, server, sock, addr, adj, map=None):
        super().__init__(server, sock, addr, adj, map=map)
        self.client = client_of(addr[0])
        if is_among(addr[0], self.proxies):
            return
        others = server.active_channels.values()
        if sum(each.client == self.client for each in others) > MOST_OF_ONE:  # with this one
            self.handle_close()


def give_memory_back() -> None:
    """Have the C library give large pieces of memory back to the system as soon as they are free.

    By itself glibc keeps pieces up to 32 MiB once it has seen one freed (mallopt(3)): what a large
    upload or page took would stay with the worker.
    """
    if hasattr(libc := ctypes.CDLL(None), "mallopt"):  # other C libraries have none
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_PIECE)


class ServingWorker(Worker):
    """Serves by waitress until it is told to stop; then it ends what it has begun."""

    def run(self) -> None:
        give_memory_back()
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        self._map: dict = {}
        self._passages: dict[HTTPChannel, Passage] = {}
        self.server = create_server(
            without_body_for_head(self.wsgi),
            map=self._map,
            sockets=[each.sock for each in self.sockets],
            threads=self.cfg.threads,
            ident="",
            # Which of them are believed is decided by bildung.desk.proxies.
            clear_untrusted_proxy_headers=False,
            connection_limit=MOST_CONNECTIONS,
            channel_timeout=IDLE_SECONDS,
            cleanup_interval=5,
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=LARGEST_BODY,
            outbuf_high_watermark=LARGEST_ANSWER,
            log_socket_errors=False,
            asyncore_use_poll=True,
        )
        Connection.proxies = tuple(self.cfg.forwarded_allow_ips)
        self.server.channel_class = Connection
        while self.alive and self.ppid == os.getppid():
            self._turn()
        self._end()

    def init_signals(self) -> None:
        """Leave Ctrl-C to gunicorn's master, which tells us: a terminal sends it to all at once."""
        # What comes meanwhile would meet no handler.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        super().init_signals()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    def handle_quit(self, sig, frame) -> None:
        """Stop at once (SIGQUIT), whatever is being done: no print goes on, no folder is left.

        Not by an exception, which would go through whatever runs here, be it still loading.
        """
        end_children()
        os._exit(0)

    def handle_exit(self, sig, frame) -> None:
        """Stop (SIGTERM): wakes the loop, which may be waiting."""
        super().handle_exit(sig, frame)
        if hasattr(self, "server"):
            self.server.pull_trigger()

    def _turn(self) -> None:
        self.notify()
        dispatcher = self.server.task_dispatcher
        # Whom this worker has no thread for, another may have one.
        self.server.accepting = self.alive and dispatcher.active_count < self.cfg.threads
        timeout = 1 if self.server.accepting else 0.1
        wasyncore.loop(timeout=timeout, use_poll=True, map=self._map, count=1)
        self._close_overdue(time.monotonic())

    def _close_overdue(self, now: float) -> None:
        channels = list(self.server.active_channels.values())
        passages: dict[HTTPChannel, Passage] = {}
        for channel in channels:
            if (what := passing(channel)) is None:
                continue
            passage = self._passages.get(channel)
            if passage is None or passage.what is not what:
                passage = Passage(what, now, channel.total_outbufs_len)
            passages[channel] = passage
            if passage.is_overdue(channel, now):
                # At once: `will_close` would wait until the client reads, which it may never do.
                channel.handle_close()
        self._passages = passages

    def _end(self) -> None:
        """Answer what is being answered, within `graceful_timeout`, and nothing else."""
        end = time.monotonic() + self.cfg.graceful_timeout
        while time.monotonic() < end and any(
            channel.requests or channel.total_outbufs_len
            for channel in self.server.active_channels.values()
        ):
            self._turn()
        self.server.task_dispatcher.shutdown(timeout=0)
        wasyncore.close_all(self._map)


def stopped_before(signals: SimpleQueue) -> bool:
    """Return whether a worker was told to stop before it could hear; see .setup/gunicorn.py."""
    while not signals.empty():
        if signals.get() in (signal.SIGQUIT, signal.SIGTERM):
            return True
    return False


def end_children() -> None:
    """End what multiprocessing started here, and remove its folders, without loading it."""
    if util := sys.modules.get("multiprocessing.util"):
        util._exit_function()  # as at the end of any program
    server = sys.modules.get("multiprocessing.forkserver")
    if server and (pid := server._forkserver._forkserver_pid):
        # It would end by itself, but only when it has loaded all it needs.
        os.kill(pid, signal.SIGKILL)


def without_body_for_head(application):
    """Return `application` (WSGI) with no body in answers to HEAD, which Django leaves to us."""

    def answered(environ, start_response):
        answer = application(environ, start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return []

    return answered
