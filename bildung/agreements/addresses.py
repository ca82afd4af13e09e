"""The addresses of records' pages, for pages that lead to hundreds."""

from functools import cache

from django.urls import reverse


def address_of(url_name: str, key: int | str) -> str:
    """Return what `reverse` would, for an address with one part: a primary key or a slug."""
    return _pattern(url_name).replace("/0/", f"/{key}/")


@cache
def _pattern(url_name: str) -> str:
    # `reverse` looks through all addresses there are, each time.
    return reverse(url_name, args=["0"])
