"""Start gunicorn with the project's configuration; Ctrl-C while it loads ends it quietly."""

import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)

import sys
from pathlib import Path

# Not the folder of this file, where `gunicorn` is its configuration.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from gunicorn.app.wsgiapp import run

sys.argv[1:] = ["--config", ".setup/gunicorn.py", *(sys.argv[1:] or ["bildung.wsgi"])]
run()
