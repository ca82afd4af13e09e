"""What a process apart needs. The press of a server loads it ahead of the first.

Imported by that process alone (see .setup/gunicorn.py), or by one that has the models already.
"""

import django

django.setup()

from bildung.exchange.importing import applying, showing  # noqa: E402
from bildung.exchange.starting import previewing  # noqa: E402

__all__ = ["applying", "previewing", "showing"]
