"""Parts of long lists: the pages to choose from, and the columns to sort by."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Page


@dataclass(frozen=True)
class SortColumn:
    """A column's head: where a click leads, and how the list is sorted by it now, if it is.

    `direction` is the value of `aria-sort`.
    """

    key: str
    title: str
    url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str = ""  # none for a gap
    is_current: bool = False


@dataclass(frozen=True)
class Pager:
    """Which part of the list is shown, and the ways to the others."""

    first: int
    last: int
    number: int
    pages: int
    links: tuple[PageLink, ...]
    previous_url: str
    next_url: str


def sort_column(key: str, title: str, sort: str, url: Callable[[str], str]) -> SortColumn:
    """Return the head of a column that can be sorted by, while the list is sorted by `sort`.

    `url` gives the address for a key, which has a „-“ before it for the other direction.
    """
    direction = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return SortColumn(key, title, url(f"-{key}" if direction == "ascending" else key), direction)


def asked_page(shown: Page) -> str:
    """Return the number of `shown` as its address says it: not at all for the first."""
    return "" if shown.number == 1 else str(shown.number)


def pager_of(shown: Page, url: Callable[[str], str]) -> Pager:
    """Return the ways from the page that is shown.

    `url` gives the address for the number of a page, and for "" that of the first.
    """

    def to(number: int) -> str:
        return url("" if number == 1 else str(number))

    paginator = shown.paginator
    links = tuple(
        PageLink(str(number), to(number), number == shown.number)
        if number != paginator.ELLIPSIS
        else PageLink(number)
        for number in paginator.get_elided_page_range(shown.number, on_each_side=1, on_ends=1)
    )
    return Pager(
        first=shown.start_index(),
        last=shown.end_index(),
        number=shown.number,
        pages=paginator.num_pages,
        links=links,
        previous_url=to(shown.previous_page_number()) if shown.has_previous() else "",
        next_url=to(shown.next_page_number()) if shown.has_next() else "",
    )
