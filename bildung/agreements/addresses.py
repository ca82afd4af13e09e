"""The addresses of records' pages, for pages that lead to hundreds."""

from functools import cache

from django.urls import get_script_prefix, reverse


def address_of(url_name: str, key: int | str) -> str:
    """Return what `reverse` would, for an address with one part: a primary key or a slug."""
    before, after = _around_key(url_name, get_script_prefix())
    return f"{before}/{key}/{after}"


@cache
def _around_key(url_name: str, prefix: str) -> tuple[str, str]:
    # `reverse` looks through all addresses there are, each time.
    before, after = reverse(url_name, args=["0"]).split("/0/")
    return before, after
