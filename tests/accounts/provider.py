"""An OpenID Connect provider in a thread: discovery, token, userinfo and keys, for tests only."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Provider:
    """What the provider says of whoever logs in there next."""

    address: str = ""
    person: dict = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    # What it says instead, by path: anything as JSON, or a code with bytes.
    instead: dict[str, object] = field(default_factory=dict)

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return the code and the content."""
        self.asked.append(path)
        said = self.instead[path] if path in self.instead else self._answer(path)
        return said if isinstance(said, tuple) else (200, json.dumps(said).encode())

    def _answer(self, path: str) -> dict:
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
            },
            "/token": {"access_token": "zugang", "token_type": "Bearer"},
            "/userinfo": self.person,
            "/keys": {"keys": []},
        }[path]


@contextmanager
def running_provider():
    """Yield a `Provider` that answers at its address."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            code, content = provider.answer(self.path.partition("?")[0])
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
        server.shutdown()
        server.server_close()
