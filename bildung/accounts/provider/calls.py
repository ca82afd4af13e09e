"""Asking the provider: few at once, each step of a login within some seconds, nobody else.

A request waits for the provider's answer. So that one who hangs stops no other page, a process
waits for two logins at most, and for each step of them (the start, the return) no longer than
SECONDS, however the time is spent: finding the address, connecting, or reading drop by drop.
"""

import json
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from io import BytesIO
from threading import BoundedSemaphore, Thread
from time import monotonic
from urllib.parse import urljoin, urlsplit

from requests import RequestException, Response, Session

SECONDS = 5
AT_ONCE = 2
LARGEST = 2**20  # bytes; what a provider says has some KiB
REDIRECTS = 3
LONGEST_ADDRESS = 1000
HERE = {"localhost", "127.0.0.1", "::1"}

log = logging.getLogger(__name__)

_places = BoundedSemaphore(AT_ONCE)


class Unusable(RequestException):
    """The provider does not answer, or nothing that can be used."""


class Busy(Unusable):
    """Others wait for the provider already."""


class _Step:
    """One request's calls, which share a time and a place."""

    def __init__(self):
        self.until = monotonic() + SECONDS
        self._last: Future | None = None

    def run(self, call: Callable[[], Response]) -> Response:
        """Return what `call` returns, which runs in a thread that is left behind if need be."""
        if self._last is None and not _places.acquire(blocking=False):
            raise Busy("Others wait for it already.")
        self._last = Future()
        Thread(target=_fulfil, args=(self._last, call), name="provider", daemon=True).start()
        try:
            return self._last.result(timeout=max(0, self.until - monotonic()))
        except TimeoutError as error:
            raise Unusable(f"It did not answer within {SECONDS} s.") from error

    def end(self) -> None:
        """Free the place, now or as soon as the thread that was left behind has ended."""
        if self._last is not None:
            self._last.add_done_callback(lambda _: _places.release())


_current: ContextVar[_Step] = ContextVar("provider_step")


@contextmanager
def step() -> Iterator[None]:
    """Have all calls within share SECONDS and one of the AT_ONCE places."""
    one = _Step()
    token = _current.set(one)
    try:
        yield
    finally:
        _current.reset(token)
        one.end()


class Asking(Session):
    """Asks as `requests` does, but only within a `step`. All that can be used is a JSON object.

    Raises a RequestException. An answer with the code of an error is returned as it is.
    """

    def request(self, method, url, **kwargs):
        current = _current.get()
        return current.run(partial(self._ask, current.until, method, url, kwargs))

    def _ask(self, until: float, method: str, url: str, kwargs: dict) -> Response:
        kwargs |= {"allow_redirects": False, "stream": True}
        for _ in range(REDIRECTS):
            require_safe(url)
            kwargs["timeout"] = max(0.1, until - monotonic())
            with super().request(method, url, **kwargs) as response:
                if not response.is_redirect:
                    return _read(response, until)
                url = _redirected(method, response)
        raise Unusable(f"{url} redirects too often.")


def require_safe(address: object) -> None:
    """Raise Unusable unless `address` is one of the web that nobody on the way can read along."""
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
        usable = (
            parts is not None
            and address.isprintable()
            and " " not in address
            and len(address) <= LONGEST_ADDRESS
            and parts.hostname
            and not (parts.fragment or parts.username)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        usable = False
    if not usable:
        raise Unusable(f"{str(address)[:LONGEST_ADDRESS]!r} is no address.")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise Unusable(f"{address} does not begin with https://.")


def object_in(response: Response) -> dict:
    """Return the JSON object of an answer; raises Unusable where there is none."""
    try:
        answer = json.loads(response.content)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"{response.url} gave no JSON.", response=response) from error
    if not isinstance(answer, dict):
        raise Unusable(f"{response.url} gave no object.", response=response)
    return answer


def _fulfil(future: Future, call: Callable[[], Response]) -> None:
    try:
        answer = call()
    except RequestException as error:
        future.set_exception(error)
    except Exception as error:  # whatever `requests` lets through of the worlds below it
        future.set_exception(Unusable(f"It could not be asked: {error!r}"))
    else:
        future.set_result(answer)


def _read(response: Response, until: float) -> Response:
    """Return the response with its whole content."""
    content = BytesIO()
    with response.raw as source:
        while part := source.read1(2**16, decode_content=True):
            content.write(part)
            if content.tell() > LARGEST or monotonic() > until:
                raise Unusable(f"{response.url} says too much or too slowly.")
    content.seek(0)
    response.raw = content
    _ = response.content  # which keeps it
    if response.ok:
        object_in(response)
        # allauth reads JSON where it is called so.
        response.headers["Content-Type"] = "application/json"
    return response


def _redirected(method: str, response: Response) -> str:
    """Return where a redirect leads: on a GET to the same place, else it raises Unusable."""
    target = urljoin(response.url, response.headers["Location"])
    if method.upper() != "GET" or _place(target) != _place(response.url):
        raise Unusable(f"{response.url} redirects to {target[:LONGEST_ADDRESS]}.")
    return target


def _place(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
