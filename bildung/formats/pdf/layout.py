"""Lays out and draws a page's HTML as PDF/UA-1. Runs in a child process only (see press.py)."""

import gc
import io
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree import ElementTree

import cssselect2
import weasyprint
import weasyprint.draw
import weasyprint.layout.inline
import weasyprint.layout.page
import weasyprint.pdf
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from . import continuation, pdfa
from .archived import Archived
from .hyphenation import GermanDictionaries
from .linebreaking import line_breaker, split_text_after_mark
from .ruling import draw_lines
from .structure import Structure


class NothingFetched(URLFetcher):
    """Refuses every address: a print needs nothing but its own text and the fonts at hand."""

    def fetch(self, url, headers=None):
        raise FatalURLFetchingError(f"A print fetches nothing, not even {url[:200]}")


class Page(weasyprint.HTML):
    """A page read as XML, with no style but the given one.

    The template writes XML, which Python's C parser reads much faster than an HTML parser could.
    WeasyPrint's own style sheet for HTML makes six pseudo-elements for each element, a third of
    the time; paper.css says what is needed.
    """

    def __init__(self, source: str):
        root = ElementTree.fromstring(source)  # noqa: S314 (our own template, all texts escaped)
        self.base_url = None
        self.url_fetcher = NothingFetched()
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root)
        self.etree_element = root

    def _ua_stylesheets(self, forms=False):
        return []


def style_sheet(source: str) -> weasyprint.CSS:
    """Return the parsed style sheet; it may be used for many prints."""
    return weasyprint.CSS(string=source, url_fetcher=NothingFetched())


def print_html(
    html: str, style_sheets: list[weasyprint.CSS], archived: Archived | None = None
) -> bytes:
    """Return `html` as PDF/UA-1, and as PDF/A-3a too where it is `archived`.

    The same input gives the same bytes. Switches the garbage collector off: the process prints once
    and ends.
    """
    gc.disable()
    page = Page(html)
    structure = Structure(page.etree_element)
    with _pages_prepared(), _drawn_with(structure):
        document = page.render(stylesheets=style_sheets)
        output = io.BytesIO()
        if archived is None:
            document.write_pdf(output, pdf_variant="pdf/ua-1")
        else:
            document.write_pdf(output, pdf_variant=pdfa.VARIANT, finisher=pdfa.finisher(archived))
    return output.getvalue()


@contextmanager
def _pages_prepared() -> Iterator[None]:
    """Give each page, before it is laid out, what goes on from the last one and German hyphens."""
    make_page = weasyprint.layout.page.make_page

    def make_prepared_page(context, root_box, page_type, resume_at, *rest):
        if resume_at is None:
            context.dictionaries = GermanDictionaries()
            continuation.take_out(root_box)
        else:
            continuation.put_in(root_box, resume_at)
        return make_page(context, root_box, page_type, resume_at, *rest)

    lines = _replaced(
        weasyprint.layout.inline,
        split_first_line=line_breaker(),
        split_text_box=split_text_after_mark(weasyprint.layout.inline.split_text_box),
        strut=_remembered_by_style(weasyprint.layout.inline.strut),
    )
    pages = _replaced(
        weasyprint.layout.page,
        make_page=make_prepared_page,
        set_page_type_computed_styles=_one_style_for_all_pages(),
    )
    with lines, pages:
        yield


def _remembered_by_style(function):
    """Return `function`, of a style alone, so that it computes once for each style."""
    results: dict = {}

    def remembered(style):
        if (known := results.get(id(style))) is None:
            # Keeping the style keeps its id from being given to another.
            known = results[id(style)] = (style, function(style))
        return known[1]

    return remembered


def _one_style_for_all_pages():
    """Compute the styles of page and margin boxes once: the style sheet has one @page rule."""
    compute = weasyprint.layout.page.set_page_type_computed_styles
    first: dict = {}

    def set_styles(page_type, html, style_for):
        styles = style_for.get_computed_styles()
        if not first:
            compute(page_type, html, style_for)
            first.update({key[1]: style for key, style in styles.items() if key[0] == page_type})
        for pseudo_type, style in first.items():
            styles[page_type, pseudo_type] = style

    return set_styles


@contextmanager
def _drawn_with(structure: Structure) -> Iterator[None]:
    names = {"Stream": structure.stream_class(), "add_tags": structure.add_tags}
    with _replaced(weasyprint.pdf, **names), _replaced(weasyprint.draw, draw_border=draw_lines):
        yield


@contextmanager
def _replaced(module, **names) -> Iterator[None]:
    """Put other objects in the place of names that `module` looks up when it runs.

    WeasyPrint has no seam for these; its version is pinned, and tests/formats fail if they move.
    """
    kept = {name: getattr(module, name) for name in names}
    vars(module).update(names)
    try:
        yield
    finally:
        vars(module).update(kept)
