"""The addresses of records' pages, for pages that lead to hundreds, and those that mails carry."""

from functools import cache

from django.conf import settings
from django.urls import get_script_prefix, reverse


def address_of(url_name: str, key: int | str) -> str:
    """Return what `reverse` would, for an address with one part: a primary key or a slug."""
    before, after = _around_key(url_name, get_script_prefix())
    return f"{before}/{key}/{after}"


def public_address(path: str) -> str:
    """Return what a mail calls the page at `path`: by PUBLIC_URL.

    Never by the Host of a request: with that, a stranger chooses where a link for a new password
    leads, at least by its port.
    """
    return f"{settings.PUBLIC_URL}{path}"


@cache
def _around_key(url_name: str, prefix: str) -> tuple[str, str]:
    # `reverse` looks through all addresses there are, each time.
    before, after = reverse(url_name, args=["0"]).split("/0/")
    return before, after
