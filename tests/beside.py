"""Lets something happen at the same time, with a connection of its own."""

import threading
from contextlib import closing

from django.db import connection


def beside(act):
    """Start `act` in a thread with a connection of its own; return that, and what it raised."""
    errors = []

    def run():
        with closing(connection):
            try:
                act()
            except Exception as error:
                errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors
