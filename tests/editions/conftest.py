import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bildung.editions import printing

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


@pytest.fixture
def parties():
    return make_parties(slug="eisenach")


@pytest.fixture
def upload():
    """Return a function that makes a file as a browser sends it."""
    return lambda data: SimpleUploadedFile("Scan.pdf", data, "application/pdf")
