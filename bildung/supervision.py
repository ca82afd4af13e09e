"""What systemd is told of the start (`Type=notify`): that pages can be served, and not before.

gunicorn says so before its workers have loaded anything. Here each worker looks whether /bereit/
would say 200, and tells gunicorn's main process by a signal; systemd believes that process alone
(`NotifyAccess=main`). Where nobody waits for it (no NOTIFY_SOCKET), nothing happens.
"""

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass

from gunicorn import systemd

# From a worker to the main process. gunicorn has no use for it.
READY = signal.SIGRTMIN
SECONDS_BETWEEN = 1

logger = logging.getLogger("bildung.start")


@dataclass
class Waiting:
    """Who waits for the start to succeed; workers inherit it."""

    address: str | None = None


waiting = Waiting()


def keep_quiet() -> None:
    """Hide NOTIFY_SOCKET, so that gunicorn finds nobody to tell. Called before it would."""
    waiting.address = os.environ.pop("NOTIFY_SOCKET", None)


def tell_when_ready(server) -> None:
    """Have READY=1 sent at the first signal of a worker. Called before there is one.

    From here on NOTIFY_SOCKET stands where it did, for all else that gunicorn has to say.
    """
    if waiting.address is None:
        return
    os.environ["NOTIFY_SOCKET"] = waiting.address
    told = threading.Event()

    def tell(number, frame):
        if os.getpid() == server.pid and not told.is_set():
            told.set()
            systemd.sd_notify("READY=1\nSTATUS=bereit", server.log)

    signal.signal(READY, tell)


def look_until_ready(worker) -> None:
    """Send the main process the signal once pages can be served. In a thread: a worker serves
    while the database is away, too.
    """
    if waiting.address is not None:
        threading.Thread(target=_look, args=(worker,), daemon=True).start()


def _look(worker) -> None:
    from django.db import connection

    from bildung.desk.health import missing

    told: list[str] = []
    while worker.alive:
        lacking = missing()
        connection.close()
        if not lacking:
            if os.getppid() == worker.ppid:
                os.kill(worker.ppid, READY)
            return
        if lacking != told:
            logger.warning("Not ready: %s", ", ".join(lacking))
            told = lacking
        time.sleep(SECONDS_BETWEEN)
