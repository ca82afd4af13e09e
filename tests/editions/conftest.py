from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildung.editions import printing
from tests.undone import undone

from .scene import make_parties


@pytest.fixture(autouse=True)
def quick_print(monkeypatch, request):
    """Print nothing, but where a test is about the paper: that takes seconds."""
    if "real_print" not in request.fixturenames:
        made = lambda edition: f"%PDF-{edition.sha256}%%EOF".encode()  # noqa: E731
        monkeypatch.setattr(printing, "print_edition", made)


@pytest.fixture
def real_print():
    """Ask for it to have editions printed."""


@pytest.fixture(scope="module")
def parties_of_module(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield make_parties(slug="eisenach")


@pytest.fixture
def parties(db, parties_of_module):
    """Return what is made once for a module; whatever a test does to it is undone."""
    return deepcopy(parties_of_module)


@pytest.fixture
def upload():
    """Return a function that makes a file as a browser sends it."""
    return lambda data: SimpleUploadedFile("Scan.pdf", data, "application/pdf")
