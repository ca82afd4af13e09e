"""A small application to try how requests and answers pass through."""

import threading

THREADS = 2
LARGE = 20 * 2**20
_entered = threading.Semaphore(0)
_go_on = threading.Event()


def application(environ, start_response):
    """Answer what a path asks for: its request, much, or not before another asks to go on."""
    path = environ["PATH_INFO"]
    body = b"".join(iter(lambda: environ["wsgi.input"].read(2**16), b""))
    if path == "/waiting":
        _entered.release()
        _go_on.wait()
    elif path == "/entered":
        _entered.acquire()
    elif path == "/go-on":
        _go_on.set()
    content = b"x" * LARGE if path == "/much" else f"{path} {len(body)}".encode()
    start_response("200 OK", [("Content-Length", str(len(content)))])
    return [content]
