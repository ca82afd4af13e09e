"""How gunicorn serves bildung.wsgi. HOST, PORT and WORKERS come from `make run`."""

import logging
import os
import signal

from bildung import settings, supervision
from bildung.serving import stopped_before

host = os.environ.get("HOST", "127.0.0.1")
port = os.environ.get("PORT", "8000")
bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

workers = int(os.environ.get("WORKERS", "2"))
worker_class = "bildung.serving.ServingWorker"
# At most two of them make prints and read files (bildung/formats/pdf/places.py), two wait for the
# mail server, two for a login's provider: the others are for pages.
threads = 8
# Whose connections are those of many people.
forwarded_allow_ips = ",".join(settings.PROXIES)
# A worker may be silent for as long as a print may take, and then some.
timeout = settings.PRINT_SECONDS + 30
graceful_timeout = 30
# Each worker loads the application, and with it the press for PDFs, itself: threads and helper
# processes do not survive a fork.
preload_app = False

accesslog = None
errorlog = "-"
loglevel = "warning"
# It tells of each request that waits for a thread.
logging.getLogger("waitress.queue").setLevel(logging.ERROR)
# Its default lies in the home folder; all data of an installation lies below BILDUNG_VAR.
control_socket_disable = True


def on_starting(server):
    supervision.keep_quiet()


def when_ready(server):
    supervision.tell_when_ready(server)


def post_fork(server, worker):
    # A terminal sends Ctrl-C to all processes; the master stops the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, worker.handle_quit)
    if stopped_before(server.SIG_QUEUE):
        worker.handle_quit(signal.SIGQUIT, None)


def post_worker_init(worker):
    # Importable only now that the worker has set Django up.
    from django.urls import get_resolver

    from bildung.formats import pdf

    # All that answers a request is loaded now: what is broken ends the start, and the first
    # person does not wait.
    list(get_resolver().url_patterns)
    pdf.warm_up("bildung.exchange.apart.loading")
    supervision.look_until_ready(worker)
    if worker.age == 1:
        # Compared, not listened on.
        name = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::1", "::") else host  # noqa: S104
        print(f"\nRunning: http://{name}:{port}/  (Ctrl-C stops it)", flush=True)
