"""All blocks of the access matrix. A new group of addresses is one more module in `GROUPS`."""

from collections.abc import Callable, Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from . import accounts, admin, desk, editions, goals, importing, members, milestones, starting
from .table import Block, read

GROUPS = (desk, editions, importing, starting, goals, milestones, members, accounts, admin)

BLOCKS: tuple[Block, ...] = tuple(block for group in GROUPS for block in read(group.TABLE))
SAMPLED = frozenset(
    block.address for group in GROUPS if hasattr(group, "SAMPLED") for block in read(group.TABLE)
)
# What a POST sends beside what the page shows, by name and, after „=“, by word.
CHANGES: dict[str, dict[str, str]] = {
    name: changes for group in GROUPS for name, changes in getattr(group, "CHANGES", {}).items()
}
# The page on which the form of an address stands, if that is another one.
PAGES: dict[str, str] = {
    name: page for group in GROUPS for name, page in getattr(group, "PAGES", {}).items()
}


def views_by_route() -> dict[str, Callable]:
    """Return the view of every address there is, by its route as `resolve` names it."""
    return dict(_views(get_resolver().url_patterns))


def _views(patterns, before: str = "") -> Iterator[tuple[str, Callable]]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^" if before else "")
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from _views(pattern.url_patterns, route)
