"""An OpenID Connect provider in a thread: discovery, token, userinfo and keys, for tests only."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from bildung.accounts.provider import discovery

CLIENT = "bildung"
CONFIGURATION = "/.well-known/openid-configuration"


@cache
def key(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public(name: str = "ours") -> dict:
    """Return the public half as the provider lists it."""
    half = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key(name).public_key()))
    return half | {"kid": "1", "use": "sig", "alg": "ES256"}


@dataclass
class Provider:
    """What the provider says of whoever logs in there next."""

    address: str = ""
    person: dict = field(default_factory=dict)
    nonce: str = ""
    asked: list[str] = field(default_factory=list)
    # What it says instead, by path: anything as JSON, or a code with bytes.
    instead: dict[str, object] = field(default_factory=dict)
    # What the ID token says instead, or a function of the time; None: it does not say it.
    claims: dict[str, object] = field(default_factory=dict)
    # How it is signed.
    algorithm: str = "ES256"
    secret: object = field(default_factory=lambda: key("ours"))
    header: dict = field(default_factory=lambda: {"kid": "1"})
    # For which paths it says the head of its answer letter by letter, and never the end.
    drips: set[str] = field(default_factory=set)
    # Where it sends whoever asks for a path.
    redirects: dict[str, str] = field(default_factory=dict)
    # It answers when this is set.
    awake: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return the code and the content."""
        self.asked.append(path)
        self.awake.wait(30)
        said = self.instead[path] if path in self.instead else self._answer(path)
        return said if isinstance(said, tuple) else (200, json.dumps(said).encode())

    def id_token(self) -> str:
        now = int(time.time())
        said = {
            "iss": self.address,
            "sub": self.person.get("sub"),
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
        } | self.claims
        said = {name: value(now) if callable(value) else value for name, value in said.items()}
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(said, self.secret, self.algorithm, self.header)

    def configuration(self) -> dict:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
        }

    def token(self) -> dict:
        return {"access_token": "zugang", "token_type": "Bearer", "id_token": self.id_token()}

    def _answer(self, path: str) -> dict:
        return {
            CONFIGURATION: self.configuration,
            "/token": self.token,
            "/userinfo": lambda: self.person,
            "/keys": lambda: {"keys": [public()]},
        }[path]()


def wait_for_calls():
    """Wait for what was left behind while the provider did not answer."""
    for thread in threading.enumerate():
        if thread.name == "provider":
            thread.join(10)
            assert not thread.is_alive()


@contextmanager
def running_provider():
    """Yield a `Provider` that answers at its address."""
    provider = Provider()
    provider.awake.set()
    discovery.forget()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            if path in provider.redirects:
                self.send_response(307)
                self.send_header("Location", provider.redirects[path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            if path in provider.drips:
                with suppress(OSError):
                    while not provider.gone.wait(0.02):
                        self.wfile.write(b"H")
                return
            code, content = provider.answer(path)
            with suppress(OSError):  # nobody waits for it any more
                self.reply(code, content)

        def reply(self, code, content):
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(content)

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        provider.awake.set()
        provider.gone.set()
        wait_for_calls()
        server.shutdown()
        server.server_close()
        discovery.forget()


def log_in(provider, client=None, **person):
    """Go to the provider and come back as `person`; the last response, and the client."""
    client = client or Client()
    provider.person = {"sub": "1"} | person
    return come_back(client, go_there(provider, client)), client


def go_there(provider, client, address="/anmelden/oidc/") -> str:
    """Return the state with which the provider will send the person back."""
    asked = asked_of(provider, client, address)
    provider.nonce = asked["nonce"]
    return asked["state"]


def asked_of(provider, client, address="/anmelden/oidc/") -> dict:
    """Return what the provider is asked when somebody goes there."""
    there = client.get(address)
    assert there.url.startswith(f"{provider.address}/authorize?")
    return dict(parse_qsl(urlsplit(there.url).query))


def come_back(client, state: str):
    return client.get("/anmelden/oidc/antwort/", {"code": "x", "state": state})


def is_told_that_it_is_unreachable(response) -> bool:
    page = response.content.decode()
    return (
        response.status_code == 503
        and "<h1>Dienstkonto ist zurzeit nicht erreichbar</h1>" in page
        and "Bitte melden Sie sich mit E-Mail-Adresse und Passwort an" in page
        and '<a class="button" href="/anmelden/">Zur Anmeldung</a>' in page
    )
