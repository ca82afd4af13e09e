"""Crowds that could hold up a server, and the others, whose times are taken meanwhile."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from statistics import quantiles

from tests.serving.server import HOST

TIMEOUT = 120
OTHERS = 3  # people who look at pages
SLOW = 50
ROWS = 5000  # of a big import
PAGES = ("/", "/massnahmen/", "/vereinbarungen/eisenach/", "/suche/?q=Bildung", "/zeitstrahl/")
IMPORT = "/vereinbarungen/gross/anlage-1/einlesen/"
BOUNDARY = "grenze"


@dataclass
class Seen:
    """Times of answers in seconds, by what was asked for, and what the crowd was answered."""

    pages: list[float] = field(default_factory=list)
    alive: list[float] = field(default_factory=list)
    codes: Counter = field(default_factory=Counter)
    crowd: Counter = field(default_factory=Counter)

    def __str__(self) -> str:
        figures = (
            f"{name} {len(times):4} answers, p50 {cut(times, 10):.3f}, p95 {cut(times, 19):.3f} s"
            for name, times in (("pages", self.pages), ("alive", self.alive))
        )
        codes = ", ".join(f"{count} × {code}" for code, count in sorted(self.crowd.items()))
        return f"{'; '.join(figures)}; crowd: {codes or 'unanswered'}"

    def faults(self, pages: float, alive: float) -> list[str]:
        """Return what is wrong where p95 may be so many seconds."""
        found = [
            f"{name}: p95 is {cut(times, 19):.2f} s, more than {most} s"
            for name, times, most in (("pages", self.pages, pages), ("alive", self.alive, alive))
            if cut(times, 19) > most
        ]
        wrong = {code: count for code, count in self.codes.items() if code != 200}
        return [*found, *([f"others were answered {wrong}"] if wrong else [])]


def cut(times: Sequence[float], twentieth: int) -> float:
    """Return what so many of twenty of `times` do not exceed; endless where there are few."""
    return quantiles(times, n=20)[twentieth - 1] if len(times) > 5 else float("inf")


def ask(port: int, path: str, session: str, body: bytes = b"", headers=()) -> tuple[int, float]:
    """Return status and seconds of one request on a connection of its own; 0 for none."""
    connection = HTTPConnection(HOST, port, timeout=TIMEOUT)
    began = time.monotonic()
    try:
        given = {"Cookie": f"sessionid={session}", **dict(headers)}
        connection.request("POST" if body else "GET", path, body or None, given)
        response = connection.getresponse()
        response.read()
        return response.status, time.monotonic() - began
    except (OSError, HTTPException):
        return 0, time.monotonic() - began
    finally:
        connection.close()


def watched(port: int, sessions: Sequence[str], crowd: Callable, seconds: float) -> Seen:
    """Let `crowd` have its way for so long, and return how others were served meanwhile.

    The crowd has the first sessions, others the last.
    """
    seen = Seen()
    for path in PAGES:
        ask(port, path, sessions[-1])  # so that nobody is the first
        ask(port, path, sessions[-1])
    end = threading.Event()
    begun = crowd(port, sessions, seen, end)
    time.sleep(1)

    def look(number: int) -> None:
        while not end.is_set():
            for path in PAGES:
                code, took = ask(port, path, sessions[-1 - number])
                seen.pages.append(took)
                seen.codes[code] += 1
                time.sleep(0.1)

    def listen() -> None:
        while not end.is_set():
            code, took = ask(port, "/lebenszeichen/", "")
            seen.alive.append(took)
            seen.codes[code] += 1
            time.sleep(0.1)

    watchers = [threading.Thread(target=look, args=(number,)) for number in range(OTHERS)]
    watchers.append(threading.Thread(target=listen))
    for each in watchers:
        each.start()
    time.sleep(seconds)
    end.set()
    for each in (*watchers, *begun):
        each.join()
    return seen


def nobody(port, sessions, seen: Seen, end) -> list[threading.Thread]:
    """Nothing but the others."""
    return []


def again_and_again(port, seen: Seen, end, *requests: tuple) -> list[threading.Thread]:
    """Send each of `requests` (see `ask`) whenever it has been answered; wait where told to."""

    def insist(path, session, body, headers) -> None:
        while not end.is_set():
            code, _ = ask(port, path, session, body, headers)
            seen.crowd[code] += 1
            if code != 200:
                end.wait(1)

    threads = [threading.Thread(target=insist, args=each) for each in requests]
    for each in threads:
        each.start()
    return threads


def prints_and_uploads(port, sessions, seen: Seen, end) -> list[threading.Thread]:
    """Eight prints of long lists by one reader, and eight uploads of a long PDF by others."""
    long = _fetched(port, "/massnahmen.pdf", sessions[0])
    prints = [(f"/massnahmen.pdf?nr={each}", sessions[0], b"", ()) for each in range(8)]
    uploads = [upload(sessions[1 + each], "plan.pdf", long) for each in range(8)]
    return again_and_again(port, seen, end, *prints, *uploads)


def imports(port, sessions, seen: Seen, end) -> list[threading.Thread]:
    """Eight people import a plan of ROWS measures."""
    uploads = [big_import(sessions[each]) for each in range(8)]
    return again_and_again(port, seen, end, *uploads)


def big_import(session: str) -> tuple:
    """Return the request (see `ask`) that sends a plan of ROWS measures to the import."""
    plan = "Nr.;Grundlegendes Ziel;Erläuterung;Erste Maßnahme;Zeitrahmen\n" + "".join(
        f"{1 + each // 50};Ziel {1 + each // 50};Erläuterung {each // 5};Maßnahme {each};{2016}\n"
        for each in range(ROWS)
    )
    return upload(session, "plan.csv", plan.encode())


def slow(port, sessions, seen: Seen, end) -> list[threading.Thread]:
    """Clients that send half a head, a head or a body byte by byte, or read no answer."""
    head = f"Host: {HOST}\r\nCookie: sessionid={sessions[0]}\r\n"
    beginnings = (
        f"GET / HTTP/1.1\r\nHost: {HOST}\r\n",
        f"POST {IMPORT} HTTP/1.1\r\n{head}Content-Length: 100000\r\n\r\n",
        f"GET /massnahmen.json HTTP/1.1\r\n{head}\r\n",
        "",
    )

    def drip(beginning: str) -> None:
        while not end.is_set():
            with socket.socket() as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
                client.settimeout(5)
                try:
                    client.connect((HOST, port))
                    client.sendall(beginning.encode())
                    while not end.wait(1):
                        if "/massnahmen" not in beginning:
                            client.sendall(b"x")
                except OSError:
                    end.wait(1)

    threads = [
        threading.Thread(target=drip, args=(beginnings[each % len(beginnings)],))
        for each in range(SLOW)
    ]
    for each in threads:
        each.start()
    return threads


def _fetched(port: int, path: str, session: str) -> bytes:
    connection = HTTPConnection(HOST, port, timeout=TIMEOUT)
    connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
    content = connection.getresponse().read()
    connection.close()
    return content


def upload(session: str, name: str, content: bytes, path: str = IMPORT) -> tuple:
    """Return the request (see `ask`) that sends a file to an import."""
    token = "t" * 32
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f"{token}\r\n--{BOUNDARY}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    ).encode() + content
    headers = (
        ("Content-Type", f"multipart/form-data; boundary={BOUNDARY}"),
        ("Cookie", f"sessionid={session}; csrftoken={token}"),
    )
    return path, session, body + f"\r\n--{BOUNDARY}--\r\n".encode(), headers


CROWDS = {
    "nobody": nobody,
    "slow": slow,
    "prints": prints_and_uploads,
    "imports": imports,
}
