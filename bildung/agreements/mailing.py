"""Mails that somebody waits for, and notices that nobody waits for.

A notice is sent by a thread of this process once the deed is stored: how the mail server fares
decides neither the answer nor how long it takes. Where the answer is about the mail itself (an
invitation, a link), the request waits: no longer than EMAIL_TIMEOUT, and few at a time, so that a
server that says nothing holds up nobody else. (docs/decisions/mail.md)
"""

import atexit
import logging
import smtplib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import parseaddr
from functools import partial
from queue import Full, Queue
from threading import BoundedSemaphore, Lock, Thread

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.message import sanitize_address
from django.db import transaction

WAITING_AT_ONCE = 2  # of a process's request threads; the others serve pages meanwhile
KEPT = 1000  # notices that wait for their turn; each is a few KiB
LATER_SECONDS = 300  # for `Retry-After` where the mail server took none
LAST_SECONDS = 2  # what is left of them gets this long when the process ends

log = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take the mail, or did not say so in time."""


def send(message: EmailMessage) -> None:
    """Hand a mail over; raises NotSent. To be called outside of a transaction: this may take long.

    Where the server answers too late, the mail may still arrive.
    """
    _in_time(message.send)


def require_taker(address: str) -> None:
    """Raise NotSent unless the mail server takes mail for `address` by now. Nothing is sent.

    The answer and its time depend on that server alone, not on who has an account here.
    """
    _in_time(partial(_ask_for, address))


def post(message: EmailMessage) -> None:
    """Have a notice sent after the transaction, if there is one; a failure goes to the log."""
    transaction.on_commit(partial(_put, message), robust=True)


@contextmanager
def collected() -> Iterator[list[EmailMessage]]:
    """Have the notices of what is done meanwhile in the list that is yielded, and not sent.

    For a process that ends, and would not wait for them: whoever it works for sends them.
    """
    token = _collecting.set([])
    try:
        yield _collecting.get()
    finally:
        _collecting.reset(token)


def wait(seconds: float) -> bool:
    """Wait until every notice is sent or has failed; False where some still wait."""
    return _notices.wait(seconds)


class _Notices:
    """Notices in their order, and the one thread that sends them. It asks no database."""

    def __init__(self):
        self._queue: Queue[EmailMessage] = Queue(KEPT)
        self._starting = Lock()
        self._thread: Thread | None = None

    def put(self, message: EmailMessage) -> None:
        with self._starting:  # not when this is imported: threads do not survive a fork
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._send_all, name="notices", daemon=True)
                self._thread.start()
        try:
            self._queue.put_nowait(message)
        except Full:
            log.error("Not mailed, for %d notices wait already: %s", KEPT, _named(message))

    def wait(self, seconds: float) -> bool:
        done = self._queue.all_tasks_done
        with done:
            return done.wait_for(lambda: not self._queue.unfinished_tasks, seconds)

    def end(self) -> None:
        if not self.wait(LAST_SECONDS):
            left = self._queue.unfinished_tasks
            log.error("The process ends; notices that may not have been mailed: %d", left)

    def _send_all(self) -> None:
        while True:
            message = self._queue.get()
            try:
                message.send()
            except (OSError, smtplib.SMTPException) as error:
                log.error("Not mailed: %s: %r", _named(message), error)
            except Exception:  # whatever it is, the next notice is to be sent
                log.exception("Not mailed: %s", _named(message))
            finally:
                self._queue.task_done()


def _put(message: EmailMessage) -> None:
    if (collecting := _collecting.get()) is None:
        _notices.put(message)
    else:
        collecting.append(message)


_notices = _Notices()
_collecting: ContextVar[list[EmailMessage] | None] = ContextVar("collecting", default=None)
_waiting = BoundedSemaphore(WAITING_AT_ONCE)
atexit.register(_notices.end)


def _in_time(job: Callable[[], object]) -> None:
    """Do `job` in a thread, and wait EMAIL_TIMEOUT for it in all, however slowly bytes drip in."""
    if not _waiting.acquire(blocking=False):
        raise NotSent("Others wait for the mail server already.")
    done: Future[None] = Future()

    def run() -> None:
        try:
            job()
        except Exception as error:
            done.set_exception(error)
        else:
            done.set_result(None)
        finally:
            _waiting.release()

    Thread(target=run, name="mail", daemon=True).start()
    try:
        done.result(settings.EMAIL_TIMEOUT)
    except (OSError, smtplib.SMTPException, ValueError) as error:  # ValueError: no such address
        log.error("The mail server did not take a mail: %r", error)
        raise NotSent(str(error)) from error


def _ask_for(address: str) -> None:
    connection = get_connection()
    connection.open()
    try:
        server = getattr(connection, "connection", None)
        if isinstance(server, smtplib.SMTP):  # others, as that of the log, take all
            server.ehlo_or_helo_if_needed()
            sender = sanitize_address(parseaddr(settings.DEFAULT_FROM_EMAIL), "utf-8")
            _require_yes(server.mail(parseaddr(sender)[1]))
            # Servers refuse here what they will refuse at all: Postfix does so by default.
            _require_yes(server.rcpt(parseaddr(sanitize_address(address, "utf-8"))[1]))
    finally:
        connection.close()


def _require_yes(answer: tuple[int, bytes]) -> None:
    code, words = answer
    if code // 100 != 2:
        raise smtplib.SMTPResponseException(code, words)


def _named(message: EmailMessage) -> str:
    return f"„{message.subject}“ to {', '.join(message.recipients())}"
