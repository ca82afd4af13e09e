"""The words of a file: how they are compared, and how they are cleaned."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from bildung.annex.grid import Contents
from bildung.annex.table import LINE_BREAKS, AnnexTable, Block, Bullet, texts_of
from bildung.vocabulary.characters import LINE_BREAK, one_line
from bildung.vocabulary.folding import dictionary

# Word, browsers and PDFs put these into texts; nobody sees them.
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# „Ver-\nantwortung“, „Zeit-Rahmen“: a hyphen makes no other heading.
HYPHENS = re.compile("[-‐‑–]\\s*(?=[a-z])")
# „Maßnahme(n)“, „Verantwortliche/r“, „Partner*innen“.
BRACKETED_ENDING = re.compile("(?<=[a-z])(?:\\((?:e?n|innen|r|s|e)\\)|[/*:](?:e?n|innen|r)\\b)")
UMLAUT_BY_LETTERS = re.compile("(?<=[aou])e")
LETTERS = re.compile("[^\\W\\d_]+")
FILLERS = frozenset(
    re.findall("[a-z]+", "der die das des dem den und oder bzw von zu zur zum im in am fur mit je")
)
ENDINGS = frozenset(("", "e", "en", "n", "s", "es", "er", "em", "ern", "innen"))
DASHES = re.compile(r"[-–—\s]+")

Blocks = tuple[Block, ...]
Terms = tuple[str, ...]


def terms_of(text: str) -> Terms:
    """Return the words of a heading in the form in which headings are compared.

    Neither case nor umlauts („ae“), hyphens or words like „der“ make a difference.
    """
    text = BRACKETED_ENDING.sub("", HYPHENS.sub("", dictionary(text.translate(INVISIBLE))))
    words = (UMLAUT_BY_LETTERS.sub("", word) for word in LETTERS.findall(text))
    return tuple(word for word in words if word not in FILLERS)


def folded(text: str) -> str:
    """Return a text in the form in which it counts as the same as one set otherwise."""
    return "".join(dictionary(HYPHENS.sub("", text.translate(INVISIBLE))).split())


@lru_cache(maxsize=100_000)
def same_term(one: str, other: str) -> bool:
    """Whether two words differ in their ending only: „ziel“, „zielen“."""
    short, long = sorted((one, other), key=len)
    ends = len(short) > 2 and long.startswith(short) and long[len(short) :] in ENDINGS
    return ends or one == other


def same_terms(terms: Terms, others: Terms) -> bool:
    """Whether several words differ in their endings only."""
    return len(terms) == len(others) and all(map(same_term, terms, others))


def is_among(term: str, words: Collection[str]) -> bool:
    """Whether a word is one of others by `same_term`; quick for a set of many."""
    if term in words:
        return True
    ends = (ending for ending in ENDINGS if ending)
    return len(term) > 2 and any(
        term + end in words
        or (term.endswith(end) and len(term) > len(end) + 2 and term.removesuffix(end) in words)
        for end in ends
    )


def text_of(blocks: Iterable[Block]) -> str:
    """Return what a cell says on one line, its white space made one space each."""
    return " ".join(" ".join(texts_of(blocks)).split()) if blocks else ""


def lines_of(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the lines of a cell that are not blank, bullets flattened."""
    for text in texts_of(blocks):
        yield from (line for line in LINE_BREAK.split(text) if line.strip())


class Wording:
    """Cleans texts, but for those that are meant so.

    These stand in a table as it is today, or are items of lists in the rows of our own files, which
    carry their keys: what marked them as items is gone already. `is_ours` where all tables are of
    ours: in them each line is a text of its own.
    """

    def __init__(self, table: AnnexTable, contents: Contents | None = None):
        grids = contents.grids if contents else ()
        self.is_ours = bool(grids) and all(
            grid.key or any(row.key for row in grid.rows) for grid in grids
        )
        cells = (cell for row in table.rows for cell in row.cells if cell)
        known = {text for cell in cells for text in texts_of(cell.blocks)}
        for grid in grids:
            cells = (cell for row in grid.rows if row.key for cell in row.cells if cell)
            items = (block for cell in cells for block in cell.blocks if isinstance(block, Bullet))
            known.update(texts_of(items))
        self.known = frozenset(known)

    def is_known(self, text: str) -> bool:
        return LINE_BREAKS.sub(" ", text.strip()) in self.known

    def clean(self, text: str) -> str:
        """Return `text` on one line, without what no file can hold."""
        line = text.strip()
        if not line.isprintable():
            line = LINE_BREAKS.sub(" ", line)
        return line if line in self.known else one_line(line)

    def is_empty(self, blocks: Iterable[Block]) -> bool:
        """Whether a cell says nothing: it is blank, or holds the dash of an empty cell.

        A dash that is an item of a list is meant: nobody marks an empty cell so.
        """
        blocks = tuple(blocks)
        text = text_of(blocks)
        # More than any dash, as most are.
        if not text or text[0].isalnum() or any(isinstance(block, Bullet) for block in blocks):
            return not text
        return DASHES.fullmatch(text) is not None and not self.is_known(text)
