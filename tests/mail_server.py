"""A mail server on a real socket, which takes mails or fails in one of the ways that servers do."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

# By their names: at which word of the client the server says no.
REFUSALS = {
    "at once": "",
    "the sender": "MAIL",
    "the recipient": "RCPT",
    "the mail": "DATA",
}


class MailServer(socketserver.ThreadingTCPServer):
    """`refuses` is a key of REFUSALS; a `mute` one takes the connection and says nothing."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 50

    def __init__(self, refuses: str | None = None, mute: bool = False):
        super().__init__(("127.0.0.1", 0), _Session)
        self.refused_at = None if refuses is None else REFUSALS[refuses]
        self.mute = mute
        self.mails: list[EmailMessage] = []
        self.calls = 0
        self.let_go = threading.Event()

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.mails]


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.calls += 1
        if self.server.mute:
            self.server.let_go.wait(60)
            return
        if not self.say("", "220 da"):
            return
        for line in self.rfile:
            word = line.decode("ascii").upper().split()[0][:4]
            if word == "QUIT":
                self.say(word, "221 bis bald")
                return
            if word == "DATA" and self.say(word, "354 bitte"):
                self.server.mails.append(self.read_mail())
                self.say("", "250 angenommen")
            elif word != "DATA":
                self.say(word, "250 gut")

    def say(self, word: str, answer: str) -> bool:
        refused = word == self.server.refused_at
        self.wfile.write(f"{'554 nein' if refused else answer}\r\n".encode("ascii"))
        return not refused

    def read_mail(self) -> EmailMessage:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line)
        return message_from_bytes(b"".join(lines), policy=policy.default)


@contextmanager
def serving(server: MailServer):
    """Run `server` until the end of the block."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
