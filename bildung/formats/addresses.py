"""Where files are found: what their addresses say, and the links by which a page offers them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bildung.formats.answers import NOT_ON_PAPER, fits_on_paper
from bildung.formats.files import FORMATS, PDF, FileFormat


class FileConverter:
    """A format of files, as the ending of an address names it."""

    regex = "|".join(FORMATS)

    def to_python(self, value: str) -> FileFormat:
        return FORMATS[value]

    def to_url(self, file_format: FileFormat) -> str:
        return file_format.key


class WholeFileConverter(FileConverter):
    """One of the formats of which a file holds several annexes."""

    regex = "|".join(key for key, each in FORMATS.items() if each.holds_several)


@dataclass(frozen=True)
class Download:
    label: str
    url: str


@dataclass(frozen=True)
class Downloads:
    """What can be downloaded in words („Anlage 1“), and where in each format.

    `hint` says why a format is missing.
    """

    what: str
    links: tuple[Download, ...]
    hint: str = ""


def downloads(
    what: str, url_of: Callable[[FileFormat], str], by_annex: Sequence[str] | None = None
) -> Downloads:
    """Return the links to `what` in every format.

    Where it has several annexes, `by_annex` are the addresses of each in the format that holds but
    one; nothing, where they are offered elsewhere.
    """
    links: list[Download] = []
    for each in FORMATS.values():
        if each.holds_several or by_annex is None:
            links.append(Download(each.label, url_of(each)))
        else:
            links += (
                Download(f"{each.label} (Anlage {number})", url)
                for number, url in enumerate(by_annex, 1)
            )
    return Downloads(what, tuple(links))


def list_downloads(what: str, url_of: Callable[[FileFormat], str], lines: int) -> Downloads:
    """Return the links to a list in every format that holds so many lines."""
    if fits_on_paper(lines):
        return downloads(what, url_of)
    links = (Download(each.label, url_of(each)) for each in FORMATS.values() if each is not PDF)
    return Downloads(what, tuple(links), NOT_ON_PAPER)
