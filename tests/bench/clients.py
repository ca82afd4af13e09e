"""Light clients that ask a server the same again and again, so that the server is what is timed."""

import socket
import threading
import time
from dataclasses import dataclass

TIMEOUT = 60
CHUNK = 1 << 16


class WrongAnswer(Exception):
    """The server did not answer 200; the message is the head of its answer."""


@dataclass(frozen=True)
class Load:
    """The times of all answers, and how long it took to have them all. Seconds."""

    times: tuple[float, ...]
    seconds: float


class Client:
    """One connection that stays open."""

    def __init__(self, port: int, session: str):
        self.session = session
        self.connection = socket.create_connection(("localhost", port), timeout=TIMEOUT)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> bytes:
        """Return the page. Raises WrongAnswer."""
        lines = (f"GET {path} HTTP/1.1", "Host: localhost", f"Cookie: sessionid={self.session}")
        self.connection.sendall("\r\n".join((*lines, "", "")).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise WrongAnswer(f"{path}: {head.decode('latin-1')}")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        parts, missing = [body], length - len(body)
        while missing:
            parts.append(self._more())
            missing -= len(parts[-1])
        return b"".join(parts)

    def _more(self) -> bytes:
        if not (received := self.connection.recv(CHUNK)):
            raise ConnectionError("The server closed the connection.")
        return received

    def close(self) -> None:
        self.connection.close()


def load(port: int, session: str, path: str, clients: int, requests: int) -> Load:
    """Let so many clients at once ask for `path`, `requests` times together."""
    times: list[float] = []
    failures: list[Exception] = []

    def ask(count: int):
        try:
            client = Client(port, session)
            for _ in range(count):
                began = time.perf_counter()
                client.get(path)
                times.append(time.perf_counter() - began)
            client.close()
        except (OSError, WrongAnswer) as error:
            failures.append(error)

    threads = [
        threading.Thread(target=ask, args=[max(requests // clients, 1)]) for _ in range(clients)
    ]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return Load(tuple(times), time.perf_counter() - began)
