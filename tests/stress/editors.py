"""People who edit the same few measures at once, each adding words that can be found again."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.serving.server import HOST

TIMEOUT = 120  # seconds for one answer
PLACE = "/massnahmen/{}/bearbeiten/"


class Form(HTMLParser):
    """The fields of the one form in the page's main part, as a browser would send them."""

    def __init__(self, page: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside, self._area, self._select = False, None, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("name")
        if tag == "main":
            self._inside = True
        elif not self._inside:
            return
        elif tag == "input" and name and attributes.get("type") not in ("submit", "checkbox"):
            self.values[name] = attributes.get("value") or ""
        elif tag == "textarea":
            self._area, self.values[name] = name, ""
        elif tag == "select":
            self._select, self.values[name] = name, ""
        elif tag == "option" and self._select and "selected" in attributes:
            self.values[self._select] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "textarea" and self._area:
            # A page's text area begins with a line break that is not part of its text.
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data):
        if self._area:
            self.values[self._area] += data


@dataclass
class Results:
    """What all editors saw. Times in seconds."""

    acknowledged: list[tuple[int, str]] = field(default_factory=list)  # measure, token
    times: list[float] = field(default_factory=list)
    codes: Counter = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    seconds: float = 0

    def add(self, other: "Results") -> None:
        self.acknowledged += other.acknowledged
        self.times += other.times
        self.codes += other.codes
        self.troubles += other.troubles


class Editor(threading.Thread):
    """Opens a form, adds a token of its own, sends it; on a conflict, opens it anew."""

    def __init__(self, number: int, port: int, session: str, measure: int, go: threading.Barrier):
        super().__init__(daemon=True)
        self.number, self.port, self.session, self.measure = number, port, session, measure
        self.go, self.ends_at, self.results = go, 0.0, Results()

    def run(self):
        self.go.wait()
        count = 0
        try:
            while time.monotonic() < self.ends_at:
                count += self._edit(f"Stand-{self.number}-{count}")
        except (OSError, HTTPException, KeyError) as error:
            self.results.troubles.append(f"editor {self.number}: {error!r}")

    def _edit(self, token: str) -> bool:
        """Return whether the edit was accepted."""
        code, page, cookie = self._ask("GET")
        if code != 200:
            return self._note(f"GET answered {code}")
        values = Form(page).values
        values["text"] = f"{values['text']}\n{token}"
        code, _, _ = self._ask("POST", urlencode(values), cookie)
        if code == 302:
            self.results.acknowledged.append((self.measure, token))
            return True
        return False if code == 409 else self._note(f"POST answered {code}")

    def _note(self, trouble: str) -> bool:
        self.results.troubles.append(f"editor {self.number}: {trouble}")
        return False

    def _ask(self, method: str, body: str = "", csrf: str = "") -> tuple[int, str, str]:
        """Return status, page and the CSRF cookie. Each on a new connection: none goes stale."""
        headers = {"Cookie": f"sessionid={self.session}{csrf and f'; csrftoken={csrf}'}"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection(HOST, self.port, timeout=TIMEOUT)
        began = time.monotonic()
        try:
            connection.request(method, PLACE.format(self.measure), body or None, headers)
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        self.results.times.append(time.monotonic() - began)
        self.results.codes[method, response.status] += 1
        cookies = response.headers.get_all("Set-Cookie") or []
        tokens = [c.split(";")[0].partition("=")[2] for c in cookies if c.startswith("csrftoken=")]
        return response.status, page, tokens[0] if tokens else ""


def edit(port: int, sessions: Sequence[str], measures: Sequence[int], seconds: float) -> Results:
    """Let one editor for each of `sessions` edit for so long, spread over `measures`."""
    go = threading.Barrier(len(sessions) + 1)
    editors = [
        Editor(number, port, session, measures[number % len(measures)], go)
        for number, session in enumerate(sessions)
    ]
    began = time.monotonic()
    for editor in editors:
        editor.ends_at = began + seconds
        editor.start()
    go.wait()
    results = Results()
    for editor in editors:
        editor.join()
        results.add(editor.results)
    results.seconds = time.monotonic() - began
    return results
