import logging

import pytest

from bildung.formats.pdf.press import Press
from tests.undone import undone

from .world import make_world


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """One world for a module; each of its requests is undone, and in the end all of it."""
    print_page, Press.print = Press.print, lambda press, *page: b"%PDF"
    logging.disable(logging.WARNING)  # thousands of requests are refused
    with django_db_blocker.unblock(), undone():
        yield make_world()
    logging.disable(logging.NOTSET)
    Press.print = print_page
