import logging

import pytest

from bildung.formats import pdf

from .world import make_world, undone


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for a module; each of its requests is undone, and in the end all of it."""
    before = pdf.render
    pdf.render = lambda document: b"%PDF"
    logging.disable(logging.WARNING)  # thousands of requests are refused
    with django_db_blocker.unblock(), undone():
        yield make_world()
    logging.disable(logging.NOTSET)
    pdf.render = before
