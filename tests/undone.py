"""What is done to the database and is as if it had never been."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone():
    """Undo what happens to the database inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
